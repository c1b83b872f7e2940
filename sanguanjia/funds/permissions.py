"""Who may do what with the fund, in sentences."""

from __future__ import annotations

from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.predicates import Ground, Predicate, holds, is_system
from sanguanjia.kernel.refusal import Reason

from .types import CONFIRMERS

KEEPERS = ("fund_officer",)
WATCHERS = ("fund_officer", "city_officer", "district_officer", "security_auditor")
OWNERS = ("owner",)
PLANNERS = ("committee_member", "company_manager", "neighbourhood_officer", *KEEPERS)
"""Who asks for a work; the neighbourhood where there is neither committee nor company (建办房〔2015〕52号)."""
WORK_USERS = tuple(dict.fromkeys((*PLANNERS, *CONFIRMERS)))
_DENIED = Ground(False, None, Reason("not_permitted"))


def _owns(actor: Actor, thing: Door) -> Ground:
    for mandate in actor.mandates:
        if mandate.role in OWNERS and mandate.unit_id == thing.unit_id and mandate.covers(thing.place):
            return Ground(True, mandate)
    return _DENIED


class Door:
    """One door's account as the sentences see it."""

    def __init__(self, place: str, unit_id: int) -> None:
        self.place = place
        self.unit_id = unit_id


may_ask_for_pool = holds("committee_member", "owner").named("funds.ask_for_pool: the committee or an owner here")
may_plan_work = holds(*PLANNERS).named("funds.plan_work")
may_confirm_work = holds(*CONFIRMERS).named("funds.confirm_work")
may_bring_a_vote = (holds("committee_member", "neighbourhood_officer", "subdistrict_officer") | is_system).named(
    "funds.authorise_by_vote: who puts a vote in force"
)
may_keep_books = holds(*KEEPERS).named("funds.keep_books")
may_see_books = holds(*WATCHERS).named("funds.see_books")
may_ask_about = Predicate("owns the door", _owns).named("funds.ask_about")
may_see_door = (Predicate("owns the door", _owns) | holds(*WATCHERS)).named("funds.see_door")
