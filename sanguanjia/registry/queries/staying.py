"""Who still owns a unit after its owners changed (for the rooms that follow such changes)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.registry.models import OwnershipMember, Party, UnitLineage
from sanguanjia.registry.rules.staying import Owner, still_owns


@dataclass(frozen=True, slots=True)
class Stand:
    """An account that stood as an owner on `old`, asked about `new`: the same unit, or one that came out of it."""

    account_id: int
    name: str
    old: int
    new: int


def stands_left(estate_id: int, stands: Collection[Stand], day: date) -> frozenset[Stand]:
    """Those who own a part of the new unit from the day on, by the roster. Two queries, however many."""
    held = _held(estate_id, {unit for stand in stands for unit in (stand.old, stand.new)})
    proved = _proved(estate_id, {stand.account_id for stand in stands})
    before = day - timedelta(days=1)
    return frozenset(
        stand
        for stand in stands
        if still_owns(
            stand.account_id,
            stand.name,
            ever=[owner for _, owner in held.get(stand.old, ())]
            + [o for o in proved if o.account_id == stand.account_id],
            before=_on(held.get(stand.old, ()), before),
            now=_on(held.get(stand.new, ()), day),
        )
    )


def _held(estate_id: int, unit_ids: Collection[int]) -> dict[int, list[tuple[DateRange, Owner]]]:
    held: dict[int, list[tuple[DateRange, Owner]]] = {}
    rows = OwnershipMember.objects.filter(estate_id=estate_id, ownership__unit_id__in=unit_ids)
    columns = ("party_id", "party__name", "party__identity_kind", "party__account_id")
    for unit_id, period, party_id, name, kind, account_id in rows.values_list(
        "ownership__unit_id", "ownership__period", *columns
    ):
        held.setdefault(unit_id, []).append((period, Owner(party_id, name, bool(kind), account_id)))
    return held


def _proved(estate_id: int, account_ids: Collection[int]) -> list[Owner]:
    """The entries of the estate's roster that accounts proved to be, at whatever unit."""
    rows = Party.objects.filter(estate_id=estate_id, account_id__in=account_ids)
    return [
        Owner(*row[:2], bool(row[2]), row[3]) for row in rows.values_list("id", "name", "identity_kind", "account_id")
    ]


def _on(held: Iterable[tuple[DateRange, Owner]], day: date) -> list[Owner]:
    return [owner for period, owner in held if _holds_on(period, day)]


def _holds_on(period: DateRange, day: date) -> bool:
    first, end = period.lower, period.upper
    return not period.isempty and (first is None or first <= day) and (end is None or day < end)


def successors(estate_id: int, unit_ids: Collection[int]) -> tuple[tuple[int, int], ...]:
    """(old unit, new unit) for units that came out of these by a split or a merger."""
    rows = UnitLineage.objects.filter(estate_id=estate_id, before_id__in=unit_ids)
    return tuple(rows.order_by("before_id", "after_id").values_list("before_id", "after_id"))
