"""Doors: every view says who may open it. A view without a door is never opened (middleware and a test see to it).

    @needs(holds("neighbourhood_officer"), at=home_of("estate_id"))
    def claims(request, estate_id): ...

    @for_known                 # anyone who is logged in
    @for_anyone                # no login: tracker, login page, health
    @needs_role("grid_worker") # the role, anywhere; the list itself is then cut to the actor's places

A door refuses by raising `Refusal`; the edge turns it into a login page, a 403 page, a 404 page or JSON. A place the
actor has nothing to do with is *not found*, so that numbers in addresses tell nothing. What depends on the thing itself
(a case, a claim) is asked again by the act or the query: the door is the first wall, not the only one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from typing import Any, TypeVar, cast

from .actor import Actor
from .models import Home
from .predicates import Ground, Predicate, anyone, is_known, word
from .refusal import Reason, Refusal, refuse

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Place:
    """A thing that is only a place: what `holds(...)` asks of it."""

    place: str
    home_id: int
    kind: str
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """Who may open a view: a sentence, and how the thing it is about is found from the address (None: no thing).

    login_first: the thing lies behind the database's own wall, where nobody's request finds it (kernel/wall.py).
    """

    sentence: Predicate
    at: Callable[..., Any] | None = None
    login_first: bool = False

    def open(self, actor: Actor, **parts: Any) -> None:
        """Let the actor in, or raise Refusal: login_needed, not_found (a place not the actor's), not_permitted,
        or asleep: a mandate would open it, but has no power now (who is woken may still have to prove who he is)."""
        if self.login_first and actor.is_anonymous:
            refuse("login_needed")
        thing = self.at(**parts) if self.at else None
        ground = self.sentence(actor, thing)
        if ground:
            return
        if actor.is_anonymous:
            refuse("login_needed")
        if actor.asleep and not _asks_proof(ground):  # who only has to prove himself is not woken first
            woken = self.sentence(_woken(actor), thing)
            if woken or _asks_proof(woken):
                refuse("asleep")
        place = getattr(thing, "place", None)
        if place is not None and not any(m.covers(place) or m.place.startswith(place) for m in actor.mandates):
            refuse("not_found")
        raise Refusal([ground.reason or Reason("not_permitted")])


def _asks_proof(ground: Ground) -> bool:
    return ground.reason is not None and ground.reason.code == "step_up_needed"


def _woken(actor: Actor) -> Actor:
    """The actor as if all mandates had power. A request's actor may be a lazy stand-in, which `replace` refuses."""
    awake = {field.name: getattr(actor, field.name) for field in fields(Actor)}
    return Actor(**awake | {"mandates": (*actor.mandates, *actor.asleep), "asleep": ()})


def needs(
    sentence: Predicate, at: Callable[..., Any] | None = None, *, login_first: bool = False
) -> Callable[[View], View]:
    """Declare who may open the view. `at(**parts of the address)` gives the thing the sentence is about."""
    door = Door(sentence, at, login_first)

    def hang(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **parts: Any) -> Any:
            door.open(request.actor, **parts)
            return view(request, *args, **parts)

        guarded.door = door  # type: ignore[attr-defined]
        return cast("View", guarded)

    return hang


def needs_role(*roles: str) -> Callable[[View], View]:
    """The actor holds one of the roles somewhere."""
    name = f"holds {'/'.join(roles)} somewhere"
    return needs(word(name, lambda actor, _thing: actor.has_role(*roles)))


def home_of(part: str = "estate_id") -> Callable[..., Place]:
    """The place named by a part of the address that is the id of a home; refuses `not_found` if there is none."""

    def find(**parts: Any) -> Place:
        found = Home.objects.filter(pk=parts[part]).values_list("path", "id", "kind").first()
        if found is None:
            refuse("not_found")
        return Place(*found)

    return find


for_anyone = needs(anyone)
for_known = needs(is_known)
