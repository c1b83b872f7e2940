"""Pages of roster imports: the list of an estate, and one import from its columns over its preview to its commit."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import needs
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.kernel.sheets import limits
from sanguanjia.kernel.wording import say_all
from sanguanjia.look.forms import key_or_fresh
from sanguanjia.look.types import BadRow, RowReport, Saved
from sanguanjia.registry import permissions, queries, roster_queries, roster_sheets, roster_store, wording
from sanguanjia.registry.actions import rosters
from sanguanjia.registry.roster.wording import KINDS, SKIPPED
from sanguanjia.registry.roster_queries import RosterImport, RosterItem, RosterState
from sanguanjia.registry.rules import rosters as rosters_rules
from sanguanjia.registry.things import estate_thing

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
importer = needs(permissions.may_import_rosters, at=estate_thing)
exporter = needs(permissions.may_export_rosters, at=estate_thing)


def _here(estate_id: int, roster_id: int) -> str:
    return reverse("registry:roster", args=[estate_id, roster_id])


def _refused_page(
    request: HttpRequest, refusal: Refusal, page: Callable[..., HttpResponse], **parts: Any
) -> HttpResponse:
    response = page(request, refusals=say_all(refusal), **parts)
    response.status_code = 422
    return response


def _upload(request: HttpRequest, do: Callable[[rosters.Upload], Any]) -> Any:
    """Run `do` with the uploaded file on disk (it may be large); the file is gone afterwards."""
    given = request.FILES.get("file")
    if given is None:
        raise Refusal([Reason("roster_no_file", "file")])
    if given.size is None or given.size > limits.FILE_BYTES:
        raise Refusal([Reason("roster_too_large", "file")])
    with tempfile.NamedTemporaryFile(prefix="sgj-upload-") as file:
        for chunk in given.chunks():
            file.write(chunk)
        file.flush()
        return do(rosters.Upload(Path(file.name), given.name or "roster"))


# --- the list of an estate ------------------------------------------------------------------------------------------


def _list_page(request: HttpRequest, *, estate_id: int, refusals: Any = ()) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    rows = roster_queries.latest(estate_id, PAGE)
    shown = [
        (
            row,
            RosterState(row.state).label,
            {"done": "done", "refused": "late", "withdrawn": "stop", "ready": "wait"}.get(row.state, "doing"),
        )
        for row in rows
    ]
    context = {
        "estate": queries.estate(estate_id), "rows": shown, "refusals": refusals, "key": _fresh_key(),
        "may_export": bool(permissions.may_export_rosters(actor, estate_thing(estate_id))),
        "units": queries.count_units(estate_id, clock.today()),
    }  # fmt: skip
    return render(request, "registry/rosters.html", context, using="jinja2")


def _fresh_key() -> str:
    import secrets

    return secrets.token_urlsafe(16)


@importer
@require_GET
def roster_list(request: HttpRequest, estate_id: int) -> HttpResponse:
    """All rosters of an estate, and the form to upload one."""
    return _list_page(request, estate_id=estate_id)


@importer
@require_POST
def roster_upload(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Upload a roster; a file that cannot be read is refused here, with the way out."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        done = _upload(
            request,
            lambda upload: rosters.upload_roster(actor, key=key_or_fresh(request), estate_id=estate_id, upload=upload),
        )
    except Refusal as refusal:
        return _refused_page(request, refusal, _list_page, estate_id=estate_id)
    return HttpResponseRedirect(_here(estate_id, done.id))


@exporter
@require_GET
def roster_export(request: HttpRequest, estate_id: int) -> HttpResponse:
    """The estate's roster as an Excel file, numbers masked; in full it leaves by the privacy room, with a reason."""
    return download(
        roster_sheets.export_file(estate_id), f"{queries.estate(estate_id).name}-{wording.SHEETS['roster']}.xlsx"
    )


def download(data: bytes, name: str) -> HttpResponse:
    """A sheet to take away, kept by no cache."""
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    return response


# --- one roster -----------------------------------------------------------------------------------------------------


