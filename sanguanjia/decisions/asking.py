"""Questions with several answers in a draft: who sits, from a settled slate; which of several offers, as typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.refusal import Reason, refuse_if_any
from sanguanjia.registry import queries as registry

from . import effects
from . import law as laws
from .models import Candidate, Item, Question, Slate, Vote
from .rules.clocks import CLOCKS
from .rules.elections import COMMITTEE, MANAGER
from .rules.inquiry import Inquiry
from .rules.law import Law, last_day
from .rules.questions import most_marks
from .types import CandidateState, QuestionKind, Scope, SlateState

MOST_ANSWERS = 60


@dataclass(frozen=True, slots=True)
class AnswerWish:
    """One of several companies or plans, as typed."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class QuestionWish:
    """A question as typed. elect: `slate_id` names the settled list, its seats are the slate's; choose: `answers`."""

    kind: str
    title: str
    text: str
    matter: int = COMMITTEE
    slate_id: int | None = None
    answers: tuple[AnswerWish, ...] = ()
    effect: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def demand_questions(
    deed: Deed, law: Law, estate_id: int, questions: tuple[QuestionWish, ...], opens_on: dt.date,
    closes_on: dt.date,
) -> None:  # fmt: skip
    """Refuse with everything that is wrong with the questions of a draft."""
    found: list[Reason] = []
    for number, wish in enumerate(questions, start=1):
        found += _wrong_texts(wish, number)
        if wish.kind == QuestionKind.ELECT:
            found += _wrong_slate(deed, law, estate_id, wish, number, opens_on)
        elif wish.kind == QuestionKind.CHOOSE:
            found += _wrong_answers(wish, number) or _wrong_effect(estate_id, wish, number, closes_on)
        else:
            found.append(Reason("bad_question", f"q_kind_{number}", {}))
    refuse_if_any(found)


def _wrong_texts(wish: QuestionWish, number: int) -> list[Reason]:
    found = []
    for text, name, label, most in ((wish.title, "title", "题目", 100), (wish.text, "text", "说明", 4_000)):
        if not text.strip():
            found.append(Reason("missing", f"q_{name}_{number}", {"label": f"第 {number} 题的{label}"}))
        elif len(text) > most:
            found.append(Reason("too_long", f"q_{name}_{number}", {"label": f"第 {number} 题的{label}", "most": most}))
    if not effects.fits(wish.effect, wish.matter):
        found.append(Reason("wrong_effect", f"q_kind_{number}", {}))
    return found


def _wrong_slate(
    deed: Deed, law: Law, estate_id: int, wish: QuestionWish, number: int, opens_on: dt.date
) -> list[Reason]:
    slate = Slate.objects.filter(estate_id=estate_id, pk=wish.slate_id or 0).first()
    if slate is None or slate.state != SlateState.SETTLED or slate.settled_at is None or wish.matter != COMMITTEE:
        return [Reason("slate_not_settled", f"q_slate_{number}", {})]
    looked = Inquiry(law)
    value = looked.held(CLOCKS["settle_candidates"])
    if value is not None:  # OWN-063: so many days before the vote
        latest, settled = last_day(law, value, opens_on), clock.local(slate.settled_at).date()
        looked.check("candidates_settled_too_late", settled <= latest, f"q_slate_{number}", latest=latest)
    finding = looked.finding()
    deed.under(*laws.versions(finding))
    return list(finding.refusals)


def _wrong_answers(wish: QuestionWish, number: int) -> list[Reason]:
    if wish.matter not in (MANAGER, *range(5, 10)):
        return [Reason("bad_matter", f"q_matter_{number}", {"given": str(wish.matter)})]
    named = [answer for answer in wish.answers if answer.title.strip()]
    if len(named) < 2 or len(named) < len(wish.answers):
        return [Reason("too_few_answers", f"q_answers_{number}", {})]
    if len(named) > MOST_ANSWERS or any(len(one.title) > 100 or len(one.text) > 4_000 for one in named):
        return [Reason("too_many_answers", f"q_answers_{number}", {"most": MOST_ANSWERS})]
    return []


def _wrong_effect(estate_id: int, wish: QuestionWish, number: int, closes_on: dt.date) -> list[Reason]:
    """What is chosen among several offers is of the whole estate."""
    drafted = effects.Drafted(estate_id, Scope.ESTATE.value, None, closes_on, wish.facts, f"q_answers_{number}")
    return effects.wrong_with(wish.effect, drafted)


def put_questions(deed: Deed, vote: Vote, questions: tuple[QuestionWish, ...], *, first: int) -> None:
    """Store the questions and an item for each answer; items go on at `first`."""
    for position, wish in enumerate(questions, start=1):
        elect = wish.kind == QuestionKind.ELECT
        slate = Slate.objects.get(estate_id=vote.estate_id, pk=wish.slate_id) if elect else None
        seats = slate.seats if slate else 1
        kind = "fill_seats" if slate and slate.committee_id else "seat_committee" if slate else wish.effect
        row = Question(
            estate_id=vote.estate_id, vote_id=vote.pk, position=position, kind=wish.kind, matter=wish.matter,
            title=wish.title.strip(), text=wish.text.strip(), seats=seats, most=most_marks(wish.kind, seats),
            slate_id=slate.pk if slate else None, effect=kind, facts=wish.facts,
        )  # fmt: skip
        row.save(force_insert=True)
        deed.touched(row)
        answers = _candidates(slate) if slate else [(one.title, one.text, None) for one in wish.answers]
        for number, (title, text, candidate) in enumerate(answers, start=first):
            item = Item(
                estate_id=vote.estate_id, vote_id=vote.pk, position=number, matter=wish.matter,
                title=title.strip()[:100], text=text.strip(), question_id=row.pk, candidate_id=candidate,
            )  # fmt: skip
            item.save(force_insert=True)
            deed.touched(item)
        first += len(answers)


def _candidates(slate: Slate) -> list[tuple[str, str, int | None]]:
    """Name, own words and id of everybody who stands, in the order of their naming."""
    rows = Candidate.objects.filter(
        estate_id=slate.estate_id, slate_id=slate.pk, state=CandidateState.ELIGIBLE.value
    ).order_by("id")  # fmt: skip
    people = registry.people_of(slate.estate_id, [row.party_id for row in rows])
    return [(people[row.party_id].name, row.statement, row.pk) for row in rows]
