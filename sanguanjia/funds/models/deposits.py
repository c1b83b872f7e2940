"""Deposits of a city's fund with its banks, and the settlement of their interest.

A deposit is the city's: its row, its settlements and the shares of the estates (the first stage) stand in the city's
home. What an estate does with its share (the second stage) stands in the estate, beside the entry that books it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.funds.rules.day_counts import Basis
from sanguanjia.funds.types import SettlementState
from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class Deposit(ScopedModel):
    """Money that lies at one bank from a day to a day at a contract rate. `basis`: how its days are counted.

    `estate`: the home whose estates' money it is, a city's as a rule. `term_years`: agreed in whole years, else null.
    Rates are fractions of one per year, "0.0325"; the benchmark is that of the day it began.
    """

    organisation_id = models.BigIntegerField()  # the bank
    number = models.CharField(max_length=64)  # of the bank's certificate (存单号)
    principal_fen = models.BigIntegerField()
    starts_on = models.DateField()
    matures_on = models.DateField()
    term_years = models.IntegerField(null=True)
    contract_rate = models.DecimalField(max_digits=9, decimal_places=7)
    benchmark_rate = models.DecimalField(max_digits=9, decimal_places=7)
    basis = models.CharField(max_length=8)
    voucher_hash = models.CharField(max_length=64, blank=True, default="")
    registered_by = models.BigIntegerField()
    registered_at = models.DateTimeField()

    class Meta:
        constraints = (
            one_of("basis", Basis, "deposit_basis_is_known"),
            models.UniqueConstraint(
                fields=["estate", "organisation_id", "number"], name="one_deposit_per_number_of_a_bank"
            ),
            models.CheckConstraint(name="deposit_is_something", condition=Q(principal_fen__gt=0)),
            models.CheckConstraint(name="deposit_ends_after_it_begins", condition=Q(matures_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="deposit_rates_are_rates",
                condition=Q(contract_rate__gte=0, contract_rate__lte=1, benchmark_rate__gte=0, benchmark_rate__lte=1),
            ),
        )

    def __str__(self) -> str:
        return self.number


class Settlement(ScopedModel):
    """The interest a bank paid on a deposit for a period, and whose it is: doors and pools are the bank's amount.

    `first` counts, `last` does not. `weight` and `pool_weight` are fen x days of all doors of the scope, and of those
    whose building has a pool. A period of a deposit is settled once; the next one begins where it ended.
    """

    deposit = ScopedForeignKey("funds.Deposit")
    state = models.CharField(max_length=8, default=SettlementState.WEIGHING.value)
    first = models.DateField()
    last = models.DateField()
    business_date = models.DateField()
    bank_fen = models.BigIntegerField()
    reckoned_fen = models.BigIntegerField()  # by the contract; a difference has its reason
    difference_reason = models.CharField(max_length=120, blank=True, default="")
    doors_fen = models.BigIntegerField()
    pool_fen = models.BigIntegerField()
    days = models.IntegerField()
    steps = models.JSONField(default=list)  # [code, facts, rule], worded by funds/wording.py
    policy_version = models.CharField(max_length=160)
    voucher = models.CharField(max_length=64)  # of the bank's advice
    voucher_hash = models.CharField(max_length=64, blank=True, default="")
    weight = models.BigIntegerField(default=0)
    pool_weight = models.BigIntegerField(default=0)
    estates = models.IntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True, default="")
    fault = models.CharField(max_length=40, blank=True, default="")  # why it cannot be shared out
    prepared_by = models.BigIntegerField()
    prepared_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            one_of("state", SettlementState, "settlement_state_is_known"),
            models.UniqueConstraint(
                fields=["estate", "deposit", "first"], condition=~Q(state="dropped"), name="a_period_is_settled_once"
            ),
            models.CheckConstraint(name="settlement_has_days", condition=Q(last__gt=F("first"))),
            models.CheckConstraint(
                name="settlement_parts_are_the_whole",
                condition=Q(bank_fen=F("doors_fen") + F("pool_fen"), doors_fen__gte=0, pool_fen__gte=0, bank_fen__gt=0),
            ),
            models.CheckConstraint(
                name="settlement_has_two_pairs_of_eyes",
                condition=~Q(state__in=["running", "done"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("prepared_by"))),
            ),
        )
        indexes = (
            models.Index(
                fields=["estate", "id"], condition=~Q(state__in=["done", "dropped"]), name="funds_settlement_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


class SettlementShare(ScopedModel):
    """First stage: what one estate gets of a settlement, by its weight; an extra is a fen of the remainder.

    `known_number`: the last entry of the estate's book that was counted, so that whoever reckons again gets the same.
    """

    settlement = ScopedForeignKey("funds.Settlement")
    place_id = models.BigIntegerField()  # the estate's home
    bank_account_id = models.BigIntegerField()  # the estate's control account at the deposit's bank
    known_number = models.BigIntegerField()
    weight = models.BigIntegerField()
    pool_weight = models.BigIntegerField()
    doors_fen = models.BigIntegerField()
    pool_fen = models.BigIntegerField()
    doors_extra = models.SmallIntegerField()
    pool_extra = models.SmallIntegerField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "settlement", "place_id"], name="one_share_of_a_settlement"),
            models.CheckConstraint(
                name="a_share_is_never_negative",
                condition=Q(doors_fen__gte=0, pool_fen__gte=0, weight__gte=0, pool_weight__gte=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.place_id}: {self.doors_fen} + {self.pool_fen}"


class InterestProof(ScopedModel):
    """Second stage: how an estate shared its part out, line by line in the order of the ties.

    `doors` and `pools` are [account, weight, fen, extra]. Written by the act that books the entry, and by nobody else:
    an estate without this row has nothing of the settlement yet.
    """

    home_id = models.BigIntegerField()  # where the settlement stands
    settlement_id = models.BigIntegerField()
    entry = ScopedForeignKey("funds.FundEntry", null=True)  # none where the share was nothing
    doors_fen = models.BigIntegerField()
    pool_fen = models.BigIntegerField()
    doors = models.JSONField(default=list)
    pools = models.JSONField(default=list)

    append_only = True

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate", "settlement_id"], name="an_estate_is_settled_once"),)
        indexes = (models.Index(fields=["settlement_id"], name="funds_proof_settlement"),)

    def __str__(self) -> str:
        return f"{self.settlement_id}: {self.doors_fen} + {self.pool_fen}"
