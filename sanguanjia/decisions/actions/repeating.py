"""What follows when something did not carry: the same again as a new draft, a run-off among those who are tied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sanguanjia.decisions import following, outcomes, store
from sanguanjia.decisions.asking import AnswerWish, QuestionWish
from sanguanjia.decisions.models import Candidate, Item, Outcome, Proposal, Question, Slate, Vote
from sanguanjia.decisions.permissions import may_prepare
from sanguanjia.decisions.types import CandidateState, QuestionKind, SlateState, State, VoteRef
from sanguanjia.kernel import counters
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import refuse

from .drafting import ItemWish, VoteWish, draft_vote


@act("decisions.repeat_vote")
def repeat_vote(
    deed: Deed, *, estate_id: int, vote_id: int, opens_on: dt.date, closes_on: dt.date, since: dt.date | None = None,
    until: dt.date | None = None, chosen: Collection[str] = (),
) -> VoteRef:  # fmt: skip
    """A draft of what failed, with the same words: too few took part, or too few agreed. An election is held again with
    the same candidates; where only the last seats are tied, among the tied alone, and those above them sit with the
    winners (own.election.seats). `since`, `until`: the new days of a company that comes or goes; the old ones are over.
    `chosen`: what of it ("2" a matter, "q1" a question, as `queries.failed` names them); empty: all.

    Refuses not_found, not_permitted, vote_wrong_state, nothing_failed, not_failed, and what draft_vote does.
    """
    deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.POSTED, State.IN_FORCE)
    failed = outcomes.failed(vote)
    if not failed:
        refuse("nothing_failed", "vote")
    names = set(chosen) or set(failed)
    if not names <= set(failed):
        refuse("not_failed", "chosen")
    items, held = store.items_of(vote), outcomes.outcomes_of(vote)
    again = [item for item in items if item.question_id is None and str(item.position) in names]
    questions = [row for row in store.questions_of(vote) if f"q{row.position}" in names]
    matters = {one.matter for one in (*again, *questions)}
    proposal = Proposal.objects.filter(estate_id=estate_id, vote_id=vote_id, matter__in=matters).first()
    wish = VoteWish(
        title=f"再次表决：{vote.title}"[:80], caller=vote.caller, opens_on=opens_on, closes_on=closes_on,
        items=tuple(ItemWish(item.matter, item.title, item.text, item.effect,
                             following.moved(item.effect, item.facts, since, until)) for item in again),
        form=vote.form, scope=vote.scope, scope_id=vote.scope_id, precedence=vote.precedence,
        proposal_id=proposal.pk if proposal else None, after_id=vote.pk,
        questions=tuple(
            replace(wish, facts=following.moved(wish.effect, wish.facts, since, until))
            for wish in (_again(deed, vote, row, held[row.position], items) for row in questions)
        ),
    )  # fmt: skip
    made = draft_vote(deed.actor, estate_id=estate_id, wish=wish)
    store.change(deed, vote)
    return made


def _again(deed: Deed, vote: Vote, row: Question, outcome: Outcome, items: list[Item]) -> QuestionWish:
    answers = {item.position: item for item in items if item.question_id == row.pk}
    tied = [answers[position] for position in outcome.tied]
    if row.kind == QuestionKind.CHOOSE:
        offered = tied or list(answers.values())
        return QuestionWish(
            row.kind, row.title, row.text, row.matter, answers=tuple(AnswerWish(a.title, a.text) for a in offered),
            effect=row.effect, facts=row.facts,
        )  # fmt: skip
    facts: dict[str, Any] = dict(row.facts)
    if tied:
        facts["with"] = [*facts.get("with", []), *(answers[position].candidate_id for position in outcome.elected)]
    slate = _copied(deed, vote, row, [item.candidate_id for item in (tied or answers.values())],
                    outcome.left if tied else row.seats)  # fmt: skip
    return QuestionWish(row.kind, row.title, row.text, slate_id=slate, facts=facts)


def _copied(deed: Deed, vote: Vote, row: Question, candidates: list[int | None], seats: int) -> int:
    """The list of the vote before, settled as it was, with these candidates for these seats."""
    old = Slate.objects.get(estate_id=vote.estate_id, pk=row.slate_id)
    slate = Slate(
        estate_id=vote.estate_id, number=counters.next_number(vote.estate_id, "slate"), body=old.body,
        title=f"再次表决：{old.title}"[:60], seats=seats, state=SlateState.SETTLED.value, until=old.until,
        committee_id=old.committee_id, made_by=deed.actor.account_id, made_at=deed.at, posted_at=old.posted_at,
        notice_id=old.notice_id, notice_number=old.notice_number, settled_at=old.settled_at,
    )  # fmt: skip
    slate.save(force_insert=True)
    deed.touched(slate)
    for one in Candidate.objects.filter(
        estate_id=vote.estate_id, slate_id=old.pk, state=CandidateState.ELIGIBLE.value, pk__in=candidates
    ).order_by("id"):
        copy = Candidate(
            estate_id=vote.estate_id, slate_id=slate.pk, party_id=one.party_id, unit_id=one.unit_id,
            account_id=one.account_id, route=one.route, state=one.state, statement=one.statement,
            document=one.document, met=one.met, seniority=one.seniority, named_by=one.named_by,
            named_at=one.named_at, agreed_at=one.agreed_at,
        )  # fmt: skip
        copy.save(force_insert=True)
        deed.touched(copy)
    return slate.pk
