"""One matter with its whole history, cut to what the viewer may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanguanjia.access import queries as access
from sanguanjia.cases import store
from sanguanjia.cases.models import Case, CaseClock, CaseEvent, CaseLink, CasePhoto
from sanguanjia.cases.permissions import (
    COMPANY_ROLES,
    FRONT_DESK_ROLES,
    SENTENCES,
    CaseThing,
    is_holder,
    is_reporter,
    may_see,
)
from sanguanjia.cases.places import PlaceFacts
from sanguanjia.cases.rules.moves import World
from sanguanjia.cases.rules.moves.offered import pointless
from sanguanjia.cases.rules.table import BY_VERB, verbs_in
from sanguanjia.cases.step import thing_of
from sanguanjia.cases.types import Confidentiality, Facts
from sanguanjia.cases.values import world_at
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look.words import masked_name, masked_phone
from sanguanjia.registry.models import Building, Organisation, Unit

_BY_THE_PLATFORM = frozenset({"climb", "close_by_silence"})


@dataclass(frozen=True)
class CaseView:
    """A matter as one viewer may see it. `row` is for fields that hide nothing; contact and names are cut below."""

    row: Case
    facts: Facts
    place: PlaceFacts
    world: World
    events: tuple[CaseEvent, ...]
    clocks: tuple[CaseClock, ...]
    photos: Mapping[int, tuple[CasePhoto, ...]]
    links: tuple[tuple[str, Case], ...]
    verbs: tuple[str, ...]
    building: str
    unit: str
    organisations: Mapping[int, str]
    contact_name: str
    contact_phone: str
    may_see_contact: bool  # in full, with a reason that the reporter reads (privacy room)
    by_staff: bool
    names_shown: bool
    is_reporter: bool
    duty_name: str = ""

    @property
    def estate_name(self) -> str:
        """Name of the home it is filed under."""
        return self.place.name

    def organisation(self, organisation_id: int | None) -> str:
        """Name of an organisation that occurs in the matter."""
        return self.organisations.get(organisation_id or 0, "")


def thing(estate_id: int, case_id: int) -> tuple[Case, Facts, PlaceFacts, World, CaseThing]:
    """A matter with everything its sentences ask. Refuses `not_found`."""
    row = Case.objects.filter(estate_id=estate_id, pk=case_id).first() or refuse("not_found")
    place, world = world_at(estate_id, clock.now(), row.building_id)
    facts = store.facts_of(row)
    return row, facts, place, world, thing_of(row, facts, place)


def case_for(actor: Actor, estate_id: int, case_id: int) -> CaseView:
    """The matter as the actor may see it. Refuses `not_found`, also for who may not."""
    row, facts, place, world, seen = thing(estate_id, case_id)
    if not may_see(actor, seen):
        refuse("login_needed" if actor.is_anonymous else "not_found")
    events = tuple(CaseEvent.objects.filter(estate_id=estate_id, case_id=case_id).order_by("seq"))
    names = names_shown(actor, seen)
    mine = bool(is_reporter(actor, seen))
    contact = names or mine
    return CaseView(
        row=row,
        facts=facts,
        place=place,
        world=world,
        events=events,
        clocks=tuple(CaseClock.objects.filter(estate_id=estate_id, case_id=case_id).order_by("id")),
        photos=_photos(estate_id, case_id),
        links=_links(actor, row),
        verbs=verbs_for(actor, seen),
        building=_building(row),
        unit=_unit(row) if contact else "",
        organisations=_organisations(row, events),
        contact_name=row.contact_name if contact else masked_name(row.contact_name),
        contact_phone=row.contact_phone if mine else masked_phone(row.contact_phone),
        may_see_contact=names and not mine and bool(row.contact_phone),
        by_staff=not mine or bool(is_holder(actor, seen)),
        names_shown=names,
        is_reporter=mine,
        duty_name=_duty_name(row, names),
    )


def verbs_for(actor: Actor, seen: CaseThing) -> tuple[str, ...]:
    """What the actor may do now, in the order of the table; re-homing is asked again when the place is known."""
    found = []
    for verb in verbs_in(seen.facts.state):
        if verb in _BY_THE_PLATFORM or pointless(verb, seen.facts):
            continue
        if verb == "rehome":
            if actor.mandate_at(FRONT_DESK_ROLES, seen.place):
                found.append(verb)
        elif SENTENCES[BY_VERB[verb].who](actor, seen):
            found.append(verb)
    return tuple(found)


def photo_of(actor: Actor, estate_id: int, case_id: int, photo_id: int) -> CasePhoto:
    """A picture of a matter the actor may see. Refuses `not_found`."""
    *_, seen = thing(estate_id, case_id)
    if not may_see(actor, seen):
        refuse("not_found")
    row = CasePhoto.objects.filter(estate_id=estate_id, case_id=case_id, pk=photo_id).first()
    return row or refuse("not_found")


def find(estate_id: int, number: int) -> int | None:
    """The id of a matter by its number in an estate."""
    return Case.objects.filter(estate_id=estate_id, number=number).values_list("pk", flat=True).first()


def names_shown(actor: Actor, seen: CaseThing) -> bool:
    """Who works on it may call the reporter; a company only when the reporter allowed it, and only while it has the
    matter.
    """
    offices = any(m.covers(seen.place) and m.role in FRONT_DESK_ROLES for m in actor.mandates)
    if offices:
        return True
    company = any(m.covers(seen.place) and m.role in COMPANY_ROLES for m in actor.mandates)
    if company and seen.facts.confidentiality is not Confidentiality.OPEN:
        return False
    working = actor.account_id is not None and actor.account_id == seen.facts.worker_account_id
    return bool(is_holder(actor, seen)) or (company and working)


def _duty_name(row: Case, shown: bool) -> str:
    if row.duty_account_id is None or not shown:
        return ""
    account = access.load_account(row.duty_account_id)
    return account.name if account else ""


def _photos(estate_id: int, case_id: int) -> dict[int, tuple[CasePhoto, ...]]:
    found: dict[int, tuple[CasePhoto, ...]] = {}
    for row in CasePhoto.objects.filter(estate_id=estate_id, case_id=case_id).order_by("id"):
        found[row.event_id] = (*found.get(row.event_id, ()), row)
    return found


def _links(actor: Actor, row: Case) -> tuple[tuple[str, Case], ...]:
    """Related matters that the actor may see too, both ways."""
    pairs = []
    for link in CaseLink.objects.filter(estate_id=row.estate_id, case_id=row.pk):
        pairs.append((link.other_id, "并入" if link.kind == "merged" else "关联"))
    for link in CaseLink.objects.filter(estate_id=row.estate_id, other_id=row.pk):
        pairs.append((link.case_id, "由它并入" if link.kind == "merged" else "关联"))
    found = []
    for case_id, word in pairs:
        other, _facts, _place, _world, seen = thing(row.estate_id, case_id)
        if may_see(actor, seen):
            found.append((word, other))
    return tuple(found)


def _building(row: Case) -> str:
    if row.building_id is None:
        return ""
    found: Any = (
        Building.objects.filter(estate_id=row.estate_id, pk=row.building_id).values_list("name", flat=True).first()
    )
    return str(found or "")


def _unit(row: Case) -> str:
    if row.unit_id is None:
        return ""
    found: Any = Unit.objects.filter(estate_id=row.estate_id, pk=row.unit_id).values_list("code", flat=True).first()
    return str(found or "")


def _organisations(row: Case, events: tuple[CaseEvent, ...]) -> dict[int, str]:
    wanted = {row.holder_organisation_id, row.company_id}
    wanted |= {e.organisation_id for e in events} | {e.holder_organisation_id for e in events}
    return dict(Organisation.objects.filter(pk__in=[i for i in wanted if i is not None]).values_list("id", "name"))
