"""`/api/v1/applications`: the catalogue, a draft, its papers, every move. Idempotency-Key makes a retry the same act.

Items of rooms above (the pooled account) are read here and moved by their own acts (application_other_door).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from inspect import signature
from typing import TYPE_CHECKING, Any, get_type_hints

from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field, create_model

from sanguanjia.applications import actions, queries, wording
from sanguanjia.applications.permissions import REVIEWERS
from sanguanjia.applications.queries import ApplicationView
from sanguanjia.applications.store import album
from sanguanjia.applications.types import ApplicationRef, Item
from sanguanjia.kernel.act import Act
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look.forms import actor_of, key_in_header, key_of
from sanguanjia.notices import files

if TYPE_CHECKING:
    from sanguanjia.applications.models import Application

router = Router(tags=["applications"])
_GIVEN = frozenset({"deed", "estate_id", "application_id", "room"})
_MOST = 40


class FieldOut(Schema):
    """A field of a form. kind: text, long, date or number."""

    name: str
    label: str
    kind: str
    required: bool


class PaperOut(Schema):
    """A document of the file."""

    code: str
    label: str
    required: bool


class ItemOut(Schema):
    """An entry of the catalogue. `room`: not empty where a room of its own starts and decides it."""

    code: str
    name: str
    group: str
    applicants: list[str]
    applies: bool
    fields: list[FieldOut]
    papers: list[PaperOut]
    levels: list[str]
    decides: str
    joint: bool
    accept: str
    review: str
    decide: str
    result: str
    power: str
    handed_down: str
    basis: str
    room: str
    rule: str


class Ref(Schema):
    """Where an application is and which version it has now. number: 0 for a draft."""

    estate_id: int
    application_id: int
    number: int
    state: str
    version: int
    decision_number: int


class LineOut(Ref):
    """An application in a list. Holds no answers."""

    item: str
    item_name: str
    place: str
    submitted_at: datetime | None
    due_at: datetime | None
    due_step: str


class FileOut(Schema):
    """A paper in the file; `id` names it on the page of the application."""

    id: int
    code: str
    name: str
    kind: str
    size: int
    sha256: str


class EventOut(Schema):
    """One line of the history; an opinion names its level."""

    seq: int
    at: datetime
    verb: str
    role: str
    body: str
    level: str
    agrees: bool | None
    state_after: str
    words: str
    data: dict[str, Any]


class ClockOut(Schema):
    """A clock of a step."""

    step: str
    started_at: datetime
    due_at: datetime
    amount: int
    unit: str
    rule: str
    stopped_at: datetime | None
    result: str


class DecisionOut(Schema):
    """The paper at the end. `digest`: SHA-256 over what it says; `whole`: whether it still says that."""

    number: int
    granted: bool
    at: datetime
    words: str
    remedy: str
    digest: str
    whole: bool


class ApplicationOut(LineOut):
    """An application as the caller may see it. `missing`: labels a correction named and nobody brought."""

    answers: dict[str, str]
    opened_on: date
    missing: list[str]
    verbs: list[str]
    level: str
    files: list[FileOut]
    clocks: list[ClockOut]
    events: list[EventOut]
    decision: DecisionOut | None


class DraftIn(Schema):
    """A new draft: what is asked for, at which home, with answers by the field's name."""

    estate_id: int
    item: str
    answers: dict[str, str] = Field(default_factory=dict, max_length=_MOST)


class AnswersIn(Schema):
    """Answers of a draft, or of one that is corrected."""

    answers: dict[str, str] = Field(max_length=_MOST)


@router.get("/items/{int:home_id}", response=list[ItemOut], summary="服务事项", url_name="application-items")
def items(request: HttpRequest, home_id: int) -> Any:
    """The catalogue of a place where the caller lives or works, with what the caller may ask for."""
    actor = actor_of(request)
    if not queries.belongs(actor, home_id):
        refuse("not_found")
    return [_item(entry, queries.applies(actor, home_id, entry)) for entry in queries.catalogue(home_id).values()]


@router.get("", response=list[LineOut], summary="申请清单", url_name="application-list")
def listed(request: HttpRequest, view: str = "mine") -> Any:
    """`mine`: the caller's own; of offices also todo, late, open, ended. At most 200."""
    actor = actor_of(request)
    if view == "mine":
        return [_line(row, row.estate.name) for row in queries.mine(actor)]
    if view not in queries.VIEWS:
        refuse("malformed", "view", label="view")
    if not actor.has_role(*REVIEWERS, "security_auditor"):
        refuse("not_permitted")
    return [_line(row, row.estate.name) for row in queries.work_list(actor, view)]


@router.post("/drafts", response={201: Ref}, summary="填写申请", url_name="application-draft")
def draft(request: HttpRequest, body: DraftIn) -> Any:
    """A new draft; papers follow one by one, then `submit`."""
    ref = actions.save(
        actor_of(request), key=key_in_header(request), estate_id=body.estate_id, item=body.item, answers=body.answers
    )
    return Status(201, _ref(ref))


