"""A statement is believed when it adds up, alone and with all that were told before it. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sanguanjia.banking.types import Cell, Fault, Period, RawStatement, Statement, StatementLine


def believed(raw: RawStatement, today: dt.date) -> tuple[Statement | None, tuple[Fault, ...]]:
    """The statement, or everything that is wrong with it: opening and the lines must be closing, every balance that
    stands beside a line must be what was there, and the last day must be over."""
    faults = list(raw.faults)
    opening, first, last = raw.opening, raw.first, raw.last
    if raw.lines:
        start, days = raw.lines[0], [line.day for line in raw.lines]
        opening = start.balance - start.fen if opening is None and start.balance is not None else opening
        first, last = first or min(days), last or max(days)
    if first is None or last is None:
        return None, (*faults, Fault("no_days"))
    faults += _days(raw.lines, first, last, today)
    if opening is None:
        return None, (*faults, Fault("no_opening"))
    held = opening
    for line in raw.lines:
        held += line.fen
        if line.balance is not None and line.balance != held:
            faults.append(_differs("balance", Cell(line.row, line.cells["balance"]), held, line.balance))
            held = line.balance  # said once where it begins, not on every line below
    if raw.closing is not None and raw.closing != held:
        faults.append(_differs("closing", raw.closing_cell, held, raw.closing))
    if raw.closing is None and not any(line.balance is not None for line in raw.lines):
        faults.append(Fault("no_closing"))
    keys = keys_of(raw.lines)
    faults += [
        Fault("serial_twice", _at(line, "serial"), {"given": line.serial})
        for line, count in zip(raw.lines, _counted(keys), strict=True)
        if count > 1
    ]
    return (None, tuple(faults)) if faults else (Statement(first, last, opening, held, raw.lines, keys), ())


def _days(lines: Sequence[StatementLine], first: dt.date, last: dt.date, today: dt.date) -> list[Fault]:
    found = [Fault("day_outside", _at(line, "day"), {"day": line.day.isoformat(), "first": first.isoformat(),
             "last": last.isoformat()}) for line in lines if not first <= line.day <= last]  # fmt: skip
    if last >= today:
        found.append(Fault("not_over", None, {"day": last.isoformat()}))
    if first > last:
        found.append(Fault("days_reversed"))
    return found


def keys_of(lines: Iterable[StatementLine]) -> tuple[str, ...]:
    """What makes a line the same in two statements: the bank's number, else what it says and the how-manieth it is."""
    seen: Counter[str] = Counter()
    keys = []
    for line in lines:
        if line.serial:
            keys.append(f"s:{line.day.isoformat()}:{line.serial}")
            continue
        told = json.dumps([line.day.isoformat(), line.fen, line.balance, line.words], ensure_ascii=False)
        said = hashlib.sha256(told.encode()).hexdigest()[:32]
        seen[said] += 1
        keys.append(f"t:{said}:{seen[said]}")
    return tuple(keys)


def _counted(keys: Sequence[str]) -> list[int]:
    seen: Counter[str] = Counter()
    counts = []
    for key in keys:
        seen[key] += 1
        counts.append(seen[key])
    return counts


def joined(
    new: Statement, known: Mapping[str, tuple[dt.date, int]], periods: Sequence[Period]
) -> tuple[tuple[int, ...], tuple[Fault, ...]]:
    """Which lines of a statement are new (their places), and why it does not fit to what was told before.

    `known`: key → (day, fen) of every line told; `periods`: the days the earlier statements cover. On a covered day
    two statements must tell the same lines, and every opening must be the first one with all lines since.
    """
    faults: list[Fault] = []
    fresh = []
    for place, (line, key) in enumerate(zip(new.lines, new.keys, strict=True)):
        told = known.get(key)
        if told is None:
            fresh.append(place)
            if any(period.first <= line.day <= period.last for period in periods):
                faults.append(Fault("new_on_covered_day", _at(line, "amount"), {"day": line.day.isoformat()}))
        elif told[1] != line.fen:
            faults.append(_differs("told_differently", _at(line, "amount"), told[1], line.fen))
    own = set(new.keys)
    faults += [
        Fault("line_gone", None, {"day": day.isoformat(), "fen": fen})
        for key, (day, fen) in sorted(known.items())
        if new.first <= day <= new.last and key not in own
    ]
    if not faults:
        lines = [*known.values(), *((new.lines[place].day, new.lines[place].fen) for place in fresh)]
        faults += _chain([*periods, Period(new.first, new.last, new.opening, new.closing)], lines)
    return tuple(fresh), tuple(faults)


def _chain(periods: Sequence[Period], lines: Sequence[tuple[dt.date, int]]) -> list[Fault]:
    """Every statement begins with what the earliest one and all lines since make."""
    anchor = min(periods, key=lambda period: (period.first, period.last))
    found = []
    for period in periods:
        held = anchor.opening + sum(fen for day, fen in lines if day < period.first)
        if held != period.opening:
            found.append(_differs("does_not_follow", None, held, period.opening, day=period.first.isoformat()))
    return found


def uncovered(periods: Iterable[Period]) -> tuple[tuple[dt.date, dt.date], ...]:
    """Days between statements that no statement tells: (from, to), both included."""
    gaps, until = [], None
    for period in sorted(periods, key=lambda each: (each.first, each.last)):
        if until is not None and period.first > until + dt.timedelta(days=1):
            gaps.append((until + dt.timedelta(days=1), period.first - dt.timedelta(days=1)))
        until = period.last if until is None else max(until, period.last)
    return tuple(gaps)


def _differs(code: str, cell: Cell | None, expected: int, told: int, **more: str) -> Fault:
    return Fault(code, cell, {"expected_fen": expected, "told_fen": told, "by_fen": told - expected, **more})


def _at(line: StatementLine, field: str) -> Cell:
    """Where a field of the line stands; an amount stands in whichever column held it."""
    if field == "amount" and field not in line.cells:
        field = "flow_in" if line.fen > 0 else "flow_out"
    return Cell(line.row, line.cells.get(field, line.cells.get("day", "A")))
