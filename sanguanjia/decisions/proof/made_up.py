"""A made-up vote of any size with its whole log, for the tests and the bench: seeded, counted apart from the bundle."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from . import effective, events, heads, merkle, roll
from .bundle import Said, Whole
from .keys import SealedUnit, VoteKey

ITEM, VOTE = "1", "7-1"
AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
RULE: Mapping[str, Any] = {
    "title": "使用维修资金更换3幢屋面防水", "options": ["for", "against", "abstain"],
    "participation": {"test": "ge", "share": "2/3", "base": "all"},
    "consent": {"test": "gt", "share": "1/2", "base": "participants"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadeUp:
    """The vote, the city's key, the lines as a list."""

    whole: Whole
    signer: Ed25519PrivateKey
    lines: list[str]


def vote(units: int, seed: int = 1, *, turnout: int = 80, again: int = 10, heads_every: int = 500) -> MadeUp:
    """`turnout` per cent of the units cast, `again` per cent of those a second time. Areas come in types, some rare."""
    chance = random.Random(seed)  # noqa: S311 - a made-up vote must be the same each time
    key, signer = VoteKey(chance.randbytes(32).hex()), Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    listed = [_unit(chance, number) for number in range(units)]
    at, lines = AT, [
        events.config(VOTE, 0, AT, {"items": {ITEM: RULE}, "k": 5}),
        events.roll_root(VOTE, 1, AT, ITEM, roll.summary(roll.seal(key, ITEM, listed), listed)),
        events.open_(VOTE, 2, AT, AT + timedelta(days=14)),
    ]  # fmt: skip
    voters = chance.sample(listed, units * turnout // 100)
    said: list[Said] = []
    standing: dict[str, Said] = {}
    places: dict[str, int] = {}
    for unit in [*voters, *chance.sample(voters, len(voters) * again // 100)]:
        earlier, seq, p = standing.get(unit.unit), len(lines), key.pseudonym(ITEM, unit.unit)
        choice = chance.choices(["for", "against", "abstain", "invalid"], [60, 25, 10, 1])[0]
        c = events.commitment(key.salt(ITEM, unit.unit, seq), choice, unit.area, key.unit_seal(ITEM, unit))
        prev = earlier.seq if earlier else None
        lines.append(events.ballot(VOTE, seq, at, ITEM, channel="phone", p=p, c=c, prev=prev))
        if earlier:
            lines.append(events.supersede(VOTE, seq + 1, at, ITEM, p=p, old=prev, new=seq, why="revote"))
            said[places[unit.unit]] = Said(ITEM, earlier.seq, unit.unit, earlier.choice, False)
        said.append(Said(ITEM, seq, unit.unit, choice, True))
        standing[unit.unit], places[unit.unit] = said[-1], len(said) - 1
        at += timedelta(seconds=5)
    counting = {key.pseudonym(ITEM, name): one.seq for name, one in standing.items()}
    lines.append(events.close(VOTE, len(lines), at, {ITEM: effective.summary(counting)}))
    lines.append(_result(len(lines), at, listed, standing))
    return MadeUp(Whole(VOTE, key, lines, _heads(lines, signer, heads_every), {ITEM: listed}, said), signer, lines)


def _unit(chance: random.Random, number: int) -> SealedUnit:
    area = chance.choice([8812, 9533, 12045, 14288]) if number % 20 else 20000 + number
    head = f"h{number - 1}" if number % 25 == 24 else f"h{number}"
    return SealedUnit(str(10_000 + number), f"{number // 120 + 1}幢", head, area)


def _heads(lines: list[str], signer: Ed25519PrivateKey, every: int) -> list[heads.Head]:
    tree, found = merkle.Growing(), []
    for number, line in enumerate(lines, 1):
        tree.add(merkle.leaf_hash(line))
        if number % every == 3 or number == len(lines):
            found.append(heads.sign_head(VOTE, number, tree.root(), AT, signer))
    return found


def _result(seq: int, at: datetime, listed: list[SealedUnit], standing: Mapping[str, Said]) -> str:
    sums = {choice: {"area": 0, "n": 0} for choice in ("for", "against", "abstain", "invalid")}
    last: dict[str, Said] = {}
    for unit in listed:
        ballot = standing.get(unit.unit)
        if ballot:
            sums[ballot.choice]["area"] += unit.area
            if unit.head not in last or last[unit.head].seq < ballot.seq:
                last[unit.head] = ballot
    for ballot in last.values():
        sums[ballot.choice]["n"] += 1
    sums.pop("invalid")
    total = {"area": sum(unit.area for unit in listed), "n": len({unit.head for unit in listed})}
    part = {axis: sum(row[axis] for row in sums.values()) for axis in ("area", "n")}
    carried = all(
        total[axis] and part[axis] and Fraction(part[axis], total[axis]) >= Fraction(2, 3)
        and Fraction(sums["for"][axis], part[axis]) > Fraction(1, 2)
        for axis in ("area", "n")
    )  # fmt: skip
    outcome = "pass" if carried else "fail"
    return events.result(VOTE, seq, at, ITEM, total=total, part=part, options=sums, outcome=outcome)
