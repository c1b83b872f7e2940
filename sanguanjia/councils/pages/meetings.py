"""A meeting: convened, and its one page from the first draft to the signed minutes, with every move by its form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.councils import actions, queries
from sanguanjia.councils.pages import shown, typed
from sanguanjia.councils.permissions import CONVENERS
from sanguanjia.councils.queries import MeetingView
from sanguanjia.councils.rules.quorum import present
from sanguanjia.councils.seating import choices, departments
from sanguanjia.councils.values import council_policy
from sanguanjia.councils.wording import ANSWERS, CONFLICTS, DIRECTIONS, RESULTS, SEAT_KINDS, STATES, VERBS
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_known, needs_role
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render

if TYPE_CHECKING:
    from sanguanjia.councils.models import Seat


@needs_role(*CONVENERS)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """发起会议"""
    if request.method != "POST":
        return _form(request)
    try:
        ref = actions.convene(
            actor_of(request), key=key_of(request),
            estate_id=typed.number(request, 0, "home") or refuse("missing", "home", label="哪里召集"),
            kind=typed.text(request, 0, "kind"), title=typed.text(request, 0, "title"),
            starts_at=typed.start(request, 0, ""), ends_at=typed.end(request, 0, ""),
            place_words=typed.text(request, 0, "place_words"), checklist=typed.text(request, 0, "checklist"),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed", "not_permitted"):
            raise
        return _form(request, refusal)
    messages.success(request, "已建好。请列入议题、请各单位参加，再发出通知。")
    return HttpResponseRedirect(reverse("councils:meeting", args=[ref.estate_id, ref.meeting_id]))


@for_known
@never_cache
@require_GET
def meeting(request: HttpRequest, estate_id: int, meeting_id: int) -> HttpResponse:
    """会议"""
    return _page(request, queries.meeting_for(actor_of(request), estate_id, meeting_id))


@for_known
@require_POST
def move(request: HttpRequest, estate_id: int, meeting_id: int, verb: str) -> HttpResponse:
    """One move. A refusal comes back as the page with what was typed."""
    if verb not in actions.BY_VERB:
        refuse("not_found")
    actor = actor_of(request)
    queries.meeting_for(actor, estate_id, meeting_id)
    try:
        actions.BY_VERB[verb](
            actor, key=key_of(request), estate_id=estate_id, meeting_id=meeting_id, version=typed.version(request),
            **typed.wishes(request, estate_id, verb),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed", "not_permitted"):
            raise
        return _page(request, queries.meeting_for(actor, estate_id, meeting_id), verb, refusal)
    messages.success(request, f"{VERBS[verb]}：已记下。")
    return HttpResponseRedirect(reverse("councils:meeting", args=[estate_id, meeting_id]))


def _form(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    homes = queries.homes_to_convene(actor_of(request))
    policy = council_policy(homes[0], clock.today()) if homes else None
    kinds = [
        kind for kind in (policy.kinds.values() if policy else ())
        if actor_of(request).has_role(*kind.chairs) and any(home.kind in kind.homes for home in homes)
    ]  # fmt: skip
    lists = [(each.code, each.name) for each in (policy.checklists.values() if policy else ())]
    facts = {
        "homes": [(str(home.pk), home.name) for home in homes], "kinds": [(k.code, k.name) for k in kinds],
        "checklists": lists, "typed": request.POST, "refusals": said, "errors": errors, "key": f"meeting-{new_id()}",
        "active": "councils",
    }  # fmt: skip
    return render(request, "councils/new.html", facts, refusal.status if refusal else 200)


def _page(request: HttpRequest, view: MeetingView, verb: str = "", refusal: Refusal | None = None) -> HttpResponse:
    said, _errors = errors_of(refusal)
    row = view.row
    speakers = list(view.seats) if view.is_host else list(view.mine)
    facts: dict[str, Any] = {
        "view": view, "row": row, "status": STATES[row.state], "verbs": view.verbs, "tried": verb,
        "typed": request.POST, "refusals": said, "fresh_key": f"meeting-{new_id()}", "answers": ANSWERS,
        "conflicts": CONFLICTS, "results": RESULTS, "directions": DIRECTIONS, "seat_kinds": SEAT_KINDS,
        "names": {seat.pk: seat.name for seat in view.seats}, "there": present(view.moves, clock.now()),
        "may_speak_for": speakers, "speaker_options": _options(s for s in speakers if s.kind != "expert"),
        "expert_options": _options(s for s in speakers if s.kind == "expert"),
        "member_options": _options(s for s in view.seats if s.kind != "expert"),
        "item_options": [(item.pk, item.title) for item in view.items],
        "check_options": [(c.code, c.words) for c in view.checklist.lines] if view.checklist else [],
        "day_iso": clock.local(row.starts_at).date().isoformat(),
        "from_iso": f"{clock.local(row.starts_at):%H:%M}", "to_iso": f"{clock.local(row.ends_at):%H:%M}",
        "moves": [(view_seat, [m for m in view.moves if m.seat == view_seat.pk]) for view_seat in view.seats],
        "tasks": [(t, shown.task_status(t), shown.task_chip(t)) for t in view.tasks], "linked": view.is_host,
        "entries": shown.entries(view.events, "councils:photo", row.estate_id, row.pk) if view.is_host else (),
        "layout": shown.layout(actor_of(request)), "active": "councils",
    }  # fmt: skip
    if view.is_host and row.state in ("draft", "called"):
        estates = [item.concerns_estate_id for item in view.items if item.concerns_estate_id is not None]
        estates = [*estates, row.estate_id] if view.home.kind == "estate" else estates
        known = {seat.code for seat in view.seats}
        facts["choices"] = [each for each in choices(view.home, estates) if each[0] not in known]
        facts["proposal_options"] = [
            (each.row.pk, f"{each.place} {each.matter.number} 号 {each.matter.need_name}（{each.row.trigger_name}）")
            for each in queries.proposals_at(view.home)
        ]
        facts["leads"] = [(code, each.name) for code, each in departments(view.home.pk).items()]
    return render(request, "councils/meeting.html", facts, refusal.status if refusal else 200)


def _options(seats: Iterable[Seat]) -> list[tuple[int, str]]:
    return [(seat.pk, seat.name) for seat in seats]
