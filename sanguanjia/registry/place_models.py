"""Reference tables of places and organisations: small, read everywhere."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.models import Home

from . import types
from .model_parts import EQUAL, OVERLAPS, Reference, has_days, trigrams


class Division(Reference):
    """A code of GB/T 2260 and what it named while it was valid (COD-001).

    Codes are born and die: 140403 exists since 2018, out of 140402 and 140411 (`DivisionSuccession`). The home stays
    the same when only the code or the name changes, so that mandates and matters go on; a place outside our city has
    no home.
    """

    code = models.CharField(max_length=6)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=10)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField()
    home = models.ForeignKey(Home, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="a_division_code_names_one_place_at_a_time", expressions=[("code", EQUAL), ("valid", OVERLAPS)]
            ),
            ExclusionConstraint(
                name="a_place_has_one_division_code_at_a_time",
                expressions=[("home", EQUAL), ("valid", OVERLAPS)],
                condition=Q(home__isnull=False),
            ),
            models.CheckConstraint(name="a_division_code_has_six_digits", condition=Q(code__regex=r"^[0-9]{6}$")),
            one_of("level", types.DivisionLevel, "division_level_is_known"),
            has_days("valid", "a_division_is_valid_some_day"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class DivisionSuccession(Reference):
    """Which division came out of which, and on which day."""

    predecessor = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_succession_between_two_divisions"),
            models.CheckConstraint(name="no_division_succeeds_itself", condition=~Q(predecessor=F("successor"))),
        )

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id}"


class Subdistrict(models.Model):
    """A street office's area (街道) or town: nine digits of GB/T 10114 (COD-002)."""

    home = models.OneToOneField(Home, primary_key=True, on_delete=models.PROTECT, related_name="+")
    code9 = models.CharField(max_length=9)
    name = models.CharField(max_length=60)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code9"], name="one_subdistrict_per_code"),
            models.CheckConstraint(name="a_subdistrict_code_has_nine_digits", condition=Q(code9__regex=r"^[0-9]{9}$")),
        )

    def __str__(self) -> str:
        return self.name


class Neighbourhood(models.Model):
    """A residents' committee's area (社区): twelve digits of GB/T 10114 (COD-002)."""

    home = models.OneToOneField(Home, primary_key=True, on_delete=models.PROTECT, related_name="+")
    code12 = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    subdistrict = models.ForeignKey(Subdistrict, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code12"], name="one_neighbourhood_per_code"),
            models.CheckConstraint(
                name="a_neighbourhood_code_has_twelve_digits", condition=Q(code12__regex=r"^[0-9]{12}$")
            ),
        )

    def __str__(self) -> str:
        return self.name


class Grid(Reference):
    """A grid (网格) of a neighbourhood, watched by a grid worker (COD-006, COD-007: the city chooses the length)."""

    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["neighbourhood", "code"], name="one_grid_per_code_in_a_neighbourhood"),
        )

    def __str__(self) -> str:
        return self.name


class Estate(models.Model):
    """A residential estate (小区): what it is called and where it lies. Its home is its key.

    `aliases` are other names people search by, one a line. `pinyin` sorts lists (rules.names.sort_key).
    """

    home = models.OneToOneField(Home, primary_key=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    aliases = models.TextField(blank=True, default="")
    pinyin = models.CharField(max_length=400, db_index=True)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey(Grid, null=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True, default="")
    completed_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["neighbourhood", "name"], name="one_estate_per_name_in_a_neighbourhood"),
            models.CheckConstraint(name="an_estate_has_a_name", condition=~Q(name="")),
        )
        indexes = (trigrams("estate_name_trigrams", "name", "aliases", "address"),)

    def __str__(self) -> str:
        return self.name


class Organisation(Reference):
    """A company, department, committee, association, bank, insurer or authority. `home`: its place, if it has one."""

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    credit_code = models.CharField(max_length=18, blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    home = models.ForeignKey(Home, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            one_of("kind", types.OrganisationKind, "organisation_kind_is_known"),
            models.CheckConstraint(name="an_organisation_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="a_credit_code_has_eighteen_characters", condition=Q(credit_code__regex=r"^([0-9A-Z]{18})?$")
            ),
            models.UniqueConstraint(
                fields=["credit_code"], condition=~Q(credit_code=""), name="one_organisation_per_credit_code"
            ),
        )
        indexes = (trigrams("organisation_name_trigrams", "name"),)

    def __str__(self) -> str:
        return self.name
