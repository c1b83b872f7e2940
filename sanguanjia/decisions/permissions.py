"""Who may do what in a vote, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from sanguanjia.kernel.actor import Actor, Mandate
from sanguanjia.kernel.predicates import Ground, Predicate, holds, is_system
from sanguanjia.kernel.refusal import Reason

PREPARERS = ("committee_member", "neighbourhood_officer", "subdistrict_officer")
TYPISTS = (*PREPARERS, "grid_worker")
WITNESSES = (
    "party_secretary", "delegate", "grid_worker", "neighbourhood_officer", "mediator", "district_officer",
    "security_auditor",
)  # fmt: skip
"""Who may put a name to a signed root: people of the estate and of offices, never the committee or the company."""
WATCHERS = (*TYPISTS, "party_secretary", "district_officer", "city_officer", "security_auditor")
VOTERS = ("owner",)
LIVING_HERE = (*VOTERS, "tenant", "delegate", "volunteer", "building_head")
CALLERS: dict[str, tuple[str, ...]] = {
    "committee_member": ("committee", "interim_body", "owners_20_percent"),
    "neighbourhood_officer": ("preparation_group", "interim_body"),
    "subdistrict_officer": ("subdistrict", "preparation_group", "interim_body", "owners_20_percent"),
}
"""For whom each role may call a meeting; whether the place knows such a caller is policy (own.meeting.who_may_call)."""


@dataclass(frozen=True, slots=True)
class Box:
    """A vote as the one who casts meets it: whether a ground to cast was found, and the mandate it rests on."""

    place: str
    found: bool
    mandate: Mandate | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """A unit as the one who supports or disputes meets it."""

    place: str
    unit_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class SeatThing:
    """A seat as the one who ends it meets it: where, and whose account."""

    place: str
    account_id: int | None


@dataclass(frozen=True, slots=True)
class CandidateThing:
    """A candidate as the one who withdraws it meets it."""

    place: str
    account_id: int | None


def _is_own_seat(actor: Actor, thing: SeatThing | CandidateThing) -> Ground:
    own = actor.account_id is not None and actor.account_id == thing.account_id
    return Ground(True, None) if own else Ground(False, None, Reason("not_permitted"))


def _has_voice(_actor: Actor, thing: Box) -> Ground:
    return Ground(True, thing.mandate) if thing.found else Ground(False, None, Reason("not_permitted"))


def _owns(actor: Actor, thing: Door) -> Ground:
    for mandate in actor.mandates:
        if mandate.role in VOTERS and mandate.unit_id in thing.unit_ids and mandate.covers(thing.place):
            return Ground(True, mandate)
    return Ground(False, None, Reason("not_permitted"))


may_prepare = holds(*PREPARERS).named("decisions.prepare")
may_run = (holds(*PREPARERS) | is_system).named("decisions.run")
may_type = holds(*TYPISTS).named("decisions.type_papers")
may_assist = holds(*TYPISTS).named("decisions.assist")
may_witness = holds(*WITNESSES).named("decisions.witness")
may_watch = holds(*WATCHERS).named("decisions.watch")
may_read = holds(*WATCHERS, *LIVING_HERE).named("decisions.read")
may_cast = Predicate("has a voice in this vote", _has_voice).named("decisions.cast")
may_speak_for_unit = Predicate("owns the unit", _owns).named("decisions.speak_for_unit")
GUIDES = ("neighbourhood_officer", "subdistrict_officer")
"""Who guides elections and committees (物业管理条例: street and neighbourhood); never the committee itself."""
may_guide = holds(*GUIDES).named("decisions.guide")
may_record_handover = (holds(*GUIDES) | is_system).named("decisions.record_handover")
may_name_oneself = Predicate("owns the unit", _owns).named("decisions.name_oneself")
may_withdraw = (holds(*GUIDES) | Predicate("is oneself", _is_own_seat)).named("decisions.withdraw_candidate")
may_agree = (holds(*GUIDES) | Predicate("is oneself", _is_own_seat)).named("decisions.agree_to_stand")
may_end_seat = (holds(*GUIDES) | Predicate("is one's own seat", _is_own_seat)).named("decisions.end_seat")
