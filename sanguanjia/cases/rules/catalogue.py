"""The three lists as tables (需求、任务、责任): columns, rows in and out, what a new version would change. Pure.

A list leaves as a sheet and comes back as one; a row that cannot be read is named with its column and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from sanguanjia.policy.rules import case_shapes

Entry = dict[str, Any]
_LEVELS: Final = {"楼栋": "building", "网格": "grid", "小区": "estate", "社区": "neighbourhood", "街道": "subdistrict",
                  "区": "district", "市": "city"}  # fmt: skip
_KINDS: Final = {"咨询": "consult", "求助": "help", "投诉": "complaint"}
_UNITS: Final = {
    "分钟": "minute",
    "小时": "hour",
    "工作时": "workhour",
    "日": "day",
    "工作日": "workday",
    "月": "month",
}
_ROUTES: Final = {"调解": "mediation", "民事": "civil", "行政": "admin"}
_CALL: Final = {route: route for route in case_shapes.ROUTES} | {"燃气": "gas"}
_SPLIT: Final = re.compile(r"[、,，;；\s]+")
_CODE: Final = re.compile(r"[A-Za-z]{1,3}[0-9]{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: field of the entry, header, form (text list whole choice choices), choices, may it be blank."""

    name: str
    header: str
    form: str = "text"
    choices: Mapping[str, str] = field(default_factory=dict)
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One of the three."""

    name: str
    key: str
    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class RowError:
    """A cell that cannot be read."""

    row: int
    column: str
    typed: str
    reason: str


_CLOCK: Final = (
    Column("amount", "期限", "whole"),
    Column("unit", "单位", "choice", _UNITS),
    Column("basis", "依据", blank=True),
)
_WAYS: Final = Column("routes", "办理途径", "choices", _ROUTES, True)
LISTS: Final[Mapping[str, Listing]] = MappingProxyType({
    "needs": Listing("needs", "cases.needs", "业主需求清单", (
        Column("code", "编号"), Column("name", "需求"), Column("words", "常用说法", "list", blank=True),
        Column("kind", "类别", "choice", _KINDS), Column("first", "首接层级", "choice", _LEVELS),
        Column("priority", "轻重（1最急）", "whole"), Column("route", "先打电话", "choice", _CALL, True),
        Column("about", "说的是物业", "choice", {"是": "company"}, True), *_CLOCK,
        Column("lead", "牵头部门", blank=True), Column("support", "配合部门", blank=True), _WAYS,
        Column("tasks", "物业任务", "list", blank=True), Column("duties", "部门责任", "list", blank=True),
        Column("matters", "事项类型", "list", blank=True),
    )),
    "tasks": Listing("tasks", "cases.tasks", "物业任务清单", (Column("code", "编号"), Column("name", "任务"), *_CLOCK)),
    "duties": Listing("duties", "cases.duties", "部门责任清单", (
        Column("code", "编号"), Column("name", "责任"), Column("matter", "事项类型", blank=True),
        Column("about", "事项", blank=True), Column("department", "部门"),
        Column("role", "分工", "choice", {"牵头": "lead", "配合": "support"}), *_CLOCK, _WAYS,
    )),
})  # fmt: skip


def rows_of(listing: Listing, entries: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Entries as rows of words, in the order of the columns."""
    for entry in entries:
        yield [shown(column, entry.get(column.name)) for column in listing.columns]


def shown(column: Column, value: Any) -> str:
    """One cell in words."""
    if value is None:
        return ""
    if column.form in ("choice", "choices"):
        words = {code: word for word, code in column.choices.items()}
        codes = [str(code) for code in (value if isinstance(value, list | tuple) else [value]) if code]
        return "、".join(words.get(code, code) for code in codes)
    return "、".join(value) if isinstance(value, list | tuple) else str(value)


