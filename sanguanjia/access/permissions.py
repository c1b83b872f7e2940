"""Who may, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.predicates import (
    Ground,
    Predicate,
    anyone,
    holds,
    holds_for_organisation,
    is_in,
    is_known,
    is_system,
    word,
)
from sanguanjia.kernel.refusal import Reason

from .rules.logins import is_fresh
from .types import OFFICES, Role


@dataclass(frozen=True, slots=True)
class Grant:
    """A mandate as its permission sees it: for whom, which role, where, for which organisation."""

    account_id: int
    role: Role
    place: str
    organisation_id: int | None


@dataclass(frozen=True, slots=True)
class ClaimThing:
    """A claim as its permission sees it: where, whose, how far, and the company that manages the estate today."""

    place: str
    account_id: int
    state: str
    organisation_id: int | None


@dataclass(frozen=True, slots=True)
class CoverThing:
    """A cover as its permission sees it: the substitute, and the mandate that is stood in on."""

    account_id: int  # the substitute's
    role: Role
    place: str
    organisation_id: int | None
    holder_id: int


@dataclass(frozen=True, slots=True)
class AccountThing:
    """An account as its permission sees it: whose, and the places of its mandates."""

    account_id: int
    places: tuple[str, ...] = ()


def _grants_this_role(actor: Actor, thing: Grant) -> Ground:
    """Holds an office that grants the role, at or above the place; a company's manager for his own company only."""
    office = OFFICES[thing.role]
    fitting = [m for m in actor.mandates if m.role in office.granted_by and m.covers(thing.place)]
    if not fitting:
        code = "not_yours_to_grant" if office.granted_by else "not_by_hand"
        return Ground(False, None, Reason(code, None, {"role": thing.role.label}))
    for mandate in fitting:
        if mandate.role != Role.COMPANY_MANAGER or mandate.organisation_id == thing.organisation_id:
            return Ground(True, mandate)
    return Ground(False, None, Reason("other_organisation"))


grants_this_role = Predicate("holds an office that grants the role here", _grants_this_role)
not_to_oneself = word("not to oneself", lambda actor, thing: actor.account_id != thing.account_id, "not_to_oneself")
is_ones_own = word("is one's own", lambda actor, thing: actor.account_id == thing.account_id)
claims_for_another = word(
    "is not one's own claim", lambda actor, thing: actor.account_id != thing.account_id, "claim_own"
)

DECIDES_CLAIMS = (Role.COMMITTEE_MEMBER, Role.NEIGHBOURHOOD_OFFICER)
SEES_PEOPLE = (
    Role.NEIGHBOURHOOD_OFFICER, Role.SUBDISTRICT_OFFICER, Role.DISTRICT_OFFICER, Role.CITY_OFFICER,
    Role.COMPANY_MANAGER, Role.SYSTEM_ADMIN, Role.SECURITY_AUDITOR,
)  # fmt: skip
HAS_TOKENS = (
    Role.HOTLINE_OPERATOR, Role.DEPARTMENT_OFFICER, Role.CITY_OFFICER, Role.COMPANY_MANAGER, Role.BANK_OFFICER,
    Role.INSURER_OFFICER,
)  # fmt: skip

holds_it = word("holds the mandate", lambda actor, thing: actor.account_id == thing.holder_id)


def _proved(actor: Actor, _thing: Any) -> bool:
    return actor.is_system or is_fresh(actor.proved_at, clock.now())


needs_step_up = word("has proved a moment ago who he is", _proved, "step_up_needed")
"""Step-up: for acts and doors that a stolen open browser must not be enough for. Other rooms join it with `&`."""


def _administers(actor: Actor, thing: Any) -> Ground:
    mandate = actor.mandate_at((Role.SYSTEM_ADMIN,), "1/")
    return Ground(True, mandate) if mandate else Ground(False, None, Reason("not_permitted"))


administers = Predicate("is a system administrator in a staff session", _administers)


def _serves_the_person(actor: Actor, thing: AccountThing) -> Ground:
    """A neighbourhood's officer at a place where the person has a mandate."""
    for place in thing.places:
        mandate = actor.mandate_at((Role.NEIGHBOURHOOD_OFFICER,), place)
        if mandate:
            return Ground(True, mandate)
    return Ground(False, None, Reason("not_permitted"))


serves_the_person = Predicate("is an officer of the neighbourhood the person belongs to", _serves_the_person)
not_about_oneself = word("is not about oneself", lambda actor, thing: actor.account_id != thing.account_id)


def _may_administer(actor: Actor, _thing: Any) -> bool:
    return any(m.role == Role.SYSTEM_ADMIN for m in (*actor.mandates, *actor.asleep))


may_create_account = anyone.named("access.create_account: an account without a mandate may nothing")
may_grant = (is_system | (not_to_oneself & grants_this_role)).named("access.grant_mandate")
may_end = (is_system | is_ones_own | grants_this_role).named("access.end_mandate")
may_follow_owners = is_system.named("access.follow_owners: inside an act of the registry only")
may_arrange_cover = (is_system | (not_to_oneself & grants_this_role)).named("access.arrange_cover")
may_end_cover = (is_system | is_ones_own | holds_it | grants_this_role).named("access.end_cover")
may_open_staff_session = (
    is_known & word("has a system administrator's mandate", _may_administer) & needs_step_up
).named("access.open_staff_session")
may_close_staff_session = is_known.named("access.close_staff_session: one's own")
may_keep_ones_account = (is_known & is_ones_own).named("access.keep_ones_account")
may_close_account = (is_known & is_ones_own & needs_step_up).named("access.close_account")
may_keep_factor = (is_known & is_ones_own & needs_step_up).named("access.keep_second_factor")
may_keep_accounts = (not_about_oneself & administers & needs_step_up).named("access.keep_accounts")
may_ask_new_phone = anyone.named("access.ask_new_phone: an officer decides")
may_decide_phone = (not_about_oneself & (serves_the_person | administers) & needs_step_up).named("access.decide_phone")
may_hand_over = (is_system | grants_this_role).named("access.hand_over")
may_change_password = (is_known & is_ones_own).named("access.change_password")
may_claim = is_known.named("access.request_claim")
may_decide_claim = (
    is_in("pending") & claims_for_another & (holds(*DECIDES_CLAIMS) | holds_for_organisation(Role.COMPANY_MANAGER))
).named("access.decide_claim")
may_see_claim = (holds(*DECIDES_CLAIMS) | holds_for_organisation(Role.COMPANY_MANAGER)).named("access.see_claim")


def _has_machines(actor: Actor, _thing: Any) -> bool:
    return actor.has_role(*HAS_TOKENS)


may_issue_token = (is_ones_own & word("holds a role whose machines talk to us", _has_machines)).named(
    "access.issue_token"
)
may_revoke_token = is_ones_own.named("access.revoke_token")
may_keep_machines = (not_about_oneself & administers & needs_step_up).named("access.keep_machines")


def grantable(actor: Actor) -> tuple[Role, ...]:
    """The roles the actor may grant somewhere, in the order of the list (for the form; the act asks again)."""
    return tuple(role for role in Role if actor.has_role(*OFFICES[role].granted_by))
