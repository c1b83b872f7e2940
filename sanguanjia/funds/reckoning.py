"""What a deposit earns in a period by its certificate, by policy, and by what was withdrawn from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse
from sanguanjia.policy import queries as policy
from sanguanjia.policy.types import Resolution

from . import reductions, settlements
from .models import Deposit
from .rules.day_counts import Basis
from .rules.demand import InterestDays, floated
from .rules.interest import Split, split_interest, with_withdrawn
from .rules.settlement import of_the_bank, period_term

_DAYS, _RATES, _LOCAL = "fund.interest.days", "fund.interest.rates", "fund.interest.benchmark"


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The split by the contract, what of the bank's amount is the doors' and the pools', and on which policies."""

    split: Split
    doors: int
    pools: int
    version: str
    versions: tuple[str, ...]


def reckon(deposit: Deposit, first: dt.date, last: dt.date, bank_fen: int) -> Reckoned:
    """The rule of the day the interest falls due decides. Refuses not_whole_years, fund_no_rule, fund_rule_unknown."""
    where, rule = settlements.destination(deposit.estate_id, last)
    basis = Basis(deposit.basis)
    term = period_term(first, last, basis, deposit.starts_on, deposit.matures_on, deposit.term_years) or refuse(
        "not_whole_years", "last"
    )
    benchmark, contract, rated = _rates(deposit, last)
    split = with_withdrawn(
        split_interest(reductions.left_of(deposit, last), term, benchmark, contract, where),
        reductions.within(deposit, first, last),
    )
    versions = tuple(found.winner.version for found in (rule, rated) if found is not None)
    return Reckoned(split, *of_the_bank(bank_fen, split, where), rule.winner.version, versions)


def _rates(deposit: Deposit, last: dt.date) -> tuple[Fraction, Fraction, Resolution | None]:
    """(benchmark, contract) of a period: as on the certificate, or of a demand deposit as posted on its last day."""
    benchmark, contract = Fraction(deposit.benchmark_rate), Fraction(deposit.contract_rate)
    if deposit.basis != Basis.DEMAND.value:
        return benchmark, contract, None
    day = last - dt.timedelta(days=1)
    found = policy.rule_for(_RATES, _path(deposit.estate_id), day)
    if found is None:
        refuse("fund_no_rule", "place", day=day.isoformat(), place=str(deposit.estate_id), key=_RATES)
    posted = Fraction(found.value["current"])
    return posted, floated(contract, benchmark, posted), found


def demand_end(deposit: Deposit, first: dt.date) -> dt.date | None:
    """Until when (not counted) the present period of a demand deposit lasts; None for all others."""
    if deposit.basis != Basis.DEMAND.value:
        return None
    found = policy.rule_for(_DAYS, _path(deposit.estate_id), first)
    if found is None:
        refuse("fund_no_rule", "place", day=first.isoformat(), place=str(deposit.estate_id), key=_DAYS)
    days = InterestDays.parse(found.value) or refuse("fund_rule_unknown", "place", version=found.winner.version)
    return days.next_end(first, deposit.matures_on)


def is_settled(deposit: Deposit) -> bool:
    """Whether nothing is left to settle: the term is over, or all of it was withdrawn and has its interest."""
    first = settlements.next_first(deposit)
    gone = not reductions.left_of(deposit, first) and not reductions.within(deposit, first, dt.date.max)
    return first >= deposit.matures_on or gone


def benchmark_at(home_id: int, day: dt.date, basis: Basis, term_years: int | None) -> str | None:
    """The benchmark rate of a day for a term in whole years, or for a demand deposit; None where none is posted."""
    path = _path(home_id)
    local = policy.rule_for(_LOCAL, path, day)
    if local is not None and basis is not Basis.DEMAND and local.value.get("term_years") == term_years:
        return str(local.value["rate"])
    posted = policy.rule_for(_RATES, path, day)
    if posted is None:
        return None
    found = posted.value["current"] if basis is Basis.DEMAND else posted.value["years"].get(str(term_years))
    return str(found) if found is not None else None


def _path(home_id: int) -> str:
    return str(Home.objects.get(pk=home_id).path)
