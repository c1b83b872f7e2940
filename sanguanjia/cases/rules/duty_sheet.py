"""A duty roster as a sheet: out as it comes back in, and what is wrong with a row of one that comes back. Pure.

日期, 星期, 值班人. The weekday is for people and is not read. A blank name means nobody; a day that the sheet does not
name stays as it is; a past day may stand there as long as it says what was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

HEADERS = ("日期", "星期", "值班人")
AHEAD_DAYS = 62
"""So many days ahead a roster is kept."""
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Person:
    """Who may be on duty at the place."""

    id: int
    name: str
    username: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be used: row and column of the sheet, what stands there, why, and what to do."""

    row: int
    column: str
    typed: str
    reason: str
    next_step: str


def labels(people: Iterable[Person]) -> dict[int, str]:
    """How each is called in the sheet: by name; those of one name with their login behind it."""
    found = list(people)
    names = [person.name for person in found]
    return {p.id: p.name if names.count(p.name) == 1 else f"{p.name}（{p.username}）" for p in found}


def rows_of(days: Iterable[dt.date], kept: Mapping[dt.date, int], people: Iterable[Person]) -> list[tuple[str, ...]]:
    """The sheet's rows. Somebody who may no longer be on duty is left blank."""
    called = labels(people)
    return [(day.isoformat(), f"周{_WEEKDAYS[day.weekday()]}", called.get(kept.get(day, 0), "")) for day in days]


def read(
    rows: Iterable[tuple[int, Mapping[str, str]]], today: dt.date, kept: Mapping[dt.date, int],
    people: Sequence[Person],
) -> tuple[tuple[tuple[dt.date, int | None], ...], tuple[Fault, ...]]:
    """(every day from today on that the sheet names, with its account or None for nobody; every fault).

    `rows`: number, header → cell, the day as YYYY-MM-DD where it could be read. `kept`: the roster as it stands, past
    days too.
    """
    by_label = {label: account for account, label in labels(people).items()}
    wanted: dict[dt.date, int | None] = {}
    faults: list[Fault] = []
    for number, cells in rows:
        typed_day, typed_name = cells.get(HEADERS[0], "").strip(), cells.get(HEADERS[2], "").strip()
        if not typed_day and not typed_name:
            continue
        day = _day(typed_day)
        account = by_label.get(typed_name) if typed_name else None
        stands = day is not None and kept.get(day) == account and (account is not None or not typed_name)
        fault = _day_fault(day, today, wanted, stands=stands)
        if fault:
            faults.append(Fault(number, HEADERS[0], typed_day, *fault))
        if typed_name and account is None:
            faults.append(Fault(number, HEADERS[2], typed_name, *_person_fault(typed_name, by_label)))
        if day is not None and not fault and day >= today:
            wanted[day] = account
    return tuple(sorted(wanted.items())), tuple(faults)


def _day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        return None


def _day_fault(
    day: dt.date | None, today: dt.date, seen: Mapping[dt.date, int | None], *, stands: bool
) -> tuple[str, str] | None:
    if day is None:
        return "看不懂这个日期。", f"请写成 {today.isoformat()} 这样。"
    if day in seen:
        return "这一天前面已经有一行。", "一天只留一行。"
    if day < today and not stands:
        return "这一天已经过去，不能再改。", "请删掉这一行，只排今天和以后的。"
    last = today + dt.timedelta(days=AHEAD_DAYS - 1)
    if day > last:
        return f"最远排到 {last.isoformat()}。", "更远的日子到时候再排。"
    return None


def _person_fault(typed: str, by_label: Mapping[str, int]) -> tuple[str, str]:
    alike = [label for label in by_label if label.startswith(f"{typed}（")]
    if alike:
        return "有同名的人，分不清是谁。", f"请写成 {'、'.join(alike)} 中的一个。"
    return "这个人在这里没有可以值班的身份。", "请写名单里的名字，或先为他登记身份；没有人值班就留空。"
