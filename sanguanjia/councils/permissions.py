"""Who may do what to meetings and their tasks, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sanguanjia.kernel.actor import Actor, Mandate
from sanguanjia.kernel.predicates import Ground, Predicate, holds, is_system, word
from sanguanjia.kernel.refusal import Reason

OFFICES = ("neighbourhood_officer", "subdistrict_officer", "district_officer", "city_officer")
CONVENERS = ("party_secretary", *OFFICES)
PROPOSERS = (*OFFICES, "company_manager", "committee_member", "grid_worker")
USERS = (*PROPOSERS, "party_secretary", "delegate", "department_officer")
ESTATE_SIDE = ("committee_member", "grid_worker", "company_manager", "neighbourhood_officer")
_DENIED = Ground(False, None, Reason("not_permitted"))


@dataclass(frozen=True, slots=True)
class SeatKey:
    """A seat as the sentences see it."""

    id: int
    role: str
    place: str
    organisation_id: int | None
    account_id: int | None


@dataclass(frozen=True, slots=True)
class MeetingThing:
    """A meeting as the sentences see it. `seat`: the one it is about, where an act is about one."""

    place: str
    chairs: tuple[str, ...]
    state: str = ""
    seats: tuple[SeatKey, ...] = ()
    seat: SeatKey | None = None
    chair_account_id: int | None = None


@dataclass(frozen=True, slots=True)
class TaskThing:
    """A task as the sentences see it. `estate_place`: path of the estate it concerns, "" for none; `kept`: from the
    company."""

    meeting: MeetingThing
    doer: SeatKey
    estate_place: str = ""
    company_id: int | None = None
    grid_id: int | None = None
    silent: bool = False
    kept: bool = False


def sits(actor: Actor, seat: SeatKey) -> Mandate | None:
    """The mandate by which the actor holds a seat of an office or side."""
    for mandate in actor.mandates:
        own = seat.organisation_id is None or mandate.organisation_id == seat.organisation_id
        if seat.role and mandate.role == seat.role and own and mandate.covers(seat.place):
            return mandate
    return None


def _on(actor: Actor, seat: SeatKey | None) -> Ground:
    if seat is None:
        return _DENIED
    if seat.account_id is not None:
        return Ground(True) if actor.account_id == seat.account_id else _DENIED
    found = sits(actor, seat)
    return Ground(True, found) if found else _DENIED


def _host(actor: Actor, thing: MeetingThing) -> Ground:
    found = actor.mandate_at(thing.chairs, thing.place)
    return Ground(True, found) if found else _DENIED


def _sees(actor: Actor, thing: MeetingThing) -> Ground:
    ground = _host(actor, thing)
    if ground:
        return ground
    if thing.state != "draft":
        for seat in thing.seats:
            ground = _on(actor, seat)
            if ground:
                return ground
    return _DENIED


def _estate(actor: Actor, thing: TaskThing) -> Ground:
    """The estate's own side looks; never the unit that did it."""
    for mandate in actor.mandates:
        here = bool(thing.estate_place) and mandate.role in ESTATE_SIDE and mandate.covers(thing.estate_place)
        if here and _fits(mandate, thing) and sits(actor, thing.doer) is None:
            return Ground(True, mandate)
    return _DENIED


def _fits(mandate: Mandate, thing: TaskThing) -> bool:
    if mandate.role == "company_manager":
        return not thing.kept and thing.company_id is not None and mandate.organisation_id == thing.company_id
    if mandate.role == "grid_worker":
        return mandate.grid_id is None or mandate.grid_id == thing.grid_id
    return True


def _looker(actor: Actor, thing: TaskThing) -> Ground:
    """The estate where it concerns one; else, or when the estate did not look in time, who called the meeting."""
    if thing.estate_place:
        ground = _estate(actor, thing)
        if ground or not thing.silent:
            return ground
    host = _host(actor, thing.meeting)
    return host if sits(actor, thing.doer) is None else _DENIED


def _sees_task(actor: Actor, thing: TaskThing) -> Ground:
    for ground in (_host(actor, thing.meeting), _on(actor, thing.doer), _estate(actor, thing)):
        if ground:
            return ground
    return _DENIED


is_host = Predicate("may call and chair this kind of meeting here", _host)
is_chair = is_host & word(
    "chaired it", lambda a, t: a.account_id is not None and a.account_id == t.chair_account_id, "only_the_chair"
)
is_seat = Predicate("sits on this seat", lambda actor, thing: _on(actor, thing.seat))
may_see = Predicate("councils.see", _sees)
may_see_task = Predicate("councils.see_task", _sees_task)
may_propose = (is_system | holds(*PROPOSERS)).named("councils.propose")
is_office = holds(*CONVENERS).named("councils.convene")

SENTENCES: Mapping[str, Predicate] = {
    "host": is_host,
    "seat": is_seat,
    "seat_or_host": is_seat | is_host,
    "chair": is_chair,
}
TASK_SENTENCES: Mapping[str, Predicate] = {
    "doer": Predicate("is who owes it", lambda actor, thing: _on(actor, thing.doer)),
    "looker": Predicate("looks whether it is done", _looker),
    "host": Predicate("called the meeting", lambda actor, thing: _host(actor, thing.meeting)),
    "system": is_system,
}
