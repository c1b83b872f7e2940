"""The worked examples of docs/rules/ownership-shares.md run as they are printed."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sanguanjia.kernel.refusal import Refusal
from sanguanjia.registry.rules.ownership import Holding, Share, Slice, Transfer, allocate, slices_in, transfer
from sanguanjia.registry.types import WHOLE, Basis

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules" / "ownership-shares.md"
BLOCK = re.compile(r"^```json\n(.*?)\n(.*?)\n```", re.MULTILINE)
SINCE, DAY = date(2015, 1, 1), date(2020, 1, 1)


def examples() -> list[tuple[Any, Any]]:
    return [(json.loads(a), json.loads(b)) for a, b in BLOCK.findall(PAGE.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("asked", "expected"), examples())
def test_the_page_tells_what_happens(asked: dict[str, Any], expected: dict[str, Any]) -> None:
    sizes = [slices_in(Fraction(share)) or 0 for share in asked["held"]]
    pieces = allocate([Slice(0, WHOLE)], sizes)
    holdings = tuple(
        Holding(number, mine[0], frozenset({number}), Basis.REGISTERED, SINCE) for number, mine in enumerate(pieces)
    )
    wish = Transfer(
        day=DAY, today=DAY, unit_from=SINCE, unit_to=None, holdings=holdings, later=False,
        outgoing=frozenset(asked["out"]), basis=Basis.REGISTERED,
        incoming=tuple(Share(Fraction(share), (100 + n,)) for n, share in enumerate(asked["in"])),
    )  # fmt: skip
    if "refusals" in expected:
        with pytest.raises(Refusal) as caught:
            transfer(wish)
        assert [reason.code for reason in caught.value.reasons] == expected["refusals"]
        return
    done = transfer(wish)
    slices = [
        [[each.slice.lower, each.slice.upper] for each in done.opened if each.share == number]
        for number in range(len(asked["in"]))
    ]
    assert {"slices": slices} == expected


def test_there_are_examples() -> None:
    assert len(examples()) >= 7