@router.get(
    "/{int:home_id}/{int:application_id}", response=ApplicationOut, summary="一件申请", url_name="application-one"
)
def one(request: HttpRequest, home_id: int, application_id: int) -> Any:
    """An application with its papers, clocks, history and decision."""
    return _view(queries.application_for(actor_of(request), home_id, application_id))


@router.post(
    "/{int:home_id}/{int:application_id}/answers", response=Ref, summary="改答案", url_name="application-answers"
)
def answers(request: HttpRequest, home_id: int, application_id: int, body: AnswersIn) -> Any:
    """Change answers while it is a draft or being corrected."""
    view = _own(request, home_id, application_id)
    return _ref(actions.save(
        actor_of(request), key=key_in_header(request), estate_id=home_id, application_id=application_id,
        item=view.row.item, answers=body.answers, room=view.item.room,
    ))  # fmt: skip


@router.post(
    "/{int:home_id}/{int:application_id}/papers/{code}", response=Ref, summary="交材料", url_name="application-paper"
)
def paper(request: HttpRequest, home_id: int, application_id: int, code: str, file: File[UploadedFile]) -> Any:
    """One document (PDF or picture) of the list; the same copy again changes nothing."""
    view = _own(request, home_id, application_id)
    if code not in {known.code for known in view.item.papers}:
        refuse("not_found")
    stored = files.take_in(home_id, [file], code, album)
    return _ref(actions.save(
        actor_of(request), key=key_in_header(request) or key_of(request), estate_id=home_id,
        application_id=application_id, item=view.row.item, answers={},
        files=tuple((code, one) for one in stored), room=view.item.room,
    ))  # fmt: skip


def _own(request: HttpRequest, home_id: int, application_id: int) -> ApplicationView:
    """The caller's own application, before any file is stored."""
    view = queries.application_for(actor_of(request), home_id, application_id)
    return view if view.mine else refuse("not_permitted")


def _body_of(verb: str, act: Act[Any]) -> type[Schema]:
    """The form of a move's body, from the act itself."""
    hints = get_type_hints(act.body)
    asked: dict[str, Any] = {
        name: (hints[name], ... if parameter.default is parameter.empty else parameter.default)
        for name, parameter in signature(act.body).parameters.items()
        if name not in _GIVEN
    }
    return create_model(
        "Application" + "".join(part.capitalize() for part in verb.split("_")), __base__=Schema, **asked
    )


def _operation(verb: str, act: Act[ApplicationRef]) -> Callable[..., Any]:
    form = _body_of(verb, act)

    def move(request: HttpRequest, home_id: int, application_id: int, body: Any) -> Any:
        queries.application_for(actor_of(request), home_id, application_id)
        return _ref(act(
            actor_of(request), key=key_in_header(request), estate_id=home_id, application_id=application_id,
            **body.dict(),
        ))  # fmt: skip

    move.__annotations__ = {"request": HttpRequest, "home_id": int, "application_id": int, "body": form, "return": Any}
    move.__name__ = f"application_{verb}"
    move.__doc__ = act.__doc__
    return move


for _verb, _act in actions.MOVES.items():
    router.post(
        f"/{{int:home_id}}/{{int:application_id}}/{_verb}", response=Ref, url_name=f"application-{_verb}",
        summary=wording.VERBS.get(_verb, "作出决定"),
    )(_operation(_verb, _act))  # fmt: skip


def _item(entry: Item, applies: bool) -> dict[str, Any]:
    plain = ("code", "name", "group", "applicants", "fields", "papers", "levels", "decides", "joint", "result", "power",
             "handed_down", "basis", "room")  # fmt: skip
    spans = {name: wording.span_words(getattr(entry, name)) for name in ("accept", "review", "decide")}
    return {name: getattr(entry, name) for name in plain} | spans | {"applies": applies, "rule": entry.version}


def _ref(ref: ApplicationRef) -> dict[str, Any]:
    return {
        "estate_id": ref.estate_id, "application_id": ref.id, "number": ref.number, "state": ref.state,
        "version": ref.version, "decision_number": ref.decision_number,
    }  # fmt: skip


def _line(row: Application, place: str) -> dict[str, Any]:
    plain = ("estate_id", "number", "state", "version", "item", "item_name", "submitted_at", "due_at", "due_step")
    shown = {name: getattr(row, name) for name in plain}
    return shown | {"application_id": row.pk, "decision_number": row.decision_number or 0, "place": place}


def _view(view: ApplicationView) -> dict[str, Any]:
    labels = {f.name: f.label for f in view.item.fields} | {p.code: p.label for p in view.item.papers}
    return _line(view.row, view.home.name) | {
        "answers": view.row.answers, "opened_on": view.row.opened_on, "verbs": list(view.verbs),
        "missing": [labels.get(code, code) for code in view.row.asked], "level": view.level or "",
        "files": view.files, "clocks": view.clocks, "events": view.events, "decision": _decision(view),
    }  # fmt: skip


def _decision(view: ApplicationView) -> dict[str, Any] | None:
    event, row = view.decision, view.row
    if event is None:
        return None
    return {
        "number": row.decision_number, "granted": event.verb == "grant", "at": event.at, "words": event.words,
        "remedy": event.data.get("remedy", ""), "digest": row.decision_digest, "whole": view.is_whole,
    }  # fmt: skip
