"""Money that is reserved: it stays in its account and cannot be spent for anything else."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class FundHold(ScopedModel):
    """So much of one account is reserved for one thing. What is open: `fen` less what was spent and released.

    The sum of what is open stands as `held_fen` beside the balance, where the database refuses to go below it.
    """

    account = ScopedForeignKey("funds.FundAccount")
    subject = models.CharField(max_length=40)  # "pool:<id>", "work:<id>"
    reason = models.CharField(max_length=200)
    fen = models.BigIntegerField()
    spent_fen = models.BigIntegerField(default=0)
    released_fen = models.BigIntegerField(default=0)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "subject", "account"], name="one_fund_hold_per_subject_and_account"
            ),
            models.CheckConstraint(
                name="no_more_of_a_fund_hold_is_used_than_was_reserved",
                condition=Q(fen__gt=0, spent_fen__gte=0, released_fen__gte=0)
                & Q(fen__gte=F("spent_fen") + F("released_fen")),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.subject}: {self.fen}"

    @property
    def open_fen(self) -> int:
        """What is still reserved."""
        return int(self.fen - self.spent_fen - self.released_fen)
