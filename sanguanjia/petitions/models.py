"""Petitions with their history, clocks and representatives. Rows belong to the home of the petition office that
registered them; the unit that is competent, and the bodies of review, are pointed at by their homes.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import MARK, BlindIndex, SealedModel, SealedText
from sanguanjia.policy.clock_rows import RunningClock, holds

from .types import ENDS, Channel, Kind, State, Step

_ENDED = sorted(state.value for state in ENDS)


class Petition(SealedModel, ScopedModel):
    """One petition and where it stands now. `same_*`: an earlier one about the same facts, at whichever office."""

    number = models.IntegerField()
    tracking_code = models.CharField(max_length=12)
    version = models.IntegerField(default=1)
    channel = models.CharField(max_length=8)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=80)
    text = models.TextField()
    people = models.IntegerField(default=1)
    petitioner_name = models.CharField(max_length=60)
    petitioner_address = models.CharField(max_length=120, blank=True, default="")
    phone = SealedText(blank=True, default="")
    phone_index = BlindIndex(of="phone")
    petitioner_account_id = models.BigIntegerField(null=True)
    entered_by_account_id = models.BigIntegerField(null=True)
    received_on = models.DateField()
    about_estate_id = models.BigIntegerField(null=True)
    need = models.CharField(max_length=12, blank=True, default="")  # of the needs list: what it is about
    case_estate_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    same_home_id = models.BigIntegerField(null=True)
    same_id = models.BigIntegerField(null=True)
    accused_home_id = models.BigIntegerField(null=True)
    accused_organisation_id = models.BigIntegerField(null=True)

    state = models.CharField(max_length=12)
    unit_home_id = models.BigIntegerField(null=True)
    unit_organisation_id = models.BigIntegerField(null=True)
    unit_name = models.CharField(max_length=60, blank=True, default="")
    objected = models.BooleanField(default=False)
    settled = models.BooleanField(default=False)
    extended = models.BooleanField(default=False)
    extension_asked = models.SmallIntegerField(null=True)
    asked_by = models.BigIntegerField(null=True)
    answered_by = models.BigIntegerField(null=True)
    reviewed_by = models.BigIntegerField(null=True)
    hearing = models.BooleanField(default=False)
    outcome = models.CharField(max_length=14, blank=True, default="")
    supervised = models.BooleanField(default=False)
    alarmed = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    due_step = models.CharField(max_length=12, blank=True, default="")
    acts_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    personal_fields = ("title", "text", "petitioner_name", "petitioner_address", "phone", "phone_index")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="one_petition_per_number_at_an_office"),
            models.UniqueConstraint(fields=["estate", "tracking_code"], name="one_petition_per_code_at_an_office"),
            one_of("state", State, "petition_state_is_known"),
            one_of("channel", Channel, "petition_channel_is_known"),
            one_of("kind", Kind, "petition_kind_is_known"),
            models.CheckConstraint(
                name="phone_of_a_petitioner_is_sealed", condition=Q(phone="") | Q(phone__startswith=MARK)
            ),
            models.CheckConstraint(name="a_petition_has_a_petitioner", condition=Q(people__gte=1)),
            models.CheckConstraint(
                name="a_petition_has_ended_exactly_when_its_state_is_an_end",
                condition=Q(state__in=_ENDED, ended_at__isnull=False) | ~Q(state__in=_ENDED) & Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_petition_is_not_with_the_accused",
                condition=Q(accused_organisation_id__isnull=True)
                | Q(unit_organisation_id__isnull=True)
                | ~Q(accused_organisation_id=models.F("unit_organisation_id")),
            ),
        )
        indexes = (
            models.Index(fields=["acts_at"], condition=Q(acts_at__isnull=False), name="petition_acts_at"),
            models.Index(
                fields=["case_estate_id", "case_id"], condition=Q(case_id__isnull=False), name="petition_of_a_matter"
            ),
            models.Index(
                fields=["about_estate_id", "phone_index"],
                condition=Q(about_estate_id__isnull=False),
                name="petition_of_a_caller",
            ),
            models.Index(
                fields=["petitioner_account_id"],
                condition=Q(petitioner_account_id__isnull=False),
                name="petition_of_an_account",
            ),
        )

    def __str__(self) -> str:
        return str(self.number)


class Representative(SealedModel, ScopedModel):
    """One of the people who speak for a joint petition (PET-007)."""

    petition = ScopedForeignKey("petitions.Petition")
    name = models.CharField(max_length=60)
    phone = SealedText(blank=True, default="")
    phone_index = BlindIndex(of="phone")

    personal_fields = ("name", "phone", "phone_index")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="phone_of_a_representative_is_sealed", condition=Q(phone="") | Q(phone__startswith=MARK)
            ),
        )

    def __str__(self) -> str:
        return self.name


class PetitionEvent(ScopedModel):
    """One thing that happened to a petition; with its words it is the paper that was given. Never changed."""

    petition = ScopedForeignKey("petitions.Petition")
    seq = models.SmallIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    account_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True, default="")
    role = models.CharField(max_length=24, blank=True, default="")
    body = models.CharField(max_length=60, blank=True, default="")  # the office or department, as it was called then
    state_before = models.CharField(max_length=12, blank=True, default="")
    state_after = models.CharField(max_length=12)
    words = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)
    rules = models.JSONField(default=list)
    ended = models.JSONField(default=list)  # clocks it ended: [step, result]

    append_only = True
    changeable_columns = ("by_name",)  # emptied when the person is erased; the record keeps a commitment to it
    personal_fields = ("by_name", "words")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "petition", "seq"], name="one_event_per_number_in_a_petition"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"


class PetitionClock(RunningClock):
    """One clock of a petition."""

    petition = ScopedForeignKey("petitions.Petition")
    step = models.CharField(max_length=12)

    class Meta:
        constraints = holds("petition", Step)
