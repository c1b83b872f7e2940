"""The roll of a vote: read from the registry, stored, sealed into the log."""

from __future__ import annotations

import datetime as dt

from sanguanjia.kernel.act import Deed
from sanguanjia.registry import queries as registry

from .box import Log, sealed_unit
from .models import RollLine, Vote
from .proof import events
from .proof import roll as proof_roll
from .rules.law import Law
from .rules.roll import lines_of
from .types import Line, Scope


def read(law: Law, vote: Vote, day: dt.date) -> tuple[Line, ...]:
    """The electorate of the vote's scope as the registry knows it on the day. Refuses what `lines_of` refuses."""
    building = vote.scope_id if vote.scope == Scope.BUILDING else None
    entrance = vote.scope_id if vote.scope == Scope.ENTRANCE else None
    return lines_of(law, registry.holdings(vote.estate_id, day, building_id=building, entrance_id=entrance))


def rows_of(vote: Vote, lines: tuple[Line, ...]) -> list[RollLine]:
    """Rows of the table, not stored yet."""
    codes = {building.id: building.code for building in registry.buildings(vote.estate_id)}
    return [
        RollLine(
            estate_id=vote.estate_id, vote_id=vote.pk, unit_id=line.unit_id, code=line.code,
            building=codes.get(line.building_id or 0, ""), head=line.head, area=line.area,
            area_source=line.area_source, developer=line.developer, owners=list(line.owners),
        )
        for line in lines
    ]  # fmt: skip


def store(deed: Deed, rows: list[RollLine]) -> None:
    """Store the rows and tell the record."""
    RollLine.objects.bulk_create(rows, batch_size=5_000)
    deed.stored(rows)


def totals(rows: list[RollLine]) -> dict[str, int]:
    """Both counts and the units, as the vote keeps them."""
    return {
        "total_area": sum(row.area for row in rows),
        "total_n": len({row.head for row in rows}),
        "total_units": len(rows),
    }


def seal(log: Log, rows: list[RollLine], items: int, at: dt.datetime) -> str:
    """A line of the log per item with the root of its sealed roll; answers the root of the first."""
    first = ""
    units = [sealed_unit(row) for row in rows]
    for position in range(1, items + 1):
        name = str(position)
        summary = proof_roll.summary(proof_roll.seal(log.key, name, units), units)
        first = first or str(summary["root"])
        _add(log, name, summary, at)
    return first


def _add(log: Log, name: str, summary: dict[str, object], at: dt.datetime) -> None:
    log.add(lambda seq: events.roll_root(log.vote, seq, at, name, summary))
