"""Tenders among banks for the city's deposits. A bid is sealed until the opening; afterwards all of it is public."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.banking.types import TenderState
from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import MARK, SealedText


class Tender(ScopedModel):
    """An invitation to banks, with the weights as they were published. Home: the city's, as a rule."""

    number = models.IntegerField()
    title = models.CharField(max_length=120)
    conditions = models.CharField(max_length=1000, blank=True, default="")
    document = models.CharField(max_length=120)  # number of the decision to invite
    amount_fen = models.BigIntegerField()
    bids_until = models.DateTimeField()
    weights = models.JSONField()  # `fund.tender.weights` as it was
    benchmarks = models.JSONField()  # {years: "0.0275"}
    policy_version = models.CharField(max_length=160)
    state = models.CharField(max_length=10, default=TenderState.OPEN.value)
    invited_by = models.BigIntegerField()
    invited_at = models.DateTimeField()
    opened_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(null=True)
    winner_id = models.BigIntegerField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_document = models.CharField(max_length=120, blank=True, default="")
    decided_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            one_of("state", TenderState, "tender_state_is_known"),
            models.UniqueConstraint(fields=["estate", "number"], name="one_tender_per_number"),
            models.CheckConstraint(name="a_tender_is_for_something", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="a_tender_is_opened_by_another_and_after_its_time",
                condition=Q(opened_at__isnull=True)
                | (Q(opened_at__gte=F("bids_until")) & Q(opened_by__isnull=False) & ~Q(opened_by=F("invited_by"))),
            ),
            models.CheckConstraint(
                name="a_tender_is_awarded_by_another_than_opened_it",
                condition=~Q(state="awarded")
                | (Q(winner_id__isnull=False, decided_by__isnull=False) & ~Q(decided_by=F("opened_by"))),
            ),
        )
        indexes = (models.Index(fields=["state", "-id"], name="banking_tender_state"),)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class TenderBank(ScopedModel):
    """A bank that was invited."""

    tender = ScopedForeignKey("banking.Tender")
    bank_id = models.BigIntegerField()
    name = models.CharField(max_length=120)

    append_only = True

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate", "tender", "bank_id"], name="a_bank_is_invited_once"),)

    def __str__(self) -> str:
        return self.name


class TenderBid(ScopedModel):
    """A bank's bid. `content`: rates and services, sealed; `receipt`: a hash over it and the bank's own secret number,
    given to the bank when it bids. `plain` is empty until the opening. The latest bid of a bank before the end counts
    (`live`)."""

    tender = ScopedForeignKey("banking.Tender")
    bank_id = models.BigIntegerField()
    content = SealedText()
    receipt = models.CharField(max_length=64)
    plain = models.JSONField(null=True)
    live = models.BooleanField(default=True)
    submitted_by = models.BigIntegerField()
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "tender", "bank_id"], condition=Q(live=True), name="one_bid_of_a_bank_counts"
            ),
            models.CheckConstraint(name="a_bid_is_sealed_when_it_is_kept", condition=Q(content__startswith=MARK)),
        )

    def __str__(self) -> str:
        return f"{self.bank_id}: {self.receipt[:8]}"
