"""纸质票: numbered forms with a QR code to print; what came back is typed by two people apart."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sanguanjia.decisions import actions, queries
from sanguanjia.decisions.pages import ballot, shown
from sanguanjia.decisions.pages.desk import prepare, scan_hash
from sanguanjia.decisions.permissions import may_type
from sanguanjia.decisions.types import PaperLine
from sanguanjia.kernel.doors import home_of, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.notices.pages.board import qr
from sanguanjia.registry import queries as registry

_SHOWN_AGAIN = ("not_found", "login_needed", "not_permitted")
_AT_ONCE = 50


@needs(may_type, at=home_of("estate_id"))
@never_cache
@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, estate_id: int, vote_id: int) -> HttpResponse:
    """录入纸质票"""
    entered = shown.enter(actor_of(request), estate_id, vote_id)
    if request.method != "POST":
        return _page(request, entered)
    try:
        lines = read(request.POST.get("lines", ""), ballot.entries(entered.vote))
        done = actions.enter_papers(
            actor_of(request), key=key_of(request), estate_id=estate_id, vote_id=vote_id, lines=lines,
            scans=scan_hash(request, "scans"),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return _page(request, entered, refusal)
    said = f"已录入 {len(lines)} 张：计入 {len(done.counted)} 张，等另一人录入 {len(done.waiting)} 张"
    messages.success(request, f"{said}，两人不一致、要第三人录入 {len(done.differing)} 张。")
    return HttpResponseRedirect(reverse("decisions:papers", args=[estate_id, vote_id]))


def read(text: str, entries: list[ballot.Entry]) -> tuple[PaperLine, ...]:
    """Lines as typed: form number, then a word per entry of the ballot; 未签名 at the end of an unsigned one.

    Refuses paper_line_unread, every line that cannot be read at once.
    """
    lines, wrong = [], []
    for number, raw in enumerate(text[:40_000].splitlines(), start=1):
        words = [word for word in re.split(r"[\s,，、:：]+", raw.strip()) if word]
        if not words:
            continue
        signed = words[-1] != "未签名"
        said = words[1:] if signed else words[1:-1]
        choices = ballot.typed_choices(said, entries)
        if choices is None or not (words[0].isascii() and words[0].isdecimal() and len(words[0]) < 9):
            wrong.append(Reason("paper_line_unread", "lines", {"line": number, "typed": raw.strip()[:40]}))
        else:
            lines.append(PaperLine(int(words[0]), choices, signed))
    if wrong:
        raise Refusal(wrong)
    return tuple(lines)


def _page(request: HttpRequest, entered: shown.Entered, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    facts = {
        "vote": entered.vote, "estate": registry.estate(entered.vote.estate_id), "agenda": ballot.entries(entered.vote),
        "papers": queries.papers(entered.vote), "typed": request.POST, "refusals": said, "errors": errors,
        "key": f"papers-{new_id()}", "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/papers.html", facts, refusal.status if refusal else 200)


@prepare
@never_cache
@require_GET
def forms(request: HttpRequest, estate_id: int, vote_id: int) -> HttpResponse:
    """打印纸质表决票"""
    entered = shown.enter(actor_of(request), estate_id, vote_id)
    first = shown.number_of(request.GET.get("from", "1")) or 1
    found = queries.forms_to_print(entered.vote, first, first + _AT_ONCE - 1)
    address = request.build_absolute_uri(reverse("decisions:vote", args=[estate_id, vote_id]))
    total = queries.papers(entered.vote).forms
    facts = {
        "vote": entered.vote, "estate": registry.estate(estate_id),
        "agenda": ballot.entries(entered.vote),
        "forms": [(form, lines, sum(line.area for line in lines), qr(f"{address}#{form.number}-{form.check_code}"))
                  for form, lines in found],
        "next": first + _AT_ONCE if first + _AT_ONCE <= total else 0, "total": total,
    }  # fmt: skip
    return render(request, "decisions/forms.html", facts)
