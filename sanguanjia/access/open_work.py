"""Open work that lies with a person, room by room. Upper rooms register what they know; this room lists and hands over.

    open_work.provide(Provider("cases.orders", "派给本人的工单", list_orders, hand_over_orders))

A provider's `hand_over` calls its own room's acts, for the actor who hands over: each asks its own permission.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sanguanjia.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class PostOf:
    """Whose work: the holder of a role at a place (path), for an organisation."""

    account_id: int
    role: str
    place: str
    organisation_id: int | None


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """One open matter as a page lists it."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Provider:
    """One kind of open work. `label`: as people call it; `hand_over` answers how many matters went over."""

    key: str
    label: str
    list: Callable[[PostOf], tuple[OpenMatter, ...]]
    hand_over: Callable[[Actor, PostOf, int, str], int]


_providers: dict[str, Provider] = {}


def provide(provider: Provider) -> None:
    """Register a kind of open work; a second registration under the same key replaces the first."""
    _providers[provider.key] = provider


def providers() -> tuple[Provider, ...]:
    """Every kind there is, by key."""
    return tuple(_providers[key] for key in sorted(_providers))


def open_work_of(post: PostOf) -> tuple[tuple[str, tuple[OpenMatter, ...]], ...]:
    """(label, matters) for every kind of which something is open."""
    found = ((provider.label, provider.list(post)) for provider in providers())
    return tuple((label, matters) for label, matters in found if matters)
