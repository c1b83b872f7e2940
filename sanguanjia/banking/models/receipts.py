"""Receipts for money that was paid in (票据): one per booked deposit, numbered without gaps, voided, never deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class Receipt(ScopedModel):
    """What the payer is given. `seal`: a hash over everything printed on it."""

    account = ScopedForeignKey("funds.FundAccount")
    entry = ScopedForeignKey("funds.FundEntry")
    number = models.IntegerField()
    fen = models.BigIntegerField()
    paid_on = models.DateField()
    seal = models.CharField(max_length=64)
    issued_by = models.BigIntegerField()
    issued_at = models.DateTimeField()
    voided_by = models.BigIntegerField(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="one_fund_receipt_per_number"),
            models.UniqueConstraint(
                fields=["estate", "entry", "account"], condition=Q(voided_at__isnull=True),
                name="one_valid_receipt_of_a_payment",
            ),
            models.CheckConstraint(name="a_fund_receipt_is_for_something", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="a_fund_receipt_is_voided_with_a_reason",
                condition=Q(voided_at__isnull=True, voided_because="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(voided_because="")),
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=["estate", "account", "-id"], name="banking_receipt_account"),)

    def __str__(self) -> str:
        return f"{self.number}"