def entries_of(
    listing: Listing, rows: Iterable[tuple[int, Mapping[str, str]]], known: Mapping[str, frozenset[str]]
) -> tuple[list[Entry], list[RowError]]:
    """Rows (number, header → cell) as entries, and everything that is wrong with them. `known` has the codes of the
    other two lists, for what an entry points at."""
    entries: list[Entry] = []
    errors: list[RowError] = []
    seen: set[str] = set()
    for number, cells in rows:
        entry: Entry = {}
        for column in listing.columns:
            typed = cells.get(column.header, "").strip()
            value, reason = _read(column, typed)
            if not reason and column.name == "code":
                reason = (
                    "编号与前面的重复。"
                    if value in seen
                    else ""
                    if _CODE.fullmatch(value)
                    else "编号应像 N01、T01、D001。"
                )
                seen.add(value)
            if not reason and column.name in known:
                unknown = [code for code in value if code not in known[column.name]]
                reason = f"清单里没有 {'、'.join(unknown)}。" if unknown else ""
            if reason:
                errors.append(RowError(number, column.header, typed, reason))
            entry[column.name] = value
        entries.append(_completed(listing, entry))
    if not entries:
        errors.append(RowError(0, "编号", "", "表里没有条目。"))
    if listing.name == "needs" and "N99" not in seen:
        errors.append(RowError(0, "编号", "", "缺 N99（其他），不在清单里的事要有去处。"))
    return entries, errors


def _read(column: Column, typed: str) -> tuple[Any, str]:
    """The value of a cell and what is wrong with it."""
    if not typed:
        empty: Any = [] if column.form in ("list", "choices") else ""
        return empty, "" if column.blank else "这一格要填。"
    if column.form == "list":
        return [part for part in _SPLIT.split(typed) if part], ""
    if column.form == "whole":
        right = typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= 10_000
        return (int(typed), "") if right else (typed, "应是 1 至 10000 的整数。")
    if column.form in ("choice", "choices"):
        parts = [part for part in _SPLIT.split(typed) if part] if column.form == "choices" else [typed]
        unknown = [part for part in parts if part not in column.choices and part not in column.choices.values()]
        if unknown:
            return typed, f"应是 {'、'.join(column.choices)} 之一。"
        codes = [column.choices.get(part, part) for part in parts]
        return (codes, "") if column.form == "choices" else (codes[0], "")
    return typed, "最多 60 个字。" if column.name == "name" and len(typed) > 60 else ""


def _completed(listing: Listing, entry: Entry) -> Entry:
    """With what follows from the rest: who handles matters at a level, the first matter."""
    if listing.name == "needs":
        entry["handler"] = case_shapes.HANDLER_OF_LEVEL.get(entry["first"], "")
        entry["matter"] = entry["matters"][0] if entry["matters"] else ""
    return entry


@dataclass(frozen=True, slots=True)
class Change:
    """Where a need goes now and where it would go; both as people read it."""

    code: str
    now: str
    then: str


def changes(now: Mapping[str, Sequence[Entry]], then: Mapping[str, Sequence[Entry]]) -> dict[str, Change]:
    """Need code → change, of every need whose matters would go to somebody else under the other lists."""
    before, after = _ways(now), _ways(then)
    elsewhere = after.get("N99", "")
    return {
        code: Change(code, way, after.get(code, f"清单里没有了，按“其他”：{elsewhere}"))
        for code, way in before.items()
        if after.get(code) != way
    }


def _ways(lists: Mapping[str, Sequence[Entry]]) -> dict[str, str]:
    """Need code → first level, number to call, lead and support, departments of its duties."""
    levels = {code: word for word, code in _LEVELS.items()}
    departments = {duty["code"]: str(duty.get("department", "")) for duty in lists.get("duties", ())}
    found = {}
    for need in lists.get("needs", ()):
        called = [departments.get(code, "") for code in need.get("duties", ())]
        offices = dict.fromkeys(name for name in (need.get("lead", ""), need.get("support", ""), *called) if name)
        call = f"，先打 {need['route']}" if need.get("route") else ""
        found[need["code"]] = (
            f"{levels.get(need['first'], need['first'])}首接{call}，部门：{'、'.join(offices) or '无'}"
        )
    return found
