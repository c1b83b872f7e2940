"""What the acts and pages of works need to know: rows, the doors of a scope, rules of the place, what is reserved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Sum

from sanguanjia.applications.models import Application, ApplicationEvent
from sanguanjia.applications.types import ROLES, Level, State
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.area import hundredths
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse
from sanguanjia.notices import public
from sanguanjia.policy import queries as policy
from sanguanjia.policy.rules import running
from sanguanjia.policy.rules.running import ClockRule
from sanguanjia.policy.types import Json
from sanguanjia.registry import queries as registry

from . import holds, queries
from .models import FundDraft, FundEntry, FundTransfer, FundWork, WorkConfirmation, WorkPaper, WorkShare
from .rules.allocation import AllocationRule
from .rules.shares import door_order
from .rules.works import Apportionment, DoorFacts, DoorShare, SellerFacts, apportion
from .types import CONFIRMERS, EntryKind, Kind, WorkState

DECISION, EMERGENCY = "fund-works", "fund-emergency"
"""The service items that decide on the ordinary and the emergency use of the fund."""
_DEPOSITS = [EntryKind.OPENING.value, EntryKind.FIRST_DEPOSIT.value, EntryKind.TOP_UP.value]


def work(estate_id: int, work_id: int) -> FundWork:
    """One work. Refuses not_found."""
    return FundWork.objects.filter(estate_id=estate_id, pk=work_id).first() or refuse("not_found")


def locked(estate_id: int, work_id: int, *states: WorkState) -> FundWork:
    """One work for an act, in one of the states. Refuses not_found, wrong_phase."""
    row = FundWork.objects.select_for_update().filter(estate_id=estate_id, pk=work_id).first() or refuse("not_found")
    return row if row.state in states else refuse("wrong_phase", state=row.state)


def works(estate_id: int) -> Sequence[FundWork]:
    """Works of an estate, newest first."""
    return list(FundWork.objects.filter(estate_id=estate_id).order_by("-number")[:200])


def shares(row: FundWork) -> Sequence[WorkShare]:
    """Each door's part, as people count doors."""
    found = WorkShare.objects.filter(estate_id=row.estate_id, work_id=row.pk)
    return sorted(found, key=lambda share: door_order(share.door))


def shares_of(estate_id: int, unit_id: int) -> Sequence[tuple[FundWork, WorkShare]]:
    """What a door bears of every work, the newest first."""
    rows = WorkShare.objects.filter(estate_id=estate_id, unit_id=unit_id).order_by("-id")[:50]
    found = FundWork.objects.filter(estate_id=estate_id, pk__in=[row.work_id for row in rows])
    named = {work.pk: work for work in found}
    return [(named[row.work_id], row) for row in rows]


def plain(row: WorkShare) -> DoorShare:
    """A part as the rules see it."""
    return DoorShare(row.door, row.account_id, row.area, row.fen, row.from_account_fen, row.debt_fen, row.cash_fen)


def subject_of(row: FundWork) -> str:
    """What its holds and its public notice are tied to."""
    return f"work:{row.pk}"


def held(row: FundWork) -> dict[int, int]:
    """Account → fen still reserved for the work."""
    return {h.account_id: h.open_fen for h in holds.open_holds(row.estate_id, subject_of(row)) if h.open_fen}


def rule(estate_id: int, key: str, day: dt.date) -> tuple[Json, str]:
    """A value of the place and its version. Refuses fund_no_rule."""
    found = policy.rule_for(key, str(estate_id), day)
    if found is None:
        refuse("fund_no_rule", "place", key=key, place=registry.estate(estate_id).name, day=day.isoformat())
    return found.value, found.winner.version


def allocation_rule(estate_id: int, day: dt.date) -> tuple[AllocationRule, str]:
    """How costs are shared out here. Refuses fund_no_rule, fund_rule_unknown."""
    value, version = rule(estate_id, "fund.allocation", day)
    return AllocationRule.parse(value) or refuse("fund_rule_unknown", "place", version=version), version


