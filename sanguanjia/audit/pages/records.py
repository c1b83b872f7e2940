"""The auditor's page: the state of the chain, and the records by person, place, act and day."""

from __future__ import annotations

import secrets
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sanguanjia.audit import actions, queries
from sanguanjia.audit.act_words import ACT_WORDS
from sanguanjia.audit.permissions import AUDITOR
from sanguanjia.audit.wording import KINDS
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import declared_acts
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import needs_role
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look import excel
from sanguanjia.look.forms import errors_of
from sanguanjia.look.types import Choice

PAGE = 50
MOST_ROWS = 20_000


@needs_role(AUDITOR)
@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """The state of the chain above, the records below."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted, kept = _wanted(request, actor)
    after = typed_id(request.GET.get("after"))
    lines = queries.search(actor, wanted, after=after, limit=PAGE + 1)
    here, words = reverse("audit:records"), urlencode(kept)
    context = {
        "lines": lines[:PAGE], "state": queries.chain_state(actor), "kinds": KINDS, "here": here, "q": wanted.place,
        "next": f"{here}?{words}&after={lines[PAGE - 1].id}" if len(lines) > PAGE else "",
        "prev": f"{here}?{words}" if after else "", "excel": f"{reverse('audit:records-excel')}?{words}",
        "since": kept["since"], "until": kept["until"], "person": kept["person"],
        "fields": (
            Choice("act", "办理事项", (("", "全部"), *_acts()), wanted.act),
        ),
    }  # fmt: skip
    return render(request, "audit/records.html", context, using="jinja2")


@needs_role(AUDITOR)
@require_GET
def records_excel(request: HttpRequest) -> HttpResponse:
    """The same list, with the filters of the screen."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted, _ = _wanted(request, actor)
    lines = queries.search(actor, wanted, limit=MOST_ROWS)
    head = ("时间", "办理事项", "地点", "谁", "代表", "对象", "依据的权限", "理由", "链上序号", "记录号")
    return excel.answer(
        "记录", head,
        ((n.at, n.words, n.place, n.who, n.on_behalf_of, n.subject, n.permission, n.reason, n.seq, str(n.id))
         for n in lines),
    )  # fmt: skip


@needs_role(AUDITOR)
@require_http_methods(["GET", "POST"])
def read(request: HttpRequest) -> HttpResponse:
    """Read what one person did: asked for with a reason, recorded, seen by the person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    refusal = None
    if request.method == "POST":
        try:
            account = queries.account_named(request.POST.get("person", "")) or refuse("unknown_account_name", "person")
            mandate = next(m for m in actor.mandates if m.role == AUDITOR)
            actions.read_records(
                actor, key=request.POST.get("idempotency_key", "")[:80] or secrets.token_urlsafe(16),
                estate_id=mandate.home_id, subject_account_id=account, reason=request.POST.get("reason", ""),
            )  # fmt: skip
        except Refusal as caught:
            refusal = caught
        else:
            messages.info(request, "查阅理由已记录，本人可以看到。")
            return HttpResponseRedirect(f"{reverse('audit:records')}?person={account}")
    refusals, errors = errors_of(refusal)
    context = {
        "refusals": refusals, "errors": errors, "typed": request.POST,
        "key": secrets.token_urlsafe(16),
    }  # fmt: skip
    return render(request, "audit/read.html", context, status=refusal.status if refusal else 200, using="jinja2")


def _wanted(request: HttpRequest, actor: Actor) -> tuple[queries.Wanted, dict[str, str]]:
    get = request.GET
    since, until = _day(get.get("since")), _day(get.get("until"))
    person = typed_id(get.get("person"))
    if person is not None and not queries.open_reading(actor, person, clock.now()):
        refuse("reading_needs_reason", "person")
    wanted = queries.Wanted(get.get("act", "")[:80], get.get("q", "").strip()[:60], since, until, person)
    kept = {
        "q": wanted.place, "act": wanted.act, "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "", "person": str(person) if person else "",
    }  # fmt: skip
    return wanted, kept


def _acts() -> list[tuple[str, str]]:
    return sorted(((name, ACT_WORDS.get(name, name)) for name in declared_acts()), key=lambda pair: pair[0])


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
