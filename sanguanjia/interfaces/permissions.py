"""Who may connect systems and subscribe, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from sanguanjia.access.permissions import HAS_TOKENS, administers, needs_step_up
from sanguanjia.access.types import Role
from sanguanjia.cases.permissions import OFFICER_ROLES
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.predicates import Ground, Predicate, is_known, is_system, word
from sanguanjia.kernel.refusal import Reason

SUBSCRIBERS = tuple(dict.fromkeys((*(str(role) for role in HAS_TOKENS), *OFFICER_ROLES.values())))
"""Roles whose machines may be told about matters: those that have keys, and the offices of the ladder."""


@dataclass(frozen=True, slots=True)
class HookThing:
    """A subscription as its sentences see it: where, whose, whether its owner holds a subscriber's role there, and
    whether the owner is a connected system."""

    place: str
    account_id: int
    owner_may: bool
    of_a_system: bool = False


def _owner_may(_actor: Actor, thing: HookThing) -> bool:
    return thing.owner_may


def _own(actor: Actor, thing: HookThing) -> Ground:
    if actor.account_id != thing.account_id:
        return Ground(False, None, Reason("not_permitted"))
    return Ground(True, actor.mandate_at(SUBSCRIBERS, thing.place))


is_ones_own = Predicate("is one's own", _own)
owner_may = word("its owner holds a role there whose machines are told", _owner_may)
is_of_a_system = word("belongs to a connected system", lambda _actor, thing: thing.of_a_system)
sees_all = word("is a system administrator", lambda actor, _thing: actor.has_role(Role.SYSTEM_ADMIN))

may_keep_systems = (administers & needs_step_up).named("interfaces.keep_systems")
may_file = is_known.named("interfaces.file_request: cases.report asks the rest")
may_subscribe = (is_known & owner_may & (is_ones_own | (is_of_a_system & administers & needs_step_up))).named(
    "interfaces.subscribe"
)
may_keep_hook = (is_known & (is_ones_own | (administers & needs_step_up))).named("interfaces.keep_subscription")
may_disable_hook = is_system.named("interfaces.disable_subscription")
