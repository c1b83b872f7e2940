"""Who manages an estate from when to when, and what makes it unmanaged: dated facts."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedModel

from . import types
from .model_parts import EQUAL, OVERLAPS, ReferenceKey, has_days
from .place_models import Organisation


class ManagementTenure(ScopedModel):
    """Which company manages the estate, from when to when, on which contract. One company at a time."""

    organisation = ReferenceKey(Organisation)
    period = DateRangeField()
    contract_number = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="one_company_manages_an_estate_at_a_time",
                expressions=[("estate", EQUAL), ("period", OVERLAPS)],
            ),
            has_days("period", "a_tenure_lasts_some_day"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class UnmanagedFact(ScopedModel):
    """One of the three facts that make an estate unmanaged, dated and with evidence (rules.md 5.4)."""

    kind = models.CharField(max_length=20)
    period = DateRangeField()
    evidence = models.CharField(max_length=300)

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="one_unmanaged_fact_of_a_kind_at_a_time",
                expressions=[("estate", EQUAL), ("kind", EQUAL), ("period", OVERLAPS)],
            ),
            one_of("kind", types.UnmanagedKind, "unmanaged_kind_is_known"),
            models.CheckConstraint(name="an_unmanaged_fact_has_evidence", condition=~Q(evidence="")),
            has_days("period", "an_unmanaged_fact_lasts_some_day"),
        )

    def __str__(self) -> str:
        return str(self.pk)
