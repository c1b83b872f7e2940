"""What rests on a document: first deposits that are due, papers, court freezes, questions, and the roots of each
day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.funds.types import FreezeState, PaperKind
from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class FundDue(ScopedModel):
    """The first deposit of a door: floor area x the city's building cost per m2 x its rate, as they were when it fell
    due
    (FUND-002). What the trigger of a top-up and the proof before registration are measured by."""

    account = ScopedForeignKey("funds.FundAccount")
    area = models.DecimalField(max_digits=12, decimal_places=2)
    cost_fen_per_m2 = models.BigIntegerField()
    rate = models.DecimalField(max_digits=7, decimal_places=6)
    fen = models.BigIntegerField()
    document = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "account"], name="one_first_deposit_is_due_per_door"),
            models.CheckConstraint(name="a_first_deposit_is_something", condition=Q(fen__gt=0, area__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.account_id}: {self.fen}"


class FundFreeze(ScopedModel):
    """An amount of a door that a court froze (冻结): a hold nobody spends but the court's own deduction."""

    account = ScopedForeignKey("funds.FundAccount")
    number = models.IntegerField()
    court = models.CharField(max_length=80)
    document = models.CharField(max_length=80)
    fen = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField()  # the last day it holds
    state = models.CharField(max_length=8, default=FreezeState.ACTIVE.value)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = (
            one_of("state", FreezeState, "fund_freeze_state_is_known"),
            models.UniqueConstraint(fields=["estate", "number"], name="one_fund_freeze_per_number"),
            models.UniqueConstraint(fields=["estate", "account", "document"], name="a_court_document_freezes_once"),
            models.CheckConstraint(
                name="a_fund_freeze_lasts_and_holds_something", condition=Q(until__gte=F("since"), fen__gt=0)
            ),
            models.CheckConstraint(
                name="a_fund_freeze_ends_on_a_day",
                condition=Q(state="active", ended_on__isnull=True) | Q(~Q(state="active"), ended_on__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["estate", "until"], condition=Q(state="active"), name="funds_freeze_active"),)

    def __str__(self) -> str:
        return f"{self.number} {self.document}"

    @property
    def subject(self) -> str:
        """Of its hold."""
        return f"freeze:{self.pk}"


class FundPaper(ScopedModel):
    """One document by which something was done to accounts: numbered per estate, never changed. `check_code`: what a
    stranger types, with the number, to see that a certificate is ours. `facts`: what it says; no names of people."""

    number = models.IntegerField()
    kind = models.CharField(max_length=12)
    document = models.CharField(max_length=80, blank=True, default="")
    office = models.CharField(max_length=80, blank=True, default="")  # who issued the document
    day = models.DateField()
    account = ScopedForeignKey("funds.FundAccount", null=True)
    freeze = ScopedForeignKey("funds.FundFreeze", null=True)
    draft = ScopedForeignKey("funds.FundDraft", null=True)
    facts = models.JSONField(default=dict)
    check_code = models.CharField(max_length=16)
    made_by = models.BigIntegerField(null=True)  # null: the platform itself (a freeze that lapsed)
    made_at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            one_of("kind", PaperKind, "fund_paper_kind_is_known"),
            models.UniqueConstraint(fields=["estate", "number"], name="one_fund_paper_per_number"),
            models.UniqueConstraint(
                fields=["estate", "draft"], condition=Q(draft__isnull=False), name="one_fund_paper_per_draft"
            ),
        )
        indexes = (
            models.Index(fields=["estate", "account", "-id"], name="funds_paper_account"),
            models.Index(fields=["estate", "freeze", "-id"], name="funds_paper_freeze"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class FundQuestion(ScopedModel):
    """What an owner asks the fund centre about the own account, and what it answered."""

    account = ScopedForeignKey("funds.FundAccount")
    entry = ScopedForeignKey("funds.FundEntry", null=True)
    text = models.CharField(max_length=500)
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True, default="")
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    personal_fields = ("text",)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_fund_answer_has_words_and_a_time",
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
        )
        indexes = (
            models.Index(fields=["estate", "account", "-id"], name="funds_question_account"),
            models.Index(fields=["estate", "entry"], name="funds_question_entry"),
            models.Index(fields=["estate", "id"], condition=Q(answered_at__isnull=True), name="funds_question_open"),
        )

    def __str__(self) -> str:
        return f"{self.account_id}"


class FundDayRoot(ScopedModel):
    """The chain of an estate's entries as it stood after a day: a hash over the root before and over every entry since,
    with its transfers. Written by an act each night, so that the signed anchor of the records vouches for the
    ledger."""

    day = models.DateField()
    first_number = models.BigIntegerField()
    last_number = models.BigIntegerField()
    root = models.CharField(max_length=64)

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "last_number"], name="one_fund_root_per_last_entry"),
            models.UniqueConstraint(fields=["estate", "first_number"], name="one_fund_root_per_first_entry"),
            models.CheckConstraint(
                name="a_fund_root_covers_entries", condition=Q(first_number__gte=1, last_number__gte=F("first_number"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.last_number}"
