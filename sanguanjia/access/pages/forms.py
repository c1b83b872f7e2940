"""Small things every form of this room needs."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.refusal import refuse


def number(text: str | None) -> int | None:
    """An id typed or chosen in a form; None when empty or no number."""
    return typed_id(text)


def day(text: str | None, field: str, label: str) -> date | None:
    """A day as browsers send it; None when empty. Refuses `malformed`."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse("malformed", field, label=label)


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """Where to go afterwards: a path of this site, or the fallback."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if own and wanted.startswith("/") else fallback
