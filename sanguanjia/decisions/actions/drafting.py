"""Prepare a vote: who calls it, about what, when, for whom. Nothing is announced yet; all of it can still change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from dataclasses import field as with_default
from typing import Any

from sanguanjia.decisions import effects, guards, outside, store
from sanguanjia.decisions import law as laws
from sanguanjia.decisions.asking import QuestionWish, demand_questions, put_questions
from sanguanjia.decisions.models import Item, OutsideSystem, Proposal, Vote
from sanguanjia.decisions.permissions import CALLERS, may_prepare
from sanguanjia.decisions.proposing import may_be_voted, support_of
from sanguanjia.decisions.rules import meetings
from sanguanjia.decisions.rules.count import MATTERS
from sanguanjia.decisions.types import Form, Precedence, Scope, State, VoteRef
from sanguanjia.kernel import clock, counters
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.actor import Mandate
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.registry import queries as registry

HERE, OWNERS = "estate", "owners_20_percent"
SYSTEMS = ("city_system", "authority_platform", "recognised_system")
MOST_ITEMS, MOST_TITLE, MOST_TEXT = 9, 80, 4_000


@dataclass(frozen=True, slots=True)
class ItemWish:
    """One matter as typed: which of the nine (民法典 278), its title and the text that is voted on. `effect`, `facts`:
    what follows when it is in force (effects.py)."""

    matter: int
    title: str
    text: str
    effect: str = ""
    facts: dict[str, Any] = with_default(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VoteWish:
    """A vote as typed: matters, then questions with several answers. `scope_id`: the building or entrance whose owners
    bear the cost; None for the whole estate."""

    title: str
    caller: str
    opens_on: dt.date
    closes_on: dt.date
    items: tuple[ItemWish, ...] = ()
    form: str = Form.ELECTRONIC.value
    scope: str = Scope.ESTATE.value
    scope_id: int | None = None
    precedence: str = Precedence.PAPER.value
    proposal_id: int | None = None
    questions: tuple[QuestionWish, ...] = ()
    run_by: str = "estate"  # else the system that the city demands (OWN-044), by its name
    system_name: str = ""
    after_id: int | None = None  # the vote that came to nothing and is held again


@act("decisions.draft_vote")
def draft_vote(deed: Deed, *, estate_id: int, wish: VoteWish) -> VoteRef:
    """A new vote, as a draft.

    Refuses not_permitted, not_found, missing, too_long, bad_matter, too_many_items, unknown_scope, may_not_call,
    form_not_allowed, wrong_voting_system, closes_before_it_opens, window_too_short, window_too_long,
    proposal_not_reached, proposal_voted_already, vote_wrong_state (of the one held again), wrong_effect, follow_twice,
    what the effect refuses (follow_*: effects.wrong_with); for
    questions bad_question, too_few_answers, too_many_answers, slate_not_settled, candidates_settled_too_late.
    """
    mandate = deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    registry.estate(estate_id)  # a neighbourhood has no owners of its own
    proposal = _demand(deed, estate_id, wish, mandate, None)
    vote = Vote(
        estate_id=estate_id, number=counters.next_number(estate_id, "vote"), made_by=deed.actor.account_id,
        made_at=deed.at, after_id=_after(estate_id, wish, proposal), **_columns(wish),
    )  # fmt: skip
    vote.save(force_insert=True)
    deed.touched(vote)
    _put_items(deed, vote, wish, proposal)
    _put_system(deed, vote, wish)
    _link(deed, vote, proposal)
    return store.ref(vote)


def _after(estate_id: int, wish: VoteWish, proposal: Proposal | None) -> int | None:
    """The vote before this one: the one that the form names, else the proposal's last. Refuses not_found,
    vote_wrong_state."""
    if wish.after_id is not None:
        return store.lock(estate_id, wish.after_id, State.CANCELLED, State.POSTED, State.IN_FORCE).pk
    return proposal.vote_id if proposal is not None else None


def _link(deed: Deed, vote: Vote, proposal: Proposal | None) -> None:
    """The proposal names its last vote; one that a changed draft no longer asks for names the vote before again."""
    for row in Proposal.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk):
        if proposal is None or row.pk != proposal.pk:
            _name(deed, row, vote.after_id)
    if proposal is not None and proposal.vote_id != vote.pk:
        _name(deed, proposal, vote.pk)


def _name(deed: Deed, row: Proposal, vote_id: int | None) -> None:
    before, row.vote_id = row_digest(row), vote_id
    row.save(update_fields=["vote_id"])
    deed.touched(row, before=before)


@act("decisions.change_vote")
def change_vote(deed: Deed, *, estate_id: int, vote_id: int, wish: VoteWish) -> VoteRef:
    """Everything of a draft, anew. Refuses not_found, vote_wrong_state (announced), and what draft_vote does."""
    mandate = deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.DRAFT)
    proposal = _demand(deed, estate_id, wish, mandate, vote)
    for row in (*store.items_of(vote), *store.questions_of(vote)):
        deed.removed(row)
        row.delete()
    _put_items(deed, vote, wish, proposal)
    _put_system(deed, vote, wish)
    _link(deed, vote, proposal)
    return store.change(deed, vote, **_columns(wish))


def _columns(wish: VoteWish) -> dict[str, object]:
    return {
        "title": wish.title.strip(), "caller": wish.caller, "form": wish.form, "scope": wish.scope,
        "scope_id": wish.scope_id, "precedence": wish.precedence, "opens_on": wish.opens_on,
        "closes_on": wish.closes_on,
    }  # fmt: skip


def _put_items(deed: Deed, vote: Vote, wish: VoteWish, proposal: Proposal | None) -> None:
    for position, item in enumerate(_as_asked(wish.items, proposal), start=1):
        row = Item(
            estate_id=vote.estate_id, vote_id=vote.pk, position=position, matter=item.matter,
            title=item.title.strip(), text=item.text.strip(), effect=item.effect, facts=item.facts,
        )  # fmt: skip
        row.save(force_insert=True)
        deed.touched(row)
    put_questions(deed, vote, wish.questions, first=len(wish.items) + 1)


def _as_asked(items: tuple[ItemWish, ...], proposal: Proposal | None) -> list[ItemWish]:
    """The matters, the one that owners proposed with what it shall do: what was asked for is what is voted."""
    found = list(items)
    if proposal is not None and proposal.effect:
        place = next((n for n, item in enumerate(found) if item.matter == proposal.matter), None)
        if place is not None:
            found[place] = replace(found[place], effect=proposal.effect, facts=proposal.facts)
    return found


def _put_system(deed: Deed, vote: Vote, wish: VoteWish) -> None:
    """The city's voting system, where the vote is held in one."""
    old = outside.system_of(vote)
    if old is not None:
        deed.removed(old)
        old.delete()
    if wish.run_by != HERE:
        row = OutsideSystem(
            estate_id=vote.estate_id, vote_id=vote.pk, system=wish.run_by, name=wish.system_name.strip()
        )
        row.save(force_insert=True)
        deed.touched(row)


