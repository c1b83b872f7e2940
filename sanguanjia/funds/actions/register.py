"""Write a deposit of the fund down as the bank's certificate says it."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from sanguanjia.funds.models import Deposit
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.reckoning import benchmark_at
from sanguanjia.funds.rules.day_counts import Basis, anniversary
from sanguanjia.funds.rules.entries import MOST_FEN
from sanguanjia.funds.store import account_of
from sanguanjia.funds.types import DepositRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse_if_any

from .open_books import bank_of


@act("funds.register_deposit")
def register_deposit(
    deed: Deed,
    *,
    estate_id: int,
    organisation_id: int,
    number: str,
    principal_fen: int,
    starts_on: dt.date,
    matures_on: dt.date,
    contract_rate: str,
    benchmark_rate: str,
    basis: Basis,
    term_years: int | None = None,
) -> DepositRef:
    """`estate_id`: the home whose estates' money it is. Rates are decimal strings of one, "0.0325"; without a benchmark
    it is the one posted for the day it began.

    Refuses not_permitted, fund_no_bank, and all at once: missing, fund_bad_amount, fund_day_ahead,
    fund_deposit_ends_early, fund_deposit_term, bad_rate, fund_no_benchmark; fund_deposit_known.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    bank = bank_of(organisation_id)
    posted = None if benchmark_rate else benchmark_at(estate_id, starts_on, basis, term_years)
    rates = {"contract_rate": ("合同利率", contract_rate), "benchmark_rate": ("基准利率", benchmark_rate)}
    found = [
        Reason("bad_rate", field, {"label": label, "given": said[:20]})
        for field, (label, said) in rates.items()
        if said and not is_rate(said)
    ]
    if not contract_rate:
        found.append(Reason("missing", "contract_rate", {"label": "合同利率"}))
    if not benchmark_rate and posted is None:
        found.append(Reason("fund_no_benchmark", "benchmark_rate", {"day": starts_on.isoformat()}))
    if not number.strip():
        found.append(Reason("missing", "number", {"label": "存单号"}))
    if not 0 < principal_fen <= MOST_FEN:
        found.append(Reason("fund_bad_amount", "principal", {}))
    if starts_on > clock.today():
        found.append(Reason("fund_day_ahead", "starts_on", {"day": starts_on.isoformat()}))
    if matures_on <= starts_on:
        found.append(Reason("fund_deposit_ends_early", "matures_on", {}))
    if term_years is not None and anniversary(starts_on, term_years) != matures_on:
        found.append(Reason("fund_deposit_term", "term_years", {"years": term_years}))
    refuse_if_any(found)
    row = Deposit(
        estate_id=estate_id, organisation_id=bank.id, number=number.strip()[:64], principal_fen=principal_fen,
        starts_on=starts_on, matures_on=matures_on, term_years=term_years, contract_rate=contract_rate,
        benchmark_rate=benchmark_rate or posted or "", basis=basis.value, registered_by=account_of(deed),
        registered_at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return DepositRef(row.pk, estate_id)


def is_rate(text: str) -> bool:
    """A yearly rate as a decimal of one with at most seven places."""
    whole, _, places = text.partition(".")
    digits = whole.isascii() and whole.isdecimal() and (not places or (places.isascii() and places.isdecimal()))
    return digits and len(whole) < 3 and len(places) <= 7 and Fraction(text) <= 1
