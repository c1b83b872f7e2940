"""What owners want voted, and who stands behind it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class Proposal(ScopedModel):
    """A wish of owners that a matter be voted, and whether enough stand behind it (OWN-043)."""

    number = models.IntegerField()
    matter = models.SmallIntegerField()
    title = models.CharField(max_length=100)
    text = models.TextField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    until = models.DateField()
    vote = ScopedForeignKey("decisions.Vote", null=True)
    effect = models.CharField(max_length=24, blank=True, default="")  # what the matter shall do (effects.py)
    facts = models.JSONField(default=dict)

    personal_fields = ("text",)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="one_proposal_per_number_in_an_estate"),
            models.CheckConstraint(name="a_proposal_is_one_of_the_nine", condition=Q(matter__gte=1, matter__lte=9)),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Supporter(ScopedModel):
    """An owner who stands behind a proposal, by one of his units; all his units weigh."""

    proposal = ScopedForeignKey("decisions.Proposal")
    unit = ScopedForeignKey("registry.Unit")
    account_id = models.BigIntegerField()
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "proposal", "unit"], name="one_support_per_unit_of_a_proposal"),
        )

    def __str__(self) -> str:
        return str(self.unit_id)
