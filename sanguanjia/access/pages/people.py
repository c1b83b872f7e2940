"""People and roles: who holds what where; granting and ending, each in one's own place."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.access import actions, queries
from sanguanjia.access.doors import needs_role_proved
from sanguanjia.access.open_work import PostOf, open_work_of
from sanguanjia.access.permissions import SEES_PEOPLE, Grant, grantable, may_end, may_hand_over
from sanguanjia.access.types import ROLE_LABELS, MandateRef, Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import needs_role
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.look import excel
from sanguanjia.look.forms import errors_of, key_or_fresh
from sanguanjia.look.types import Choice
from sanguanjia.look.words import masked_phone

from .forms import day, number

PAGE = 50
MOST_ROWS = 20_000


@needs_role(*SEES_PEOPLE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The mandates of the actor's places, newest first, by role, state and name."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted, after = _filters(request), number(request.GET.get("after"))
    rows = queries.mandates_within(actor, wanted, after=after, limit=PAGE + 1)
    kept = urlencode({"q": wanted.text, "role": wanted.role, "state": wanted.state})
    here = reverse("access:people")
    context = {
        "rows": rows[:PAGE], "q": wanted.text, "here": here, "may_grant": bool(grantable(actor)),
        "next": f"{here}?{kept}&after={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
        "prev": f"{here}?{kept}" if after else "", "excel": f"{reverse('access:people-excel')}?{kept}",
        "fields": (
            Choice("role", "身份", (("", "全部"), *((r.value, r.label) for r in Role)), wanted.role),
            Choice("state", "状态", (("", "现在有效"), ("all", "全部，含已结束")), wanted.state),
        ),
    }  # fmt: skip
    return render(request, "access/people.html", context, using="jinja2")


@needs_role(*SEES_PEOPLE)
@require_GET
def people_excel(request: HttpRequest) -> HttpResponse:
    """The same list, with the filters of the screen."""
    rows = queries.mandates_within(request.actor, _filters(request), limit=MOST_ROWS)  # type: ignore[attr-defined]
    head = ("姓名", "账号", "身份", "地点", "单位", "起", "止", "依据", "结束原因")
    return excel.answer(
        "人员与身份", head,
        ((r.name, masked_username(r.username), r.label, r.place_name, r.organisation, r.valid_from, r.valid_to,
          r.document, r.end_reason) for r in rows),
    )  # fmt: skip


@needs_role_proved(*SEES_PEOPLE)
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest) -> HttpResponse:
    """Grant a role: to whom, which, where, from when to when, by what paper."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    roles, refusal = grantable(actor), None
    if not roles:
        refuse("not_permitted")
    if request.method == "POST":
        try:
            made = _grant(request, actor)
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, f"已授予“{ROLE_LABELS[Role(made.role)]}”。")
            return HttpResponseRedirect(reverse("access:people"))
    text = request.GET.get("place", "").strip()[:60]
    refusals, errors = errors_of(refusal)
    context = {
        "refusals": refusals, "errors": errors, "typed": request.POST, "key": key_or_fresh(request), "place": text,
        "roles": [(role.value, role.label) for role in roles], "today": clock.today().isoformat(),
        "homes": queries.homes_within(actor, text), "organisations": queries.organisations_for(actor),
    }  # fmt: skip
    return render(request, "access/grant.html", context, status=refusal.status if refusal else 200, using="jinja2")


@needs_role_proved(*SEES_PEOPLE)
@require_POST
def end(request: HttpRequest, home_id: int, mandate_id: int) -> HttpResponse:
    """End a mandate at once, with a reason."""
    actions.end_mandate(
        request.actor, key=key_or_fresh(request), estate_id=home_id, mandate_id=mandate_id,  # type: ignore[attr-defined]
        reason=request.POST.get("reason", ""),
    )  # fmt: skip
    messages.success(request, "身份已结束，立即生效。")
    return HttpResponseRedirect(reverse("access:people"))


@needs_role(*SEES_PEOPLE)
@require_GET
def mandate(request: HttpRequest, home_id: int, mandate_id: int) -> HttpResponse:
    """One mandate: its whole story, who stands in on it, and the forms that end it, arrange a cover, hand over."""
    return _mandate_page(request, home_id, mandate_id, None)


@needs_role_proved(*SEES_PEOPLE)
@require_POST
def cover(request: HttpRequest, home_id: int, mandate_id: int) -> HttpResponse:
    """请人代班: somebody stands in on the mandate from a first to a last day."""
    typed = request.POST
    _seen(request, home_id, mandate_id)
    try:
        person = queries.account_named(typed.get("username", ""))
        actions.arrange_cover(
            request.actor, key=key_or_fresh(request), estate_id=home_id, mandate_id=mandate_id,  # type: ignore[attr-defined]
            account_id=person.id if person else refuse("unknown_account", "username"),
            valid_from=day(typed.get("valid_from"), "valid_from", "开始日期") or clock.today(),
            valid_to=day(typed.get("valid_to"), "valid_to", "结束日期"), document=typed.get("document", ""),
        )  # fmt: skip
    except Refusal as refusal:
        return _mandate_page(request, home_id, mandate_id, refusal)
    messages.success(request, "代班已安排，到期自动结束。")
    return HttpResponseRedirect(reverse("access:mandate", args=[home_id, mandate_id]))


