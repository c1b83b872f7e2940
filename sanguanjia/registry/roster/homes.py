"""Where a unit is: building, entrance and room out of whatever people type. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sanguanjia.kernel.sheets.text import CHINESE_NUMERAL, DateNumber, Number, chinese_number, number_text, squeeze

_NUM: Final = rf"(?:[A-Z]?\d{{1,4}}[A-Z]?|[A-Z]|[{CHINESE_NUMERAL}]{{1,5}}|[甲乙丙丁戊己庚辛])"
_BUILDING_WORD: Final = r"(?:号楼栋|号楼|栋楼|#楼|#栋|#幢|号栋|号幢|栋|幢|座|楼|#|号)"
_ENTRANCE_WORD: Final = r"(?:单元门|单元|号门|门洞|门栋|楼门|梯位|梯|门|单)"
_BUILDING: Final = re.compile(rf"第?({_NUM}){_BUILDING_WORD}-?")
_ENTRANCE: Final = re.compile(rf"第?({_NUM}|[东西南北中]){_ENTRANCE_WORD}-?")
_ROOM_TAIL: Final = re.compile(r"(?:号房|室房|房间|室|房|号|户)$")
_PHASE: Final = re.compile(
    r"((?:[一二三四五六七八九十]|\d{1,2}|[A-Z])期|[东南西北中][区苑院]|[A-Z\d]区|[一二三四五六七八九十]区|[一二三四五六七八九十\d]组团)"
)
_NOTE: Final = re.compile(r"\([^()]*\)$")
_ZEROS: Final = re.compile(r"^0+(?=.)")
PARKING_WORDS: Final = re.compile(r"车位|车库|停车|泊位|parking|garage", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Home:
    """Building, entrance and room as clean words; empty where the roster does not say."""

    building: str = ""
    entrance: str = ""
    room: str = ""

    @property
    def code(self) -> str:
        """`3-1-1403`; parts that do not exist are left out (`3-1403`)."""
        return "-".join(p for p in (self.building, self.entrance, self.room) if p)

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two typings the same unit: zeros in front of a room do not."""
        return self.building, self.entrance, _ZEROS.sub("", self.room)


def _ordinal(text: str) -> str:
    number = chinese_number(text)
    return str(number) if number is not None else _ZEROS.sub("", text)


def _typed(text: str) -> str:
    return squeeze(number_text(text) if isinstance(text, Number) else text).upper().replace("_", "-").strip("-.,、")


@lru_cache(maxsize=4096)
def read_building(text: str) -> str:
    """`第1栋`, `1 栋`, `１#`, `1幢`, `1号楼`, `三栋`, `A座`, `01` → `1`, `3`, `A`; a phase or zone in front stays."""
    value = _NOTE.sub("", _typed(text))
    match = _last_building(value)
    if match is not None:
        return _place_before(value[: match.start()]) + _ordinal(match[1])
    bare = re.fullmatch(rf"第?({_NUM})", value)
    return _ordinal(bare[1]) if bare else value


def _last_building(value: str) -> re.Match[str] | None:
    found = list(_BUILDING.finditer(value))
    return found[-1] if found and found[-1].end() == len(value) else (found[0] if found else None)


def _place_before(prefix: str) -> str:
    """What stands before the building: a phase or zone tells buildings apart, the estate's own name does not."""
    phases = _PHASE.findall(prefix)
    if phases:
        return str(phases[-1])
    short = prefix.strip("-")
    return short if len(short) <= 2 else ""


@lru_cache(maxsize=4096)
def read_entrance(text: str) -> str:
    """`1单元`, `第一单元`, `1门`, `01`, `甲单元` → `1`, `甲`; marks for "none" give the empty string."""
    value = _NOTE.sub("", _typed(text))
    if value in {"", "无", "/", "\\", "0", "无单元"}:
        return ""
    match = _ENTRANCE.search(value)
    if match is not None:
        return _ordinal(match[1])
    bare = re.fullmatch(rf"第?({_NUM})", value)
    return _ordinal(bare[1]) if bare else value


@lru_cache(maxsize=4096)
def read_room(text: str) -> str:
    """`1403室`, `１４０３`, `1403.0`, `#1403` → `1403`."""
    value = _NOTE.sub("", _typed(text)).lstrip("#")
    return _ROOM_TAIL.sub("", value)


def read_home(text: str) -> Home:
    """A whole address in one cell: `3栋1单元1403`, `3#-1-1403`, `三栋一单元1403室`, `3-1-1403`, `A座1403`, `3-1403`."""
    if isinstance(text, DateNumber):
        return Home()
    value = _NOTE.sub("", _typed(text))
    match = _address_building(value)
    if match is not None:
        building = _place_before(value[: match.start()]) + _ordinal(match[1])
        entrance, room = _split_inside(value[match.end() :])
        return Home(building, entrance, room)
    entrance_match = _ENTRANCE.search(value)
    if entrance_match is not None:
        before = value[: entrance_match.start()].strip("-")
        room = read_room(value[entrance_match.end() :].strip("-"))
        return Home(read_building(before) if before else "", _ordinal(entrance_match[1]), room)
    return _by_dashes(value)


def _address_building(value: str) -> re.Match[str] | None:
    """The building in an address. 号 alone is left to the room (1403号) unless more of the address follows it."""
    for match in _BUILDING.finditer(value):
        word = value[match.start() : match.end()].rstrip("-")
        rest = value[match.end() :]
        if word.endswith("号") and not rest:
            continue
        return match
    return None


def _split_inside(rest: str) -> tuple[str, str]:
    match = _ENTRANCE.match(rest)
    if match is not None:
        return _ordinal(match[1]), read_room(rest[match.end() :].strip("-"))
    parts = [p for p in rest.split("-") if p]
    if len(parts) >= 2:
        return read_entrance(parts[0]), read_room("-".join(parts[1:]))
    return "", read_room(rest.strip("-"))


def _by_dashes(value: str) -> Home:
    parts = [p for p in re.split(r"[-/.]", value) if p]
    if len(parts) == 3:
        return Home(read_building(parts[0]), read_entrance(parts[1]), read_room(parts[2]))
    if len(parts) == 2:
        return Home(read_building(parts[0]), "", read_room(parts[1]))
    if len(parts) == 4:
        return Home("-".join((parts[0], read_building(parts[1]))), read_entrance(parts[2]), read_room(parts[3]))
    return Home("", "", read_room(value))
