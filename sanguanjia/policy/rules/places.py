"""From a place's code to the chain of places whose rules reach it (GB/T 2260, COD-001, COD-002)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

NATION = "CN"
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
    ]
)
_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Division:
    """A dated fact about a division code: its name, and the days on which the code exists."""

    code: str
    name: str
    exists_from: dt.date | None = None
    exists_to: dt.date | None = None

    def exists_on(self, day: dt.date) -> bool:
        """True when the code was in use on that day (both ends included)."""
        return (self.exists_from is None or self.exists_from <= day) and (
            self.exists_to is None or day <= self.exists_to
        )


def is_place(code: str) -> bool:
    """True for CN and for a 6-, 9- or 12-digit division code whose province exists."""
    return code == NATION or (bool(_CODE.fullmatch(code)) and code[:2] in PROVINCES and not code[6:].startswith("000"))


def place_chain(
    code: str, day: dt.date | None = None, divisions: Sequence[Division] = (), estate: str | None = None
) -> tuple[str, ...]:
    """Places whose rules reach `code`, widest first: 430211 -> (CN, 430000, 430200, 430211).

    A level that did not exist on `day` (140403 before 2018) is left out; `estate` (an id) is put last.
    Raises ValueError for what is no place code.
    """
    if not is_place(code):
        raise ValueError(code)
    levels = [NATION]
    if code != NATION:
        padded = [code[:2] + "0000", code[:4] + "00", code[:6]]
        padded += [code[:end] for end in (9, 12) if len(code) >= end]
        for level in padded:
            if level not in levels:
                levels.append(level)
    gone = {d.code for d in divisions} - {d.code for d in divisions if day is None or d.exists_on(day)}
    chain = [level for level in levels if level not in gone]
    if estate:
        chain.append(estate)
    return tuple(chain)
