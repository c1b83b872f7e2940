"""Who may do what to whistles and tasks, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.predicates import Ground, Predicate, holds, is_system
from sanguanjia.kernel.refusal import Reason

WHISTLERS = ("company_manager", "committee_member", "grid_worker", "neighbourhood_officer", "subdistrict_officer")
DECIDERS = ("district_officer", "city_officer")
OFFICES = ("neighbourhood_officer", "subdistrict_officer", *DECIDERS)
ROLE_OF_KIND: Mapping[str, str] = {
    "department": "department_officer",
    "utility": "department_officer",
    "subdistrict": "subdistrict_officer",
    "neighbourhood": "neighbourhood_officer",
}
USERS = ("department_officer", *WHISTLERS, *DECIDERS)
_DENIED = Ground(False, None, Reason("not_permitted"))


@dataclass(frozen=True, slots=True)
class Thing:
    """A whistle (or one task of it) as the sentences see it. `company_id`: None where it is kept from the company."""

    place: str
    state: str = ""
    kind: str = ""
    organisation_id: int | None = None
    company_id: int | None = None
    grid_id: int | None = None
    desks: tuple[tuple[str, int | None], ...] = ()  # (kind, organisation) of every task of the whistle


def _department(actor: Actor, thing: Thing) -> Ground:
    return _at_desk(actor, thing, thing.kind, thing.organisation_id)


def _at_desk(actor: Actor, thing: Thing, kind: str, organisation_id: int | None) -> Ground:
    role = ROLE_OF_KIND.get(kind, "")
    for mandate in actor.mandates:
        desk = role != "department_officer" or (
            organisation_id is not None and mandate.organisation_id == organisation_id
        )
        if mandate.role == role and desk and mandate.covers(thing.place):
            return Ground(True, mandate)
    return _DENIED


def _estate(actor: Actor, thing: Thing) -> Ground:
    """The estate's own side: who looks whether a part is done. Never the unit that did it."""
    for mandate in actor.mandates:
        if mandate.covers(thing.place) and mandate.role in WHISTLERS[:4] and _fits(mandate.role, mandate, thing):
            return Ground(True, mandate)
    return _DENIED


def _fits(role: str, mandate: object, thing: Thing) -> bool:
    if role == "company_manager":
        return thing.company_id is not None and getattr(mandate, "organisation_id", None) == thing.company_id
    if role == "grid_worker":
        grid = getattr(mandate, "grid_id", None)
        return grid is None or grid == thing.grid_id
    return role != "neighbourhood_officer" or thing.kind != "neighbourhood"


def _sees(actor: Actor, thing: Thing) -> Ground:
    found = actor.mandate_at(OFFICES, thing.place)
    if found:
        return Ground(True, found)
    own = _estate(actor, thing)
    if own:
        return own
    for kind, organisation_id in thing.desks:
        ground = _at_desk(actor, thing, kind, organisation_id)
        if ground:
            return ground
    return _DENIED


is_department = Predicate("is the department that was called", _department)
is_estate = Predicate("is the estate's side", _estate)
may_see = Predicate("whistle.see", _sees)
may_blow = holds(*WHISTLERS).named("whistle.blow")
may_name_desks = holds(*DECIDERS).named("whistle.name_desk")

SENTENCES: Mapping[str, Predicate] = {
    "department": is_department,
    "department_or_system": is_department | is_system,
    "estate": is_estate,
    "above": holds(*DECIDERS),
    "system": is_system,
}
