"""What units said, which of it counts, who may say it for another."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sanguanjia.decisions.types import Capacity, Channel
from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import SealedJson, SealedText


class Ballot(ScopedModel):
    """What one unit said of one item, once. Never changed; a later one stands beside it. `voter`: whose voice it is
    (`p<party>`, `a<account>`, `developer`); `seq`: its line in the log."""

    vote = ScopedForeignKey("decisions.Vote")
    line = ScopedForeignKey("decisions.RollLine")
    item = models.SmallIntegerField()
    choice = SealedText()  # nobody reads the database before the count
    channel = models.CharField(max_length=8)
    capacity = models.CharField(max_length=10)
    voter = models.CharField(max_length=24)
    account_id = models.BigIntegerField(null=True)  # who cast, or who typed the paper
    form = models.IntegerField(null=True)
    at = models.DateTimeField()
    seq = models.BigIntegerField()

    append_only = True
    changeable_columns = ("choice",)  # sealed anew when the city's key changes; the log tells of any other change
    personal_fields = ("choice", "voter")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "seq"], name="one_ballot_per_line_of_the_log"),
            one_of("channel", Channel, "ballot_channel_is_known"),
            one_of("capacity", Capacity, "ballot_capacity_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.seq}"


class Standing(ScopedModel):
    """Which ballot of a unit counts for an item. `frozen`: owners of the unit disagree about it; then none does."""

    vote = ScopedForeignKey("decisions.Vote")
    line = ScopedForeignKey("decisions.RollLine")
    item = models.SmallIntegerField()
    ballot = ScopedForeignKey("decisions.Ballot")
    seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()  # of the unit's last ballot, counting or not
    voter = models.CharField(max_length=24)
    rank = models.SmallIntegerField()
    choice = models.CharField(max_length=40, blank=True, default="")  # what the ballot says: opened by the count
    version = models.IntegerField(default=1)
    frozen = models.BooleanField(default=False)

    outside_record = "follows from the log's ballots and supersedes: queries.differences works it out again"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "vote", "item", "line"], name="one_standing_ballot_per_unit_and_item"
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id}/{self.item}: {self.seq}"


class Proxy(ScopedModel):
    """A written authority: for one head, to one account, for this vote."""

    vote = ScopedForeignKey("decisions.Vote")
    head = models.BigIntegerField()
    account_id = models.BigIntegerField()
    document = models.CharField(max_length=64)  # hash of the signed paper
    opinions = SealedJson(default=dict)  # {item: choice} where the place wants the principal's own opinion
    given_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()
    revoked_at = models.DateTimeField(null=True)

    personal_fields = ("opinions",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "vote", "head"], condition=Q(revoked_at__isnull=True),
                name="one_living_proxy_per_head_of_a_vote",
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=["account_id"], name="proxy_of_an_account"),)

    def __str__(self) -> str:
        return str(self.account_id)
