"""Who may do what to petitions, in sentences. Nobody acts for, or reads, what accuses the own office (PET-010)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.actor import Mandate as Held
from sanguanjia.kernel.predicates import Ground, Predicate, is_system, word
from sanguanjia.kernel.refusal import Reason

OFFICES = ("subdistrict_officer", "district_officer", "city_officer")
"""Who registers petitions: the petition offices of street, district and city."""
RESIDENTS = ("owner", "tenant")
USERS = (*OFFICES, "department_officer")
_DENIED = Ground(False, None, Reason("not_permitted"))


@dataclass(frozen=True, slots=True)
class Thing:
    """A petition as the sentences see it. Paths are of homes; "" where there is none yet."""

    place: str  # of the office that registered it
    state: str = ""
    unit_place: str = ""
    unit_organisation_id: int | None = None
    review_place: str = ""
    recheck_place: str = ""
    petitioner_account_id: int | None = None
    accused_place: str = ""
    accused_organisation_id: int | None = None


def _accused(held: Held, thing: Thing) -> bool:
    own = thing.accused_organisation_id is not None and held.organisation_id == thing.accused_organisation_id
    return own or (thing.accused_place != "" and held.place == thing.accused_place)


def _office_at(actor: Actor, thing: Thing, place: str) -> Ground:
    """An office at the place or above it; the nearest one."""
    found = [
        m for m in actor.mandates if place and m.role in OFFICES and m.covers(place) and not _accused(m, thing)
    ]  # fmt: skip
    return Ground(True, max(found, key=lambda m: len(m.place))) if found else _DENIED


def _unit(actor: Actor, thing: Thing) -> Ground:
    for held in actor.mandates:
        if not thing.unit_place or _accused(held, thing):
            continue
        if thing.unit_organisation_id is not None:
            mine = held.role == "department_officer" and held.organisation_id == thing.unit_organisation_id
            if mine and held.covers(thing.unit_place):
                return Ground(True, held)
        elif held.role in OFFICES and held.place == thing.unit_place:
            return Ground(True, held)
    return _DENIED


def _exactly(actor: Actor, thing: Thing, place: str) -> Ground:
    for held in actor.mandates:
        if place and held.role in OFFICES and held.place == place and not _accused(held, thing):
            return Ground(True, held)
    return _DENIED


def _supervisor(actor: Actor, thing: Thing) -> Ground:
    """The petition office, or one above it, never the unit itself."""
    ground = _office_at(actor, thing, thing.place)
    if ground and ground.mandate and ground.mandate.place == thing.unit_place and not thing.unit_organisation_id:
        return _DENIED
    return ground


def _head(actor: Actor, thing: Thing) -> Ground:
    """Somebody of the unit (the rule asks that it is another person), or an office above."""
    return _unit(actor, thing) or _office_at(actor, thing, thing.unit_place)


def _sees(actor: Actor, thing: Thing) -> Ground:
    if is_petitioner(actor, thing):
        return Ground(True)
    return (
        _office_at(actor, thing, thing.place)
        or _unit(actor, thing)
        or _exactly(actor, thing, thing.review_place)
        or _exactly(actor, thing, thing.recheck_place)
    )


def _may_file(actor: Actor, thing: Thing) -> Ground:
    for held in actor.mandates:
        if held.role in RESIDENTS and held.place.startswith(thing.place) and held.place != thing.place:
            return Ground(True, held)
    return _DENIED


is_petitioner = word(
    "brought it", lambda a, t: a.account_id is not None and a.account_id == t.petitioner_account_id
)  # fmt: skip
is_office = Predicate("is the petition office", lambda a, t: _office_at(a, t, t.place))
is_unit = Predicate("is the competent unit", _unit)
may_register = is_office.named("petitions.register")
may_see_contact = (is_office | is_unit).named("petitions.see_contact")
may_file = Predicate("petitions.file", _may_file)
may_see = Predicate("petitions.see", _sees)

SENTENCES: Mapping[str, Predicate] = {
    "office": is_office,
    "unit": is_unit,
    "office_or_unit": is_unit | is_office,
    "head": Predicate("is the head of the unit, or above it", _head),
    "reviewer": Predicate("is the body of review", lambda a, t: _exactly(a, t, t.review_place)),
    "rechecker": Predicate("is the body of re-review", lambda a, t: _exactly(a, t, t.recheck_place)),
    "petitioner_or_office": is_petitioner | is_office,
    "supervisor": Predicate("is the petition office or above it", _supervisor),
    "system": is_system,
}
