"""One form, one act: what is asked, how it is read, which act is called, where to go then.

A form is data (`ActForm`); `view_of` makes the view, with the act's own permission as its door. Refusals come back
above the form and at the fields, with everything typed kept. Works without JavaScript.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import needs
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.predicates import Predicate
from sanguanjia.kernel.refusal import Reason, Refusal, refuse_if_any
from sanguanjia.look.forms import errors_of, key_or_fresh
from sanguanjia.registry.types import MemberWish, OwnerWish, UnitWish

from .mood import base_of

MOST_OWNERS = 18
MOST_PARTS = 12


@dataclass(frozen=True, slots=True)
class Field:
    """One question. kind: text, area, number, date, select, radios, textarea, check, owners, parts."""

    kind: str
    name: str
    label: str
    options: Sequence[tuple[object, str]] = ()
    value: object = ""
    hint: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form shows for one thing: its questions, a sentence above them, where it lies."""

    fields: Sequence[Field]
    lead: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class ActForm:
    """An act as a form. `ask(**address)` gives the questions, `do(actor, key, typed, **address)` calls the act."""

    slug: str
    title: str
    button: str
    door: Predicate
    thing: Callable[..., Any]
    ask: Callable[..., Asked]
    do: Callable[..., Any]
    back: Callable[..., str]
    done: str


class Typed:
    """What was typed, read with all mistakes collected; `check()` refuses with them."""

    def __init__(self, post: QueryDict) -> None:
        self.post = post
        self.reasons: list[Reason] = []

    def text(self, name: str) -> str:
        """Trimmed text, at most 300 characters."""
        return self.post.get(name, "").strip()[:300]

    def number(self, name: str) -> int | None:
        """A chosen id or a whole number; None when empty or no number."""
        text = self.text(name)
        return typed_id(text)

    def chosen(self, name: str, label: str) -> int:
        """An id that must be chosen."""
        number = self.number(name)
        if number is None:
            self.reasons.append(Reason("missing", name, {"label": label}))
        return number or 0

    def numbers(self, name: str) -> tuple[int, ...]:
        """Ticked ids."""
        return tuple(number for n in self.post.getlist(name) if (number := typed_id(n)) is not None)

    def day(self, name: str, label: str) -> date:
        """A day that must be given."""
        found = self.maybe_day(name, label)
        if found is None and not self.text(name):
            self.reasons.append(Reason("missing", name, {"label": label}))
        return found or clock.today()

    def maybe_day(self, name: str, label: str) -> date | None:
        """A day, or None when empty."""
        text = self.text(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.reasons.append(Reason("malformed", name, {"label": label}))
            return None

    def share(self, text: str, name: str) -> Fraction:
        """A share as people type it: "1/3", "33.33%", "0.5", empty or "全部" for the whole."""
        clean = text.strip().replace("／", "/").replace("％", "%")
        if clean in ("", "全部"):
            return Fraction(1)
        try:
            return Fraction(clean[:-1]) / 100 if clean.endswith("%") else Fraction(clean[:20])
        except (ValueError, ZeroDivisionError):
            self.reasons.append(Reason("malformed", name, {"label": "份额"}))
            return Fraction(1)

    def member(self, mark: str = "") -> MemberWish:
        """One person or organisation as typed."""
        identity = self.text(f"identity{mark}")
        kind = self.text(f"kind{mark}") or "person"
        document = "credit_code" if kind == "organisation" else self.text(f"document{mark}") or "resident_id"
        return MemberWish(
            None, kind, self.text(f"name{mark}"), document if identity else "", identity, self.text(f"phone{mark}")
        )

    def owners(self) -> tuple[OwnerWish, ...]:
        """The owner lines: a line that says "jointly with the one above" joins that one's group."""
        groups: list[tuple[Fraction, list[MemberWish]]] = []
        for number in range(rows_of(self.post, "owner_rows", 2, MOST_OWNERS)):
            mark = f"_{number}"
            if not any(self.text(f"{field}{mark}") for field in ("name", "identity", "phone")):
                continue
            member = self.member(mark)
            if self.text(f"joint{mark}") and groups:
                groups[-1][1].append(member)
            else:
                groups.append((self.share(self.text(f"share{mark}"), f"share{mark}"), [member]))
        return tuple(OwnerWish(part, tuple(members)) for part, members in groups)

    def unit(self, mark: str = "", use: str = "") -> UnitWish:
        """A unit as typed."""
        return UnitWish(
            self.text(f"room{mark}"), self.text(f"use{mark}") or use, self.text(f"built_area{mark}"),
            self.text("built_area_source") if self.text(f"built_area{mark}") or not mark else "",
            self.text(f"exclusive_area{mark}"),
            self.text("exclusive_area_source") if self.text(f"exclusive_area{mark}") or not mark else "",
            self.text("area_document"),
        )  # fmt: skip

    def parts(self, use: str) -> tuple[UnitWish, ...]:
        """The lines of a split that have a room."""
        count = rows_of(self.post, "part_rows", 2, MOST_PARTS)
        return tuple(self.unit(f"_{n}", use) for n in range(count) if self.text(f"room_{n}"))

    def check(self) -> None:
        """Refuse with everything that could not be read."""
        refuse_if_any(self.reasons)


def rows_of(post: Mapping[str, Any], name: str, fewest: int, most: int) -> int:
    """How many lines a repeated part of a form has."""
    text = str(post.get(name, ""))
    return min(max(int(text), fewest), most) if text.isascii() and text.isdecimal() and len(text) < 4 else fewest


_ROWS = {"owners": ("owner_rows", 2, MOST_OWNERS), "parts": ("part_rows", 2, MOST_PARTS)}


def _show(request: HttpRequest, form: ActForm, refusal: Refusal | None, address: Mapping[str, Any]) -> HttpResponse:
    asked: Asked = form.ask(**address)
    refusals, errors = errors_of(refusal)
    typed = request.POST if request.method == "POST" else {}
    counts = {}
    for field in asked.fields:
        if field.kind in _ROWS:
            name, fewest, most = _ROWS[field.kind]
            source = request.POST if request.method == "POST" else request.GET
            counts[field.kind] = rows_of(source, name, fewest, most) + (2 if "more" in typed else 0)
            counts[field.kind] = min(counts[field.kind], most)
    context = {
        "form": form, "asked": asked, "refusals": refusals, "errors": errors, "typed": typed, "counts": counts,
        "key": key_or_fresh(request), "back": form.back(**address), "base": base_of(request.actor),  # type: ignore[attr-defined]
        "posted": request.method == "POST",
    }  # fmt: skip
    return render(request, "registry/form.html", context, status=refusal.status if refusal else 200, using="jinja2")


def view_of(form: ActForm) -> Callable[..., HttpResponse]:
    """The view of a form: shows it, does the act, shows every refusal."""

    def view(request: HttpRequest, **address: Any) -> HttpResponse:
        if request.method != "POST" or "more" in request.POST:
            return _show(request, form, None, address)
        actor: Actor = request.actor  # type: ignore[attr-defined]
        try:
            goal = form.do(actor, key_or_fresh(request), Typed(request.POST), **address)
        except Refusal as refusal:
            return _show(request, form, refusal, address)
        messages.success(request, form.done)
        return HttpResponseRedirect(goal if isinstance(goal, str) else form.back(**address))

    view.__name__ = f"form_{form.slug.replace('-', '_')}"
    view.__doc__ = form.title
    return needs(form.door, at=form.thing)(require_http_methods(["GET", "POST"])(view))
