"""What the acts and pages of the pooled account need to know: policy, lifts with their age, pools, notice, signers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from sanguanjia.applications.models import Application, ApplicationFile
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.notices import public
from sanguanjia.policy import queries as policy
from sanguanjia.registry import queries as registry

from . import queries
from .models import FundHold, PoolLift, PoolSigner, PoolUse
from .rules.day_counts import whole_years
from .rules.pool import Application as Asked
from .rules.pool import PoolPolicy, Posting, may_pay
from .types import Kind

ITEM = "fund-pool"
_KEYS = {
    "apply": "fund.pool.apply", "notice": "fund.pool.notice", "file": "fund.pool.file",
    "lift_age": "lift.insurance.eligible",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LiftLine:
    """A lift in service, how many whole years it has served, and whether it may be insured."""

    id: int
    building_id: int
    building: str
    name: str
    since: dt.date
    years: int
    old_enough: bool


@dataclass(frozen=True, slots=True)
class PoolShare:
    """What one building's pool would pay: so many lifts, and what the pool has free (None: there is no pool)."""

    building_id: int
    building: str
    lifts: int
    fen: int
    account_id: int | None
    available: int


def policy_at(estate_id: int, day: dt.date) -> tuple[PoolPolicy, tuple[str, ...]]:
    """The values of a place and day, and the versions they come from."""
    found = {name: policy.rule_for(key, str(estate_id), day) for name, key in _KEYS.items()}
    values = {name: rule.value for name, rule in found.items() if rule}
    versions = tuple(dict.fromkeys(rule.winner.version for rule in found.values() if rule))
    return PoolPolicy(registry.estate(estate_id).name, **values), versions


def lifts_at(estate_id: int, day: dt.date, rule: PoolPolicy) -> tuple[LiftLine, ...]:
    """Every lift in service on the day."""
    found = []
    for lift in registry.lifts(estate_id):
        if lift.out_of_service_since is not None and lift.out_of_service_since <= day:
            continue
        years = whole_years(lift.in_service_since, day)
        least = rule.lift_age
        enough = least is not None and (years > least["amount"] if least["test"] == "gt" else years >= least["amount"])
        found.append(
            LiftLine(lift.pk, lift.building_id, lift.building.name, lift.name, lift.in_service_since, years, enough)
        )
    return tuple(found)


def use(estate_id: int, use_id: int) -> PoolUse:
    """One use. Refuses not_found."""
    return PoolUse.objects.filter(estate_id=estate_id, pk=use_id).first() or refuse("not_found")


def use_of(estate_id: int, application_id: int) -> PoolUse | None:
    """The use that an application asks for."""
    return PoolUse.objects.filter(estate_id=estate_id, application_id=application_id).first()


def application_of(row: PoolUse) -> Application:
    """The application of a use."""
    return Application.objects.get(estate_id=row.estate_id, pk=row.application_id)


def lifts_of(row: PoolUse, day: dt.date, rule: PoolPolicy) -> tuple[LiftLine, ...]:
    """The lifts a use names that are in service."""
    named = set(PoolLift.objects.filter(estate_id=row.estate_id, use_id=row.pk).values_list("lift_id", flat=True))
    return tuple(line for line in lifts_at(row.estate_id, day, rule) if line.id in named)


def asked(row: PoolUse, day: dt.date, rule: PoolPolicy) -> Asked:
    """Who asks, with which papers, for which lifts. Two accounts are two people; two homes of one account are one."""
    here = {"estate_id": row.estate_id, "application_id": row.application_id}
    papers = ApplicationFile.objects.filter(**here).values_list("code", flat=True)
    lifts = {f"{line.building} {line.name}": line.since for line in lifts_of(row, day, rule)}
    return Asked(frozenset(map(str, signers(row))), row.by_committee, frozenset(papers), lifts)


def signers(row: PoolUse) -> frozenset[int]:
    """Accounts of the owners who ask together."""
    rows = PoolSigner.objects.filter(estate_id=row.estate_id, use_id=row.pk)
    return frozenset(rows.values_list("account_id", flat=True))


def shares(row: PoolUse) -> tuple[PoolShare, ...]:
    """What each building's pool would pay, in the order of the buildings."""
    named = PoolLift.objects.filter(estate_id=row.estate_id, use_id=row.pk).values_list("building_id", flat=True)
    counts = Counter(named)
    pools = {a.building_id: a for a in queries.accounts(row.estate_id) if a.kind is Kind.POOL}
    found = []
    for building in registry.buildings(row.estate_id):
        if building.id in counts:
            pool = pools.get(building.id)
            found.append(
                PoolShare(building.id, building.name, counts[building.id], counts[building.id] * row.per_lift_fen,
                          pool.id if pool else None, pool.available if pool else 0)
            )  # fmt: skip
    return tuple(found)


def subject_of(row: PoolUse) -> str:
    """What its public notice and its holds are tied to."""
    return f"pool:{row.pk}"


def notice_of(row: PoolUse) -> public.Standing | None:
    """The newest public notice of a use, with its state by the clock."""
    found = public.public_of(row.estate_id, f"funds.{subject_of(row)}")
    return public.standing(row.estate_id, found[0].id) if found else None


def payable(row: PoolUse, day: dt.date, rule: PoolPolicy) -> list[Reason]:
    """Everything that stands against paying it: notice, objections, paper on the wall, and each building's own pool."""
    standing = notice_of(row)
    posting = Posting(standing.opens_on if standing else None, standing.unanswered if standing else 0)
    reasons: dict[tuple[str, str], Reason] = {}
    for share in shares(row):
        try:
            may_pay(share.fen, share.available, posting, day, rule, policy.calendar_for(str(row.estate_id)))
        except Refusal as refusal:
            for reason in refusal.reasons:
                where = share.building if reason.code == "pool_short" else ""
                said = Reason(reason.code, reason.field, {**reason.data, "building": where})
                reasons.setdefault((reason.code, where), said)
    late = [reason for reason in paper_missing(standing) if (reason.code, "") not in reasons]
    return [*reasons.values(), *late]


def paper_missing(standing: public.Standing | None) -> list[Reason]:
    """A notice that ended must have hung on paper, with a photograph to show it, and must not be longer still."""
    if standing is None:
        return []
    found = [] if standing.proofs else [Reason("pool_paper_missing", "notice")]
    if standing.state in (public.PublicState.RUNNING, public.PublicState.COMING):
        found.append(Reason("pool_notice_running", "notice", {"until": standing.closes_on.isoformat()}))
    return found


@dataclass(frozen=True, slots=True)
class Bought:
    """What a building's pool was used for: the order, how many lifts, and what was reserved for it."""

    use_id: int
    order_number: int
    ordered_on: dt.datetime | None
    lifts: int
    fen: int


def bought(estate_id: int, building_id: int, account_id: int) -> tuple[Bought, ...]:
    """Orders paid from a building's pool, newest first."""
    uses = PoolUse.objects.filter(estate_id=estate_id, order_number__isnull=False)
    lifts = Counter(
        PoolLift.objects.filter(estate_id=estate_id, building_id=building_id).values_list("use_id", flat=True)
    )
    held = dict(FundHold.objects.filter(estate_id=estate_id, account_id=account_id).values_list("subject", "fen"))
    rows = uses.filter(pk__in=list(lifts)).order_by("-order_number")
    return tuple(
        Bought(row.pk, row.order_number or 0, row.ordered_at, lifts[row.pk],
               held.get(f"pool:{row.pk}", 0))
        for row in rows
    )  # fmt: skip
