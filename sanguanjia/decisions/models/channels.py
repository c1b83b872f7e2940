"""What stands beside the box: the covenant that counts the silent, deliveries, another voting system, witnesses."""

from __future__ import annotations

from django.db import models

from sanguanjia.decisions.rules.delivery import How
from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class DeemingRule(ScopedModel):
    """The covenant's own words that ballots delivered and not returned are counted beside the result (OWN-034).
    Fixed before the notice; `document`: hash of the covenant."""

    vote = ScopedForeignKey("decisions.Vote")
    covenant = models.CharField(max_length=100)  # version and clause
    document = models.CharField(max_length=64)
    qualified = models.BooleanField(default=False)  # it names qualified matters too
    posted = models.BooleanField(default=False)  # it counts a notice in the estate as delivery
    recorded_by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate", "vote"], name="one_deeming_rule_per_vote"),)

    def __str__(self) -> str:
        return self.covenant


class Delivery(ScopedModel):
    """One try to hand a head its paper ballot. `proof`: hash of the signed receipt; `notice_number`: the notice that
    hangs for those whom nobody found. Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    head = models.BigIntegerField()
    how = models.CharField(max_length=8)
    proof = models.CharField(max_length=64, blank=True, default="")
    notice_number = models.IntegerField(null=True)
    by = models.BigIntegerField()
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "head", "how"], name="one_delivery_per_head_and_way"),
            one_of("how", How, "delivery_way_is_known"),
        )

    def __str__(self) -> str:
        return self.how


class OutsideSystem(ScopedModel):
    """The voting system that the city demands for a vote (OWN-044): what was handed to it, what came back."""

    vote = ScopedForeignKey("decisions.Vote")
    system = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    exported_hash = models.CharField(max_length=64, blank=True, default="")
    exported_at = models.DateTimeField(null=True)
    result_hash = models.CharField(max_length=64, blank=True, default="")
    result_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate", "vote"], name="one_outside_system_per_vote"),)

    def __str__(self) -> str:
        return self.name


class WitnessMark(ScopedModel):
    """Somebody outside the desk who compared a signed root of the log with what hangs on the wall. Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    account_id = models.BigIntegerField()
    role = models.CharField(max_length=24)
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "vote", "size", "account_id"], name="one_mark_per_witness_and_root"
            ),
        )

    def __str__(self) -> str:
        return f"{self.size}: {self.root[:8]}"
