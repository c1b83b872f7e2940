"""What a form says, as the wishes of the act behind it: one line per verb and field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest

from sanguanjia.cases import queries as cases
from sanguanjia.councils.store import album
from sanguanjia.kernel import clock
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.refusal import refuse

Read = Callable[[HttpRequest, int, str], Any]


def text(request: HttpRequest, _home: int, name: str) -> str:
    """A text, without blanks around it."""
    return request.POST.get(name, "").strip()


def number(request: HttpRequest, _home: int, name: str) -> int | None:
    """A whole number, None for anything else."""
    typed = request.POST.get(name, "").strip()
    return typed_id(typed)


def rank(request: HttpRequest, home: int, name: str) -> int:
    """A whole number, 0 for anything else."""
    return number(request, home, name) or 0


def many(request: HttpRequest, _home: int, name: str) -> tuple[str, ...]:
    """All ticked values."""
    return tuple(request.POST.getlist(name))


def pictures(request: HttpRequest, home: int, name: str) -> Any:
    """The pictures of the form, stored."""
    return album.take_in(home, request.FILES.getlist(name))


def day(request: HttpRequest, _home: int, name: str) -> date | None:
    """A day, None for anything else."""
    return _day(request.POST.get(name, ""))


def start(request: HttpRequest, _home: int, _name: str) -> datetime | None:
    """The day and the first time of the form."""
    return _moment(_day(request.POST.get("day", "")), request.POST.get("from", ""))


def end(request: HttpRequest, _home: int, _name: str) -> datetime | None:
    """The day and the second time of the form."""
    return _moment(_day(request.POST.get("day", "")), request.POST.get("to", ""))


def today_at(request: HttpRequest, _home: int, name: str) -> datetime | None:
    """A time of today: the last moment of that minute that has been, None for nothing typed."""
    typed = request.POST.get(name, "").strip()
    if not typed:
        return None
    moment = _moment(clock.today(), typed) or refuse("moment_outside", name)
    return min(moment + timedelta(seconds=59), clock.now()) if moment <= clock.now() else moment


def matter_here(request: HttpRequest, home: int, name: str) -> int | None:
    """The matter by its number in this estate."""
    typed = number(request, home, name)
    if typed is None:
        return None
    return cases.find(home, typed) or refuse("no_such_matter", "matter_number")


FIELDS: Mapping[str, Mapping[str, tuple[str, Read]]] = {
    "table_item": {
        "proposal_id": ("proposal_id", number), "matter_id": ("matter_number", matter_here), "title": ("title", text),
        "brief": ("brief", text), "lead": ("lead", text),
    },
    "amend_item": {
        "item": ("item", rank), "position": ("position", rank), "lead": ("lead", text), "brief": ("brief", text),
    },
    "strike_item": {"item": ("item", rank), "words": ("words", text)},
    "invite": {"seats": ("seats", many)},
    "invite_expert": {
        "name": ("name", text), "expertise": ("expertise", text), "username": ("username", text),
    },
    "uninvite": {"seat": ("seat", rank)},
    "call": {},
    "reschedule": {
        "starts_at": ("from", start), "ends_at": ("to", end), "place_words": ("place_words", text),
        "words": ("words", text),
    },
    "cancel": {"words": ("words", text)},
    "answer": {"seat": ("seat", rank), "answer": ("answer", text), "words": ("words", text)},
    "open": {},
    "attend": {"seat": ("seat", rank), "direction": ("direction", text), "at": ("at", today_at)},
    "declare": {"seat": ("seat", rank), "conflict": ("conflict", text), "words": ("words", text)},
    "opine": {
        "seat": ("seat", rank), "item": ("item", rank), "words": ("words", text), "photos": ("photos", pictures),
    },
    "find": {
        "seat": ("seat", rank), "item": ("item", number), "check": ("check", text), "result": ("result", text),
        "words": ("words", text), "place_words": ("place_words", text), "photos": ("photos", pictures),
    },
    "decide": {"item": ("item", rank), "words": ("words", text), "public_words": ("public_words", text)},
    "assign": {
        "seat": ("seat", rank), "item": ("item", number), "finding": ("finding", number), "words": ("words", text),
        "due_on": ("due_on", day), "amount": ("amount", number), "unit": ("unit", text),
    },
    "back_to_matter": {"finding": ("finding", rank), "words": ("words", text)},
    "adjourn": {"words": ("words", text)},
    "take_chair": {"words": ("words", text)},
    "sign": {},
    "correct": {"words": ("words", text)},
    "close": {"words": ("words", text)},
    "report_done": {"words": ("words", text), "photos": ("photos", pictures)},
    "accept": {"words": ("words", text)},
    "give_back": {"words": ("words", text)},
    "drop": {"words": ("words", text)},
}  # fmt: skip


def wishes(request: HttpRequest, home: int, verb: str) -> dict[str, Any]:
    """Everything the act of a verb is told besides where it happens."""
    found = {wish: read(request, home, name) for wish, (name, read) in FIELDS[verb].items()}
    if verb == "table_item" and found["matter_id"] is not None:
        found["matter_estate_id"] = home
    return found


def version(request: HttpRequest) -> int | None:
    """The version that the form was drawn from."""
    return number(request, 0, "version")


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _moment(that: date | None, typed: str) -> datetime | None:
    try:
        return datetime.combine(that, time.fromisoformat(typed.strip()), SHANGHAI) if that else None
    except ValueError:
        return None
