"""Parts of a deposit withdrawn before their day. Prepared by one, confirmed by another; what is confirmed counts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.funds.types import DraftState
from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class EarlyWithdrawal(ScopedModel):
    """A part of a deposit taken back before it matured: at the current rate of the day, with the office's document.

    The interest itself is booked by a settlement of the deposit (funds); here stands what it should be, what it cost.
    """

    deposit = ScopedForeignKey("funds.Deposit")
    since = models.DateField(null=True)  # from when the interest counts; null: from the deposit's first day
    day = models.DateField()
    principal_fen = models.BigIntegerField()
    current_rate = models.DecimalField(max_digits=9, decimal_places=7)
    policy_version = models.CharField(max_length=160)
    interest_fen = models.BigIntegerField()
    contract_fen = models.BigIntegerField()  # by the contract rate for the same days
    reason = models.CharField(max_length=200)
    document = models.CharField(max_length=120)
    state = models.CharField(max_length=8, default=DraftState.WAITING.value)
    prepared_by = models.BigIntegerField()
    prepared_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            one_of("state", DraftState, "early_withdrawal_state_is_known"),
            models.CheckConstraint(name="an_early_withdrawal_is_of_something", condition=Q(principal_fen__gt=0)),
            models.CheckConstraint(
                name="an_early_withdrawal_has_two_pairs_of_eyes",
                condition=~Q(state="done") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("prepared_by"))),
            ),
            models.UniqueConstraint(
                fields=["estate", "deposit"], condition=Q(state="waiting"), name="one_waiting_withdrawal_of_a_deposit"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.principal_fen}"
