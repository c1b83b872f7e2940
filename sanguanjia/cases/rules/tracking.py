"""Tracking codes: twelve characters that say the home, so that a code is never looked up in all estates at once.

Crockford's base 32 (no I, L, O, U; read without regard to case): 4 characters of home id, 7 of chance (35 bits), 1
check
character. The check is the weighted sum modulo 37; a body whose check would need one of Crockford's five extra signs is
drawn again, so that people only ever see letters and digits. Every single wrong character and every swap of two
different
ones is found (37 is prime and the weights are different).
"""

from __future__ import annotations

from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HOME_LENGTH, CHANCE_LENGTH = 4, 7
LENGTH = HOME_LENGTH + CHANCE_LENGTH + 1
MAX_HOME = 32**HOME_LENGTH - 1

_VALUE = {c: n for n, c in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_PRIME = 37


def make(home_id: int, chance: Callable[[], int]) -> str:
    """A code for a matter of a home. `chance()` gives 35 random bits; it is asked again until the check is a plain
    character.

    ValueError when the home's id needs more than 20 bits.
    """
    if not 0 < home_id <= MAX_HOME:
        raise ValueError(f"home {home_id} does not fit into a tracking code")
    while True:
        body = _digits(home_id, HOME_LENGTH) + _digits(chance() % 32**CHANCE_LENGTH, CHANCE_LENGTH)
        check = _check(body)
        if check < len(ALPHABET):
            return body + ALPHABET[check]


def read(typed: str) -> tuple[str, int] | None:
    """(code, home id) of what a person typed, with or without dashes and spaces; None when it cannot be a code."""
    text = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
    if len(text) != LENGTH or any(c not in _VALUE for c in text):
        return None
    code = "".join(ALPHABET[_VALUE[c]] for c in text)
    if _check(code[:-1]) != _VALUE[code[-1]]:
        return None
    home = 0
    for c in code[:HOME_LENGTH]:
        home = home * 32 + _VALUE[c]
    return (code, home) if home else None


def shown(code: str) -> str:
    """In groups of four, as it is read out on the phone."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def _digits(number: int, length: int) -> str:
    found = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        found.append(ALPHABET[digit])
    return "".join(reversed(found))


def _check(body: str) -> int:
    return sum(weight * _VALUE[c] for weight, c in enumerate(body, start=2)) % _PRIME
