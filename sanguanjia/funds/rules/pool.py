"""The pooled account of a building: who may ask, with what file, for which lifts, and when it may pay (FUND-072 … 077).

A pilot without a basis in higher law: where no policy says it exists, everything here refuses with that reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sanguanjia.funds.types import Step
from sanguanjia.kernel.refusal import Reason, refuse_if_any
from sanguanjia.policy.rules.calendar import WorkCalendar
from sanguanjia.policy.rules.deadlines import Period, Unit, deadline
from sanguanjia.policy.types import Json

from .day_counts import whole_years


@dataclass(frozen=True, slots=True)
class PoolPolicy:
    """The values of one place and day; None where no rule holds."""

    place: str
    apply: Json = None
    """`fund.pool.apply`: {owners, or_committee}."""
    notice: Json = None
    """`fund.pool.notice`: a clock."""
    file: Json = None
    """`fund.pool.file`: {documents}."""
    lift_age: Json = None
    """`lift.insurance.eligible`: {test, amount, unit}."""

    @property
    def reasons(self) -> list[Reason]:
        """Why there is no pool here at all; empty where there is one."""
        whole = None not in (self.apply, self.notice, self.file, self.lift_age)
        return [] if whole else [Reason("pool_not_here", "place", {"place": self.place})]


@dataclass(frozen=True, slots=True)
class Application:
    """Who asks, with which papers, for which lifts (name -> in service since). Owners are people, not units."""

    owners: frozenset[str]
    by_committee: bool
    documents: frozenset[str]
    lifts: Mapping[str, dt.date]


@dataclass(frozen=True, slots=True)
class Posting:
    """The public notice of an application, as it stands."""

    begun: dt.date | None
    open_objections: int = 0


def may_apply(asked: Application, day: dt.date, policy: PoolPolicy) -> tuple[Step, ...]:
    """FUND-072, 073, 075: whether the application can be accepted on `day`; refuses with everything that is wrong."""
    refuse_if_any(policy.reasons)
    reasons = _applicants(asked, policy.apply)
    reasons += [
        Reason("pool_document_missing", "documents", {"given": name})
        for name in policy.file["documents"]
        if name not in asked.documents
    ]
    least = policy.lift_age["amount"]
    for lift, since in asked.lifts.items():
        years = whole_years(since, day)
        if years < least or (policy.lift_age["test"] == "gt" and years == least):
            reasons.append(Reason("pool_lift_too_young", "lifts", {"lift": lift, "years": years, "least": least}))
    refuse_if_any(reasons)
    who = (
        Step("pool_by_committee", {}, "FUND-072")
        if asked.by_committee
        else Step("pool_by_owners", {"owners": len(asked.owners), "least": policy.apply["owners"]}, "FUND-072")
    )
    return who, Step("pool_lifts", {"lifts": len(asked.lifts), "least": least}, "FUND-073")


def may_pay(
    amount_fen: int, balance_fen: int, posting: Posting, day: dt.date, policy: PoolPolicy, calendar: WorkCalendar
) -> tuple[Step, ...]:
    """FUND-074: pay only after the notice ended without open objection, and only what this building's pool holds.

    The day the notice begins is not counted (CAL-004); it ends with its last day, so money moves the day after.
    """
    refuse_if_any(policy.reasons)
    reasons = []
    if posting.begun is None:
        reasons.append(Reason("pool_notice_missing", "notice", {"days": policy.notice["amount"]}))
    else:
        period = Period(policy.notice["amount"], Unit(policy.notice["unit"]))
        until = deadline(posting.begun, period, calendar).due
        if day <= until:
            reasons.append(Reason("pool_notice_running", "notice", {"until": until.isoformat()}))
    if posting.open_objections:
        reasons.append(Reason("pool_objection_open", "notice", {"count": posting.open_objections}))
    if amount_fen <= 0:
        reasons.append(Reason("not_positive", "amount", {"name": "amount"}))
    if amount_fen > balance_fen:
        short = {"building": "", "balance_fen": balance_fen, "amount_fen": amount_fen}
        reasons.append(Reason("pool_short", "amount", short))
    refuse_if_any(reasons)
    return (Step("pool_pays", {"fen": amount_fen, "left_fen": balance_fen - amount_fen}, "FUND-074"),)


def _applicants(asked: Application, value: Json) -> list[Reason]:
    """FUND-V13: three different owners, however many units each has; or the committee."""
    if asked.by_committee and value["or_committee"]:
        return []
    found, least = len(asked.owners), value["owners"]
    facts = {"owners": found, "short": least - found, "least": least}
    return [Reason("pool_too_few_owners", "owners", facts)] if found < least else []
