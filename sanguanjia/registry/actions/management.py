"""Who manages an estate, and the dated facts that make one unmanaged. Both are facts, never labels."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.registry import permissions
from sanguanjia.registry.models import Estate, ManagementTenure, Organisation, UnmanagedFact
from sanguanjia.registry.rules import management as rules
from sanguanjia.registry.rules.management import Span
from sanguanjia.registry.store import thing_of
from sanguanjia.registry.types import Done, UnmanagedKind


def _lock_estate(estate_id: int) -> None:
    """Everything about the management of one estate happens one after the other."""
    Estate.objects.select_for_update().filter(pk=estate_id).first() or refuse("not_found", "estate")


def _span(period: DateRange) -> Span:
    return Span(period.lower, period.upper)


def _tenures(estate_id: int) -> list[Span]:
    return [_span(row.period) for row in ManagementTenure.objects.filter(estate_id=estate_id)]


def _end(deed: Deed, row: ManagementTenure | UnmanagedFact, day: date) -> None:
    before = row_digest(row)
    row.period = DateRange(row.period.lower, day)
    row.save(update_fields=["period"])
    deed.touched(row, before)


@act("registry.set_managing_company")
def set_managing_company(
    deed: Deed, *, estate_id: int, organisation_id: int, since: date, until: date | None = None, contract_number: str
) -> Done:
    """A company manages the estate from `since` to the day before `until`; the fact "no company" ends that day."""
    deed.permit(permissions.may_keep_management, thing_of(estate_id, clock.today()))
    _lock_estate(estate_id)
    company = Organisation.objects.filter(pk=organisation_id).first() or refuse("not_found", "organisation")
    span = Span(since, until)
    reasons = rules.new_tenure(span, company.kind, _tenures(estate_id))
    if not contract_number.strip():
        reasons.append(Reason("contract_not_named", "contract_number"))
    lacking = UnmanagedFact.objects.filter(
        estate_id=estate_id, kind=UnmanagedKind.NO_COMPANY, period__overlap=DateRange(since, until)
    )
    gaps = list(lacking)
    if any(gap.period.lower is not None and gap.period.lower >= since for gap in gaps):
        reasons.append(Reason("no_company_recorded", "since"))
    refuse_if_any(reasons)
    for gap in gaps:
        _end(deed, gap, since)
    row = ManagementTenure(
        estate_id=estate_id,
        organisation=company,
        period=DateRange(since, until),
        contract_number=contract_number.strip(),
    )
    row.save(force_insert=True)
    deed.touched(row)
    deed.for_whom(f"organisation:{company.id}")
    return Done(row.id, estate_id)


@act("registry.end_tenure")
def end_tenure(deed: Deed, *, estate_id: int, tenure_id: int, day: date, reason: str) -> Done:
    """The company manages no more from the day on; a planned end may be brought forward."""
    deed.permit(permissions.may_keep_management, thing_of(estate_id, clock.today()))
    _lock_estate(estate_id)
    row = ManagementTenure.objects.filter(estate_id=estate_id, pk=tenure_id).first() or refuse("not_found")
    deed.because(reason)
    reasons = rules.end_of(_span(row.period), day)
    if not reason.strip():
        reasons.append(Reason("reason_not_given", "reason"))
    refuse_if_any(reasons)
    _end(deed, row, day)
    return Done(row.id, estate_id)


@act("registry.record_unmanaged_fact")
def record_unmanaged_fact(deed: Deed, *, estate_id: int, kind: str, since: date, evidence: str) -> Done:
    """One of the three facts holds since a day, seen by whom and on what paper (`evidence`)."""
    deed.permit(permissions.may_record_unmanaged, thing_of(estate_id, clock.today()))
    _lock_estate(estate_id)
    deed.because(evidence)
    facts = [_span(row.period) for row in UnmanagedFact.objects.filter(estate_id=estate_id, kind=kind)]
    refuse_if_any(rules.unmanaged(kind, Span(since, None), evidence, clock.today(), facts, _tenures(estate_id)))
    row = UnmanagedFact(estate_id=estate_id, kind=kind, period=DateRange(since, None), evidence=evidence.strip())
    row.save(force_insert=True)
    deed.touched(row)
    return Done(row.id, estate_id)


@act("registry.end_unmanaged_fact")
def end_unmanaged_fact(deed: Deed, *, estate_id: int, fact_id: int, day: date, reason: str) -> Done:
    """The fact holds no more from the day on: a company came, the owners manage themselves."""
    deed.permit(permissions.may_record_unmanaged, thing_of(estate_id, clock.today()))
    _lock_estate(estate_id)
    row = UnmanagedFact.objects.filter(estate_id=estate_id, pk=fact_id).first() or refuse("not_found")
    deed.because(reason)
    reasons = rules.end_of(_span(row.period), day)
    if not reason.strip():
        reasons.append(Reason("reason_not_given", "reason"))
    refuse_if_any(reasons)
    _end(deed, row, day)
    return Done(row.id, estate_id)