def _demand(
    deed: Deed, estate_id: int, wish: VoteWish, mandate: Mandate | None, draft: Vote | None
) -> Proposal | None:
    refuse_if_any(_wrong_with(estate_id, wish))
    law = laws.law_of(estate_id, clock.today())
    findings = [
        meetings.may_call(law, wish.caller), meetings.form(law, wish.form, run_by=wish.run_by),
        meetings.window(law, wish.opens_on, wish.closes_on),
        *guards.findings(law, estate_id, wish.caller, tuple(item.matter for item in wish.items)),
    ]  # fmt: skip
    laws.demand(*findings)
    deed.under(*laws.versions(*findings))
    demand_questions(deed, law, estate_id, wish.questions, wish.opens_on, wish.closes_on)
    if mandate is None or wish.caller not in CALLERS.get(mandate.role, ()):
        refuse("may_not_call", "caller", caller=wish.caller)
    asked = wish.caller == OWNERS or wish.proposal_id is not None
    return _proposal(estate_id, wish, draft) if asked else None


def _proposal(estate_id: int, wish: VoteWish, draft: Vote | None) -> Proposal:
    """What the vote was asked for: by enough owners; a removal may be asked for by members instead, and is then called
    by the committee or the street (OWN-071)."""
    rows = Proposal.objects.select_for_update().filter(estate_id=estate_id, pk=wish.proposal_id or 0)
    row = rows.first() or refuse("proposal_not_reached", "proposal")
    found = support_of(row, clock.today())
    enough = found.called.holds if wish.caller == OWNERS else found.finding.holds
    if not enough or row.matter not in {one.matter for one in (*wish.items, *wish.questions)}:
        refuse("proposal_not_reached", "proposal")
    if not may_be_voted(row, wish.after_id, draft.pk if draft else None):
        refuse("proposal_voted_already", "proposal")
    return row


