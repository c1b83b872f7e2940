"""The same facts for machines: an estate's board (no key needed) and one's own messages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from sanguanjia.notices import queries

router = Router(tags=["notices"])


class PublicOut(Schema):
    """A public notice in a list. `digest` is over the canonical text at /board/<estate>/<number>/text.json."""

    estate_id: int
    id: int
    number: int
    kind: str
    title: str
    publisher: str
    opens_on: date
    closes_on: date
    state: str
    objections: int
    unanswered: int
    subject: str
    superseded_by: int | None
    digest: str
    words: str


class MessageOut(Schema):
    """One of one's own messages."""

    id: int
    estate_id: int
    at: datetime
    topic: str
    urgent: bool
    subject: str
    body: str
    href: str
    read_at: datetime | None


@router.get("/public/{int:estate_id}", response=list[PublicOut], auth=None, summary="小区公示")
def public(request: HttpRequest, estate_id: int, current: bool = False, after: int | None = None) -> Any:
    """Public notices of an estate, newest first; `current`: only those that run or are to come; `after`: a number."""
    return queries.board(estate_id, current=current, after=after)


@router.get("/inbox", response=list[MessageOut], summary="站内信")
def inbox(request: HttpRequest, after: int | None = None) -> Any:
    """The caller's messages, newest first, 20 at a time; `after` is the id of the last one seen."""
    return queries.inbox(request.actor, after=after)  # type: ignore[attr-defined]
