"""公示栏: an estate's public notices for everybody, with the paper's own sheet, files and proofs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import segno
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET
from markupsafe import Markup

from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_anyone
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, render
from sanguanjia.notices import files, queries, store
from sanguanjia.notices.permissions import publishes_here
from sanguanjia.notices.queries import PublicView
from sanguanjia.notices.types import PublicState
from sanguanjia.policy import queries as policy
from sanguanjia.registry import queries as registry

STATUS = {
    PublicState.COMING: "new", PublicState.RUNNING: "doing", PublicState.OVER: "done", PublicState.SUPERSEDED: "stop",
}  # fmt: skip
PAGE = 30


@for_anyone
@require_GET
def boards(request: HttpRequest) -> HttpResponse:
    """哪个小区的公示：自己的在前，别的按名字找"""
    actor, words = actor_of(request), request.GET.get("q", "").strip()[:40]
    own = registry.search_estates("", actor.places(), limit=20) if actor.mandates and not words else ()
    found = registry.search_estates(words, ("1/",), limit=20) if words else ()
    return render(request, "notices/boards.html", {"q": words, "own": own, "found": found, "asked": bool(words)})


@for_anyone
@require_GET
def board(request: HttpRequest, estate_id: int) -> HttpResponse:
    """小区公示栏"""
    home = store.board_home(estate_id)
    after = request.GET.get("after", "")
    number = int(after) if after.isascii() and after.isdecimal() and len(after) < 10 else None
    lines = queries.board(estate_id, after=number, limit=PAGE + 1)
    facts = {
        "home": home,
        "lines": lines[:PAGE],
        "more": f"?after={lines[PAGE - 1].number}" if lines[PAGE:] else "",
        "status": STATUS,
        "may_publish": bool(publishes_here(actor_of(request), store.thing_of(home))),
    }
    return render(request, "notices/board.html", facts)


@for_anyone
@require_GET
def notice(request: HttpRequest, estate_id: int, number: int) -> HttpResponse:
    """一份公示"""
    return notice_page(request, queries.public_view(actor_of(request), estate_id, number))


def notice_page(
    request: HttpRequest, view: PublicView, refusal: Refusal | None = None, tried: str = ""
) -> HttpResponse:
    """The page, also after a refused form; `tried` names the form."""
    said, errors = errors_of(refusal)
    line = view.line
    facts = {
        "view": view,
        "line": line,
        "status": STATUS[line.state],
        "why": _why(view),
        "left": _left(line.closes_on) if line.state is PublicState.RUNNING else "",
        "tally": queries.tally(line.estate_id, store.href(view.row)) if view.may_publish else None,
        "photos": [_shown(view, proof.id, proof.name, "proof") for proof in view.proofs],
        "refusals": said,
        "errors": errors,
        "tried": tried,
        "typed": request.POST,
        "key": new_id(),
    }
    return render(request, "notices/notice.html", facts, refusal.status if refusal else 200)


def _shown(view: PublicView, part: int, name: str, route: str) -> dict[str, str]:
    href = reverse(f"notices:{route}", args=[view.line.estate_id, view.line.number, part])
    return {"href": href, "alt": f"张贴照片：{name}", "thumb": href + "?small=1"}


def _left(closes_on: date) -> str:
    days = (closes_on - clock.today()).days
    return f"还有 {days} 天" if days else "今天 24:00 截止"


def _why(view: PublicView) -> dict[str, object]:
    """Why it stands so long: the rule of the day of posting."""
    row, rule = view.row, policy.version(view.row.rule)
    source = rule.source if rule else None
    return {
        "summary": "公示期只能延长，不能缩短。第一天不算在内，最后一天算到 24:00。",
        "clause": f"{source.title} {source.article}".strip() if source else "",
        "version": row.rule,
        "inputs": (("开始", row.opens_on.isoformat()), ("最早到", row.earliest_end.isoformat())),
        "steps": (),
        "overruled": (),
        "href": reverse("policy:rule", args=[rule.key]) if rule else "",
    }


@for_anyone
@require_GET
def sheet(request: HttpRequest, estate_id: int, number: int) -> HttpResponse:
    """张贴用的 A4：全文、日期、二维码、核对词"""
    view = queries.public_view(actor_of(request), estate_id, number)
    address = request.build_absolute_uri(reverse("notices:notice", args=[estate_id, number]))
    return render(
        request, "notices/sheet.html", {"view": view, "line": view.line, "qr": qr(address), "address": address}
    )


@for_anyone
@require_GET
def report_sheet(request: HttpRequest, estate_id: int) -> HttpResponse:
    """张贴用的 A4：扫码报事"""
    home = store.board_home(estate_id)
    company = registry.managing_company(estate_id, clock.today())
    address = request.build_absolute_uri(f"/cases/new/?estate={estate_id}")
    board_address = request.build_absolute_uri(reverse("notices:board", args=[estate_id]))
    facts = {
        "home": home, "company": company.name if company else "", "qr": qr(address), "address": address,
        "board_qr": qr(board_address), "board_address": board_address,
    }  # fmt: skip
    return render(request, "notices/report_sheet.html", facts)


def qr(address: str) -> Markup:
    """A QR code as inline SVG: black on white in every mode, no style attribute."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(scale=4, border=3, dark="#000", light="#fff", omitsize=True)
    return Markup(drawn)  # noqa: S704 - made from our own address by the library


@for_anyone
@require_GET
def canonical(request: HttpRequest, estate_id: int, number: int) -> HttpResponse:
    """The canonical text as a file: its SHA-256 is what the sheet prints."""
    text = queries.canonical_of(estate_id, number)
    response = HttpResponse(text.encode(), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="notice-{estate_id}-{number}.json"'
    return response


@for_anyone
@require_GET
def attachment(request: HttpRequest, estate_id: int, number: int, file_id: int) -> FileResponse:
    """An attachment: a picture to look at, a PDF only as a download."""
    found = queries.attachment(estate_id, number, file_id)
    return sent_file(files.path_of(estate_id, found.kind, found.sha256), found.kind)


@for_anyone
@require_GET
def proof(request: HttpRequest, estate_id: int, number: int, proof_id: int) -> FileResponse:
    """A photograph of the posted paper."""
    found = queries.proof(estate_id, number, proof_id)
    place = files.album.thumb_of if "small" in request.GET else files.album.path_of
    return _file(place(estate_id, found.sha256), "photo")


def sent_file(place: Path, kind: str) -> FileResponse:
    """A stored file: a picture to look at, a PDF only as a download, and never as a page of ours. Refuses not_found."""
    response = _file(place, kind)
    if kind == "pdf":
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _file(place: Path, kind: str) -> FileResponse:
    if not place.exists():
        refuse("not_found")
    pdf = kind == "pdf"
    response = FileResponse(
        place.open("rb"), content_type="application/pdf" if pdf else "image/jpeg", as_attachment=pdf,
        filename=place.name,
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    return response
