"""What was counted, the certificate of it, who signed."""

from __future__ import annotations

from django.db import models

from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class Result(ScopedModel):
    """What was counted of one item: both counts by choice and channel, the verdict with its clauses. Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    item = models.SmallIntegerField()
    count = models.SmallIntegerField(default=1)  # 2 and more: recounts
    passed = models.BooleanField()
    sums = models.JSONField()  # {"total", "part", "for", "against", "abstain", "invalid"}: {"area", "n", "units"}
    channels = models.JSONField()  # {channel: {"area", "n", "units"}}
    verdict = models.JSONField()
    why = models.CharField(max_length=200, blank=True, default="")  # of a recount
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "item", "count"], name="one_result_per_item_and_count"),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.passed}"


class Outcome(ScopedModel):
    """What the count made of a question: who is in by order of consent, who is next, who is tied. Items by position.
    `seed`: what the lot was drawn from, where one was drawn. Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    question = models.SmallIntegerField()
    count = models.SmallIntegerField(default=1)  # 2 and more: recounts
    holds = models.BooleanField()
    elected = models.JSONField()
    alternates = models.JSONField()
    tied = models.JSONField()
    left = models.SmallIntegerField(default=0)  # seats nobody has yet
    finding = models.JSONField()  # {"checks": [{"code", "met", "data"}], "clauses": […]}
    seed = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "vote", "question", "count"], name="one_outcome_per_question_and_count"
            ),
        )

    def __str__(self) -> str:
        return f"{self.question}: {self.holds}"


class Certificate(ScopedModel):
    """The certificate of a vote, as it was signed: one text and its digest. Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    text = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "digest"], name="one_certificate_per_text_of_a_vote"),
        )

    def __str__(self) -> str:
        return self.digest[:8]


class Signature(ScopedModel):
    """One person's yes to a certificate. Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    certificate = ScopedForeignKey("decisions.Certificate")
    account_id = models.BigIntegerField()
    role = models.CharField(max_length=24)
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "certificate", "account_id"], name="one_signature_per_person_on_a_certificate"
            ),
        )

    def __str__(self) -> str:
        return self.role
