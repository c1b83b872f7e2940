"""What people chose, and what was learned from the examples and their choices."""

from __future__ import annotations

from django.db import models

from sanguanjia.kernel import clock
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.scoped import ScopedModel


class Choice(ScopedModel):
    """Which matter somebody said a report is about; of one report the newest choice counts.

    Without the text: that stays with the report and leaves with it. `suggested` is what was shown, best first: how
    often the first one was taken is the measure in use.
    """

    append_only = True

    case_id = models.BigIntegerField()
    code = models.CharField(max_length=3)
    suggested = models.JSONField(default=list)
    model = models.CharField(max_length=64, blank=True, default="")
    account_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["estate", "case_id", "-id"], name="words_choice_of_case"),)


class LearnedModel(models.Model):
    """One training: what web processes answer from. The newest counts; older ones say what held when."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    shipped = models.CharField(max_length=64)  # digest of the shipped examples alone
    examples = models.IntegerField()
    confirmed = models.IntegerField()
    learned_at = models.DateTimeField(default=clock.now)

    append_only = True

    class Meta:
        constraints = (models.UniqueConstraint(fields=["digest"], name="one_training_per_digest"),)

    def __str__(self) -> str:
        return self.digest[:12]
