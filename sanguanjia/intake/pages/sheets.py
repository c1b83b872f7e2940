"""Hotline sheets at the desk: upload, look at every row, put the needs right, commit or withdraw, take answers back."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.cases.permissions import FRONT_DESK_ROLES
from sanguanjia.cases.places import place_facts
from sanguanjia.cases.values import case_policy
from sanguanjia.cases.wording import STATES as CASE_STATES
from sanguanjia.intake import actions, queries, suggesting, wording
from sanguanjia.intake.permissions import may_take_in, own_desk
from sanguanjia.intake.replies import released
from sanguanjia.intake.store import desk
from sanguanjia.intake.types import AT_WORK, BatchState, Outcome
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import needs as needs_door
from sanguanjia.kernel.doors import needs_role
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.kernel.sheets import limits
from sanguanjia.look import excel
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.look.words import masked_phone
from sanguanjia.registry.actions.rosters import Upload

at_the_desk = needs_door(may_take_in, at=desk)


@needs_role(*FRONT_DESK_ROLES)
@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """To the desk of whoever asks: the hotline's own, else the highest office."""
    return HttpResponseRedirect(reverse("intake:sheets", args=[own_desk(actor_of(request))]))


@at_the_desk
@never_cache
@require_GET
def batches(request: HttpRequest, home_id: int) -> HttpResponse:
    """All batches of a desk, and the form to upload one."""
    return _list(request, home_id)


