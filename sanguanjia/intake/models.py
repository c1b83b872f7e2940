"""Hotline sheets as they came in. The database refuses the same sheet number twice at one desk.

Rows belong to the home of the desk that took them in (a city's or a district's hotline); the matter a sheet became
belongs to its estate and is pointed at by number.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import MARK, BlindIndex, RowKey, RowSeal, SealedModel, SealedText

from .types import BatchState, Door, Outcome


class HotlineBatch(ScopedModel):
    """One export on its way in: uploaded, looked at row by row, then committed or withdrawn.

    `done` and `reached` say how far the job has come that works on a large one: rows, and the last row of the sheet
    among them (while it is read: which reading it is).
    """

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    door = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    counts = models.JSONField(default=dict)  # outcome → rows
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    committed_by = models.BigIntegerField(null=True)  # in whose name its matters are filed
    done = models.IntegerField(default=0, db_default=0)
    reached = models.IntegerField(default=0, db_default=0)
    verdict = models.CharField(max_length=40, blank=True, default="", db_default="")  # why it was refused or stopped

    class Meta:
        constraints = (
            models.CheckConstraint(name="batch_state_is_known", condition=Q(state__in=[s.value for s in BatchState])),
            models.CheckConstraint(name="batch_door_is_known", condition=Q(door__in=[d.value for d in Door])),
        )
        indexes = (models.Index(fields=["estate", "uploaded_at"], name="hotline_batch_by_day"),)

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class HotlineFile(ScopedModel):
    """The bytes of an export too large to be read at once, sealed under a key of its own; gone when it was read."""

    batch = ScopedForeignKey("intake.HotlineBatch")
    person_key = RowKey(db_default="")
    content = models.BinaryField()
    rows = models.IntegerField(default=0, db_default=0)  # how many it has, once the job has counted them

    personal_fields = ("content",)
    outside_record = "goes when it was read; HotlineBatch keeps its hash"

    def __str__(self) -> str:
        return f"file of {self.batch_id}"

    def put(self, content: bytes) -> None:
        """Take the file in, sealed; `save` afterwards."""
        row = RowSeal.fresh(self._meta.db_table, self.pk)
        self.person_key, self.content = row.stored, row.seal_bytes("content", content)

    def bytes(self) -> bytes:
        """The file as it was uploaded."""
        return RowSeal.of(self._meta.db_table, self.pk, self.person_key).open_bytes("content", bytes(self.content))


class HotlineSheet(SealedModel, ScopedModel):
    """One row of an export: what the caller said, what became of it, and the matter it is part of.

    `filed` says that its batch was committed. A sheet without a matter was answered with the right route, or waits for
    a person to say which estate is meant (`unknown_estate`).
    """

    batch = ScopedForeignKey("intake.HotlineBatch")
    row = models.IntegerField()
    sheet_no = models.CharField(max_length=64, blank=True)
    filed = models.BooleanField(default=False)
    called_at = models.DateTimeField(null=True)
    caller = models.CharField(max_length=200, blank=True)
    phone = SealedText(blank=True, default="")
    phone_index = BlindIndex(of="phone")
    kind_words = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    content = models.TextField(blank=True)
    content_digest = models.CharField(max_length=64, blank=True)
    estate_words = models.CharField(max_length=200, blank=True)
    place_words = models.CharField(max_length=200, blank=True)
    urgency = models.CharField(max_length=200, blank=True)
    limit_words = models.CharField(max_length=200, blank=True)
    confidential = models.BooleanField(default=False)
    outcome = models.CharField(max_length=16)
    of_number = models.CharField(max_length=64, blank=True)  # the first sheet of the same call
    route = models.CharField(max_length=4, blank=True)
    why = models.CharField(max_length=200, blank=True)
    need = models.CharField(max_length=12, blank=True)  # suggested, then as the person left it
    matter = models.CharField(max_length=4, blank=True, default="", db_default="")  # of the 68, confirmed by a person
    at_estate_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)

    personal_fields = (
        "caller", "phone", "phone_index", "title", "content", "content_digest", "place_words", "why",
    )  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "sheet_no"], condition=Q(filed=True), name="one_sheet_per_number_at_a_desk"
            ),
            models.CheckConstraint(name="sheet_outcome_is_known", condition=Q(outcome__in=[o.value for o in Outcome])),
            models.CheckConstraint(
                name="phone_of_a_sheet_is_sealed", condition=Q(phone="") | Q(phone__startswith=MARK)
            ),
            models.CheckConstraint(
                name="a_matter_of_a_sheet_has_its_estate",
                condition=Q(case_id__isnull=True) | Q(at_estate_id__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["estate", "batch", "row"], name="hotline_sheets_in_order"),
            models.Index(
                fields=["estate", "phone_index", "content_digest"], condition=Q(filed=True), name="hotline_calls"
            ),
            models.Index(
                fields=["estate", "id"],
                condition=Q(filed=True, outcome="unknown_estate", case_id__isnull=True),
                name="hotline_unplaced",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sheet_no} {self.outcome}"


class Reply(ScopedModel):
    """What the desk answers about a matter to those who called: written by one, checked by another above the unit.

    `closed_at` says of which closing it speaks: a matter that was done again is answered again.
    """

    at_estate_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    closed_at = models.DateTimeField()
    words = models.TextField()
    state = models.CharField(max_length=8)  # prepared | returned | checked
    prepared_by = models.BigIntegerField()
    prepared_at = models.DateTimeField()
    checked_by = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")  # why it was returned

    personal_fields = ("words", "reason")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "at_estate_id", "case_id"], name="one_reply_per_matter_at_a_desk"
            ),
            models.CheckConstraint(
                name="a_reply_is_checked_by_somebody_else",
                condition=Q(state="prepared", checked_by__isnull=True)
                | Q(state__in=["returned", "checked"], checked_at__isnull=False)
                & ~Q(checked_by=models.F("prepared_by")),
            ),
        )

    def __str__(self) -> str:
        return self.state


class CallerCall(ScopedModel):
    """One call back to one caller of a matter, and what was heard. Never changed."""

    sheet = ScopedForeignKey("intake.HotlineSheet")
    at = models.DateTimeField()
    account_id = models.BigIntegerField()
    channel = models.CharField(max_length=5)
    result = models.CharField(max_length=10)
    satisfaction = models.SmallIntegerField(null=True)
    words = models.TextField()

    append_only = True
    personal_fields = ("words",)

    def __str__(self) -> str:
        return self.result
