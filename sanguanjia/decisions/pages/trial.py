"""表决规则: enter totals, see the verdict with its clauses and both counts; and how a place votes. Nothing is stored.

The address carries the question, so a result can be shown to somebody else. Law is public: no login.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from sanguanjia.decisions import saying
from sanguanjia.decisions.rules.count import count, deem
from sanguanjia.decisions.rules.vote_request import LABELS, read_vote
from sanguanjia.decisions.types import Base, Clause, Tally, Test, Threshold, Verdict
from sanguanjia.decisions.wording import MATTER_WORDS, REASON_WORDS, REGIME_WORDS, SIDE_WORDS
from sanguanjia.kernel.area import square_metres
from sanguanjia.kernel.doors import for_anyone
from sanguanjia.kernel.refusal import Reason
from sanguanjia.kernel.wording import Said, say
from sanguanjia.look.forms import render
from sanguanjia.look.types import Bar
from sanguanjia.policy import queries
from sanguanjia.policy.explaining import day_words
from sanguanjia.policy.pages.asked import Asked, asked, place_options
from sanguanjia.policy.pages.showing import show
from sanguanjia.policy.types import Json

PARTS = tuple(LABELS)
PLACE_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("谁来发起", ("own.meeting.who_may_call", "own.meeting.temporary.trigger", "own.meeting.temporary.grounds")),
    (
        "通知和公示",
        (
            "own.meeting.notice",
            "own.meeting.notice.temporary",
            "own.electorate.notice",
            "own.meeting.agenda_locked",
            "own.result.post",
            "own.result.review",
        ),
    ),
    (
        "怎么投票",
        (
            "own.meeting.forms",
            "own.ballot.window",
            "own.ballot.named",
            "own.ballot.proxy",
            "own.ballot.proxy_cap",
            "own.ballot.revote",
            "own.ballot.undeliverable",
        ),
    ),
    (
        "怎么计",
        (
            "own.electorate.headcount",
            "own.electorate.count_parking",
            "own.electorate.sale",
            "own.ballot.deemed_participation",
            "own.ballot.invalid",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of the verdict: the strict one, or the one with what is deemed."""

    verdict: Verdict
    words: str
    reasons: tuple[str, ...]
    bars: tuple[Bar, ...]
    lines: tuple[str, ...]


@for_anyone
@require_GET
def trial(request: HttpRequest) -> HttpResponse:
    """The form; with totals given, the verdict; below, how this place votes."""
    question = asked(request)
    typed = {name: request.GET.get(name, "").strip()[:60] for name in ("matter", *_fields())}
    tried = any(typed[name] for name in _fields())
    said: tuple[Said, ...] = question.faults
    counted: list[Counted] = []
    clauses: tuple[Clause, ...] = ()
    regime = ""
    if tried and not said:
        vote, reasons = read_vote(_question(typed, question), _law(question))
        said = tuple(say(_on_page(reason)) for reason in reasons)
        if vote is not None:
            verdict = count(vote.law, vote.matter, vote.level, vote.tally, vote.deemed)
            counted.append(_counted(verdict, vote.tally))
            if verdict.deemed is not None and vote.deemed is not None:
                counted.append(_counted(verdict.deemed, deem(vote.tally, vote.deemed)[1]))
            clauses = (verdict.deemed or verdict).clauses
            regime = REGIME_WORDS.get(verdict.regime, verdict.regime)
    facts = {
        "asked": question,
        "places": place_options(question),
        "day_words": day_words(question.day),
        "typed": typed,
        "refusals": said,
        "errors": {one.field: one.text for one in said if one.field},
        "matters": [(str(number), f"{number}. {words}") for number, words in MATTER_WORDS.items()],
        "parts": [(name, LABELS[name]) for name in PARTS],
        "counted": counted,
        "side": SIDE_WORDS[counted[1].verdict.deemed_side] if len(counted) > 1 else "",
        "regime": regime,
        "clauses": _links(clauses, question),
        "rules": _place_rules(question),
    }
    return render(request, "decisions/trial.html", facts)


def _fields() -> tuple[str, ...]:
    return tuple(f"{name}_{axis}" for name in PARTS for axis in ("area", "n"))


