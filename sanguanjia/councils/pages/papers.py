"""What a meeting gives to take away: the calendar file, the minutes on A4, its pictures."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.councils import queries
from sanguanjia.councils.invitations import file_for
from sanguanjia.councils.minutes import text_of
from sanguanjia.councils.pages.shown import moment_of
from sanguanjia.councils.store import album
from sanguanjia.councils.wording import ANSWERS, CONFLICTS, DIRECTIONS, RESULTS, SEAT_KINDS
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look.forms import actor_of, render


@for_known
@never_cache
@require_GET
def invitation(request: HttpRequest, estate_id: int, meeting_id: int) -> HttpResponse:
    """日历邀请"""
    view = queries.meeting_for(actor_of(request), estate_id, meeting_id)
    if view.row.state == "draft":
        refuse("not_found")
    seat = view.mine[0] if view.mine and not view.is_host else None
    site = request.build_absolute_uri("/").rstrip("/")
    content = file_for(view.row, view.home, seat, site=site)
    method = "CANCEL" if view.row.state == "cancelled" else "REQUEST"
    response = HttpResponse(content, content_type=f"text/calendar; method={method}; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="invitation.ics"'
    return response


@for_known
@never_cache
@require_GET
def minutes(request: HttpRequest, estate_id: int, meeting_id: int) -> HttpResponse:
    """会议纪要（A4 打印）"""
    view = queries.meeting_for(actor_of(request), estate_id, meeting_id)
    row = view.row
    if row.opened_at is None or (row.signed_at is None and not view.is_host):
        refuse("not_found")
    text = dict(view.minutes.text if view.minutes else text_of(row, view.home))
    kept = [item for item in text["items"] if item["secret"]]
    if kept and not view.is_host and all(seat.kind == "company" for seat in view.mine):
        refuse("not_found")  # an item in it is kept from the company: the whole text is not theirs to read
    facts = {
        "view": view, "row": row, "text": text, "signed": view.minutes, "moment": moment_of, "answers": ANSWERS,
        "conflicts": CONFLICTS, "directions": DIRECTIONS, "results": RESULTS, "seat_kinds": SEAT_KINDS,
        "corrections": [event for event in view.events if event.verb == "correct"],
        "back": reverse("councils:meeting", args=[estate_id, meeting_id]),
    }  # fmt: skip
    return render(request, "councils/minutes.html", facts)


@for_known
@require_GET
def photo(request: HttpRequest, estate_id: int, meeting_id: int, sha: str) -> FileResponse:
    """A picture of a finding or of an opinion's paper, for those who may see the meeting."""
    view = queries.meeting_for(actor_of(request), estate_id, meeting_id)
    parts: list[Any] = [*view.findings, *view.opinions, *view.events]
    known = {digest for part in parts for digest in part.photos}
    return _picture(request, estate_id, sha, known)


@for_known
@require_GET
def task_photo(request: HttpRequest, estate_id: int, council_task_id: int, sha: str) -> FileResponse:
    """A picture of a task's history, or of the finding it came from."""
    view = queries.task_for(actor_of(request), estate_id, council_task_id)
    known = {digest for event in view.events for digest in event.photos}
    return _picture(request, estate_id, sha, known | set(view.finding.photos if view.finding else ()))


def _picture(request: HttpRequest, estate_id: int, sha: str, known: set[str]) -> FileResponse:
    place = (album.thumb_of if request.GET.get("small") else album.path_of)(estate_id, sha) if sha in known else None
    if place is None or not place.exists():
        refuse("not_found")
    response = FileResponse(place.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response
