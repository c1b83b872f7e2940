"""When a procedure may begin, and who may sit in its group: the place's conditions, every one looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sanguanjia.assemblies.types import Capacity, Claims, Kind, Member
from sanguanjia.decisions.rules import interim, preparation
from sanguanjia.decisions.rules.inquiry import Inquiry
from sanguanjia.decisions.rules.law import Law
from sanguanjia.decisions.rules.preparation import EstateState
from sanguanjia.decisions.types import Finding, Line, Weight
from sanguanjia.kernel.refusal import Reason

MOST_NAME, MOST_MEMBERS = 40, 31


def estate_state(
    lines: Sequence[Line], asking: Collection[int], claims: Claims, day: dt.date, *, developer: bool, ended: bool
) -> EstateState:
    """What the register and the request say of an estate: both totals, what was handed over (everything that is not
    the developer's), the heads of the units that ask, full years since the first unit was handed over.

    `asking`: units; `developer`: the developer or company reports; `ended`: the company's contract has ended.
    """
    heads = {line.head for line in lines if line.unit_id in set(asking)}
    return EstateState(
        total=_weight(lines), delivered=_weight([line for line in lines if not line.developer]),
        years_since_first=_years(claims.first_handover, day),
        applicants=_weight([line for line in lines if line.head in heads]), developer_applies=developer,
        moved_in=claims.moved_in, contract_ended=ended,
    )  # fmt: skip


def _weight(lines: Sequence[Line]) -> Weight:
    return Weight(sum(line.area for line in lines), len({line.head for line in lines}))


def _years(first: str, day: dt.date) -> int:
    if not first:
        return 0
    since = dt.date.fromisoformat(first)
    return max(0, day.year - since.year - ((day.month, day.day) < (since.month, since.day)))


def may_begin(law: Law, kind: Kind, state: EstateState, situation: str, *, committee: bool) -> Finding:
    """Whether the request may be handed in. `committee`: the estate has an owners' committee whose term runs.

    A first assembly asks for the trigger of the place (1.5); an interim body for one of its situations and enough
    applicants (1.7); a renewal or a by-election for a committee that can be renewed.
    """
    if kind is Kind.FIRST:
        found = preparation.group_due(law, state)
    elif kind is Kind.INTERIM:
        found = interim.due(law, [situation], state.applicants.n, state.total.n)
    else:
        found = Finding((), ())
    looked = Inquiry(law)
    if kind in (Kind.FIRST, Kind.INTERIM):
        looked.check("committee_exists", not committee)
    else:
        looked.check("no_committee_yet", committee)
    said = looked.finding()
    return Finding((*found.checks, *said.checks), (*found.clauses, *said.clauses))


def faults_of(members: Sequence[Member]) -> list[Reason]:
    """What is wrong with the list as typed: names, capacities, exactly one head."""
    found = []
    names = [member.name.strip() for member in members]
    if not members:
        found.append(Reason("missing", "members", {"label": "成员名单"}))
    if any(not name or len(name) > MOST_NAME for name in names) or len(members) > MOST_MEMBERS:
        found.append(Reason("member_name_wrong", "members", {"most": MOST_NAME}))
    if len(set(names)) < len(names):
        found.append(Reason("member_twice", "members"))
    if any(member.capacity not in set(Capacity) for member in members):
        found.append(Reason("capacity_unknown", "members"))
    if members and sum(member.head for member in members) != 1:
        found.append(Reason("one_head_needed", "members"))
    return found


def composed(law: Law, kind: Kind, members: Sequence[Member]) -> Finding:
    """Size, odd number, owners' share, who heads it, and who must be in it at the place."""
    owners = sum(member.capacity == Capacity.OWNER for member in members)
    if kind is Kind.INTERIM:
        found = interim.composed(law, len(members), owners)
        head = law.held("own.interim.head")
    else:
        found = preparation.group(law, len(members), owners)
        head = law.held("own.preparation.group")
    looked = Inquiry(law)
    wanted = head.value.get("head") if head else None
    leads = {member.capacity for member in members if member.head}
    if wanted is not None:
        looked.check("wrong_head", leads == {wanted}, "members", head=wanted)
    if kind is not Kind.INTERIM:
        sitting = {member.capacity for member in members}
        for capacity in (looked.held("own.preparation.members") or {}).get("must", ()):
            looked.check(f"group_without_{capacity}", capacity in sitting, "members")
    said = looked.finding()
    return Finding((*found.checks, *said.checks), (*found.clauses, *said.clauses))


def most_days(law: Law, kind: Kind) -> int | None:
    """For how many days the names are posted for objections; None where nothing says so."""
    key = "own.interim.members.post" if kind is Kind.INTERIM else "own.preparation.members.post"
    held = law.held(key) or law.held("own.preparation.members.post")
    return int(held.value["amount"]) if held else None