def _question(typed: Mapping[str, str], question: Asked) -> dict[str, Any]:
    """What was typed, in the form of the command's question; people write 100,000 and full-width commas."""
    raw: dict[str, Any] = {"date": question.day.isoformat(), "matter": _whole(typed["matter"]) or None}
    for name in PARTS:
        area, n = (_plain(typed[f"{name}_{axis}"]) for axis in ("area", "n"))
        if area or n or name in ("total", "for", "against"):
            raw[name] = {"area": area or None, "n": _whole(n) if n else None}
    return raw


def _plain(text: str) -> str:
    return text.replace(",", "").replace("，", "").replace(" ", "")


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() else text


def _law(question: Asked) -> Any:
    """The rules of the city's database for the asked place, whatever place the question names."""
    return lambda key, _place, day: queries.packs().resolve(key, question.chain, day)


def _on_page(reason: Reason) -> Reason:
    """A refusal at the field of the page (total.area is total_area), without the words of the machine's form."""
    if reason.code in ("level_or_matter", "bad_matter"):
        return Reason("missing", "matter", {"label": "事项"})
    if reason.code == "no_rule":
        return Reason("no_law_yet", "date", reason.data)
    field = (reason.field or "").replace(".", "_")
    return Reason(reason.code, field or None, reason.data)


def _counted(verdict: Verdict, tally: Tally) -> Counted:
    return Counted(
        verdict,
        "通过" if verdict.passed else "未通过",
        tuple(REASON_WORDS[code] for code in verdict.reasons),
        _bars(verdict, tally),
        tuple(saying.count_lines(verdict, tally)),
    )


def _bars(verdict: Verdict, tally: Tally) -> tuple[Bar, ...]:
    """The two counts, participation and consent, each with the mark of the law."""
    gate, bar = verdict.participation_threshold, verdict.consent_threshold
    base = tally.total if bar.base is Base.ALL else tally.participants
    part, total, yes = tally.participants, tally.total, tally.yes
    shown = [
        _bar("参与面积", part.area, total.area, gate, square_metres),
        _bar("参与人数", part.n, total.n, gate, str),
    ]
    if verdict.consent is not None:  # without participation nobody asks for consent any more
        shown.append(_bar("同意面积", yes.area, base.area, bar, square_metres))
        shown.append(_bar("同意人数", yes.n, base.n, bar, str))
    return tuple(one for one in shown if one is not None)


def _bar(label: str, part: int, whole: int, limit: Threshold, words: Any) -> Bar | None:
    if limit.test is Test.NONE or whole <= 0:
        return None
    return Bar(
        label,
        part,
        whole,
        limit.share.numerator,
        limit.share.denominator,
        f"{words(part)} / {words(whole)}，须{saying.threshold_words(limit)}",
        strict=limit.test is Test.GT,
    )


def _links(clauses: tuple[Clause, ...], question: Asked) -> list[tuple[str, str]]:
    """(address of the rule's page, clause in words)."""
    found: dict[str, str] = {}
    for clause in clauses:
        key = clause.version.partition("@")[0]
        found.setdefault(reverse("policy:rule", args=[key]) + question.query, f"《{clause.title}》{clause.article}")
    return list(found.items())


def _in_words(value: Json) -> str:
    """A whole value in one line: nobody should have to open a rule to learn how long votes may be cast."""
    shown = show(value)
    return shown.sentence or "；".join(f"{name}：{words}" for name, words in shown.facts)


def _place_rules(question: Asked) -> list[tuple[str, list[dict[str, str]]]]:
    """How this place votes on this day, by group; each line leads to the rule with its clause."""
    packs = queries.packs()
    groups = []
    for title, keys in PLACE_RULES:
        rows = []
        for key in keys:
            found = packs.resolve(key, question.chain, question.day)
            if found is not None:
                rows.append(
                    {
                        "href": reverse("policy:rule", args=[key]) + question.query,
                        "title": found.winner.title,
                        "value": _in_words(found.value),
                        "place": question.named(found.winner.jurisdiction),
                    }
                )
        groups.append((title, rows))
    return [group for group in groups if group[1]]