def _list(request: HttpRequest, home_id: int, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    shown = [(row, *wording.STATES[row.state], wording.DOORS[row.door]) for row in queries.batches(home_id)]
    facts = {
        "home_id": home_id, "rows": shown, "refusals": said, "errors": errors, "key": secrets.token_urlsafe(16),
        "doors": list(wording.DOORS.items()), "waiting": queries.waiting_count(home_id),
        "loads": Outcome.LOAD.value, "repeats": Outcome.REPEAT_OF.value,
    }  # fmt: skip
    return render(request, "intake/sheets.html", facts, refusal.status if refusal else 200)


@at_the_desk
@require_POST
def upload(request: HttpRequest, home_id: int) -> HttpResponse:
    """Read a file; one that cannot be read is refused here, with the way out."""
    try:
        ref = _with_file(
            request,
            lambda found: actions.upload_sheets(
                actor_of(request), key=key_of(request), estate_id=home_id, upload=found, door=_door(request)
            ),
        )
    except Refusal as refusal:
        return _list(request, home_id, refusal)
    return HttpResponseRedirect(_here(home_id, ref.id))


def _door(request: HttpRequest) -> str:
    given = request.POST.get("door", "")
    return given if given in wording.DOORS else next(iter(wording.DOORS))


def _with_file(request: HttpRequest, do: Callable[[Upload], Any]) -> Any:
    given = request.FILES.get("file")
    if given is None:
        raise Refusal([Reason("sheets_no_file", "file")])
    if given.size is None or given.size > limits.FILE_BYTES:
        raise Refusal([Reason("sheets_unfit", "file", {"sentence": wording.REFUSED["too_large"]})])
    with tempfile.NamedTemporaryFile(prefix="sgj-upload-") as file:
        for chunk in given.chunks():
            file.write(chunk)
        file.flush()
        return do(Upload(Path(file.name), given.name or "sheets"))


def _here(home_id: int, batch_id: int) -> str:
    return reverse("intake:batch", args=[home_id, batch_id])


@at_the_desk
@never_cache
@require_GET
def batch(request: HttpRequest, home_id: int, batch_id: int) -> HttpResponse:
    """Every row with what becomes of it."""
    return _batch(request, home_id, batch_id)


def _batch(request: HttpRequest, home_id: int, batch_id: int, refusal: Refusal | None = None) -> HttpResponse:
    row = queries.batch(home_id, batch_id)
    if row.state in AT_WORK:
        return _at_work(request, row, refusal)
    show = request.GET.get("show", "")
    show = show if show in set(Outcome) else ""
    after = request.GET.get("after", "")
    sheets = queries.rows(home_id, batch_id, show, int(after) if after.isascii() and after.isdecimal() else 0)
    following = sheets[queries.PAGE - 1].row if len(sheets) > queries.PAGE else 0
    policy = case_policy(place_facts(home_id, clock.today()), clock.today())
    names = suggesting.names_at(home_id)
    is_open = row.state == BatchState.READY.value
    here = _here(home_id, batch_id)
    said, errors = errors_of(refusal)
    facts = {
        "home_id": home_id, "batch": row, "state": wording.STATES[row.state], "door": wording.DOORS[row.door],
        "open": is_open, "stopped": row.state == BatchState.STOPPED.value, "names": names,
        "verdict": wording.verdict_of(row.verdict) if row.verdict else "",
        "offers": {s.pk: suggesting.offers(s.content, names, policy) for s in sheets[: queries.PAGE] if _asks(s)}
        if is_open else {}, "rows": sheets[: queries.PAGE], "words": wording.OUTCOMES,
        "kinds": wording.OUTCOME_KINDS, "routes": wording.ROUTES, "refusals": said, "errors": errors,
        "needs": [(need.code, f"{need.code} {need.name}") for need in policy.needs.values()],
        "keys": [secrets.token_urlsafe(16) for _ in range(3)], "total": sum(row.counts.values()),
        "tabs": [("全部", here, not show, sum(row.counts.values()))] + [
            (wording.SHORT[o], f"{here}?{urlencode({'show': o.value})}", show == o.value, row.counts[o.value])
            for o in Outcome if row.counts.get(o.value)
        ],
        "next": f"{here}?{urlencode({'show': show, 'after': following})}" if following else "",
        "first": f"{here}?{urlencode({'show': show})}" if after else "",
        "matters": row.counts.get(Outcome.LOAD.value, 0), "repeats": row.counts.get(Outcome.REPEAT_OF.value, 0),
    }  # fmt: skip
    return render(request, "intake/batch.html", facts, refusal.status if refusal else 200)


def _asks(sheet: Any) -> bool:
    return sheet.outcome in (Outcome.LOAD.value, Outcome.UNKNOWN_ESTATE.value)


def _at_work(request: HttpRequest, row: Any, refusal: Refusal | None) -> HttpResponse:
    said, _ = errors_of(refusal)
    facts = {
        "home_id": row.estate_id, "batch": row, "door": wording.DOORS[row.door], "state": wording.STATES[row.state],
        "refusals": said, "done": row.done, "total": queries.rows_to_do(row), "word": wording.PROGRESS[row.state],
        "key": secrets.token_urlsafe(16),
    }  # fmt: skip
    return render(request, "intake/working.html", facts, refusal.status if refusal else 200)


@at_the_desk
@never_cache
@require_GET
def progress(_request: HttpRequest, home_id: int, batch_id: int) -> JsonResponse:
    """What the page asks while a job works."""
    row = queries.batch(home_id, batch_id)
    working = row.state in AT_WORK
    return JsonResponse({
        "done": row.done, "total": queries.rows_to_do(row), "state": "running" if working else "done",
        "next": _here(home_id, batch_id), "word": wording.STATES[row.state][1],
    })  # fmt: skip


@at_the_desk
@require_POST
def nudge(request: HttpRequest, home_id: int, batch_id: int) -> HttpResponse:
    """The job is queued once more."""

    def do() -> None:
        actions.nudge_sheets(actor_of(request), key=key_of(request), estate_id=home_id, batch_id=batch_id)

    return _done(request, home_id, batch_id, do, "已再次安排。")


@at_the_desk
@require_POST
def needs(request: HttpRequest, home_id: int, batch_id: int) -> HttpResponse:
    """The needs as the person left them on this page, and the matter that was tapped ("sheet:code")."""
    given = {name[5:]: value for name, value in request.POST.items() if name.startswith("need-")}
    chosen = {int(pk): code[:12] for pk, code in given.items() if _is_id(pk)}
    tapped, _, code = request.POST.get("matter", "").partition(":")
    matters = {int(tapped): code[:4]} if _is_id(tapped) else {}

    def do() -> None:
        actions.choose_needs(
            actor_of(request), key=key_of(request), estate_id=home_id, batch_id=batch_id, needs=chosen, matters=matters
        )

    return _done(request, home_id, batch_id, do, "事项类别已保存。")


def _is_id(text: str) -> bool:
    return typed_id(text) is not None


@at_the_desk
@require_POST
def commit(request: HttpRequest, home_id: int, batch_id: int) -> HttpResponse:
    """The batch goes in."""

    def do() -> None:
        actions.commit_sheets(actor_of(request), key=key_of(request), estate_id=home_id, batch_id=batch_id)

    return _done(request, home_id, batch_id, do, "")


@at_the_desk
@require_POST
def withdraw(request: HttpRequest, home_id: int, batch_id: int) -> HttpResponse:
    """The batch does not go in."""

    def do() -> None:
        actions.withdraw_sheets(actor_of(request), key=key_of(request), estate_id=home_id, batch_id=batch_id)

    return _done(request, home_id, batch_id, do, "已撤回，没有导入任何一行。")


def _done(request: HttpRequest, home_id: int, batch_id: int, do: Callable[[], None], said: str) -> HttpResponse:
    try:
        do()
    except Refusal as refusal:
        return _batch(request, home_id, batch_id, refusal)
    if said or queries.batch(home_id, batch_id).state == BatchState.DONE.value:
        messages.success(request, said or "已导入。")
    return HttpResponseRedirect(_here(home_id, batch_id))


@at_the_desk
@never_cache
@require_GET
def reply(_request: HttpRequest, home_id: int, batch_id: int) -> HttpResponse:
    """The results in the form the sheets came in."""
    row = queries.batch(home_id, batch_id)
    lines = (_reply_line(row.door, sheet, result) for sheet, result in released(home_id, batch_id))
    return excel.answer(f"办理结果-{Path(row.name).stem}", wording.REPLY_HEAD, lines)


def _reply_line(door: str, sheet: Any, result: tuple[Any, ...] | None) -> tuple[object, ...]:
    asked = (
        sheet.sheet_no, sheet.called_at, sheet.caller, masked_phone(sheet.phone), sheet.kind_words, sheet.title,
        sheet.content, sheet.estate_words, sheet.place_words, sheet.urgency, sheet.limit_words,
        "是" if sheet.confidential else "否", wording.DOORS[door],
    )  # fmt: skip
    if result is None:
        route = wording.ROUTES.get(sheet.route, "110、119或120")
        said = wording.ANSWERED.get(sheet.outcome, "").format(route=route)
        return (*asked, "", "", "未派单", "", "", said)
    number, code, state, closed_at, solved, words = result
    known = {True: "已解决", False: "未解决", None: ""}[solved]
    return (*asked, number, code, CASE_STATES[state], closed_at, known, words or "")
