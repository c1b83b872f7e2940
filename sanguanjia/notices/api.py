"""The same facts for machines: an estate's board (no key needed) and one's own messages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from sanguanjia.notices import queries

router = Router(tags=["notices"])
_BOARD, _INBOX = 50, 20


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


class BoardOut(Schema):
    """A page of an estate's board; `next` goes into `after` of the next request, null on the last page."""

    items: list[PublicOut]
    next: int | None


class InboxOut(Schema):
    """A page of one's own messages; `next` as above."""

    items: list[MessageOut]
    next: int | None


@router.get("/public/{int:estate_id}", response=BoardOut, auth=None, summary="小区公示")
def public(request: HttpRequest, estate_id: int, current: bool = False, after: int | None = None) -> Any:
    """Public notices of an estate, newest first, from pages of 50; `current`: only those that run or are to come."""
    lines = queries.board(estate_id, current=current, after=after, limit=_BOARD + 1)
    return {"items": lines[:_BOARD], "next": lines[_BOARD - 1].number if len(lines) > _BOARD else None}


@router.get("/inbox", response=InboxOut, summary="站内信")
def inbox(request: HttpRequest, after: int | None = None) -> Any:
    """The caller's messages, newest first, 20 at a time."""
    lines = queries.inbox(request.actor, after=after, limit=_INBOX + 1)  # type: ignore[attr-defined]
    return {"items": lines[:_INBOX], "next": lines[_INBOX - 1].id if len(lines) > _INBOX else None}
