"""Who may do what in a procedure, in sentences. The group's head is the subdistrict's or the neighbourhood's person."""

from __future__ import annotations

from dataclasses import dataclass

from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.predicates import Ground, Predicate, holds, is_system, word
from sanguanjia.kernel.refusal import Reason

from .types import Kind

OWNERS = ("owner",)
OFFICES = ("neighbourhood_officer", "subdistrict_officer")
SUBDISTRICT = ("subdistrict_officer",)
COMMITTEE = ("committee_member",)
REPORTERS = ("company_manager",)
DESKS = (*OFFICES, "district_officer", "city_officer")
WATCHERS = (*DESKS, "security_auditor")
LIVING_HERE = (
    *OWNERS, "tenant", "delegate", "volunteer", "building_head", "grid_worker", "party_secretary", *COMMITTEE,
    *REPORTERS,
)  # fmt: skip
STARTERS: dict[Kind, tuple[str, ...]] = {
    Kind.FIRST: (*OWNERS, *REPORTERS, *OFFICES),
    Kind.INTERIM: (*OWNERS, *OFFICES),
    Kind.RENEWAL: (*COMMITTEE, *OFFICES),
    Kind.BY_ELECTION: (*COMMITTEE, *OFFICES),
}
"""Who may begin each kind."""
_DENIED = Ground(False, None, Reason("not_permitted"))


@dataclass(frozen=True, slots=True)
class Thing:
    """A procedure, or one that may begin, as the sentences see it."""

    place: str
    kind: Kind
    asked_by: int | None = None


def _starts(actor: Actor, thing: Thing) -> Ground:
    mandate = actor.mandate_at(STARTERS[thing.kind], thing.place)
    return Ground(True, mandate) if mandate else _DENIED


def _asked(actor: Actor, thing: Thing) -> bool:
    return actor.account_id is not None and actor.account_id == thing.asked_by


def _heads(actor: Actor, thing: Thing) -> Ground:
    roles = (*OFFICES, *COMMITTEE) if thing.kind is Kind.BY_ELECTION else OFFICES
    mandate = actor.mandate_at(roles, thing.place)
    return Ground(True, mandate) if mandate else _DENIED


may_start = Predicate("assemblies.start: holds a role that may begin this here", _starts)
may_join = (holds(*OWNERS) | holds(*OFFICES)).named("assemblies.join: an owner here, or the office from a signed paper")
has_asked = word("asked for it", _asked)
may_hand_in = (holds(*OFFICES) | has_asked).named("assemblies.hand_in")
may_withdraw = has_asked.named("assemblies.withdraw")
may_form = holds(*SUBDISTRICT).named("assemblies.form: the subdistrict")
may_prepare = Predicate("assemblies.prepare: heads the group", _heads)
may_settle = holds(*OFFICES, *COMMITTEE).named("assemblies.settle")
may_file = holds(*OFFICES).named("assemblies.record_filing")
may_end = holds("subdistrict_officer", "district_officer").named("assemblies.end")
may_follow = (holds(*OFFICES, *COMMITTEE) | is_system).named("assemblies.follow")
may_tend = is_system
may_watch = holds(*WATCHERS).named("assemblies.watch")
may_read = holds(*WATCHERS, *LIVING_HERE).named("assemblies.read")
BY_VERB: dict[str, Predicate] = {
    "join": may_join, "hand_in": may_hand_in, "withdraw": may_withdraw, "decline": may_form, "name_group": may_form,
    "link": may_form,
    "verify_list": may_prepare, "publish_drafts": may_prepare, "call_vote": may_prepare, "extend": may_form,
    "record_filing": may_file, "tick": may_settle, "follow": may_follow, "end": may_end, "warn": may_tend,
    "reckon_again": may_tend,
}  # fmt: skip
"""The sentence of every verb."""
