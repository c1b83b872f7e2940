"""What every room's form pages share: who asks, the key of the form, refusals in words, and drawing the page."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render

from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.kernel.wording import Said, say_all


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def render(request: HttpRequest, template: str, facts: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A page in the mood of whoever asks (the desks' frame chooses the base)."""
    return django_render(request, template, {**facts}, status=status, using="jinja2")


def errors_of(refusal: Refusal | None) -> tuple[tuple[Said, ...], dict[str, str]]:
    """(sentences for the top of the page, sentence per field)."""
    said = say_all(refusal) if refusal else ()
    return said, {s.field: s.text for s in said if s.field}


def key_of(request: HttpRequest) -> str | None:
    """The form's idempotency key, the same on every retry of the same form; None when the form has none."""
    return request.POST.get("idempotency_key", "").strip()[:80] or None


def key_in_header(request: HttpRequest) -> str | None:
    """The same for machines: the header Idempotency-Key. Refuses malformed (over 80 characters)."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > 80:
        refuse("malformed", "Idempotency-Key", label="Idempotency-Key")
    return key or None


def key_or_fresh(request: HttpRequest) -> str:
    """The same for forms whose page is drawn with it again: a fresh key for a fresh form."""
    return request.POST.get("idempotency_key", "")[:80] or secrets.token_urlsafe(16)
