"""我的数据: see, copy, correct, agree and withdraw, close; and who looked."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.access.queries import account_of
from sanguanjia.access.types import Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_known, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.privacy import actions, catalogue, queries
from sanguanjia.privacy.permissions import may_copy
from sanguanjia.privacy.wording import COLUMNS
from sanguanjia.registry import people
from sanguanjia.registry.actions import change_phone


@for_known
@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """我的数据"""
    account_id = actor_of(request).account_id or refuse("login_needed")
    account, entries = account_of(account_id), people.persons_of_account(account_id)
    stands = queries.consents(account_id)
    wards = people.wards_of_account(account_id, clock.today())
    facts = {
        "account": account,
        "entries": entries,
        "wards": wards,
        "purposes": [(each, stands.get(each.key)) for each in catalogue.purposes()],
        "looks": _looks(account_id, entries + wards),
        "key": f"consent-{new_id()}",
    }
    return render(request, "privacy/mine.html", facts)


def _looks(account_id: int, entries: tuple[people.Person, ...]) -> list[dict[str, Any]]:
    labels = {role.value: role.label for role in Role}
    return [
        {
            "at": look.at,
            "who": look.by,
            "role": labels.get(look.role, look.role),
            "place": look.place,
            "what": "、".join(COLUMNS.get(column, column) for column in look.columns),
            "reason": look.reason,
        }
        for look in queries.looks_at(account_id, {each.party_id: each.estate_id for each in entries})
    ]


@needs(may_copy)
@never_cache
@require_GET
def copy(request: HttpRequest) -> HttpResponse:
    """A copy of one's own data to take away (PIPL 45), in full, behind a fresh proof of who asks."""
    account_id = actor_of(request).account_id or refuse("login_needed")
    account, entries = account_of(account_id), people.persons_of_account(account_id, full=True)
    wards = people.wards_of_account(account_id, clock.today(), full=True)
    data = {
        "made_at": clock.now().astimezone(UTC).isoformat(timespec="seconds"),
        "account": {"name": account.name, "phone": account.phone, "email": account.email} if account else None,
        "registered_as": [_copied(each) for each in entries],
        "guardian_of": [_copied(each) for each in wards],
        "consents": dict(queries.consents(account_id)),
        "seen_by": [
            {**look, "at": look["at"].astimezone(UTC).isoformat(timespec="seconds")}
            for look in _looks(account_id, entries + wards)
        ],
    }
    answer = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = "attachment; filename=my-data.json"
    return answer


def _copied(each: people.Person) -> dict[str, str]:
    return {
        "estate": each.estate_name, "name": each.name, "document": each.identity_word, "number": each.identity,
        "phone": each.phone,
    }  # fmt: skip


@for_known
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """同意或撤回"""
    actor, purpose = actor_of(request), request.POST.get("purpose", "")[:40]
    if request.POST.get("word") == "give":
        version = request.POST.get("version", "")
        number = int(version) if version.isascii() and version.isdecimal() and len(version) < 6 else 0
        actions.give_consent(actor, key=key_of(request), estate_id=Home.PLATFORM_ID, purpose=purpose, version=number)
        messages.success(request, "已同意。随时可以在这里撤回。")
    else:
        actions.withdraw_consent(actor, key=key_of(request), estate_id=Home.PLATFORM_ID, purpose=purpose)
        messages.success(request, "已撤回同意。")
    return HttpResponseRedirect(reverse("privacy:mine"))


@for_known
@never_cache
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest, estate_id: int, party_id: int) -> HttpResponse:
    """更正登记的手机号: one's own entry in a roster, or that of a person one acts for; others do not exist here."""
    actor = actor_of(request)
    entry = people.stood_for(actor.account_id or refuse("not_found"), estate_id, party_id, clock.today())
    refusal: Refusal | None = None
    typed = request.POST.get("phone", "").strip()[:40]
    if request.method == "POST":
        try:
            change_phone(actor, key=key_of(request), estate_id=estate_id, party_id=party_id, phone=typed)
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, "登记的手机号已更正。")
            return HttpResponseRedirect(reverse("privacy:mine"))
    said, errors = errors_of(refusal)
    facts = {"entry": entry, "typed": typed, "refusals": said, "errors": errors, "key": f"phone-{new_id()}"}
    return render(request, "privacy/phone.html", facts, status=422 if refusal else 200)
