"""Who acts: a frozen value with the mandates already resolved, built once at the edge of a request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Mandate:
    """A role held at a place from one day to another.

    place: path of the home it covers, e.g. "1/5/23/"; everything below is covered too.
    organisation_id: the company, committee or department it is held for, if any.
    unit_id: the one unit an owner's mandate stands on, if any.
    grid_id, building_id: the grid of a grid worker, the building of a building head, if the mandate names one.
    valid_to: the last day on which it is in force; None: until it is ended.
    covers_for: the account whose mandate it is, when the actor stands in during that person's leave.
    """

    id: int
    role: str
    home_id: int
    place: str
    valid_from: date
    valid_to: date | None = None
    organisation_id: int | None = None
    unit_id: int | None = None
    grid_id: int | None = None
    building_id: int | None = None
    covers_for: int | None = None

    def covers(self, place: str) -> bool:
        """Whether a place (path) lies at or below the mandate's own."""
        return place.startswith(self.place)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person, or the platform itself, on whose behalf something is done.

    asleep: mandates held but without power now (no staff session, or a login too weak for them); permissions never
    look at them. awake_until: when the open staff session ends. proved_at: when the person last proved in this browser
    who he is (step-up); None for machines.
    """

    account_id: int | None
    name: str
    mandates: tuple[Mandate, ...] = ()
    is_system: bool = False
    asleep: tuple[Mandate, ...] = ()
    awake_until: datetime | None = None
    proved_at: datetime | None = None

    @property
    def is_anonymous(self) -> bool:
        """Nobody known: neither an account nor the platform."""
        return self.account_id is None and not self.is_system

    def mandate_at(self, roles: Iterable[str], place: str) -> Mandate | None:
        """The first mandate in one of the roles that covers the place; the narrowest place wins."""
        wanted = frozenset(roles)
        fitting = [m for m in self.mandates if m.role in wanted and m.covers(place)]
        return max(fitting, key=lambda m: len(m.place), default=None)

    def has_role(self, *roles: str) -> bool:
        """Whether one of the roles is held anywhere."""
        return any(mandate.role in roles for mandate in self.mandates)

    def places(self, *roles: str) -> tuple[str, ...]:
        """Paths of the places where one of the roles is held (all roles if none is named), without repeats."""
        return tuple(dict.fromkeys(m.place for m in self.mandates if not roles or m.role in roles))


SYSTEM = Actor(account_id=None, name="平台", is_system=True)
ANONYMOUS = Actor(account_id=None, name="未登录")


def itself(actor: Actor) -> Actor:
    """The actor behind a request's lazy stand-in, or as given. What asks it often should: the stand-in costs a call for
    every look."""
    if isinstance(actor, Actor) and type(actor) is not Actor:  # isinstance makes the stand-in find out who it is
        return actor._wrapped  # type: ignore[attr-defined,no-any-return]
    return actor
