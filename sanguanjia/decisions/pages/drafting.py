"""发起表决: who calls, what is asked, when, for whom; changed until it is announced."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanguanjia.decisions import actions, proposing, queries
from sanguanjia.decisions.actions.drafting import HERE, MOST_ITEMS, VoteWish
from sanguanjia.decisions.asking import AnswerWish, QuestionWish
from sanguanjia.decisions.pages import again, follows, shown
from sanguanjia.decisions.pages.as_typed import as_typed
from sanguanjia.decisions.pages.desk import prepare
from sanguanjia.decisions.permissions import CALLERS
from sanguanjia.decisions.types import QuestionKind
from sanguanjia.decisions.vote_wording import CALLER_WORDS, FORM_WORDS, PRECEDENCE_WORDS, SYSTEM_WORDS
from sanguanjia.decisions.wording import MATTER_WORDS
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

ROWS = 3  # matters offered on an empty form; one that is filled in shows what it has
_SHOWN_AGAIN = ("not_found", "login_needed", "not_permitted")


@prepare
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, estate_id: int) -> HttpResponse:
    """发起表决"""
    if request.method != "POST":
        return _form(request, estate_id)
    try:
        wish = _wish(request, estate_id)
        ref = actions.draft_vote(actor_of(request), key=key_of(request), estate_id=estate_id, wish=wish)
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return _form(request, estate_id, refusal)
    messages.success(request, "草稿已保存。核对以后再公告，公告以后事项不能再改。")
    return HttpResponseRedirect(reverse("decisions:vote", args=[estate_id, ref.id]))


@prepare
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, estate_id: int, vote_id: int) -> HttpResponse:
    """修改草稿"""
    found = queries.vote(estate_id, vote_id)
    if request.method != "POST":
        return _form(request, estate_id, found=found)
    try:
        wish = _wish(request, estate_id)
        actions.change_vote(actor_of(request), key=key_of(request), estate_id=estate_id, vote_id=vote_id, wish=wish)
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return _form(request, estate_id, refusal, found)
    messages.success(request, "草稿已修改。")
    return HttpResponseRedirect(reverse("decisions:vote", args=[estate_id, vote_id]))


def _wish(request: HttpRequest, estate_id: int) -> VoteWish:
    typed = request.POST
    opens, closes = shown.day_of(typed.get("opens_on", "")), shown.day_of(typed.get("closes_on", ""))
    wrong = [
        Reason("missing", field, {"label": label})
        for field, label, day in (("opens_on", "开始日", opens), ("closes_on", "截止日", closes)) if day is None
    ]  # fmt: skip
    if opens is None or closes is None:
        raise Refusal(wrong)
    items = tuple(follows.read(typed, n, estate_id) for n in range(1, MOST_ITEMS + 1) if follows.given(typed, n))
    questions = tuple(
        QuestionWish(QuestionKind.ELECT.value, typed.get("election_title", "")[:200],
                     typed.get("election_text", "")[:5000], slate_id=slate)
        for slate in [shown.number_of(typed.get("slate", ""))] if slate
    )  # fmt: skip
    if typed.get("choice_title", "").strip():
        questions += (_choice(typed, estate_id),)
    scope, _, scope_id = typed.get("scope", "estate").partition("-")
    return VoteWish(
        title=typed.get("title", "")[:200], caller=typed.get("caller", "")[:20], opens_on=opens, closes_on=closes,
        items=items, form=typed.get("form", "electronic")[:12], scope=scope,
        scope_id=shown.number_of(scope_id) or None, precedence=typed.get("precedence", "paper")[:6],
        proposal_id=shown.number_of(typed.get("proposal", "")) or None, questions=questions,
        run_by=typed.get("run_by", HERE)[:20] or HERE, system_name=typed.get("system_name", "")[:100],
        after_id=shown.number_of(typed.get("after", "")) or None,
    )  # fmt: skip


def _choice(typed: Any, estate_id: int) -> QuestionWish:
    """One of several, a line each: the name, then what is offered after a colon."""
    lines = [line.strip() for line in typed.get("choice_answers", "")[:20_000].splitlines() if line.strip()]
    answers = tuple(AnswerWish(name.strip(), text.strip()) for name, _, text in (
        line.replace("：", ":").partition(":") for line in lines))  # fmt: skip
    effect, facts = follows.of_choice(typed, [one.title for one in answers], estate_id)
    return QuestionWish(
        QuestionKind.CHOOSE.value,
        typed.get("choice_title", "")[:200],
        typed.get("choice_text", "")[:5000],
        shown.number_of(typed.get("choice_matter", "")),
        answers=answers,
        effect=effect,
        facts=facts,
    )


def _form(
    request: HttpRequest, estate_id: int, refusal: Refusal | None = None, found: Any = None
) -> HttpResponse:  # fmt: skip
    said, errors = errors_of(refusal)
    actor = actor_of(request)
    roles = {m.role for m in actor.mandates}
    callers = [c for role, each in CALLERS.items() if role in roles for c in each]
    typed = request.POST if request.method == "POST" else as_typed(found) or _asked(request, estate_id)
    parts = [("estate", "全小区")]
    parts += [(f"building-{b.id}", b.name) for b in registry.buildings(estate_id)]
    parts += [(f"entrance-{e.pk}", f"{e.building.name}{e.code}单元") for e in registry.entrances(estate_id)]
    facts = {
        "estate": registry.estate(estate_id), "found": found,
        "rows": range(1, max(ROWS, *(n for n in range(MOST_ITEMS + 1) if follows.given(typed, n) or not n)) + 1),
        "typed": typed, "before": _before(estate_id, typed, found),
        "follows": follows.choices(estate_id), "companies": follows.companies(estate_id),
        "callers": [(c, CALLER_WORDS[c]) for c in dict.fromkeys(callers)], "parts": parts,
        "systems": [(HERE, "本平台"), *SYSTEM_WORDS.items()],
        "forms": list(FORM_WORDS.items()), "precedences": list(PRECEDENCE_WORDS.items()),
        "matters": [(str(n), f"{n}. {words}") for n, words in MATTER_WORDS.items()],
        "slates": [(str(row.pk), f"{row.title}（应选 {row.seats} 人）") for row in queries.settled_slates(estate_id)],
        "proposals": [(str(p.pk), f"{p.number} 号：{p.title}") for p, _ in queries.proposals(estate_id)
                      if proposing.may_be_voted(p, found.pk if found else None)],
        "refusals": said, "errors": errors, "key": f"draft-{new_id()}", "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/draft.html", facts, refusal.status if refusal else 200)


def _asked(request: HttpRequest, estate_id: int) -> dict[str, str]:
    """The form for one work of the fund, as the page of the work asks for it; for a proposal; for a vote called off."""
    asked = {name: shown.number_of(request.GET.get(name, "")) for name in ("work", "after", "proposal")}
    return follows.of_work(estate_id, asked["work"]) or again.drafted(estate_id, asked["after"], asked["proposal"])


def _before(estate_id: int, typed: Any, found: Any) -> Any:
    """The vote that is held again in this draft, for the form to name it."""
    number = found.after_id if found is not None else shown.number_of(typed.get("after", ""))
    try:
        return queries.vote(estate_id, number) if number else None
    except Refusal:  # of another estate, or none at all
        return None
