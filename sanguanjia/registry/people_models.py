"""People and organisations as owners, what they own over time, and who acts for those who cannot."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, IntegerRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models import F, Q

from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import BlindIndex, RowKey, SealedModel, SealedText, last_six

from . import types
from .model_parts import EQUAL, OVERLAPS, has_days, is_sealed, trigrams

_WITHIN_THE_WHOLE = NumericRange(0, types.WHOLE)


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