def doors(row: FundWork, day: dt.date) -> tuple[tuple[DoorFacts, int], ...]:
    """(door, unit) of every home and shop in the scope that has an account (FUND-036)."""
    kept = queries.accounts(row.estate_id)
    accounts = {a.unit_id: a for a in kept if a.kind is Kind.UNIT} | {a.unit_id: a for a in _public(kept)}
    units = registry.units_on(row.estate_id, day).exclude(use="parking")
    if row.building_id is not None:
        units = units.filter(building_id=row.building_id)
    if row.entrance_id is not None:
        units = units.filter(entrance_id=row.entrance_id)
    owned = registry.owned_units(row.estate_id, day)
    deposited = _deposited(row.estate_id, [a.id for a in _public(kept)])
    found = []
    for unit in units:
        account = accounts.get(unit.pk)
        if account is not None:
            area = unit.built_area or unit.exclusive_area
            facts = DoorFacts(
                unit.code, hundredths(area) if area else 0, account.id, account.available, unit.pk not in owned,
                account.kind is Kind.PUBLIC_UNIT, deposited.get(account.id, 0),
            )  # fmt: skip
            found.append((facts, unit.pk))
    return tuple(found)


def sellers(row: FundWork) -> tuple[SellerFacts, ...]:
    """Accounts of who sold public housing in the buildings of the scope (FUND-006), by name."""
    found = [
        a for a in queries.accounts(row.estate_id)
        if a.kind is Kind.SELLER_BUILDING and row.building_id in (None, a.building_id)
    ]  # fmt: skip
    deposited = _deposited(row.estate_id, [a.id for a in found])
    # The node shows what stands below it; what is its own to spend is its balance alone.
    own = {a.id: queries.account(row.estate_id, a.id).available for a in found}
    return tuple(SellerFacts(a.name, a.id, own[a.id], deposited.get(a.id, 0)) for a in found)


def _public(accounts: Sequence[queries.Account]) -> list[queries.Account]:
    return [a for a in accounts if a.kind is Kind.PUBLIC_UNIT]


def _deposited(estate_id: int, accounts: Sequence[int]) -> dict[int, int]:
    """Account → fen that was paid into it; what was taken back does not count."""
    if not accounts:
        return {}
    back = FundEntry.objects.filter(estate_id=estate_id, reverses__isnull=False).values_list("reverses_id", flat=True)
    paid = FundTransfer.objects.filter(estate_id=estate_id, credit_id__in=accounts, entry__kind__in=_DEPOSITS)
    rows = paid.exclude(entry_id__in=list(back)).values("credit_id").annotate(fen=Sum("amount_fen"))
    return {row["credit_id"]: row["fen"] for row in rows}


def shared(row: FundWork, cost_fen: int, rule: AllocationRule, day: dt.date) -> tuple[Apportionment, Mapping[str, int]]:
    """A cost shared out over the scope as it stands, and the unit of each door. Refuses what `apportion` refuses."""
    found = doors(row, day)
    parts = apportion(cost_fen, [facts for facts, _ in found], rule, sellers(row))
    return parts, {facts.door: unit for facts, unit in found}


def shared_more(row: FundWork, cost_fen: int, rule: AllocationRule, day: dt.date) -> Apportionment:
    """What a final account costs more, over the doors that share the contract: none comes and none goes."""
    now = {facts.door: facts for facts, _ in doors(row, day)}
    known = [share for share in shares(row) if share.unit_id is not None]
    facts = [now.get(s.door) or DoorFacts(s.door, s.area, s.account_id, 0, bool(s.cash_fen)) for s in known]
    return apportion(cost_fen, facts, rule, sellers(row))


def spend(deed: Deed, draft: FundDraft) -> None:
    """A payment is about to be booked: its reservation is given up, and the work has paid so much more."""
    row = _of_fact(draft.estate_id, draft.fact)
    holds.spend(deed, draft.estate_id, subject_of(row), _by_account(draft, 0))
    _paid(deed, row, draft.fen)


def take_back(deed: Deed, draft: FundDraft) -> None:
    """A reversal was booked: if it took back the payment of a work, the money is reserved for it again."""
    wrong = FundEntry.objects.get(estate_id=draft.estate_id, pk=draft.reverses_id)
    if wrong.kind == EntryKind.WORK_PAYMENT.value:
        row = _of_fact(draft.estate_id, wrong.idempotency_key)
        holds.take_back(deed, draft.estate_id, subject_of(row), _by_account(draft, 1))
        _paid(deed, row, -draft.fen)


