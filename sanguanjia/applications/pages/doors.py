"""Panels of rooms above on the page of an application that belongs to them: what it is about, and how it is decided.

doors.provide("funds", draw)      # draw(request, view) → safe HTML
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from markupsafe import Markup

from sanguanjia.applications.queries import ApplicationView

Draw = Callable[[HttpRequest, ApplicationView], Markup]
_doors: dict[str, Draw] = {}
_starts: dict[str, str] = {}


def provide(room: str, draw: Draw) -> None:
    """Register the panel of a room; a second registration replaces the first."""
    _doors[room] = draw


def of(room: str) -> Draw | None:
    """The panel of a room."""
    return _doors.get(room)


def provide_start(code: str, route: str) -> None:
    """Register the address that starts an item of a room above: a route that takes the home's id."""
    _starts[code] = route


def start_of(code: str) -> str:
    """The route that starts the item, or nothing."""
    return _starts.get(code, "")
