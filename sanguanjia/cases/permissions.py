"""Who may do what to a matter, in sentences. `rules.table` names for every verb the sentence that permits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sanguanjia.kernel.actor import Actor, Mandate
from sanguanjia.kernel.predicates import Ground, Predicate, holds, is_known, is_system, word
from sanguanjia.kernel.refusal import Reason

from .types import LADDER, Confidentiality, Facts, HolderKind, Level

OFFICER_ROLES: Mapping[Level, str] = {
    Level.NEIGHBOURHOOD: "neighbourhood_officer",
    Level.SUBDISTRICT: "subdistrict_officer",
    Level.DISTRICT: "district_officer",
    Level.CITY: "city_officer",
}
ROLE_OF_HOLDER: Mapping[HolderKind, str] = {
    HolderKind.BUILDING_HEAD: "building_head",
    HolderKind.GRID_WORKER: "grid_worker",
    HolderKind.COMPANY: "company_manager",
    HolderKind.NEIGHBOURHOOD: "neighbourhood_officer",
    HolderKind.SUBDISTRICT: "subdistrict_officer",
    HolderKind.DISTRICT_CENTRE: "district_officer",
    HolderKind.CITY: "city_officer",
}
FRONT_DESK_ROLES = ("hotline_operator", *OFFICER_ROLES.values())
COMPANY_ROLES = ("company_manager", "company_worker")
RESIDENT_ROLES = ("owner", "tenant")
STAFF_ROLES = ("building_head", "grid_worker", *COMPANY_ROLES, *FRONT_DESK_ROLES)
REPORTING_ROLES = (*RESIDENT_ROLES, *STAFF_ROLES, "committee_member", "party_secretary", "delegate", "volunteer")

_DENIED = Ground(False, None, Reason("not_permitted"))


class PlaceLike(Protocol):
    """What a duty roster asks of a place."""

    kind: str
    path: str
    company_id: int | None


@dataclass(frozen=True, slots=True)
class CaseThing:
    """A matter as the sentences see it."""

    place: str
    facts: Facts
    reporter_account_id: int | None
    company_id: int | None
    building_id: int | None = None
    grid_id: int | None = None  # of the estate
    other_place: str | None = None  # re-homing: the place it shall go to

    @property
    def state(self) -> str:
        """The word `is_in` asks for."""
        return self.facts.state.value


def _mandates(actor: Actor, roles: tuple[str, ...], place: str) -> tuple[Mandate, ...]:
    found = [m for m in actor.mandates if m.role in roles and m.covers(place)]
    return tuple(sorted(found, key=lambda m: -len(m.place)))


def fits_holder(mandate: Mandate, thing: CaseThing) -> bool:
    """Whether a mandate in the holder's role is the holder: the same company, grid, building."""
    holder = thing.facts.holder
    if holder.kind is HolderKind.COMPANY:
        return mandate.organisation_id is not None and mandate.organisation_id == holder.organisation_id
    if holder.kind is HolderKind.GRID_WORKER:
        return mandate.grid_id is None or mandate.grid_id == holder.grid_id
    if holder.kind is HolderKind.BUILDING_HEAD:
        return mandate.building_id == holder.building_id
    return True


def _holder_ground(actor: Actor, thing: CaseThing) -> Ground:
    role = ROLE_OF_HOLDER[thing.facts.holder.kind]
    for mandate in _mandates(actor, (role,), thing.place):
        if fits_holder(mandate, thing):
            return Ground(True, mandate)
    return _DENIED


is_holder = Predicate("is the unit that has the matter", _holder_ground)
held_by_company = word("a company has it", lambda _a, t: t.facts.holder.kind is HolderKind.COMPANY)
held_by_others = word("no company has it", lambda _a, t: t.facts.holder.kind is not HolderKind.COMPANY)


