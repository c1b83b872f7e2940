"""Numbered paper ballots and what two people typed of them."""

from __future__ import annotations

from django.db import models

from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import SealedJson


class PaperForm(ScopedModel):
    """A numbered paper ballot of one head, with check letters against a copied number."""

    vote = ScopedForeignKey("decisions.Vote")
    number = models.IntegerField()
    head = models.BigIntegerField()
    check_code = models.CharField(max_length=4)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "number"], name="one_paper_form_per_number_of_a_vote"),
            models.UniqueConstraint(fields=["estate", "vote", "head"], name="one_paper_form_per_head_of_a_vote"),
        )

    def __str__(self) -> str:
        return str(self.number)


class PaperBatch(ScopedModel):
    """Papers typed in one sitting by one person; `scans`: hash of the scanned file. Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    number = models.IntegerField()
    typist_id = models.BigIntegerField()
    at = models.DateTimeField()
    forms = models.IntegerField()
    scans = models.CharField(max_length=64)

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "number"], name="one_paper_batch_per_number_of_a_vote"),
        )

    def __str__(self) -> str:
        return str(self.number)


class PaperEntry(ScopedModel):
    """One paper as one person typed it. The same person types a form once. Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    batch = ScopedForeignKey("decisions.PaperBatch")
    form = ScopedForeignKey("decisions.PaperForm")
    typist_id = models.BigIntegerField()
    choices = SealedJson()
    signed = models.BooleanField(default=True)

    append_only = True
    changeable_columns = ("choices",)  # sealed anew when the city's key changes
    personal_fields = ("choices",)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "form", "typist_id"], name="one_entry_per_form_and_typist"),
        )

    def __str__(self) -> str:
        return str(self.form_id)