@needs_role_proved(*SEES_PEOPLE)
@require_POST
def end_cover(request: HttpRequest, home_id: int, mandate_id: int, cover_id: int) -> HttpResponse:
    """End a cover at once, with a reason."""
    _seen(request, home_id, mandate_id)
    try:
        actions.end_cover(
            request.actor, key=key_or_fresh(request), estate_id=home_id, cover_id=cover_id,  # type: ignore[attr-defined]
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except Refusal as refusal:
        return _mandate_page(request, home_id, mandate_id, refusal)
    messages.success(request, "代班已结束，立即生效。")
    return HttpResponseRedirect(reverse("access:mandate", args=[home_id, mandate_id]))


@needs_role_proved(*SEES_PEOPLE)
@require_POST
def hand_over(request: HttpRequest, home_id: int, mandate_id: int) -> HttpResponse:
    """交接: the open work of the holder goes to somebody with the same post."""
    _seen(request, home_id, mandate_id)
    try:
        person = queries.account_named(request.POST.get("to", ""))
        done = actions.hand_over(
            request.actor, key=key_or_fresh(request), estate_id=home_id, mandate_id=mandate_id,  # type: ignore[attr-defined]
            to_account_id=person.id if person else refuse("unknown_account", "to"),
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except Refusal as refusal:
        return _mandate_page(request, home_id, mandate_id, refusal)
    messages.success(request, "、".join(f"{label} {count} 件" for label, count in done.counts.items()) + "已交接。")
    return HttpResponseRedirect(reverse("access:mandate", args=[home_id, mandate_id]))


def _seen(request: HttpRequest, home_id: int, mandate_id: int) -> queries.MandateLine:
    return queries.mandate_within(request.actor, home_id, mandate_id) or refuse("not_found")  # type: ignore[attr-defined]


def _mandate_page(request: HttpRequest, home_id: int, mandate_id: int, refusal: Refusal | None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _seen(request, home_id, mandate_id)
    thing = Grant(row.account_id, Role(row.role), row.place_path, row.organisation_id)
    post = PostOf(row.account_id, row.role, row.place_path, row.organisation_id)
    grants = bool(may_hand_over(actor, thing)) and actor.account_id != row.account_id
    refusals, errors = errors_of(refusal)
    context = {
        "row": row, "key": key_or_fresh(request), "may_end": bool(may_end(actor, thing)), "may_cover": grants,
        "covers": queries.covers_of(row.id), "open_work": open_work_of(post) if grants else (),
        "refusals": refusals, "errors": errors, "typed": request.POST, "today": clock.today().isoformat(),
    }  # fmt: skip
    return render(request, "access/mandate.html", context, status=refusal.status if refusal else 200, using="jinja2")


def masked_username(username: str) -> str:
    """An account's name for a list; whoever registered with a phone has a made-up one, which says nothing."""
    if username[:1] == "u" and username[1:].isdecimal():
        return "手机号登录"
    return masked_phone(username) if username.isdecimal() else username


def _filters(request: HttpRequest) -> queries.Wanted:
    role = request.GET.get("role", "")
    return queries.Wanted(
        text=request.GET.get("q", "").strip()[:60],
        role=role if role in set(Role) else "",
        state="all" if request.GET.get("state") == "all" else "",
    )


def _grant(request: HttpRequest, actor: Actor) -> MandateRef:
    typed = request.POST
    home_id, person = number(typed.get("home_id")), queries.account_named(typed.get("username", ""))
    reasons = []
    if person is None:
        reasons.append(Reason("unknown_account", "username"))
    if home_id is None:
        reasons.append(Reason("unknown_home", "home_id"))
    if reasons:
        raise Refusal(reasons)
    assert person is not None and home_id is not None  # noqa: S101, PT018 - for the reader
    spot = queries.spot(home_id, typed.get("spot", ""), typed.get("role", ""))
    return actions.grant_mandate(
        actor, key=key_or_fresh(request), estate_id=home_id, account_id=person.id, role=typed.get("role", ""),
        valid_from=day(typed.get("valid_from"), "valid_from", "开始日期") or clock.today(),
        valid_to=day(typed.get("valid_to"), "valid_to", "结束日期"), document=typed.get("document", ""),
        organisation_id=number(typed.get("organisation_id")), unit_id=spot.unit_id, building_id=spot.building_id,
        grid_id=spot.grid_id,
    )  # fmt: skip
