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


_panels: dict[str, Panel] = {}


def provide(panel: Panel) -> None:
    """Register a panel; a second registration under the same key replaces the first."""
    _panels[panel.key] = panel


def drawn(request: HttpRequest, view: CaseView) -> tuple[Markup, ...]:
    """Every panel that has something to say, by key. What a panel draws is escaped by its own template."""
    found = (_panels[key].draw(request, view) for key in sorted(_panels))
    return tuple(Markup(html) for html in found if html)  # noqa: S704 - rendered by a template of ours
