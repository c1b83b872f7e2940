"""Panels of upper rooms on a matter's page. They register what they draw; this room prints it under the story.

    panels.provide(Panel("whistle", draw))      # draw(request, view) → safe HTML, "" for nothing
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from markupsafe import Markup

from .queries import CaseView


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel. `draw` asks its own room what this viewer may see."""

    key: str
    draw: Callable[[HttpRequest, CaseView], str]


@dataclass(frozen=True, slots=True)
class OwnList:
    """What an upper room shows under 我的报事 of whoever asks. `draw` answers safe HTML, "" for nothing."""

    key: str
    draw: Callable[[HttpRequest], str]


_panels: dict[str, Panel] = {}
_own: dict[str, OwnList] = {}
_trackers: dict[str, Callable[[str], str]] = {}


def provide(panel: Panel) -> None:
    """Register a panel; a second registration under the same key replaces the first."""
    _panels[panel.key] = panel


def provide_own(own: OwnList) -> None:
    """Register a list of one's own things; a second registration under the same key replaces the first."""
    _own[own.key] = own


def provide_tracker(key: str, address: Callable[[str], str]) -> None:
    """Register whose tracking codes are not matters: code in, the address of its public page or "" out."""
    _trackers[key] = address


def own_lists(request: HttpRequest) -> tuple[Markup, ...]:
    """Every list of the actor's own things in upper rooms, by key."""
    found = (_own[key].draw(request) for key in sorted(_own))
    return tuple(Markup(html) for html in found if html)  # noqa: S704 - rendered by a template of ours


def tracked_elsewhere(code: str) -> str:
    """Where a tracking code that is no matter's leads, or nothing."""
    return next((found for key in sorted(_trackers) if (found := _trackers[key](code))), "")


def drawn(request: HttpRequest, view: CaseView) -> tuple[Markup, ...]:
    """Every panel that has something to say, by key. What a panel draws is escaped by its own template."""
    found = (_panels[key].draw(request, view) for key in sorted(_panels))
    return tuple(Markup(html) for html in found if html)  # noqa: S704 - rendered by a template of ours
