"""`/api/v1/cases`: report, list, read, and every move of a matter. Idempotency-Key makes a retry the same act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from inspect import signature
from typing import Any, get_type_hints

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import BaseModel, Field, TypeAdapter, create_model

from sanguanjia.cases import actions, photos, queries
from sanguanjia.cases.queries import Filters, Line, Page
from sanguanjia.cases.rules.table import BY_VERB
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Act
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look.forms import key_in_header

router = Router(tags=["cases"])
_GIVEN = frozenset({"deed", "estate_id", "case_id", "photos"})


class Ref(Schema):
    """Where a matter is and which version it has now."""

    estate_id: int
    case_id: int
    number: int
    tracking_code: str
    state: str
    version: int


class ReportIn(BaseModel):
    """A report. `need` is a code of the needs list; photos are digests answered by POST …/photos."""

    estate_id: int
    need: str
    text: str
    building_id: int | None = None
    unit_id: int | None = None
    place_words: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    confidentiality: str = "open"
    for_somebody: bool = False
    photos: list[str] = Field(default_factory=list, max_length=photos.MOST_PHOTOS)


class LineOut(Schema):
    """A matter in a list. Holds no contact."""

    id: int
    estate_id: int
    estate_name: str
    building_name: str
    number: int
    tracking_code: str
    version: int
    need_name: str
    kind: str
    priority: int
    summary: str
    state: str
    level: str
    holder_kind: str
    organisation_name: str
    place_words: str
    reported_at: datetime
    due_at: datetime | None
    due_step: str
    provisional: bool
    ended_at: datetime | None
    outcome: str
    solved: bool | None
    satisfaction: int | None


class PageOut(Schema):
    """One page; `next_after` goes into `after` of the next request, empty on the last page."""

    lines: list[LineOut]
    next_after: str


class ClockOut(Schema):
    """A clock of a step."""

    step: str
    level: str
    started_at: datetime
    due_at: datetime
    amount: int
    unit: str
    provisional: bool
    rule: str
    stopped_at: datetime | None
    result: str


class EventOut(Schema):
    """One line of the history."""

    seq: int
    at: datetime
    verb: str
    role: str
    state_after: str
    level: str
    holder_kind: str
    words: str
    data: dict[str, Any]
    rules: list[str]
    clocks: list[dict[str, Any]]


class CaseOut(Ref):
    """A matter with its history, as the caller may see it."""

    need_name: str
    text: str
    estate_name: str
    building: str
    unit: str
    place_words: str
    contact_name: str
    contact_phone: str
    level: str
    holder_kind: str
    reported_at: datetime
    due_at: datetime | None
    due_step: str
    outcome: str
    solved: bool | None
    satisfaction: int | None
    verbs: list[str]
    clocks: list[ClockOut]
    events: list[EventOut]


class PhotoOut(Schema):
    """A stored picture: its digest goes into `photos` of a report or a move."""

    sha256: str
    width: int
    height: int


_PAGE, _REF = TypeAdapter(Page), TypeAdapter(CaseRef)
_NOT_SHOWN: Any = {"lines": {"__all__": {f.name for f in fields(Line)} - set(LineOut.model_fields)}}


@router.post("", response={201: Ref}, summary="报事")
def report(request: HttpRequest, body: ReportIn) -> Any:
    """File a matter."""
    wishes = body.model_dump(exclude={"photos"})
    taken = tuple(photos.known(body.estate_id, sha) for sha in body.photos)
    answer = actions.report(request.actor, key=key_in_header(request), photos=taken, channel="api", **wishes)  # type: ignore[attr-defined]
    # Written straight out, as the lists are: our own seven values need no second check.
    return HttpResponse(_REF.dump_json(answer), status=201, content_type="application/json; charset=utf-8")


@router.get("", response=PageOut, summary="报事清单")
def work_list(
    request: HttpRequest,
    view: str = "all",
    state: str = "",
    level: str = "",
    need: str = "",
    estate_id: int | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    q: str = "",
    after: str = "",
) -> Any:
    """What the caller sees, newest first (views todo and late: most urgent first), 20 at a time."""
    if view not in queries.VIEWS:
        refuse("malformed", "view", label="view")
    filters = Filters(view, state, level, need, estate_id, first_day, last_day, q, after)
    page = queries.work_list(request.actor, filters)  # type: ignore[attr-defined]
    # Written straight out: these are our own values, and checking twenty of them again would cost more than the query.
    return HttpResponse(_PAGE.dump_json(page, exclude=_NOT_SHOWN), content_type="application/json; charset=utf-8")


@router.get("/{int:estate_id}/{int:case_id}", response=CaseOut, summary="一件报事")
def one(request: HttpRequest, estate_id: int, case_id: int) -> Any:
    """A matter with its history."""
    view = queries.case_for(request.actor, estate_id, case_id)  # type: ignore[attr-defined]
    row = view.row
    shared = {name: getattr(row, name) for name in CaseOut.model_fields if hasattr(row, name)}
    return shared | {
        "case_id": row.pk,
        "estate_name": view.estate_name,
        "building": view.building,
        "unit": view.unit,
        "contact_name": view.contact_name,
        "contact_phone": view.contact_phone,
        "verbs": list(view.verbs),
        "clocks": view.clocks,
        "events": view.events,
    }


@router.post("/{int:estate_id}/photos", response={201: PhotoOut}, summary="上传照片")
def upload(request: HttpRequest, estate_id: int, file: File[UploadedFile]) -> Any:
    """Store a picture for a later report or move: made anew, without metadata."""
    actor = request.actor  # type: ignore[attr-defined]
    photos.may_upload(actor, estate_id)
    return Status(201, photos.take_in(estate_id, [file], "file")[0])


def _body_of(verb: str, act: Act[Any]) -> type[Schema]:
    """The form of a move's body, from the act itself."""
    hints = get_type_hints(act.body)
    asked: dict[str, Any] = {}
    for name, parameter in signature(act.body).parameters.items():
        if name == "photos":
            asked[name] = (list[str], Field(default_factory=list, max_length=photos.MOST_PHOTOS))
        elif name not in _GIVEN:
            default = ... if parameter.default is parameter.empty else parameter.default
            asked[name] = (hints[name], default)
    title = "".join(part.capitalize() for part in verb.split("_"))
    return create_model(f"{title}In", __base__=Schema, **asked)


def _operation(verb: str, act: Act[Any]) -> Callable[..., Any]:
    form = _body_of(verb, act)

    def move(request: HttpRequest, estate_id: int, case_id: int, body: Any) -> Any:
        wishes = body.dict()
        if "photos" in wishes:
            wishes["photos"] = tuple(photos.known(estate_id, sha) for sha in wishes["photos"])
        return act(request.actor, key=key_in_header(request), estate_id=estate_id, case_id=case_id, **wishes)  # type: ignore[attr-defined]

    move.__annotations__ = {"request": HttpRequest, "estate_id": int, "case_id": int, "body": form, "return": Any}
    move.__name__ = verb
    move.__doc__ = act.__doc__
    return move


for _verb, _act in actions.BY_VERB.items():
    router.post(f"/{{int:estate_id}}/{{int:case_id}}/{_verb}", response=Ref, summary=BY_VERB[_verb].verb)(
        _operation(_verb, _act)
    )
