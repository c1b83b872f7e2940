"""A second ear for danger, learned from sentences: hears what no word list names. Pure; whole numbers only.

`heard.tsv` is written by `python -m sanguanjia.intake.tests.teach` from the sentences of the tests and the sayings of
the words room: for every run of one to three characters how telling it is, what it says for danger, and for which
number to call. A text's score is the sum over its known runs, divided by the length of the vector, as the learning saw
it. It is asked where the word lists (`danger.py`) know nothing, and again where they think they know: what sounds
ordinary from beginning to end is no danger for one word in it. README.md says how well it hears.
"""

from __future__ import annotations

from functools import cache
from math import isqrt
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "heard.tsv"
LONGEST: Final = 3
UNIT: Final = 1000
ROUTES: Final = ("119", "110", "120")
LEAST: Final = 80
"""Score in thousandths from which it is taken for a danger."""
DOUBTED: Final = -330
"""Score below which what the word lists take for a danger is an ordinary matter told with a word of danger. Of 70 fresh
sentences the lists called dangers, it turned back 10 of the 14 that were none and none of the 56 that were."""
_SHOWN: Final = 2


def runs(text: str) -> set[str]:
    """Every run of one to three characters."""
    return {text[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(text) - size + 1)}


def hears_danger(text: str) -> tuple[str, str] | None:
    """(number to call, the words that say so) or None."""
    known, length, score = _listened(text)
    if not length or score < LEAST:
        return None
    _weights, _start, starts = _learned()
    sums = [sum(row[0] * row[2 + at] for _, row in known) // length + starts[at] for at in range(len(ROUTES))]
    route = ROUTES[max(range(len(ROUTES)), key=lambda at: (sums[at], -at))]
    telling = sorted(known, key=lambda each: (-each[1][0] * each[1][1], each[0]))
    return route, "、".join(sorted(_longest(telling), key=text.index))


def doubts_danger(text: str) -> bool:
    """Whether the whole of it sounds so ordinary that a word of danger in it is not taken for one."""
    _known, length, score = _listened(text)
    return bool(length) and score < DOUBTED


def _listened(text: str) -> tuple[list[tuple[str, tuple[int, ...]]], int, int]:
    """The known runs with their weights, the length of their vector, and the score."""
    weights, start, _starts = _learned()
    known = [(run, weights[run]) for run in runs(text) if run in weights]
    length = isqrt(sum(rarity * rarity for _, (rarity, *_rest) in known))
    if not length:
        return known, 0, start
    return known, length, sum(rarity * danger for _, (rarity, danger, *_rest) in known) // length + start


def _longest(telling: list[tuple[str, tuple[int, ...]]]) -> list[str]:
    found: list[str] = []
    for run, _ in telling:
        if len(run) > 1 and not any(run in other or other in run for other in found):
            found.append(run)
        if len(found) == _SHOWN:
            break
    return found


@cache
def _learned() -> tuple[dict[str, tuple[int, ...]], int, tuple[int, ...]]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    start, *starts = (int(part) for part in lines[1].split("\t"))
    weights = {}
    for line in lines[2:]:
        run, *numbers = line.split("\t")
        weights[run] = tuple(int(number) for number in numbers)
    return weights, start, tuple(starts)


def digest() -> str:
    """Of what it was taught from."""
    return FILE.read_text(encoding="utf-8").partition("\n")[0]
