"""The second proof at login: the dynamic code of who has one; where two are asked of everybody
(`SGJ_RESIDENT_SECOND_FACTOR`), also a code to phone or mailbox after the password, and the password after a code."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sanguanjia.access import codes, throttle, totp, ways
from sanguanjia.access.queries import actor_of, has_factor, load_account
from sanguanjia.access.rules import logins
from sanguanjia.access.rules.logins import Strength
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_anyone
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import errors_of

from .begin import begin
from .forms import safe_next

if TYPE_CHECKING:
    from sanguanjia.access.models import Account

MOST_SECONDS = 5
_QUARTER = timedelta(minutes=15)
_SECOND = "second"  # in a session: who has given the first proof, which, since when
_SECOND_LASTS = timedelta(minutes=10)


def enter(request: HttpRequest, account: Account, first: Strength, following: str) -> HttpResponse:
    """Begin the session after a right first proof, or ask for the second one."""
    if not _is_owed(account, first):
        begin(request, account, first)
        return HttpResponseRedirect(following)
    request.session.cycle_key()
    request.session[_SECOND] = {"account": account.pk, "first": first.value, "since": clock.now().isoformat()}
    carried = "" if following == "/" else f"?{urlencode({'next': following})}"
    return HttpResponseRedirect(f"{reverse('access:login-second')}{carried}")


def _is_owed(account: Account, first: Strength) -> bool:
    if not settings.RESIDENT_SECOND_FACTOR_REQUIRED:
        return first is Strength.PASSWORD and has_factor(account.pk)
    # Somebody of an office with nothing to give but the password is let in to set the dynamic code up; until then
    # nothing he holds has any power (`sessions.ONE`).
    actor = actor_of(account)
    works = any(logins.is_staff(mandate.role) for mandate in (*actor.mandates, *actor.asleep))
    return _way(account, first) != "none" or not works


def _way(account: Account, first: Strength) -> str:
    """What the second proof is: "totp", else what the first one was not; "none": the account has nothing to give."""
    if has_factor(account.pk):
        return "totp"
    if first is Strength.PASSWORD:
        return "code" if ways.ways_of(account) else "none"
    return "password" if account.has_usable_password() else "none"


@for_anyone
@never_cache
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "POST"])
def login_second(request: HttpRequest) -> HttpResponse:
    """The second proof, after the right first one."""
    following, waiting, typed = safe_next(request), request.session.get(_SECOND), request.POST
    account = load_account(waiting["account"]) if waiting else None
    if account is None or clock.now() - datetime.fromisoformat(waiting["since"]) > _SECOND_LASTS:
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?again")
    way, refusal, asked, to = _way(account, Strength(waiting["first"])), None, None, None
    try:
        if request.method == "POST" and way == "code" and typed.get("step") != "code":
            to = ways.way_of(account, typed.get("by", "")) or refuse("bad_contact")
            asked = ways.send("login-second", to, account.pk, address=throttle.address_of(request))
        elif request.method == "POST":
            asked = codes.Asked(typed.get("token", "")) if way == "code" else None
            _prove(account, way, typed.get("token", ""), typed.get("password" if way == "password" else "code", ""))
            del request.session[_SECOND]
            begin(request, account, Strength.TWO if way == "totp" else Strength.BOTH)
            return HttpResponseRedirect(following)
    except Refusal as caught:
        refusal = caught
    refusals, errors = errors_of(refusal)
    context = {
        "refusals": refusals, "errors": errors, "next": following, "way": way, "asked": asked,
        "first": waiting["first"], "ways": ways.ways_of(account), "sent_to": to.shown if to else "",
    }  # fmt: skip
    return render(
        request, "access/login_second.html", context, status=refusal.status if refusal else 200, using="jinja2"
    )


def _prove(account: Account, way: str, token: str, given: str) -> None:
    """Refuses too_many_requests, wrong_second, wrong_code, wrong_password."""
    throttle.limit(f"second:account:{account.pk}", MOST_SECONDS, _QUARTER)
    if way == "totp":
        right, code, field = totp.accept_any(account.pk, given), "wrong_second", "code"
    elif way == "code":
        accepted = codes.check("login-second", token, given)
        right, code, field = accepted is not None and accepted.account_id == account.pk, "wrong_code", "code"
    else:
        right = way == "password" and len(given) <= 128 and account.check_password(given)
        code, field = "wrong_password", "password"
    if not right:
        refuse(code, field)
    throttle.forget([f"second:account:{account.pk}"])
