"""Doors that ask for a fresh proof of who one is (step-up), for this room's pages and those of the rooms above.

    @needs_role_proved("fund_officer")                 # the role somewhere, and proved within five minutes
    @needs(holds("city_officer") & needs_step_up, at=home_of())    # the same word in any sentence (access.permissions)

Whoever has not proved it is led to /account/step-up/ and back. What is confirmed by a text ("向…支付…元") asks for a
code bound to that text: `codes.ask(purpose, …, words=text)`, `codes.check(purpose, …, words=text)`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sanguanjia.kernel.doors import needs
from sanguanjia.kernel.predicates import word

from .permissions import needs_step_up

View = TypeVar("View", bound=Callable[..., object])


def needs_role_proved(*roles: str) -> Callable[[View], View]:
    """The actor holds one of the roles somewhere, and has proved a moment ago who he is."""
    held = word(f"holds {'/'.join(roles)} somewhere", lambda actor, _thing: actor.has_role(*roles))
    return needs(held & needs_step_up)