def _of_fact(estate_id: int, fact: str) -> FundWork:
    return FundWork.objects.select_for_update().get(estate_id=estate_id, pk=int(fact.split(":")[1]))


def _by_account(draft: FundDraft, end: int) -> dict[int, int]:
    """Fen by the door's account of each line; it stands at the debit end, in a reversal at the credit end."""
    return {line[end]: line[2] for line in draft.lines}


def _paid(deed: Deed, row: FundWork, fen: int) -> None:
    before = row_digest(row)
    row.paid_fen += fen
    row.save(update_fields=["paid_fen"])
    deed.touched(row, before)


def notice_of(row: FundWork) -> public.Standing | None:
    """The newest public notice about the work."""
    found = public.public_of(row.estate_id, f"funds.{subject_of(row)}")
    return public.standing(row.estate_id, found[0].id) if found else None


def emergencies(estate_id: int, day: dt.date) -> Mapping[str, tuple[str, ...]]:
    """Category → the evidence it needs here, in the order of the place's table (table 2.3); empty without a table."""
    found = policy.rule_for("fund.emergency.categories", str(estate_id), day)
    return {case["category"]: tuple(case.get("evidence", ())) for case in found.value["cases"]} if found else {}


def evidence_of(row: FundWork, day: dt.date) -> tuple[str, ...]:
    """What may be brought as evidence of its emergency: what the place asks, and pictures of the place itself."""
    category = row.emergency.get("category", "")
    return (*emergencies(row.estate_id, day).get(category, ()), "site_photo") if category else ()


def awaiting(estate_id: int) -> Sequence[FundWork]:
    """Works that are planned and wait for an authority, newest first: what a vote can be held on."""
    return [row for row in works(estate_id) if row.state == WorkState.PLANNED]


def papers(row: FundWork) -> Sequence[WorkPaper]:
    """The evidence of an emergency."""
    return list(WorkPaper.objects.filter(estate_id=row.estate_id, work_id=row.pk).order_by("id"))


def confirmations(row: FundWork) -> Sequence[WorkConfirmation]:
    """Who has confirmed an emergency."""
    return list(WorkConfirmation.objects.filter(estate_id=row.estate_id, work_id=row.pk).order_by("id"))


def confirmed_by(row: FundWork, application: Application | None = None) -> frozenset[str]:
    """Whose word an emergency has: who asks, who confirmed, and the offices that agreed in its application."""
    said = {confirmation.confirmer for confirmation in confirmations(row)} | {CONFIRMERS.get(row.planned_role, "")}
    if application is not None:
        agreed = ApplicationEvent.objects.filter(
            estate_id=row.estate_id, application_id=application.pk, verb="opine", agrees=True
        )
        said |= {CONFIRMERS.get(ROLES[Level(level)], "") for level in agreed.values_list("level", flat=True)}
    return frozenset(said - {""})


def granted(row: FundWork) -> Sequence[Application]:
    """Granted applications for the use of the fund that no work has used: one may decide this work."""
    used = FundWork.objects.filter(estate_id=row.estate_id, application_id__isnull=False)
    wanted = EMERGENCY if row.emergency else DECISION
    found = Application.objects.filter(estate_id=row.estate_id, item=wanted, state=State.GRANTED.value)
    return list(found.exclude(pk__in=list(used.values_list("application_id", flat=True))).order_by("-id")[:50])


def answer_due(row: FundWork) -> dt.datetime | None:
    """Until when the authority answers an emergency (FUND-033); None where the place says nothing."""
    found = policy.rule_for("fund.emergency.approve.clock", str(row.estate_id), clock.local(row.planned_at).date())
    if found is None or not row.emergency:
        return None
    value = found.value
    limit = ClockRule(value["amount"], value["unit"], value.get("roll", "none"), found.winner.version)
    return running.start("authorise", limit, policy.moment_at(str(row.estate_id), row.planned_at)).due_at
