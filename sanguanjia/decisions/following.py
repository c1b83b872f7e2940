"""What rooms below do when owners have decided: a work of the fund may be paid, a company comes or goes.

An item carries the kind and its facts from the draft on, so both stand in what was announced (effects.py).
Facts: spending {"work_id"}; hiring {"organisation_id", "since", "until" or "", "contract_number"}, in a
question {"offers": {title of the answer: the same}}, alike but for the company; dismissing {"day"}.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sanguanjia.funds import actions as fund_acts
from sanguanjia.funds import works
from sanguanjia.funds.types import VoteInForce, WorkState
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.area import square_metres
from sanguanjia.kernel.money import yuan
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.registry import actions as registry_acts
from sanguanjia.registry import queries as registry

from . import certificates
from .effects import Decided, Drafted, effect
from .models import Item, Result
from .types import Scope

if TYPE_CHECKING:
    from sanguanjia.funds.models import FundWork

SPENDING, HIRING, DISMISSING = "authorise_spending", "hire_company", "dismiss_company"
_MOST_NUMBER = 80


def part_words(estate_id: int, scope: str, scope_id: int | None) -> str:
    """全小区, 3栋, 3栋1单元: whose vote it is, or who bears a cost; "" for a part nobody knows."""
    if scope == Scope.BUILDING:
        return next((row.name for row in registry.buildings(estate_id) if row.id == scope_id), "")
    if scope == Scope.ENTRANCE:
        found = next((row for row in registry.entrances(estate_id) if row.pk == scope_id), None)
        return f"{found.building.name}{found.code}单元" if found else ""
    return "全小区"


def part_of(work: FundWork) -> tuple[str, int | None]:
    """Scope and id of those who bear a work's cost: theirs is the vote (FUND-036, OWN-020)."""
    if work.entrance_id is not None:
        return Scope.ENTRANCE.value, work.entrance_id
    return (Scope.BUILDING.value, work.building_id) if work.building_id is not None else (Scope.ESTATE.value, None)


def said_of_work(estate_id: int, work: FundWork) -> str:
    """第 3 号维修项目“屋面防水”（3栋，预算 118,000.00 元）"""
    where = part_words(estate_id, *part_of(work))
    return f"第 {work.number} 号维修项目“{work.title}”（{where}，预算 {yuan(work.budget_fen)} 元）"


def _wrong_spending(drafted: Drafted) -> list[Reason]:
    asked = _number(drafted.facts.get("work_id"))
    row = next((one for one in works.awaiting(drafted.estate_id) if one.pk == asked), None)
    if row is None:
        return [Reason("follow_work_unknown", drafted.field, {})]
    part = part_of(row)
    if part != (drafted.scope, drafted.scope_id):
        place = part_words(drafted.estate_id, *part)
        return [Reason("follow_work_other_scope", "scope", {"number": row.number, "place": place})]
    return []


def _said_spending(estate_id: int, facts: Mapping[str, Any]) -> str:
    return f"{said_of_work(estate_id, works.work(estate_id, int(facts['work_id'])))}可以使用维修资金"


def _wrong_hiring(drafted: Drafted) -> list[Reason]:
    """One offer, or the offers of a question by name."""
    offers = drafted.facts.get("offers")
    if not isinstance(offers, dict):
        nobody = [] if _is_company(drafted.facts) else [Reason("follow_company_unknown", "company", {})]
        return nobody + _wrong_contract(drafted, drafted.facts)
    unknown = [Reason("follow_offer_unknown", drafted.field, {"name": name[:40]}) for name, one in offers.items()
               if not _is_company(one)]  # fmt: skip
    contracts = [reason for one in offers.values() for reason in _wrong_contract(drafted, one)]
    return unknown + [reason for n, reason in enumerate(contracts) if reason not in contracts[:n]]


def _wrong_contract(drafted: Drafted, facts: Mapping[str, Any]) -> list[Reason]:
    found = []
    since, until = _day(facts.get("since")), _day(facts.get("until"))
    if since is None or since <= drafted.closes_on:
        found.append(Reason("follow_day_too_early", "since", {}))
    elif facts.get("until") and (until is None or until <= since):
        found.append(Reason("follow_until_wrong", "until", {}))
    number = str(facts.get("contract_number", "")).strip()
    if not number:
        found.append(Reason("missing", "contract_number", {"label": "合同编号"}))
    elif len(number) > _MOST_NUMBER:
        found.append(Reason("too_long", "contract_number", {"label": "合同编号", "most": _MOST_NUMBER}))
    return found


def _said_hiring(estate_id: int, facts: Mapping[str, Any]) -> str:
    name = "选出的公司"
    if "offers" in facts:
        facts = next(iter(facts["offers"].values()))
    else:
        name = registry.organisation(int(facts["organisation_id"])).name
    until = f"，到{facts['until']}" if facts.get("until") else ""
    return f"{name}从{facts['since']}起登记为本小区的物业服务企业{until}，合同编号 {facts['contract_number']}"


def moved(kind: str, facts: dict[str, Any], since: dt.date | None, until: dt.date | None) -> dict[str, Any]:
    """The same done from another day: a vote that is held again closes after the day that stood in the first."""
    if since is None or kind not in (HIRING, DISMISSING):
        return facts
    if kind == DISMISSING:
        return {**facts, "day": since.isoformat()}
    if "offers" in facts:
        return {**facts, "offers": {name: moved(kind, one, since, until) for name, one in facts["offers"].items()}}
    end = {"until": until.isoformat()} if until is not None else {}
    return {**facts, "since": since.isoformat(), **end}


def _wrong_dismissing(drafted: Drafted) -> list[Reason]:
    day = _day(drafted.facts.get("day"))
    if day is None or day <= drafted.closes_on:
        return [Reason("follow_day_too_early", "since", {})]
    if registry.managing_company(drafted.estate_id, day - dt.timedelta(days=1)) is None:
        return [Reason("follow_no_company", drafted.field, {})]
    return []


def _said_dismissing(estate_id: int, facts: Mapping[str, Any]) -> str:
    day = dt.date.fromisoformat(facts["day"])
    company = registry.managing_company(estate_id, day - dt.timedelta(days=1))
    return f"{company.name if company else '现在的物业服务企业'}从{day}起不再管理本小区"


def _is_company(facts: Mapping[str, Any]) -> bool:
    try:
        return registry.organisation(_number(facts.get("organisation_id"))).kind == "company"
    except Refusal:
        return False


def _number(value: object) -> int:
    """An id as it came; 0 names nothing."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None


@effect(SPENDING, matters=(5,), wrong=_wrong_spending, said=_said_spending)
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


@effect(HIRING, matters=(4,), wrong=_wrong_hiring, said=_said_hiring)
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


@effect(DISMISSING, matters=(4,), wrong=_wrong_dismissing, said=_said_dismissing)
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
