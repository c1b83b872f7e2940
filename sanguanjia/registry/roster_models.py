"""Imports of owners' rosters: the file, the preview row by row, and how far the work has come.

Everything of it that may hold a person's data lies sealed. The preview is stored, so that the page, the fix file and
the commit speak of the same rows, and nothing is read twice.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import RowKey, RowSeal, SealedJson


class RosterState(models.TextChoices):
    """Where an import stands. `mapping` waits for the officer's word on the columns, `ready` for the commit."""

    MAPPING = "mapping", "待确认列"
    READING = "reading", "正在读取"
    READY = "ready", "待确认导入"
    COMMITTING = "committing", "正在导入"
    DONE = "done", "已导入"
    REFUSED = "refused", "文件被拒绝"
    WITHDRAWN = "withdrawn", "已撤回"


class RosterImport(ScopedModel):
    """One roster of an estate on its way into the registry.

    `look` is what the mapping step shows (headers, guesses, first rows), `mapping` what the officer settled on,
    `report` the
    report of `roster check` without its errors,
    `difference` the counts against the registry as it stood at the preview.
    """

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=RosterState.choices)
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()
    look: Any = SealedJson(default=dict)
    mapping = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    difference = models.JSONField(default=dict)
    end_missing = models.BooleanField(default=False)
    verdict = models.CharField(max_length=40, blank=True, default="")
    committed_at = models.DateTimeField(null=True)

    personal_fields = ("look",)

    class Meta:
        constraints = (
            models.CheckConstraint(name="roster_state_is_known", condition=Q(state__in=RosterState.values)),
            models.UniqueConstraint(
                fields=["estate"],
                condition=Q(state__in=[RosterState.READING.value, RosterState.COMMITTING.value]),
                name="one_roster_at_work_in_an_estate",
            ),
        )
        indexes = (models.Index(fields=["estate", "uploaded_at"], name="roster_import_by_day"),)

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class RosterFile(ScopedModel):
    """The bytes of an uploaded roster (`purpose` roster) or of a fix file (`fix`), sealed under a key of its own; gone
    when the import is over."""

    roster = ScopedForeignKey("registry.RosterImport")
    purpose = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    person_key = RowKey(db_default="")
    content = models.BinaryField()

    personal_fields = ("content",)
    outside_record = "goes when the import is over; RosterImport keeps its hash"

    def __str__(self) -> str:
        return f"{self.purpose} {self.sha256[:12]}"

    def put(self, content: bytes) -> None:
        """Take the file in, sealed; `save` afterwards."""
        row = RowSeal.fresh(self._meta.db_table, self.pk)
        self.person_key, self.content = row.stored, row.seal_bytes("content", content)

    def bytes(self) -> bytes:
        """The file as it was uploaded."""
        return RowSeal.of(self._meta.db_table, self.pk, self.person_key).open_bytes("content", bytes(self.content))


class RosterItem(ScopedModel):
    """One unit of a roster with all its lines, or one skipped row (or run of blank ones), in the order of the sheet.

    `difference` against the registry at the preview: added, changed,
    same; empty for skipped rows and units with errors.
    `left_out` is the officer's word that a unit with errors stays out; `replaced` that the fix file brought a
    better line.
    """

    roster = ScopedForeignKey("registry.RosterImport")
    row = models.IntegerField()
    until = models.IntegerField()
    lines = models.IntegerField()
    is_unit = models.BooleanField()
    why = models.CharField(max_length=10, blank=True, default="")
    code = models.CharField(max_length=100, blank=True, default="")
    kinds = models.JSONField(default=list)
    data: Any = SealedJson(default=dict)
    difference = models.CharField(max_length=8, blank=True, default="")
    left_out = models.BooleanField(default=False)
    left_out_because = models.CharField(max_length=200, blank=True, default="")
    replaced = models.BooleanField(default=False)

    personal_fields = ("data",)
    outside_record = "a preview: what is imported stands in the registry, row by row"

    class Meta:
        indexes = (
            models.Index(fields=["estate", "roster", "row"], name="roster_items_in_order"),
            models.Index(
                fields=["estate", "roster", "row"],
                condition=Q(is_unit=True) & ~Q(kinds=[]),
                name="roster_items_with_errors",
            ),
            models.Index(fields=["estate", "roster", "code"], name="roster_items_by_unit"),
            GinIndex(fields=["kinds"], condition=~Q(kinds=[]), name="roster_items_by_kind"),
        )

    def __str__(self) -> str:
        return f"{self.row} {self.code}"


class RosterProgress(models.Model):
    """How far a job has come: shown while it works, worth nothing afterwards."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    roster_id = models.BigIntegerField(unique=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    word = models.CharField(max_length=40, blank=True, default="")

    written_freely = "progress of a running job, seen by others while its act has not committed; no fact of anything"

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"
