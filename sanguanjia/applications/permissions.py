"""Who may do what with service items, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from sanguanjia.kernel.actor import Actor, Mandate
from sanguanjia.kernel.predicates import Ground, Predicate, holds
from sanguanjia.kernel.refusal import Reason

from .types import ROLES, Item, Level

REVIEWERS = tuple(ROLES.values())
"""Roles that accept, review or decide."""
WATCHERS = ("district_officer", "city_officer", "security_auditor")
_DENIED = Ground(False, None, Reason("not_permitted"))


@dataclass(frozen=True, slots=True)
class Thing:
    """An application, or an entry of the catalogue at a place, as the sentences see it."""

    place: str
    item: Item
    account_id: int | None = None
    role: str = ""
    organisation_id: int | None = None


def _applies(actor: Actor, thing: Thing) -> Ground:
    mandate = actor.mandate_at(thing.item.applicants, thing.place)
    return Ground(True, mandate) if mandate else _DENIED


def _applicant(actor: Actor, thing: Thing) -> Ground:
    """Who prepared it; for what a committee, a company or an office asks, also a colleague in the same role there."""
    if actor.account_id is not None and actor.account_id == thing.account_id:
        return Ground(True, actor.mandate_at((thing.role,), thing.place))
    if thing.role in ("owner", "tenant"):
        return _DENIED
    for held in actor.mandates:
        if held.role == thing.role and held.place == thing.place and held.organisation_id == thing.organisation_id:
            return Ground(True, held)
    return _DENIED


def office_of(actor: Actor, thing: Thing, levels: tuple[Level, ...]) -> tuple[Level, Mandate] | None:
    """The nearest of these levels that the actor stands for at the place, and the mandate."""
    for level in levels:
        mandate = actor.mandate_at((ROLES[level],), thing.place)
        if mandate is not None:
            return level, mandate
    return None


def _office(actor: Actor, thing: Thing) -> Ground:
    found = office_of(actor, thing, thing.item.offices)
    return Ground(True, found[1]) if found else _DENIED


def _level(actor: Actor, thing: Thing) -> Ground:
    found = office_of(actor, thing, thing.item.levels)
    return Ground(True, found[1]) if found else _DENIED


def _decider(actor: Actor, thing: Thing) -> Ground:
    found = office_of(actor, thing, (thing.item.decides,))
    return Ground(True, found[1]) if found else _DENIED


may_apply = Predicate("applications.apply: holds a role that may ask for this here", _applies)
is_applicant = Predicate("applications.applicant: asked for it, or stands beside who did", _applicant)
is_office = Predicate("applications.office: an office with a part in it", _office)
is_level = Predicate("applications.level: an office that reviews it", _level)
is_decider = Predicate("applications.decider: the office that decides it", _decider)
may_see = (is_applicant | is_office | holds(*WATCHERS)).named("applications.see")
