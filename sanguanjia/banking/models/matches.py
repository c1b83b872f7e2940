"""Which lines of the bank are which entries: made by the rule or by hand, undone but never forgotten."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sanguanjia.banking.types import Cause, MatchKind
from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class BankMatch(ScopedModel):
    """Lines and entries that are the same money, or one side alone with the cause why it has no other."""

    account = ScopedForeignKey("funds.FundAccount")
    kind = models.CharField(max_length=10)
    rule = models.CharField(max_length=12, blank=True, default="")
    cause = models.CharField(max_length=16, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    undone_by = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            one_of("kind", MatchKind, "bank_match_kind_is_known"),
            models.CheckConstraint(name="bank_match_by_hand_has_a_reason", condition=Q(kind="rule") | ~Q(reason="")),
            models.CheckConstraint(
                name="an_explained_bank_item_has_a_cause",
                condition=Q(kind="explained", cause__in=[cause.value for cause in Cause])
                | Q(~Q(kind="explained"), cause=""),
            ),
            models.CheckConstraint(
                name="a_bank_match_is_undone_with_a_reason",
                condition=Q(undone_at__isnull=True, undone_because="")
                | (Q(undone_at__isnull=False) & ~Q(undone_because="")),
            ),
        )
        indexes = (models.Index(fields=["estate", "account", "-id"], name="banking_match_latest"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at}"


class BankMatchItem(ScopedModel):
    """One line or one entry of a match. `live`: the match stands; each line and each entry stands in one at most."""

    match = ScopedForeignKey("banking.BankMatch")
    account = ScopedForeignKey("funds.FundAccount")
    line = ScopedForeignKey("banking.BankLine", null=True)
    entry = ScopedForeignKey("funds.FundEntry", null=True)
    live = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_bank_match_item_is_a_line_or_an_entry",
                condition=Q(line__isnull=True, entry__isnull=False) | Q(line__isnull=False, entry__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["estate", "account", "line"], condition=Q(live=True, line__isnull=False),
                name="a_bank_line_stands_in_one_match",
            ),
            models.UniqueConstraint(
                fields=["estate", "account", "entry"], condition=Q(live=True, entry__isnull=False),
                name="an_entry_stands_in_one_bank_match",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.line_id or self.entry_id}"
