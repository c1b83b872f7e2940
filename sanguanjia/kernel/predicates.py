"""Permissions as sentences made of small words: who, in which place, in which phase.

A predicate answers for an actor and a thing. A thing is any value with the attributes its words ask for:
`place` (path of its home) for `holds`, `organisation_id` for `holds_for_organisation`, and so on.

    may_take_order = (company_of_the_case & is_in("dispatched")).named("cases.take_order")

Everything is denied that no sentence allows. A refused sentence says the first code that failed, so that
"not yours" (not_permitted) and "not now" (wrong_phase) read differently.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .actor import Actor, Mandate
from .refusal import Reason


@dataclass(frozen=True, slots=True)
class Ground:
    """The answer: allowed or not, under which mandate, or for which reason not."""

    allowed: bool
    mandate: Mandate | None = None
    reason: Reason | None = None

    def __bool__(self) -> bool:
        return self.allowed


_DENIED = Ground(False, None, Reason("not_permitted"))


@dataclass(frozen=True, slots=True)
class Predicate:
    """One word, or a sentence of words joined by & and |."""

    name: str
    test: Callable[[Actor, Any], Ground]

    def __call__(self, actor: Actor, thing: Any) -> Ground:
        return self.test(actor, thing)

    def __and__(self, other: Predicate) -> Predicate:
        def both(actor: Actor, thing: Any) -> Ground:
            first = self.test(actor, thing)
            if not first:
                return first
            second = other.test(actor, thing)
            return Ground(True, first.mandate or second.mandate) if second else second

        return Predicate(f"({self.name} and {other.name})", both)

    def __or__(self, other: Predicate) -> Predicate:
        def either(actor: Actor, thing: Any) -> Ground:
            first = self.test(actor, thing)
            if first:
                return first
            second = other.test(actor, thing)
            if second:
                return second
            # The more telling refusal: "not now" says more to those who may in principle than "not yours".
            return first if second.reason is None or second.reason.code == "not_permitted" else second

        return Predicate(f"({self.name} or {other.name})", either)

    def named(self, name: str) -> Predicate:
        """The same sentence under the name of what it permits."""
        return Predicate(name, self.test)


def word(name: str, test: Callable[[Actor, Any], bool], code: str = "not_permitted", **data: Any) -> Predicate:
    """A predicate from a plain question; `code` is the refusal when the answer is no."""
    denied = Ground(False, None, Reason(code, None, data))
    return Predicate(name, lambda actor, thing: Ground(True) if test(actor, thing) else denied)


def holds(*roles: str) -> Predicate:
    """Holds one of the roles at or above the thing's place."""

    def test(actor: Actor, thing: Any) -> Ground:
        mandate = actor.mandate_at(roles, thing.place)
        return Ground(True, mandate) if mandate else _DENIED

    return Predicate(f"holds {'/'.join(roles)}", test)


def holds_for_organisation(*roles: str) -> Predicate:
    """Holds one of the roles at the thing's place, for the organisation the thing belongs to."""

    def test(actor: Actor, thing: Any) -> Ground:
        for mandate in actor.mandates:
            if (
                mandate.role in roles
                and mandate.organisation_id is not None
                and mandate.organisation_id == thing.organisation_id
                and mandate.covers(thing.place)
            ):
                return Ground(True, mandate)
        return _DENIED

    return Predicate(f"holds {'/'.join(roles)} for the organisation", test)


def is_in(*states: str) -> Predicate:
    """The thing is in one of the states (its attribute `state`)."""
    return word(f"is {'/'.join(states)}", lambda _actor, thing: thing.state in states, "wrong_phase")


is_system = word("is the platform itself", lambda actor, _thing: actor.is_system)
is_known = word("is logged in", lambda actor, _thing: not actor.is_anonymous, "login_needed")
anyone = word("is anyone", lambda _actor, _thing: True)
