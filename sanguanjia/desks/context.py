"""What the frame of every page shows about the one who is logged in: bottom bar or rail, name, search."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from sanguanjia.access.types import ROLE_LABELS, Role
from sanguanjia.desks import menu
from sanguanjia.desks.shortcuts import saved_filters
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import ANONYMOUS, Actor


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor for the Jinja2 backend. Reads the mandates the request has resolved anyway."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    if actor.is_anonymous:
        # No frame of anybody's; a processor's values win over the page's own, so the style page keeps its samples.
        return {"actor": actor, "base": "look/public.html"}
    at_a_desk = menu.works_at_a_desk(actor)
    return {
        "actor": actor,
        "nav": SimpleLazyObject(menu.bar),
        "rail": SimpleLazyObject(lambda: menu.rail(actor)),
        "who": {"name": actor.name, "role": chief_role(actor), "href": reverse("access:me")},
        "search_href": reverse("desks:search"),
        "bell_href": reverse("notices:inbox"),
        "bell_count_href": reverse("notices:unread"),
        "saved_here": SimpleLazyObject(lambda: saved_filters(actor, request.path, request.GET.urlencode())),
        "base": "look/desk.html" if at_a_desk else "look/resident.html",
        "standing": standing(actor),
    }


def standing(actor: Actor) -> dict[str, str] | None:
    """What stands above every page: an open staff session, or that power is asleep; None in ordinary times."""
    if actor.awake_until is not None:
        until = clock.local(actor.awake_until).strftime("%H:%M")
        words = f"管理时段开启中，到 {until} 自动结束，所做的事都会留下记录。"
        return {"words": words, "href": reverse("access:me"), "do": "结束"}
    if actor.asleep:
        return {"words": "工作身份现在没有开启，不能办理公务。", "href": reverse("access:wake"), "do": "开启"}
    return None


def chief_role(actor: Actor) -> str:
    """The role people would name first: the widest place outside the home."""
    working = [m for m in actor.mandates if Role(m.role) not in menu.RESIDENTS]
    held = sorted(working or actor.mandates, key=lambda m: len(m.place))
    return ROLE_LABELS[Role(held[0].role)] if held else ""
