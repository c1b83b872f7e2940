"""The pooled account: the form, the page everybody in the estate may read, the offices' steps, the order to buy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from sanguanjia.applications.pages import doors, shown
from sanguanjia.applications.pages.applying import taken
from sanguanjia.applications.permissions import is_applicant
from sanguanjia.applications.queries import ApplicationView, item, thing
from sanguanjia.funds import actions, holds, pooling
from sanguanjia.funds.permissions import may_ask_for_pool, may_keep_books
from sanguanjia.funds.rules.entries import fen_of
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import home_of, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.predicates import word
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

from .shown import in_our_words, number_of

if TYPE_CHECKING:
    from sanguanjia.funds.models import PoolUse

_here = home_of("estate_id")
_belongs = word("lives or works here", lambda actor, thing: any(m.covers(thing.place) for m in actor.mandates))
_SAID = {
    "sign": "已联名。", "hand-in": "已提交，等待受理。", "post": "已公示。请打印张贴，并在公示页面上传张贴照片。",
    "end": "公示已结束，继续办理。", "decide": "已作出决定。",
}  # fmt: skip


def _estate(estate_id: int, **_parts: Any) -> Any:
    return _here(estate_id=estate_id)


@needs(may_ask_for_pool, at=_estate)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, estate_id: int) -> HttpResponse:
    """申请用统筹账户给电梯买保险"""
    refusal = None
    if request.method == "POST":
        try:
            pooled, _ = pooling.policy_at(estate_id, clock.today())
            files = taken(request, estate_id, item(estate_id, pooling.ITEM)) if not pooled.reasons else ()
            ref = actions.ask_for_pool(
                actor_of(request), key=key_of(request), estate_id=estate_id,
                lift_ids=tuple(number_of(text) for text in request.POST.getlist("lifts")),
                per_lift_fen=fen_of(request.POST.get("amount", "")) or 0, reason=request.POST.get("reason", ""),
                files=files,
            )  # fmt: skip
            messages.success(request, "已存为草稿。材料和联名齐了再提交。")
            return HttpResponseRedirect(reverse("applications:application", args=[estate_id, ref.application_id]))
        except Refusal as found:
            refusal = in_our_words(found)
    said, errors = errors_of(refusal)
    rule, _ = pooling.policy_at(estate_id, clock.today())
    actor = actor_of(request)
    facts = {
        "estate": registry.estate(estate_id), "here": not rule.reasons, "refusals": said, "errors": errors,
        "lifts": pooling.lifts_at(estate_id, clock.today(), rule) if not rule.reasons else (),
        "least": rule.lift_age["amount"] if rule.lift_age else 0, "typed": request.POST, "active": "applications",
        "chosen": request.POST.getlist("lifts"), "key": f"pool-{new_id()}", "layout": shown.layout(actor),
        "papers": item(estate_id, pooling.ITEM).papers if not rule.reasons else (),
        "owners": rule.apply["owners"] if rule.apply else 0, "list_href": reverse("applications:catalogue"),
    }  # fmt: skip
    return render(request, "funds/pool_new.html", facts, refusal.status if refusal else 200)


@needs(_belongs, at=_estate)
@never_cache
@require_GET
def pool(request: HttpRequest, estate_id: int, use_id: int) -> HttpResponse:
    """统筹账户的一次使用：小区里的人都能看"""
    return _page(request, pooling.use(estate_id, use_id))


def _page(request: HttpRequest, row: PoolUse, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(in_our_words(refusal) if refusal else None)
    actor = actor_of(request)
    facts = _facts(actor, row) | {
        "refusals": said, "errors": errors, "key": f"pool-{new_id()}", "layout": shown.layout(actor),
        "active": "applications", "list_href": reverse("applications:catalogue"), "typed": request.POST,
    }  # fmt: skip
    return render(request, "funds/pool.html", facts, refusal.status if refusal else 200)


def _facts(actor: Actor, row: PoolUse) -> dict[str, Any]:
    """What the page and the panel show of a use, and the steps this actor may take."""
    today = clock.today()
    rule, _ = pooling.policy_at(row.estate_id, today)
    application, found = thing(row.estate_id, row.application_id)
    shares = pooling.shares(row)
    reserved = {h.account_id: h for h in holds.open_holds(row.estate_id, pooling.subject_of(row))}
    return {
        "use": row, "application": application, "status": shown.status(application), "shares": shares,
        "reserved": reserved, "total": sum(share.fen for share in shares), "estate": registry.estate(row.estate_id),
        "lifts": pooling.lifts_of(row, today, rule), "owners": rule.apply["owners"] if rule.apply else 0,
        "signers": len(pooling.signers(row)),
        "notice": pooling.notice_of(row), "mine": bool(is_applicant(actor, found)),
        "steps": _steps(actor, row, application.state, bool(is_applicant(actor, found))),
    }  # fmt: skip


def _steps(actor: Actor, row: PoolUse, state: str, mine: bool) -> tuple[str, ...]:
    """What may be done now; what would be refused for its state is left out."""
    place = _here(estate_id=row.estate_id)
    keeps = bool(may_keep_books(actor, place))
    if state in ("draft", "correcting"):
        signed = actor.account_id in pooling.signers(row)
        joins = not row.by_committee and actor.has_role("owner") and bool(may_ask_for_pool(actor, place))
        return (*(("sign",) if joins and not signed else ()), *(("hand-in",) if mine else ()))
    if state != "reviewing" or not keeps:
        return ()
    if row.notice_id is None:
        return ("post", "decide")
    return ("end",) if row.noticed_at is None else ("decide",)


@needs(_belongs, at=_estate)
@require_POST
def step(request: HttpRequest, estate_id: int, use_id: int, verb: str) -> HttpResponse:
    """One step. A refusal comes back as the page."""
    if verb not in _SAID:
        refuse("not_found")
    row = pooling.use(estate_id, use_id)
    try:
        _do(request, row, verb)
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed", "not_permitted"):
            raise
        return _page(request, row, refusal)
    messages.success(request, _SAID[verb])
    return HttpResponseRedirect(reverse("funds:pool", args=[estate_id, use_id]))


def _do(request: HttpRequest, row: PoolUse, verb: str) -> None:
    actor, key, post = actor_of(request), key_of(request), request.POST
    here: dict[str, Any] = {"key": key, "estate_id": row.estate_id, "use_id": row.pk}
    if verb == "sign":
        actions.sign_pool(actor, **here)
    elif verb == "hand-in":
        actions.hand_in_pool(actor, **here)
    elif verb == "post":
        actions.post_pool_notice(actor, **here, contact=post.get("contact", "")[:100])
    elif verb == "end":
        actions.end_pool_notice(actor, **here)
    else:
        answer = post.get("answer", "")
        if answer not in ("yes", "no"):
            refuse("missing", "answer", label="是否同意")
        actions.decide_pool(
            actor, **here, granted=answer == "yes", clear=post.get("clear") == "1", words=post.get("words", "")[:4000]
        )


@needs(_belongs, at=_estate)
@never_cache
@require_GET
def order(request: HttpRequest, estate_id: int, use_id: int) -> HttpResponse:
    """购买保险的通知单，打印用"""
    row = pooling.use(estate_id, use_id)
    if row.order_number is None:
        refuse("not_found")
    facts = _facts(actor_of(request), row) | {"now": clock.now()}
    return render(request, "funds/pool_order.html", facts)


def panel(request: HttpRequest, view: ApplicationView) -> Markup:
    """The use on the page of its application."""
    row = pooling.use_of(view.row.estate_id, view.row.pk) if view.item.code == pooling.ITEM else None
    if row is None:
        return Markup()
    facts = _facts(actor_of(request), row)
    html = render_to_string("funds/pool_panel.html", facts, request=request, using="jinja2")
    return Markup(html)  # noqa: S704 - rendered by a template of ours


doors.provide("funds", panel)
doors.provide_start(pooling.ITEM, "funds:pool-new")
