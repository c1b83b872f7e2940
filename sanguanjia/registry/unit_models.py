"""Buildings, entrances, units and what became of them, lifts: rows of one estate."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary
from django.db import models
from django.db.models import F, Q

from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel

from . import types
from .model_parts import EQUAL, OVERLAPS, DateRange, trigrams


class Building(ScopedModel):
    """A building (栋) of an estate; `code` is the number people use ("3"), `name` the full one ("3栋")."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    storeys = models.SmallIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "code"], name="one_building_per_code_in_an_estate"),
            models.CheckConstraint(name="a_building_has_a_code", condition=~Q(code="")),
        )

    def __str__(self) -> str:
        return self.name


class Entrance(ScopedModel):
    """An entrance (单元) of a building."""

    building = ScopedForeignKey("registry.Building")
    code = models.CharField(max_length=20)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "building", "code"], name="one_entrance_per_code_in_a_building"),
        )

    def __str__(self) -> str:
        return self.code


class Unit(ScopedModel):
    """An exclusive part (专有部分): a dwelling, a shop or a registrable parking right, from its first day to its last.

    `code` is what people say, "3-1-1403" (building-entrance-room). Built area and exclusive area are two facts, each
    with its source (OWN-010); one stands in for the other only with the mark `stand_in`. `area_document` names the
    paper read.
    """

    building = ScopedForeignKey("registry.Building", null=True)
    entrance = ScopedForeignKey("registry.Entrance", null=True)
    room = models.CharField(max_length=30)
    code = models.CharField(max_length=60)
    use = models.CharField(max_length=10)
    built_area = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    built_area_source = models.CharField(max_length=10, blank=True, default="")
    exclusive_area = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    exclusive_area_source = models.CharField(max_length=10, blank=True, default="")
    area_document = models.CharField(max_length=120, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="one_unit_per_code_at_a_time_in_an_estate",
                expressions=[
                    ("estate", EQUAL),
                    ("code", EQUAL),
                    (DateRange("valid_from", "valid_to", RangeBoundary()), OVERLAPS),
                ],
            ),
            one_of("use", types.Use, "unit_use_is_known"),
            models.CheckConstraint(name="a_unit_has_a_code", condition=~Q(code="")),
            models.CheckConstraint(
                name="a_unit_ends_after_it_began", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="only_parking_stands_outside_a_building",
                condition=Q(building__isnull=False) | Q(use=types.Use.PARKING.value, entrance__isnull=True),
            ),
            models.CheckConstraint(
                name="areas_are_positive",
                condition=(Q(built_area__isnull=True) | Q(built_area__gt=0))
                & (Q(exclusive_area__isnull=True) | Q(exclusive_area__gt=0)),
            ),
            models.CheckConstraint(
                name="every_area_says_its_source",
                condition=(
                    Q(built_area__isnull=True, built_area_source="")
                    | Q(built_area__isnull=False, built_area_source__in=[s.value for s in types.AreaSource])
                )
                & (
                    Q(exclusive_area__isnull=True, exclusive_area_source="")
                    | Q(exclusive_area__isnull=False, exclusive_area_source__in=[s.value for s in types.AreaSource])
                ),
            ),
            models.CheckConstraint(
                name="a_stand_in_area_equals_the_other_and_never_both",
                condition=(~Q(built_area_source="stand_in") & ~Q(exclusive_area_source="stand_in"))
                | (
                    Q(built_area__isnull=False, exclusive_area__isnull=False, built_area=F("exclusive_area"))
                    & ~Q(built_area_source="stand_in", exclusive_area_source="stand_in")
                ),
            ),
        )
        indexes = (trigrams("unit_code_trigrams", "code"),)

    def __str__(self) -> str:
        return self.code


class UnitLineage(ScopedModel):
    """Out of which units a unit came by a split or a merge, and how a difference of areas was explained."""

    before = ScopedForeignKey("registry.Unit")
    after = ScopedForeignKey("registry.Unit")
    kind = models.CharField(max_length=8)
    day = models.DateField()
    explanation = models.TextField(blank=True, default="")

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "before", "after"], name="one_lineage_between_two_units"),
            models.CheckConstraint(name="no_unit_comes_out_of_itself", condition=~Q(before=F("after"))),
            one_of("kind", types.LineageKind, "lineage_kind_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.before_id} -> {self.after_id}"


class UnitCorrection(ScopedModel):
    """One corrected fact of a unit: what stood there, what stands there now, on what evidence. Never changed."""

    unit = ScopedForeignKey("registry.Unit")
    at = models.DateTimeField()
    fact = models.CharField(max_length=30)
    old = models.CharField(max_length=120, blank=True)
    new = models.CharField(max_length=120, blank=True)
    evidence = models.CharField(max_length=200)

    append_only = True

    class Meta:
        constraints = (models.CheckConstraint(name="a_correction_has_evidence", condition=~Q(evidence="")),)

    def __str__(self) -> str:
        return f"{self.fact}: {self.old} -> {self.new}"


class Lift(ScopedModel):
    """That a lift exists, where, and since when it serves; everything else about it belongs to the lifts room."""

    building = ScopedForeignKey("registry.Building")
    entrance = ScopedForeignKey("registry.Entrance", null=True)
    name = models.CharField(max_length=60)
    in_service_since = models.DateField()
    out_of_service_since = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "building", "name"], name="one_lift_per_name_in_a_building"),
            models.CheckConstraint(
                name="a_lift_ends_after_it_began",
                condition=Q(out_of_service_since__isnull=True) | Q(out_of_service_since__gt=F("in_service_since")),
            ),
        )

    def __str__(self) -> str:
        return self.name
