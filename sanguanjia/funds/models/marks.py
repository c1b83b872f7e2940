"""When an estate's balances were last added up again from all its transfers, and what that showed."""

from __future__ import annotations

from django.db import models

from sanguanjia.kernel.scoped import ScopedModel


class FundMark(ScopedModel):
    """The nightly job's note: up to which entry everything was added up, and how many balances differed."""

    through_number = models.BigIntegerField()
    differing = models.IntegerField()
    at = models.DateTimeField()

    written_freely = "noted by the nightly job"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate"], name="one_fund_mark_per_estate"),)

    def __str__(self) -> str:
        return f"{self.through_number}: {self.differing}"
