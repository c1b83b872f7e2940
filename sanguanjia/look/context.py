"""What every page knows about the browser that asked: theme, type size, messages, its own path."""

from __future__ import annotations

import base64
import hmac
from typing import Any, Literal, cast

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest

from sanguanjia.kernel.actor import ANONYMOUS, Actor
from sanguanjia.look.types import Prefs

THEME_COOKIE = "sgj_theme"
TYPE_COOKIE = "sgj_type"


def bound(name: str) -> str:
    """The cookie's name: under TLS with the prefix that binds it to this very host (as the session's)."""
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name


THEMES = ("auto", "light", "dark")


def prefs_of(request: HttpRequest) -> Prefs:
    """The preferences in the cookies; anything unknown is the default."""
    theme = request.COOKIES.get(bound(THEME_COOKIE), "auto")
    known = cast(Literal["auto", "light", "dark"], theme if theme in THEMES else "auto")
    return Prefs(theme=known, large=request.COOKIES.get(bound(TYPE_COOKIE)) == "large")


def look(request: HttpRequest) -> dict[str, Any]:
    """Context processor for the Jinja2 backend."""
    facts = {"prefs": prefs_of(request), "messages": get_messages(request), "page_path": request.get_full_path()}
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    # Nobody's drafts are not kept; a page shown to nobody may bring a key of its own (the style page does).
    return facts if actor.is_anonymous else facts | {"draft_key": draft_key(f"account {actor.account_id}")}


def draft_key(whose: str) -> str:
    """The key that seals the drafts a person's browser keeps: 32 bytes in base64, the same at every login, so that one
    can go on after it; it comes with the pages of that person alone, and the browser stores it nowhere."""
    return base64.b64encode(hmac.digest(settings.SECRET_KEY.encode(), f"drafts of {whose}".encode(), "sha256")).decode()