def _roster_page(request: HttpRequest, *, estate_id: int, roster_id: int, refusals: Any = ()) -> HttpResponse:
    roster = roster_queries.roster(estate_id, roster_id)
    context: dict[str, Any] = {
        "estate": queries.estate(estate_id), "roster": roster, "refusals": refusals, "key": _fresh_key(),
        "word": RosterState(roster.state).label, "fields": tuple(wording.ROSTER_FIELDS.items()),
    }  # fmt: skip
    if roster.verdict:
        context["verdict"] = say_all(Refusal([Reason(roster.verdict)]))
    if roster.state == RosterState.MAPPING:
        context |= _columns_context(request, roster)
    elif roster.state in (RosterState.READING, RosterState.COMMITTING):
        context |= {"done": roster_queries.progress(roster_id), "total": _expected(roster)}
    elif roster.state in (RosterState.READY, RosterState.DONE):
        context |= _preview_context(request, roster)
    return render(request, "registry/roster.html", context, using="jinja2")


def _expected(roster: RosterImport) -> int:
    """Rows to come: known after the preview; before, guessed from the size (about 80 bytes of workbook a row)."""
    counted = roster.difference.get("units")
    return int(counted) if roster.state == RosterState.COMMITTING and counted else max(roster.size // 80, 1)


def _columns_context(request: HttpRequest, roster: RosterImport) -> dict[str, Any]:
    look = roster.look
    guessed = {letter: name for name, letter in look.get("columns", {}).items()}
    columns = []
    for letter in look.get("letters", []):
        typed = request.POST.get(f"col_{letter}")
        values = [row["cells"].get(letter, "") for row in look["sample"]]
        chosen = guessed.get(letter, "") if typed is None else typed
        columns.append(
            {
                "letter": letter,
                "header": look["headers"].get(letter, ""),
                "examples": [v for v in values if v][:3],
                "chosen": chosen,
            }
        )
    return {"look": look, "columns": columns, "header_row": request.POST.get("header_row", look.get("header_row", 1))}


def _preview_context(request: HttpRequest, roster: RosterImport) -> dict[str, Any]:
    counts = roster.difference
    show = request.GET.get("show", "")
    after = typed_id(request.GET.get("after")) or 0
    here = _here(roster.estate_id, roster.id)
    rows, units, following = _shown(roster, show, after)
    total = roster.report.get("rows", {}).get("total", 0)
    report = RowReport(
        counts=((wording.ROSTER_WORDS["loaded"], counts.get("loaded", 0), "ok"),
            (wording.ROSTER_WORDS["error"], counts.get("error", 0), "bad"),
                (wording.ROSTER_WORDS["skipped"], counts.get("skipped", 0), "stop")),
        total=total, rows=rows, kinds=_tabs(roster, show, here),
        fix_href=reverse("registry:roster-fix-file", args=[roster.estate_id, roster.id])
        if roster.state == RosterState.READY and counts.get("wrong", 0) > counts.get("left_out", 0) else "",
    )  # fmt: skip
    return {
        "report": report, "counts": counts, "units": units, "show": show, "here": here,
        "next": f"{here}?show={show}&after={following}" if following else "",
        "first": f"{here}?show={show}" if after else "",
        "missing": roster_store.missing_units(roster, clock.today(), 200) if show == "missing" else [],
        "open_errors": counts.get("wrong", 0) - counts.get("left_out", 0),
    }  # fmt: skip


def _tabs(roster: RosterImport, show: str, here: str) -> list[Saved]:
    words = wording.ROSTER_WORDS
    counts = roster.difference
    still_wrong = counts.get("wrong", 0) - counts.get("left_out", 0)
    tabs = [Saved(words["all_errors"], here, show == "", still_wrong)]
    tabs += [
        Saved(KINDS.get(kind, kind), f"{here}?show={kind}", show == kind, number)
        for kind, number in roster_store.count_kinds(roster)
    ]
    rest = (
        ("left_out", "skipped", "added", "changed", "same", "missing")
        if roster.state == RosterState.READY
        else ("left_out", "skipped")
    )
    return tabs + [Saved(words[name], f"{here}?show={name}", show == name, counts.get(name, 0)) for name in rest]


def _shown(roster: RosterImport, show: str, after: int) -> tuple[list[BadRow], list[dict[str, Any]], int | None]:
    """(rows of the report, units listed with names, row to go on after) for one tab."""
    if show == "missing":
        return [], [], None
    page = roster_queries.items(roster, show, after=after, limit=PAGE + 1, kinds=frozenset(KINDS))
    following = page[PAGE - 1].row if len(page) > PAGE else None
    page = page[:PAGE]
    if show == "skipped":
        return [_skipped(item) for item in page], [], following
    if show == "changed":
        return [], _changes(roster, page), following
    if show in ("added", "same"):
        return [], [_unit(item) for item in page], following
    bad = [
        _bad(item, problem)
        for item in page
        for problem in item.data["problems"]
        if show not in KINDS or problem["kind"] == show
    ]
    return bad, [_unit(item) for item in page], following


def _changes(roster: RosterImport, page: list[RosterItem]) -> list[dict[str, Any]]:
    """The units of one page with what stands in the registry and what the roster says, fact by fact."""
    found = roster_store.living_units(roster.estate_id, clock.today(), [item.code for item in page])
    before = {living.code: living.line() for living in found}
    only_inside = roster_store.only_inside(roster)
    shown = []
    for item in page:
        now, was = rosters_rules.read_unit(item.data, only_inside=only_inside), before.get(item.code)
        facts = roster_store.differences(was, now) if was is not None else []
        shown.append({**_unit(item), "facts": [(wording.ROSTER_WORDS[name], old, new) for name, old, new in facts]})
    return shown


def _skipped(item: RosterItem) -> BadRow:
    word = SKIPPED.get(item.why, item.why)
    many = wording.ROSTER_WORDS["until"].format(until=item.until) if item.until > item.row else ""
    return BadRow(item.row, "", item.data.get("text", ""), f"{word}{many}", "", "skip")


def _bad(item: RosterItem, problem: dict[str, Any]) -> BadRow:
    return BadRow(problem["line"] if not item.data.get("origin") else item.row, problem["column"], problem["value"],
                  f"{item.code} {problem['message']}".strip(), problem["suggestion"])  # fmt: skip


def _unit(item: RosterItem) -> dict[str, Any]:
    data = item.data
    return {
        "row": item.row, "code": item.code, "area": data["area"],
        "use": wording.KINDS_OF_USE.get(data["use"], data["use"]),
        "names": "、".join(o["name"] or wording.ROSTER_WORDS["developer"] for o in data["owners"]),
        "left_out": item.left_out,
        "because": item.left_out_because, "kinds": "、".join(KINDS.get(k, k) for k in item.kinds),
    }  # fmt: skip


@importer
@require_GET
def roster(request: HttpRequest, estate_id: int, roster_id: int) -> HttpResponse:
    """One roster at whatever step it stands."""
    return _roster_page(request, estate_id=estate_id, roster_id=roster_id)


@importer
@require_GET
def roster_progress(request: HttpRequest, estate_id: int, roster_id: int) -> JsonResponse:
    """What the page asks while a job works."""
    found = roster_queries.roster(estate_id, roster_id)
    working = found.state in (RosterState.READING, RosterState.COMMITTING)
    done, total = roster_queries.progress(roster_id), _expected(found)
    return JsonResponse({
        "done": done, "total": max(done, total), "state": "running" if working else "done",
        "next": _here(estate_id, roster_id),
        "word": RosterState(found.state).label,
    })  # fmt: skip


def _step(do: Callable[..., str]) -> Callable[..., HttpResponse]:
    """A step of an import: the act's refusals come back on the page, success goes to the page with a sentence."""

    @importer
    @require_POST
    @wraps(do)
    def view(request: HttpRequest, estate_id: int, roster_id: int) -> HttpResponse:
        try:
            sentence = do(request, estate_id, roster_id)
        except Refusal as refusal:
            if any(reason.code in ("not_found", "not_permitted", "login_needed") for reason in refusal.reasons):
                raise
            return _refused_page(request, refusal, _roster_page, estate_id=estate_id, roster_id=roster_id)
        if sentence:
            messages.success(request, sentence)
        return HttpResponseRedirect(_here(estate_id, roster_id))

    return view


@_step
def roster_columns(request: HttpRequest, estate_id: int, roster_id: int) -> str:
    """Say which column is what; reading begins."""
    found = roster_queries.roster(estate_id, roster_id)
    columns: dict[str, str] = {}
    for letter in found.look.get("letters", []):
        name = request.POST.get(f"col_{letter}", "")
        if name and name in columns:
            raise Refusal(
                [Reason("roster_field_twice", f"col_{letter}", {"field": wording.ROSTER_FIELDS.get(name, name)})]
            )
        if name:
            columns[name] = letter
    typed = request.POST.get("header_row", "")
    header = int(typed) if typed.isascii() and typed.isdecimal() and 0 < len(typed) < 8 else 0
    sheet = found.look.get("sheet", "")
    actor = request.actor  # type: ignore[attr-defined]
    rosters.settle_roster_columns(
        actor,
        key=key_or_fresh(request),
        estate_id=estate_id,
        roster_id=roster_id,
        columns=columns,
        header_row=header,
        sheet=sheet,
    )
    return ""


@_step
def roster_leave_out(request: HttpRequest, estate_id: int, roster_id: int) -> str:
    """Leave units with errors out, ticked one by one, with a reason."""
    rows = sorted(
        {int(row) for row in request.POST.getlist("rows") if row.isascii() and row.isdecimal() and len(row) < 9}
    )
    actor = request.actor  # type: ignore[attr-defined]
    rosters.leave_out_roster_units(
        actor,
        key=key_or_fresh(request),
        estate_id=estate_id,
        roster_id=roster_id,
        rows=rows,
        reason=request.POST.get("reason", "")[:200],
    )
    return wording.ROSTER_WORDS["now_left_out"].format(count=len(rows))


@_step
def roster_fix(request: HttpRequest, estate_id: int, roster_id: int) -> str:
    """Upload the corrected fix file."""
    actor = request.actor  # type: ignore[attr-defined]
    _upload(
        request,
        lambda up: rosters.correct_roster(
            actor, key=key_or_fresh(request), estate_id=estate_id, roster_id=roster_id, upload=up
        ),
    )
    return wording.ROSTER_WORDS["now_fixed"]


@_step
def roster_commit(request: HttpRequest, estate_id: int, roster_id: int) -> str:
    """Import what the preview shows."""
    actor = request.actor  # type: ignore[attr-defined]
    rosters.commit_roster(
        actor,
        key=key_or_fresh(request),
        estate_id=estate_id,
        roster_id=roster_id,
        end_missing=request.POST.get("end_missing") == "yes",
    )
    return ""


@_step
def roster_nudge(request: HttpRequest, estate_id: int, roster_id: int) -> str:
    """Try again when nothing moves."""
    rosters.nudge_roster(request.actor, key=key_or_fresh(request), estate_id=estate_id, roster_id=roster_id)  # type: ignore[attr-defined]
    return wording.ROSTER_WORDS["nudged"]


@_step
def roster_withdraw(request: HttpRequest, estate_id: int, roster_id: int) -> str:
    """Do not import this roster."""
    rosters.withdraw_roster(request.actor, key=key_or_fresh(request), estate_id=estate_id, roster_id=roster_id)  # type: ignore[attr-defined]
    return wording.ROSTER_WORDS["now_withdrawn"]


@importer
@require_GET
def roster_fix_file(request: HttpRequest, estate_id: int, roster_id: int) -> HttpResponse:
    """The units with errors as a sheet to correct."""
    found = roster_queries.roster(estate_id, roster_id)
    return download(roster_sheets.fix_file(found), f"{wording.SHEETS['fix']}-{Path(found.name).stem}.xlsx")