def _wrong_with(estate_id: int, wish: VoteWish) -> list[Reason]:
    found = []
    texts = [(wish.title, "title", "标题", MOST_TITLE)]
    for number, item in enumerate(wish.items, start=1):
        texts += [(item.title, f"title_{number}", f"第 {number} 项的标题", 100),
                  (item.text, f"text_{number}", f"第 {number} 项的内容", MOST_TEXT)]  # fmt: skip
        if item.matter not in MATTERS:
            found.append(Reason("bad_matter", f"matter_{number}", {"given": str(item.matter)}))
        elif not effects.fits(item.effect, item.matter):
            found.append(Reason("wrong_effect", f"matter_{number}", {}))
        else:
            found += effects.wrong_with(item.effect, effects.Drafted(
                estate_id, wish.scope, wish.scope_id, wish.closes_on, item.facts, f"follow_{number}"
            ))  # fmt: skip
    found += _twice(wish.items)
    for text, field, label, most in texts:
        if not text.strip():
            found.append(Reason("missing", field, {"label": label}))
        elif len(text) > most:
            found.append(Reason("too_long", field, {"label": label, "most": most}))
    if not wish.items and not wish.questions:
        found.append(Reason("missing", "title_1", {"label": "表决事项"}))
    if len(wish.items) + len(wish.questions) > MOST_ITEMS:
        found.append(Reason("too_many_items", "title_1", {"most": MOST_ITEMS}))
    if wish.run_by != HERE:
        if wish.run_by not in SYSTEMS or wish.form != Form.ELECTRONIC:
            found.append(Reason("unknown_system", "run_by", {}))
        if not wish.system_name.strip() or len(wish.system_name) > 60:
            found.append(Reason("missing", "system_name", {"label": "系统的名称（60 字以内）"}))
    if not _known_scope(estate_id, wish):
        found.append(Reason("unknown_scope", "scope", {}))
    if wish.precedence not in list(Precedence):
        found.append(Reason("unknown_precedence", "precedence", {}))
    return found


def _twice(items: tuple[ItemWish, ...]) -> list[Reason]:
    """The same thing cannot follow from two matters of one vote."""
    seen: list[tuple[str, dict[str, Any]]] = []
    found = []
    for number, item in enumerate(items, start=1):
        if item.effect and (item.effect, item.facts) in seen:
            found.append(Reason("follow_twice", f"follow_{number}", {}))
        seen.append((item.effect, item.facts))
    return found


def _known_scope(estate_id: int, wish: VoteWish) -> bool:
    if wish.scope == Scope.ESTATE:
        return wish.scope_id is None
    if wish.scope == Scope.BUILDING:
        return wish.scope_id in {row.id for row in registry.buildings(estate_id)}
    return wish.scope == Scope.ENTRANCE and wish.scope_id in {row.pk for row in registry.entrances(estate_id)}
