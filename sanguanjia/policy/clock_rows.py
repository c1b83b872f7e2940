"""Running clocks (`rules/running.py`) and the rows a room keeps them in: one reading and one writing for all rooms.

A room's table of clocks has the columns of a `Clock`, with `rule` for its version, `pauses` as [[from, to or null]] of
ISO moments, and `stopped_at` and `result` for a clock that has ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest

from .rules.running import Clock, Ended


def running(table: type[models.Model], of: Mapping[str, int]) -> tuple[Clock, ...]:
    """Clocks that have not ended, oldest first. `of`: the estate and the thing they belong to, by column."""
    rows: Any = table._default_manager.filter(**of, stopped_at=None).order_by("id")
    return tuple(
        Clock(
            r.pk, r.step, r.started_at, r.amount, r.unit, r.roll, r.due_at, r.provisional, r.rule,
            tuple((datetime.fromisoformat(a), datetime.fromisoformat(b) if b else None) for a, b in r.pauses),
        )
        for r in rows
    )  # fmt: skip


def save(
    deed: Deed,
    table: type[models.Model],
    of: Mapping[str, int],
    before: Iterable[Clock],
    after: Iterable[Clock],
    ended: Iterable[Ended],
) -> None:
    """Bring the rows to what a move decided; every row written is named to the record."""
    known = {clock.id: clock for clock in before}
    for one in ended:
        _change(deed, table, of, one.clock.id, {"stopped_at": deed.at, "result": one.result})
    for clock in after:
        old = known.get(clock.id)
        if old is None:
            fresh = table(
                id=clock.id, **of, step=str(clock.step), amount=clock.amount, started_at=clock.started_at,
                unit=clock.unit, roll=clock.roll, due_at=clock.due_at, provisional=clock.provisional,
                rule=clock.version,
            )  # fmt: skip
            fresh.save(force_insert=True)
            deed.touched(fresh)
        elif old != clock:
            pauses = [[a.isoformat(), b.isoformat() if b else None] for a, b in clock.pauses]
            values = {"due_at": clock.due_at, "amount": clock.amount, "provisional": clock.provisional}
            _change(deed, table, of, clock.id, {**values, "pauses": pauses})


def _change(
    deed: Deed, table: type[models.Model], of: Mapping[str, int], clock_id: int, values: Mapping[str, Any]
) -> None:
    stored = table._default_manager.get(estate_id=of["estate_id"], pk=clock_id)
    mark = row_digest(stored)
    for name, value in values.items():
        setattr(stored, name, value)
    stored.save(update_fields=list(values))
    deed.touched(stored, before=mark)
