"""The text of the minutes, made from what was recorded: the draft as it is read, and what the chair signs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sanguanjia.kernel.models import Home

from .models import Finding, Item, Meeting, Opinion, Seat, Task
from .store import moves_of


def text_of(row: Meeting, home: Home) -> dict[str, Any]:
    """Everything of the meeting as one value of texts and numbers; moments as ISO text."""
    key = {"estate_id": row.estate_id, "meeting_id": row.pk}
    seats = list(Seat.objects.filter(**key, gone=False).order_by("id"))
    names = {seat.pk: seat.name for seat in seats}
    items = list(Item.objects.filter(**key, struck=False).order_by("position", "id"))
    places = {item.pk: item.position for item in items}
    moves = moves_of(row)
    return {
        "title": row.title, "kind": row.kind_name, "number": row.number, "home": home.name, "place": row.place_words,
        "starts_at": _iso(row.starts_at), "ends_at": _iso(row.ends_at), "opened_at": _iso(row.opened_at),
        "adjourned_at": _iso(row.adjourned_at), "chair": row.chair_name, "quorum": row.quorum,
        "seats": [
            {
                "name": seat.name, "kind": seat.kind, "expertise": seat.expertise, "answer": seat.answer,
                "answer_words": seat.answer_words, "conflict": seat.conflict, "conflict_words": seat.conflict_words,
                "moves": [[_iso(move.at), move.direction.value] for move in moves if move.seat == seat.pk],
            }
            for seat in seats
        ],
        "items": [_item(item, names) for item in items],
        "findings": [
            {
                "seat": names.get(found.seat_id, ""), "check": found.check_words, "result": found.result,
                "words": found.words, "place": found.place_words, "at": _iso(found.at), "photos": len(found.photos),
            }
            for found in Finding.objects.filter(**key).order_by("at", "id")
        ],
        "opinions": [
            {
                "seat": names.get(said.seat_id, ""), "item": places.get(said.item_id, 0),
                "words": said.words, "at": _iso(said.at),
            }
            for said in Opinion.objects.filter(**key).order_by("at", "id")
        ],
        "tasks": [
            {"seq": task.seq, "name": task.name, "words": task.words, "due_at": _iso(task.due_at)}
            for task in Task.objects.filter(**key).order_by("seq")
        ],
    }  # fmt: skip


def _item(item: Item, names: dict[int, str]) -> dict[str, Any]:
    return {
        "number": item.position, "title": item.title, "brief": item.brief, "lead": item.lead_name,
        "decision": item.decision, "decided_at": _iso(item.decided_at), "enough": item.enough, "needed": item.needed,
        "missing": item.missing, "present": [names.get(seat, "") for seat in item.present], "secret": item.secret,
    }  # fmt: skip


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
