"""The readers of deposits and the settlement of their interest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sanguanjia.kernel.digest import digest
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy import queries as policy
from sanguanjia.policy.types import Resolution

from .models import Deposit, FundAccount, FundBook, InterestProof, Settlement, SettlementShare
from .rules.interest import Destination
from .rules.settlement import Part
from .types import Kind, SettlementState, Step

OPEN = (SettlementState.WEIGHING.value, SettlementState.WAITING.value, SettlementState.RUNNING.value)


@dataclass(frozen=True, slots=True)
class ScopeEstate:
    """An estate of a deposit's scope: it keeps books, and has an account at the deposit's bank."""

    id: int
    bank_account_id: int
    known_number: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a settlement is: estates that have it, of all that get something."""

    done: int
    estates: int


def deposit(home_id: int, deposit_id: int) -> Deposit:
    """One deposit. Refuses not_found."""
    return Deposit.objects.filter(estate_id=home_id, id=deposit_id).first() or refuse("not_found", "deposit")


def deposits(home_id: int) -> tuple[Deposit, ...]:
    """A home's deposits, what matures first first."""
    return tuple(Deposit.objects.filter(estate_id=home_id).order_by("matures_on", "id"))


def settlement(home_id: int, settlement_id: int) -> Settlement:
    """One settlement. Refuses not_found."""
    found = Settlement.objects.filter(estate_id=home_id, id=settlement_id).select_related("deposit").first()
    return found or refuse("not_found", "settlement")


def settlements(home_id: int, most: int = 100) -> tuple[Settlement, ...]:
    """A home's settlements, newest first."""
    rows = Settlement.objects.filter(estate_id=home_id).select_related("deposit").order_by("-id")
    return tuple(rows[:most])


def left_over() -> list[tuple[int, int]]:
    """(home, settlement) of those that are being weighed or booked, wherever they are, and met no fault."""
    busy = (SettlementState.WEIGHING.value, SettlementState.RUNNING.value)
    with cross_estate():
        return list(Settlement.objects.filter(state__in=busy, fault="").values_list("estate_id", "id"))


def next_first(deposit: Deposit) -> dt.date:
    """From which day the next settlement of a deposit counts: where the last one ended."""
    rows = Settlement.objects.filter(estate_id=deposit.estate_id, deposit_id=deposit.pk).exclude(state="dropped")
    last = rows.order_by("-last").values_list("last", flat=True).first()
    return last or deposit.starts_on


def scope(deposit: Deposit) -> list[ScopeEstate]:
    """Every estate under the deposit's home that keeps books with its bank, by number."""
    home = Home.objects.get(pk=deposit.estate_id)
    within = Home.objects.filter(path__startswith=home.path, kind=HomeKind.ESTATE).values_list("id", flat=True)
    with cross_estate():
        rows = FundAccount.objects.filter(
            kind=Kind.BANK.value, organisation_id=deposit.organisation_id, estate_id__in=within
        )
        banks = dict(rows.values_list("estate_id", "id"))
        books = dict(FundBook.objects.filter(estate_id__in=list(banks)).values_list("estate_id", "last_number"))
    return [ScopeEstate(estate, banks[estate], books[estate]) for estate in sorted(banks) if estate in books]


def destination(home_id: int, day: dt.date) -> tuple[Destination, Resolution]:
    """Where the interest that falls due on a day goes. Refuses fund_no_rule, fund_rule_unknown."""
    key = "fund.interest.destination"
    home = Home.objects.get(pk=home_id)
    found = policy.rule_for(key, home.path, day)
    if found is None:
        refuse("fund_no_rule", "place", day=day.isoformat(), place=home.name, key=key)
    known = Destination.parse(found.value)
    return known or refuse("fund_rule_unknown", "place", version=found.winner.version), found


def shares(settlement: Settlement) -> tuple[SettlementShare, ...]:
    """The first stage, by the number of the estate."""
    rows = SettlementShare.objects.filter(estate_id=settlement.estate_id, settlement_id=settlement.pk)
    return tuple(rows.order_by("place_id"))


def share(settlement: Settlement, estate_id: int) -> SettlementShare:
    """What one estate gets. Refuses not_found."""
    rows = SettlementShare.objects.filter(
        estate_id=settlement.estate_id, settlement_id=settlement.pk, place_id=estate_id
    )
    return rows.first() or refuse("not_found", "share")


def settled(settlement_id: int) -> set[int]:
    """The estates that have their share."""
    with cross_estate():
        return set(InterestProof.objects.filter(settlement_id=settlement_id).values_list("estate_id", flat=True))


def progress(settlement: Settlement) -> Progress:
    """How far it is."""
    return Progress(len(settled(settlement.pk)), settlement.estates)


def proof_of_entry(estate_id: int, entry_id: int) -> InterestProof:
    """The proof that an entry of interest rests on. Refuses not_found."""
    return InterestProof.objects.filter(estate_id=estate_id, entry_id=entry_id).first() or refuse("not_found", "entry")


def parts(rows: Sequence[Sequence[int]]) -> tuple[Part, ...]:
    """The lines of a proof as values."""
    return tuple(Part(*row) for row in rows)


def steps_of(settlement: Settlement) -> tuple[Step, ...]:
    """How the bank's amount was split, as values."""
    return tuple(
        Step(code, {name: _exact(value) for name, value in facts.items()}, rule)
        for code, facts, rule in settlement.steps
    )


def plain_steps(steps: Sequence[Step]) -> list[list[Any]]:
    """The same as they are stored: exact numbers as ["n", "d"]."""
    return [
        [s.code, {
            name: [str(value.numerator), str(value.denominator)] if isinstance(value, Fraction) else value
            for name, value in s.data.items()
        }, s.rule]
        for s in steps
    ]  # fmt: skip


def _exact(value: Any) -> Any:
    return Fraction(int(value[0]), int(value[1])) if isinstance(value, list) else value


def seal_of(row: Settlement) -> str:
    """A hash over what the second person is shown: the amount, the split, every estate's share."""
    return digest([
        row.deposit_id, row.first, row.last, row.business_date, row.bank_fen, row.doors_fen, row.pool_fen, row.voucher,
        row.policy_version, row.weight, row.pool_weight,
        [[s.place_id, s.known_number, s.weight, s.pool_weight, s.doors_fen, s.pool_fen] for s in shares(row)],
    ])  # fmt: skip
