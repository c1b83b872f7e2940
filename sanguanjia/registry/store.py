"""What several acts of this room do with the tables: lock, read facts for the rules, store their answers. Private."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange

from sanguanjia.kernel import counters
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, Refusal, refuse, refuse_if_any
from sanguanjia.kernel.sealed import blind_index

from . import queries
from .models import Ownership, OwnershipMember, Party, Unit
from .permissions import Place
from .rules.ownership import Holding, Opened, Share, Slice
from .rules.parties import PartyFacts, read_party
from .types import Basis, MemberWish, OwnerWish

Answer = TypeVar("Answer")


def place_of(home_id: int) -> Home:
    """The home, or refuse `not_found`."""
    return Home.objects.filter(pk=home_id).first() or refuse("not_found", "place")


def thing_of(estate_id: int, day: date, unit_id: int | None = None) -> Place:
    """The estate (and unit) as permissions ask for it, with the company that manages it on the day."""
    company = queries.managing_company(estate_id, day)
    estate = queries.estate(estate_id)
    return Place(estate.path, company.id if company else None, unit_id, estate.grid_id)


def next_home_id() -> int:
    """Home ids are small: 1 is the platform, the others count on from there."""
    return counters.next_number(Home.PLATFORM_ID, "home") + Home.PLATFORM_ID


def decide(rule: Callable[[], Answer], also: Iterable[Reason] = ()) -> Answer:
    """Ask a rule, and refuse with its reasons and those already found, all at once."""
    found = list(also)
    try:
        answer = rule()
    except Refusal as refusal:
        raise Refusal([*found, *refusal.reasons]) from None
    refuse_if_any(found)
    return answer


# --- units and holdings --------------------------------------------------------------------------


def lock_unit(estate_id: int, unit_id: int) -> Unit:
    """The unit, locked until the act ends: everything about one unit happens one after the other."""
    row = Unit.objects.select_for_update().filter(estate_id=estate_id, pk=unit_id).first()
    return row or refuse("not_found", "unit")


def lock_units(estate_id: int, unit_ids: Sequence[int]) -> list[Unit]:
    """Several units, locked in one order so that two acts never wait for each other."""
    rows = list(Unit.objects.select_for_update().filter(estate_id=estate_id, pk__in=list(unit_ids)).order_by("id"))
    return rows if len(rows) == len(set(unit_ids)) else refuse("not_found", "units")


def _first_day(period: DateRange) -> date | None:
    return period.lower  # type: ignore[no-any-return]


def holdings_on(unit: Unit, day: date) -> tuple[Holding, ...]:
    """Who holds what of the unit on the day, by slice."""
    rows = list(
        Ownership.objects.filter(estate_id=unit.estate_id, unit_id=unit.id, period__contains=day).order_by("slice")
    )
    members: dict[int, set[int]] = {row.id: set() for row in rows}
    pairs = OwnershipMember.objects.filter(estate_id=unit.estate_id, ownership_id__in=list(members))
    for ownership_id, party_id in pairs.values_list("ownership_id", "party_id"):
        members[ownership_id].add(party_id)
    return tuple(
        Holding(
            row.id, Slice(row.slice.lower, row.slice.upper), frozenset(members[row.id]), Basis(row.basis),
            _first_day(row.period),
        )
        for row in rows
    )  # fmt: skip


def has_later_owner(unit: Unit, day: date) -> bool:
    """Whether an ownership of the unit begins after the day."""
    return Ownership.objects.filter(estate_id=unit.estate_id, unit_id=unit.id, period__startswith__gt=day).exists()


def close_ownerships(deed: Deed, estate_id: int, ids: Iterable[int], day: date) -> None:
    """The ownerships end: the last day is the one before."""
    for row in Ownership.objects.filter(estate_id=estate_id, pk__in=list(ids)).order_by("id"):
        before = row_digest(row)
        row.period = DateRange(row.period.lower, day)
        row.save(update_fields=["period"])
        deed.touched(row, before)


def open_ownerships(
    deed: Deed, unit: Unit, opened: Iterable[Opened], *, day: date, basis: str, document: str = ""
) -> tuple[int, ...]:
    """The ownerships begin, with their members. `parties` of the opened ones are party ids."""
    ids = []
    for each in opened:
        row = Ownership(
            estate_id=unit.estate_id, unit_id=unit.id, slice=NumericRange(each.slice.lower, each.slice.upper),
            period=DateRange(day, None), basis=basis, is_joint=each.is_joint, document=document,
        )  # fmt: skip
        row.save(force_insert=True)
        deed.touched(row)
        for party_id in each.parties:
            member = OwnershipMember(estate_id=unit.estate_id, ownership_id=row.id, party_id=party_id)
            member.save(force_insert=True)
            deed.touched(member)
        ids.append(row.id)
    return tuple(ids)


# --- parties -------------------------------------------------------------------------------------


class Owners:
    """Owners as typed, read and marked, so that rules can reason about them before anybody is stored.

    Two members with the same known party, or the same document, get the same mark: they are one person.
    """

    def __init__(self, estate_id: int, wishes: Sequence[OwnerWish]) -> None:
        self.estate_id = estate_id
        self.reasons: list[Reason] = []
        self._facts: dict[int, PartyFacts] = {}
        self._known: dict[int, int] = {}
        self._marks: dict[object, int] = {}
        self.shares = tuple(Share(wish.share, tuple(self._mark(member) for member in wish.members)) for wish in wishes)

    def _mark(self, wish: MemberWish) -> int:
        if wish.party_id is not None:
            return self._mark_known(wish.party_id)
        facts, reasons = read_party(
            PartyFacts(wish.kind, wish.name, wish.identity_kind, wish.identity_number, wish.phone)
        )
        self.reasons += reasons
        sign: object = (facts.identity_kind, facts.identity_number) if facts.identity_number else object()
        if facts.identity_number and not reasons:
            known = Party.objects.filter(
                estate_id=self.estate_id, identity_kind=facts.identity_kind,
                identity_index=blind_index(Party, "identity_index", facts.identity_number),
            ).first()
            if known is not None:
                if known.name != facts.name:
                    self.reasons.append(Reason("identity_of_another_name", "owners"))
                return self._mark_known(known.id)
        mark = self._marks.setdefault(sign, len(self._marks) + 1)
        self._facts[mark] = facts
        return mark

    def _mark_known(self, party_id: int) -> int:
        if not Party.objects.filter(estate_id=self.estate_id, pk=party_id).exists():
            self.reasons.append(Reason("not_found", "owners"))
        mark = self._marks.setdefault(party_id, len(self._marks) + 1)
        self._known[mark] = party_id
        return mark

    def store(self, deed: Deed, opened: Iterable[Opened]) -> list[Opened]:
        """Store the new parties; the same ownerships with party ids instead of marks."""
        ids = dict(self._known)
        for mark, facts in self._facts.items():
            ids[mark] = store_party(deed, self.estate_id, facts)
        return [Opened(each.share, each.slice, tuple(ids[mark] for mark in each.parties)) for each in opened]


def store_party(deed: Deed, estate_id: int, facts: PartyFacts) -> int:
    """A new party of the estate."""
    row = Party(
        estate_id=estate_id, kind=facts.kind, name=facts.name, identity_kind=facts.identity_kind,
        identity_number=facts.identity_number, phone=facts.phone,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return row.id