def _above_ground(actor: Actor, thing: CaseThing) -> Ground:
    roles = tuple(OFFICER_ROLES[rung] for rung in LADDER[thing.facts.level.rank + 1 :] if rung in OFFICER_ROLES)
    if thing.facts.level is Level.CITY:
        roles = (OFFICER_ROLES[Level.CITY],)
    found = _mandates(actor, roles, thing.place)
    return Ground(True, found[0]) if found else _DENIED


is_above = Predicate("is an office above the holder", _above_ground)
is_reporter = word("reported it", lambda a, t: a.account_id is not None and a.account_id == t.reporter_account_id)


def _worker_ground(actor: Actor, thing: CaseThing) -> Ground:
    if actor.account_id is None or actor.account_id != thing.facts.worker_account_id:
        return _DENIED
    found = [
        m
        for m in _mandates(actor, COMPANY_ROLES, thing.place)
        if m.organisation_id is not None and m.organisation_id == thing.facts.holder.organisation_id
    ]
    return Ground(True, found[0]) if found else _DENIED


is_worker = Predicate("is the assigned worker", _worker_ground)


def _both_places_ground(actor: Actor, thing: CaseThing) -> Ground:
    for mandate in _mandates(actor, FRONT_DESK_ROLES, thing.place):
        if thing.other_place is not None and mandate.covers(thing.other_place):
            return Ground(True, mandate)
    return _DENIED


def _sees_ground(actor: Actor, thing: CaseThing) -> Ground:
    """Read rights: the reporter, the holder, every office above or around, the company that has or had it."""
    if is_reporter(actor, thing):
        return Ground(True)
    offices = _mandates(actor, FRONT_DESK_ROLES, thing.place)
    if offices:
        return Ground(True, offices[0])
    for mandate in actor.mandates:
        if mandate.covers(thing.place) and _sees_by(mandate, thing):
            return Ground(True, mandate)
    return _DENIED


def _sees_by(mandate: Mandate, thing: CaseThing) -> bool:
    if mandate.role in COMPANY_ROLES:
        hidden = thing.facts.confidentiality is Confidentiality.MATTER
        return not hidden and mandate.organisation_id is not None and mandate.organisation_id == thing.company_id
    if mandate.role == "grid_worker":
        return mandate.grid_id is None or mandate.grid_id == thing.grid_id
    if mandate.role == "building_head":
        return mandate.building_id is not None and mandate.building_id == thing.building_id
    return False


may_see = Predicate("cases.see", _sees_ground)
may_choose_matter = (is_holder | holds(*FRONT_DESK_ROLES) | is_reporter).named("cases.choose_matter")
may_report = (is_known & holds(*REPORTING_ROLES)).named("cases.report")

def _duty_ground(actor: Actor, place: PlaceLike) -> Ground:
    """The estate's own company, or the office of the place or above it."""
    for mandate in actor.mandates:
        company = mandate.role == "company_manager" and place.kind == "estate" and place.company_id is not None
        if company and mandate.covers(place.path) and mandate.organisation_id == place.company_id:
            return Ground(True, mandate)
    offices = _mandates(actor, tuple(OFFICER_ROLES.values()), place.path)
    return Ground(True, offices[0]) if offices else _DENIED


may_set_duty = Predicate("cases.set_duty", _duty_ground)

SENTENCES: Mapping[str, Predicate] = {
    "holder": is_holder,
    "officer_holder": is_holder & held_by_others,
    "company_holder": is_holder & held_by_company,
    "worker_or_holder": is_worker | is_holder,
    "holder_or_system": is_holder | is_system,
    "holder_or_above": is_holder | is_above,
    "above": is_above,
    "reporter": is_reporter,
    "urger": is_reporter | is_above | holds("hotline_operator"),
    "reporter_or_front_desk": is_reporter | holds(*FRONT_DESK_ROLES),
    "caller": is_above | holds("hotline_operator"),  # never the unit that did the work
    "system": is_system,
    "officer_of_both": Predicate("is an office of both places", _both_places_ground),
    "anyone_in_it": may_see,
}
