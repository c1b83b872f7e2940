"""Publish a version, or correct one that was entered wrong: one form, two acts. For the administrator, the city's and
the district's office."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sanguanjia.kernel.doors import needs_role
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.kernel.wording import Said, say_all
from sanguanjia.policy import queries
from sanguanjia.policy.actions import correct_version, publish_version
from sanguanjia.policy.permissions import PUBLISHERS
from sanguanjia.policy.types import Layer, RuleVersion
from sanguanjia.policy.wording import FORCE_WORDS, LAYER_WORDS, TAG_WORDS

from .asked import Asked, asked, place_options
from .showing import in_order

FIELDS = (
    "key", "title", "jurisdiction", "layer", "force", "value", "effective_from", "effective_to", "source_title",
    "source_article", "source_tag", "exception_to", "note", "belated", "wrong",
)  # fmt: skip
_OPTIONS = {
    "layers": tuple((layer.code, words) for layer, words in LAYER_WORDS.items()),
    "forces": tuple((force.value, words) for force, words in FORCE_WORDS.items()),
    "tags": tuple((tag, words) for tag, words in TAG_WORDS.items()),
}


@needs_role(*PUBLISHERS)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """The form, filled from what holds at the place when ?key= names a rule, or from the version ?wrong= names; then
    the act."""
    if request.method == "POST":
        form = {name: request.POST.get(name, "").strip()[:20_000] for name in FIELDS}
        try:
            messages.success(request, _act(request, form))
        except Refusal as refusal:
            return _page(request, form, say_all(refusal), refusal.status)
        day = f"?place={form['jurisdiction']}&date={form['effective_from']}"
        return HttpResponseRedirect(reverse("policy:rule", args=[form["key"]]) + day)
    wrong = queries.version(request.GET.get("wrong", "")[:200])
    form = _of(wrong) if wrong else _filled(request.GET.get("key", ""), asked(request))
    return _page(request, form, (), 200)


def _act(request: HttpRequest, form: dict[str, str]) -> str:
    """Publish or correct; what was done, in words."""
    actor = request.actor  # type: ignore[attr-defined]
    key = request.POST.get("idempotency_key", "")[:80] or None
    if form["wrong"]:
        correct_version(
            actor, key=key, estate_id=Home.PLATFORM_ID,
            wrong=form["wrong"], rule=_rule(form), because=form["belated"],
        )  # fmt: skip
        return "已更正。写错的一版连同理由仍可查到；受影响的期限会在几分钟内重算。"
    done = publish_version(
        actor, key=key, estate_id=Home.PLATFORM_ID, rule=_rule(form), belated=form["belated"]
    )  # fmt: skip
    return f"已公布。{'原版本已在前一日终止，仍可查到。' if done.closed else ''}"


def _rule(form: dict[str, str]) -> dict[str, Any]:
    """The form as a pack's rule. The value is JSON; a plain word or sentence is taken as text."""
    if not form["value"]:
        raise Refusal([Reason("missing", "value", {"label": "内容"})])
    try:
        value = json.loads(form["value"])
    except (ValueError, RecursionError):
        if form["value"][0] in '{["-0123456789':
            raise Refusal([Reason("policy_malformed", "value", {"given": "内容的括号、引号或逗号不配对"})]) from None
        value = form["value"]
    rule: dict[str, Any] = {
        "key": form["key"],
        "title": form["title"],
        "jurisdiction": form["jurisdiction"],
        "layer": form["layer"],
        "force": form["force"],
        "value": value,
        "effective_from": form["effective_from"],
        "source": {"title": form["source_title"], "article": form["source_article"], "tag": form["source_tag"]},
        "note": form["note"],
    }
    for name in ("effective_to", "exception_to"):
        if form[name]:
            rule[name] = form[name]
    return rule


def _filled(key: str, question: Asked) -> dict[str, str]:
    """An empty form, or the rule as it holds at the asked place: what a new version usually starts from."""
    form = dict.fromkeys(FIELDS, "")
    form |= {"key": key, "jurisdiction": question.place, "layer": Layer.NORMATIVE_DOC.code, "force": "default"}
    found = queries.packs().resolve(key, question.chain, question.day)
    if found is not None:
        form |= {"title": found.winner.title, "layer": found.winner.layer.code, "force": found.winner.force.value}
        form["value"] = json.dumps(_ordered(found.value), ensure_ascii=False, indent=2)
    return form


def _of(rule: RuleVersion) -> dict[str, str]:
    """The form of a version that was entered wrong, to be corrected."""
    return {
        "key": rule.key,
        "title": rule.title,
        "jurisdiction": rule.jurisdiction,
        "layer": rule.layer.code,
        "force": rule.force.value,
        "value": json.dumps(_ordered(rule.value), ensure_ascii=False, indent=2),
        "effective_from": rule.effective_from.isoformat(),
        "effective_to": rule.effective_to.isoformat() if rule.effective_to else "",
        "source_title": rule.source.title,
        "source_article": rule.source.article,
        "source_tag": rule.source.tag,
        "exception_to": rule.exception_to or "",
        "note": rule.note,
        "belated": "",
        "wrong": rule.version,
    }


def _ordered(value: Any) -> Any:
    """The same value with its names in the order of the words' list."""
    if isinstance(value, dict):
        return {name: _ordered(part) for name, part in in_order(value)}
    return [_ordered(part) for part in value] if isinstance(value, list) else value


def _page(request: HttpRequest, form: dict[str, str], refusals: tuple[Said, ...], status: int) -> HttpResponse:
    context = {
        "form": form,
        "refusals": refusals,
        "errors": {said.field: said.text for said in refusals if said.field},
        "places": place_options(asked(request), form["jurisdiction"]),
        "idempotency_key": request.POST.get("idempotency_key", "") or secrets.token_hex(16),
        **_OPTIONS,
    }
    return render(request, "policy/publish.html", context, status=status, using="jinja2")
