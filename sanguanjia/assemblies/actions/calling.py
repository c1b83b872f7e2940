"""The group calls the owners to vote: rules of procedure and covenant as they were posted, and the election."""

from __future__ import annotations

import datetime as dt

from sanguanjia.assemblies.conditions import MATTERS, settled_slate, texts_owed
from sanguanjia.assemblies.models import Procedure, ProcedureText
from sanguanjia.assemblies.rules import moves
from sanguanjia.assemblies.store import carry_out, open_procedure
from sanguanjia.assemblies.types import Kind, ProcedureRef
from sanguanjia.decisions import actions as decisions
from sanguanjia.decisions import queries
from sanguanjia.decisions.actions.drafting import ItemWish, VoteWish
from sanguanjia.decisions.asking import QuestionWish
from sanguanjia.decisions.queries import VoteLine
from sanguanjia.decisions.types import QuestionKind
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.actor import Mandate
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices import public

MOST_SHOWN = 3_000
_TITLES = {"rules": "通过业主大会议事规则", "covenant": "通过管理规约"}


@act("assemblies.call_vote")
def call_vote(
    deed: Deed,
    *,
    estate_id: int,
    procedure_id: int,
    opens_on: dt.date | None = None,
    closes_on: dt.date | None = None,
    vote_number: int | None = None,
    version: int | None = None,
) -> ProcedureRef:
    """A draft vote in `decisions` with the posted texts and the election of the settled candidates; its desk announces
    it, with the roll, from there. With `vote_number` the vote is one that was drafted there already; its days are its
    own.

    Refuses not_found, not_permitted, stale, wrong_phase, list_not_verified, drafts_not_posted, drafts_posted_too_late,
    drafts_objected, vote_items_missing, candidates_missing, vote_not_here, missing, and what `decisions.draft_vote`
    refuses.
    """
    opened = open_procedure(deed, "call_vote", estate_id, procedure_id, version)
    row = opened.row
    drafted = _drafted(row, vote_number) if vote_number is not None else None
    first = drafted.opens_on if drafted else opens_on
    if first is None or (drafted is None and closes_on is None):
        refuse("missing", "opens_on", label="投票的日期")
    decision = moves.call_vote(
        opened.facts, opened.world, opens_on=first, posted_on=row.drafts_on, objections=_unanswered(row)
    )
    if drafted is None:
        wish = _wish(row, deed.mandate, first, closes_on or first)
        ref = decisions.draft_vote(deed.actor, estate_id=estate_id, wish=wish)
        row.vote_id, number = ref.id, ref.number
    else:
        row.vote_id, number = drafted.id, drafted.number
    return carry_out(opened, decision.with_data({"vote": number}))


def _drafted(row: Procedure, number: int) -> VoteLine:
    """A vote of the estate that has not closed and asks everything the procedure needs."""
    found = next((vote for vote in queries.votes_of(row.estate_id, drafts=True) if vote.number == number), None)
    if found is None or found.state not in ("draft", "announced", "open"):
        refuse("vote_not_here", "vote_number")
    vote, wrong = queries.vote(row.estate_id, found.id), []
    if not {MATTERS[kind] for kind in texts_owed(row)} <= {item.matter for item in queries.items(vote)}:
        wrong.append(Reason("vote_items_missing", "vote_number"))
    if not any(question.kind == QuestionKind.ELECT for question in queries.questions(vote)):
        wrong.append(Reason("candidates_missing", "vote_number"))
    refuse_if_any(wrong)
    return found


def _unanswered(row: Procedure) -> int:
    if row.drafts_notice_id is None:
        return 0
    return public.standing(row.estate_id, row.drafts_notice_id).unanswered


def _wish(row: Procedure, mandate: Mandate | None, opens_on: dt.date, closes_on: dt.date) -> VoteWish:
    names = {
        Kind.FIRST: "首次业主大会会议", Kind.RENEWAL: "业主大会会议：业主委员会换届",
        Kind.BY_ELECTION: "业主大会临时会议：业主委员会补选",
    }  # fmt: skip
    return VoteWish(
        title=names[Kind(row.kind)], caller=_caller(row, mandate), opens_on=opens_on, closes_on=closes_on,
        items=_agenda(row), questions=(_election(row),),
    )  # fmt: skip


def _caller(row: Procedure, mandate: Mandate | None) -> str:
    """Who calls, in the words of own.meeting.who_may_call: the group, or the committee for its own empty seats."""
    if row.kind == Kind.BY_ELECTION and mandate is not None and mandate.role == "committee_member":
        return "committee"
    return "preparation_group"


def _agenda(row: Procedure) -> tuple[ItemWish, ...]:
    """What was posted is what is voted: the last draft of each text, whole or by its fingerprint."""
    texts = ProcedureText.objects.filter(estate_id=row.estate_id, procedure_id=row.pk).order_by("seq")
    latest, found = {text.kind: text for text in texts}, []
    for kind in texts_owed(row):
        text = latest.get(kind) or refuse("vote_items_missing", "opens_on")
        shown = text.text if len(text.text) <= MOST_SHOWN else f"{text.text[:MOST_SHOWN]}……（全文见公示和办理页）"
        found.append(ItemWish(MATTERS[kind], _TITLES[kind], f"{shown}\n指纹：{text.sha256}"))
    return tuple(found)


def _election(row: Procedure) -> QuestionWish:
    """Who sits: the settled list of candidates; of a by-election, the one for the sitting committee's empty seats."""
    slate = settled_slate(row) or refuse("candidates_missing", "opens_on")
    return QuestionWish(
        kind=QuestionKind.ELECT.value, title="选举业主委员会委员", slate_id=slate.pk,
        text=f"应选 {slate.seats} 人，候选人按公示的名单（公示 {slate.notice_number or '—'} 号）。",
    )  # fmt: skip
