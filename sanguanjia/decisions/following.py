"""What rooms below do when owners have decided: a work of the fund may be paid, a company comes or goes.

An item carries the kind and its facts from the draft on, so both stand in what was announced (effects.py).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sanguanjia.funds import actions as fund_acts
from sanguanjia.funds import works
from sanguanjia.funds.types import VoteInForce, WorkState
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.area import square_metres
from sanguanjia.registry import actions as registry_acts
from sanguanjia.registry import queries as registry

from . import certificates
from .effects import Decided, effect
from .models import Item, Result
from .types import Scope

SPENDING, HIRING, DISMISSING = "authorise_spending", "hire_company", "dismiss_company"


@effect(SPENDING, matters=(5,))
def authorise_spending(deed: Deed, decided: Decided) -> None:
    """The work that was voted on may be paid from the fund. A plan never changes after it was written: what was voted
    is what is authorised. A work that was authorised meanwhile (an emergency) stays as it is."""
    vote, work_id = decided.vote, int(decided.facts["work_id"])
    if works.work(vote.estate_id, work_id).state != WorkState.PLANNED:
        return
    found = certificates.latest(vote)
    in_force = VoteInForce(
        vote.pk, vote.number, words_of(decided), found.digest if found else "", clock.today(),
        building_id=vote.scope_id if vote.scope == Scope.BUILDING else None,
        entrance_id=vote.scope_id if vote.scope == Scope.ENTRANCE else None,
    )  # fmt: skip
    fund_acts.authorise_by_vote(deed.actor, estate_id=vote.estate_id, work_id=work_id, vote=in_force)


@effect(HIRING, matters=(4,))
def hire_company(deed: Deed, decided: Decided) -> None:
    """The company that the owners chose manages the estate from the day they decided; who managed before ends then."""
    facts = _offer(decided)
    since = dt.date.fromisoformat(facts["since"])
    until = dt.date.fromisoformat(facts["until"]) if facts.get("until") else None
    estate_id, why = decided.vote.estate_id, f"第 {decided.vote.number} 次业主表决：{decided.title}"[:200]
    _end(estate_id, since, why)
    registry_acts.set_managing_company(
        SYSTEM, estate_id=estate_id, organisation_id=int(facts["organisation_id"]), since=since, until=until,
        contract_number=str(facts["contract_number"]),
    )  # fmt: skip


@effect(DISMISSING, matters=(4,))
def dismiss_company(deed: Deed, decided: Decided) -> None:
    """The company manages no more from the day the owners named."""
    why = f"第 {decided.vote.number} 次业主表决：{decided.title}"[:200]
    _end(decided.vote.estate_id, dt.date.fromisoformat(decided.facts["day"]), why)


def words_of(decided: Decided) -> str:
    """One sentence for the room that follows: which vote, which item, both counts."""
    vote = decided.vote
    row = Result.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, item=int(decided.name)).order_by("-count")[0]
    yes, total = row.sums["for"], row.sums["total"]
    return (
        f"第 {vote.number} 号表决：{decided.title}，同意 {yes['n']} 人、{square_metres(yes['area'])} 平方米（全体"
        f" {total['n']} 人、{square_metres(total['area'])} 平方米），通过"
    )[:400]


def _offer(decided: Decided) -> dict[str, Any]:
    """What was decided: the item's own facts, or those of the offer that won the question."""
    if not decided.elected:
        return dict(decided.facts)
    rows = Item.objects.filter(estate_id=decided.vote.estate_id, vote_id=decided.vote.pk, position=decided.elected[0])
    return dict(decided.facts["offers"][rows[0].title])


def _end(estate_id: int, day: dt.date, why: str) -> None:
    """End the contract that runs on the day, where it began before."""
    for row in registry.tenures(estate_id):
        begins, ends = row.period.lower, row.period.upper
        if (begins is None or begins < day) and (ends is None or ends > day):
            registry_acts.end_tenure(SYSTEM, estate_id=estate_id, tenure_id=row.pk, day=day, reason=why)
