"""Places, homes and people, and what the database itself promises about them.

Reference tables (small, read everywhere): divisions, subdistricts, neighbourhoods, grids, estates, organisations.
Scoped tables (rows belong to one estate): everything else. Periods are `daterange`s "[from, to)": the last day is
the day before `to`. Every constraint is named as the sentence it holds.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, IntegerRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models import F, Func, Q

from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import MARK, BlindIndex, RowKey, SealedModel, SealedText, last_six

from . import types

EQUAL, OVERLAPS = RangeOperators.EQUAL, RangeOperators.OVERLAPS
_WITHIN_THE_WHOLE = NumericRange(0, types.WHOLE)


class DateRange(Func):
    """SQL daterange(from, to, '[)') over two date columns; an empty `to` is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


def one_of(field: str, kinds: Any, name: str) -> models.CheckConstraint:
    """The column holds one of the values of an enumeration of `types`."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": [kind.value for kind in kinds]}))


def has_days(field: str, name: str) -> models.CheckConstraint:
    """A period contains at least one day."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__isempty": False}))


def is_sealed(field: str, name: str) -> models.CheckConstraint:
    """The column is empty or sealed: the database takes no plain text."""
    return models.CheckConstraint(name=name, condition=Q(**{field: ""}) | Q(**{f"{field}__startswith": MARK}))


def trigrams(name: str, *fields: str) -> GinIndex:
    """An index for search in Chinese: any part of the text, by trigrams."""
    return GinIndex(*(OpClass(F(field), name="gin_trgm_ops") for field in fields), name=name)


class ReferenceKey(models.ForeignKey):  # type: ignore[type-arg]
    """From a scoped table to a reference table: the foreign key is added by the migration, not deferrable."""

    def __init__(self, to: Any, **kwargs: Any) -> None:
        kwargs["on_delete"] = models.DO_NOTHING
        kwargs["related_name"] = "+"
        kwargs["db_constraint"] = False
        super().__init__(to, **kwargs)


class Reference(models.Model):
    """Base of the reference tables of this room."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


# --- places --------------------------------------------------------------------------------------


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


# --- buildings and units -------------------------------------------------------------------------


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


# --- people and ownership ------------------------------------------------------------------------


class Party(SealedModel, ScopedModel):
    """A person or organisation as known in one estate. Personal: shown by role only (permissions.py).

    Number and phone are sealed under the person's own key (kernel/sealed.py): whoever destroys the key has erased the
    person. The blind indexes find a number, its last six characters (what a claim proves) and a phone.
    `account_id` is the account that proved to be this person (access room above; no foreign key upwards).
    """

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    identity_kind = models.CharField(max_length=12, blank=True, default="")
    person_key = RowKey(db_default="")
    identity_number = SealedText(row_key="person_key", blank=True, default="")
    phone = SealedText(row_key="person_key", blank=True, default="")
    identity_index = BlindIndex(of="identity_number", db_default="")
    identity_tail = BlindIndex(of="identity_number", part=last_six, db_default="")
    phone_index = BlindIndex(of="phone", db_default="")
    account_id = models.BigIntegerField(null=True)

    personal_fields = ("name", "identity_kind", "identity_number", "phone")

    class Meta:
        constraints = (
            one_of("kind", types.PartyKind, "party_kind_is_known"),
            models.CheckConstraint(name="a_party_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="an_identity_number_says_its_kind",
                condition=Q(identity_kind="", identity_number="")
                | (Q(identity_kind__in=[k.value for k in types.IdentityKind]) & ~Q(identity_number="")),
            ),
            models.UniqueConstraint(
                fields=["estate", "identity_kind", "identity_index"],
                condition=~Q(identity_index=""),
                name="one_party_per_identity_in_an_estate",
            ),
            is_sealed("identity_number", "an_identity_number_is_sealed"),
            is_sealed("phone", "a_phone_number_is_sealed"),
            models.UniqueConstraint(
                fields=["estate", "account_id"],
                condition=Q(account_id__isnull=False),
                name="one_party_per_account_in_an_estate",
            ),
        )
        indexes = (
            trigrams("party_name_trigrams", "name"),
            # Names of two characters have no trigram: inside one estate this index finds them.
            models.Index(fields=["estate", "name"], name="party_name_in_an_estate"),
            models.Index(fields=["account_id"], condition=Q(account_id__isnull=False), name="party_of_an_account"),
        )

    def __str__(self) -> str:
        return str(self.pk)  # never the name: this text reaches logs


class Ownership(ScopedModel):
    """A share of a unit, held by one party or jointly by a group (`OwnershipMember`), over a period.

    The share is a slice of the whole, [a, b) within [0, WHOLE). Slices of one unit never overlap on any day, so more
    than the whole cannot be stored, with no trigger and nothing to add up.
    """

    unit = ScopedForeignKey("registry.Unit")
    slice = IntegerRangeField()
    period = DateRangeField()
    basis = models.CharField(max_length=24)
    is_joint = models.BooleanField(default=False)
    document = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="no_two_owners_hold_the_same_slice_of_a_unit",
                expressions=[("estate", EQUAL), ("unit", EQUAL), ("slice", OVERLAPS), ("period", OVERLAPS)],
            ),
            models.CheckConstraint(
                name="a_slice_lies_within_the_whole",
                condition=Q(slice__contained_by=_WITHIN_THE_WHOLE, slice__isempty=False),
            ),
            has_days("period", "an_ownership_lasts_some_day"),
            one_of("basis", types.Basis, "ownership_basis_is_known"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class OwnershipMember(ScopedModel):
    """Who holds an ownership; several members of one ownership are joint owners, one group (OWN-011a)."""

    ownership = ScopedForeignKey("registry.Ownership")
    party = ScopedForeignKey("registry.Party")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "ownership", "party"], name="one_place_per_member_in_an_ownership"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Guardianship(ScopedModel):
    """Who acts for an owner who cannot (OWN-014), from when to when, on what evidence."""

    ward = ScopedForeignKey("registry.Party")
    guardian = ScopedForeignKey("registry.Party")
    kind = models.CharField(max_length=16)
    period = DateRangeField()
    evidence = models.CharField(max_length=200)

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="one_guardianship_of_two_people_at_a_time",
                expressions=[("estate", EQUAL), ("ward", EQUAL), ("guardian", EQUAL), ("period", OVERLAPS)],
            ),
            models.CheckConstraint(name="nobody_is_their_own_guardian", condition=~Q(ward=F("guardian"))),
            models.CheckConstraint(name="a_guardianship_has_evidence", condition=~Q(evidence="")),
            one_of("kind", types.WardKind, "ward_kind_is_known"),
            has_days("period", "a_guardianship_lasts_some_day"),
        )

    def __str__(self) -> str:
        return str(self.pk)


# --- management ----------------------------------------------------------------------------------


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


from .roster_models import RosterFile as RosterFile  # noqa: E402
from .roster_models import RosterImport as RosterImport  # noqa: E402
from .roster_models import RosterItem as RosterItem  # noqa: E402
from .roster_models import RosterProgress as RosterProgress  # noqa: E402
from .roster_models import RosterState as RosterState  # noqa: E402
