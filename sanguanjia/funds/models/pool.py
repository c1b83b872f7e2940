"""The use of pooled accounts (Zhuzhou's pilot): what an application asks for, who signed it, what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class PoolUse(ScopedModel):
    """What one application of the item "fund-pool" asks for: the premium of so many lifts, each from its own building's
    pool. The application itself (state, file, decision) stands in the applications room."""

    application = ScopedForeignKey("applications.Application")
    by_committee = models.BooleanField()
    per_lift_fen = models.BigIntegerField()
    reason = models.CharField(max_length=400)
    notice_id = models.BigIntegerField(null=True)
    noticed_at = models.DateTimeField(null=True)  # the notice ended without an open objection
    order_number = models.IntegerField(null=True)
    ordered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "application"], name="one_pool_use_per_application"),
            models.UniqueConstraint(
                fields=["estate", "order_number"], condition=Q(order_number__isnull=False), name="one_order_per_number"
            ),
            models.CheckConstraint(name="a_premium_is_something", condition=Q(per_lift_fen__gt=0)),
            models.CheckConstraint(
                name="an_order_follows_a_notice_that_ended",
                condition=Q(order_number__isnull=True) | Q(noticed_at__isnull=False, ordered_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id}"


class PoolLift(ScopedModel):
    """One lift of a pool use, and its building, whose pool pays for it."""

    use = ScopedForeignKey("funds.PoolUse")
    building = ScopedForeignKey("registry.Building")
    lift = ScopedForeignKey("registry.Lift")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "use", "lift"], name="a_lift_is_named_once_in_a_pool_use"),
        )

    def __str__(self) -> str:
        return f"{self.lift_id}"


class PoolSigner(ScopedModel):
    """An owner who asks together with others; the home shows the building. However many homes, one person is one."""

    use = ScopedForeignKey("funds.PoolUse")
    account_id = models.BigIntegerField()
    unit = ScopedForeignKey("registry.Unit")
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "use", "account_id"], name="an_owner_signs_a_pool_use_once"),
        )

    def __str__(self) -> str:
        return f"{self.account_id}"
