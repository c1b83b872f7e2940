"""Assess the first deposits of an estate: what every door owes, by its floor area and the city's standard
(FUND-002)."""

from __future__ import annotations

from fractions import Fraction

from sanguanjia.funds import papers
from sanguanjia.funds.models import FundAccount, FundDue
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.queries import book
from sanguanjia.funds.rules.deposits import first_deposit, fraction
from sanguanjia.funds.types import Kind
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.area import hundredths
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.policy.types import Json
from sanguanjia.registry import queries as registry

from .register import is_rate


@act("funds.assess_deposits")
def assess_deposits(
    deed: Deed, *, estate_id: int, cost_fen_per_m2: int, rate: str, document: str, public: bool = False
) -> int:
    """For every door with a known floor area that has none yet: a new standard is for doors that come later. Answers
    how many doors. `rate`: decimal string of one. `document`: by which the city published the standard.

    `public`: for homes sold as public housing, whose owners give a fixed share of the cost set for the reform
    (FUND-003); `rate` is that share then.

    Refuses not_permitted, fund_no_books, and all at once: missing, bad_rate, deposit_rate_out_of_bounds, not_positive;
    fund_nothing_to_assess.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    book(estate_id)
    found = papers.missing(document=("标准文号", document))
    if not is_rate(rate):
        found.append(Reason("bad_rate", "rate", {"label": "交存比例", "given": rate[:20]}))
    refuse_if_any(found)
    value = _bounds(deed, estate_id, public=public)
    kind = Kind.PUBLIC_UNIT if public else Kind.UNIT
    known = set(FundDue.objects.filter(estate_id=estate_id).values_list("account_id", flat=True))
    doors = FundAccount.objects.filter(estate_id=estate_id, kind=kind.value)
    accounts = {unit: account for unit, account in doors.values_list("unit_id", "id") if account not in known}
    rows = []
    for unit in registry.units_on(estate_id, clock.today()):
        area = unit.built_area or unit.exclusive_area
        if unit.pk in accounts and area:
            due = first_deposit(hundredths(area), cost_fen_per_m2, Fraction(rate), value)
            rows.append(FundDue(
                estate_id=estate_id, account_id=accounts[unit.pk], area=area, cost_fen_per_m2=cost_fen_per_m2,
                rate=rate, fen=due.fen, document=document.strip()[:80],
            ))  # fmt: skip
    rows = [row for row in rows if row.fen]
    if not rows:
        refuse("fund_nothing_to_assess")
    FundDue.objects.bulk_create(rows)
    deed.made(FundDue, [row.pk for row in rows])
    return len(rows)


def _bounds(deed: Deed, estate_id: int, *, public: bool) -> Json:
    """Between what the rate must lie: of public housing it is the one share."""
    if not public:
        return papers.value_of(deed, "fund.deposit.first.rate", estate_id, clock.today())
    share = fraction(papers.value_of(deed, "fund.deposit.public_housing", estate_id, clock.today())["owner"])
    return {"min": share, "max": share}
