"""Who looked at whom, who agreed to what, and what the retention job did."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sanguanjia.kernel.scoped import ScopedModel
from sanguanjia.kernel.sealed import MARK, RowKey, SealedText


class Look(ScopedModel):
    """A full value was shown to somebody, with a reason. The person reads it under 我的数据.

    `subject_account_id` is whose data it was, if an account stands for the person; `columns` names what was
    shown, never the value. The reason is sealed: it may name people.
    """

    at = models.DateTimeField()
    by_account_id = models.BigIntegerField()
    by_name = models.CharField(max_length=80)
    role = models.CharField(max_length=40)
    subject_table = models.CharField(max_length=63)
    subject_id = models.BigIntegerField()
    subject_account_id = models.BigIntegerField(null=True)
    columns = models.JSONField()
    person_key = RowKey()
    reason = SealedText(row_key="person_key")

    append_only = True
    changeable_columns = ("person_key",)  # wrapped anew when the city's key rotates
    personal_fields = ("by_name", "reason")

    class Meta:
        indexes = (
            models.Index(fields=["subject_account_id", "at"], name="privacy_look_by_account"),
            models.Index(fields=["estate", "subject_table", "subject_id"], name="privacy_look_by_subject"),
        )
        constraints = (models.CheckConstraint(name="a_look_has_a_reason", condition=Q(reason__startswith=MARK)),)

    def __str__(self) -> str:
        return str(self.pk)


class Consent(ScopedModel):
    """One word of a person about one purpose: given or withdrawn. The latest word counts. Home: the platform."""

    account_id = models.BigIntegerField()
    purpose = models.CharField(max_length=40)
    version = models.IntegerField()
    given = models.BooleanField()
    at = models.DateTimeField()

    append_only = True

    class Meta:
        indexes = (models.Index(fields=["estate", "account_id", "purpose", "id"], name="privacy_consent_latest"),)
        constraints = (models.CheckConstraint(name="consent_versions_begin_at_one", condition=Q(version__gte=1)),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.version} {self.given}"


class RetentionRun(ScopedModel):
    """What the retention job did with one table: how many rows went, which were older than `before`."""

    at = models.DateTimeField()
    table = models.CharField(max_length=63)
    retention = models.CharField(max_length=20)
    before = models.DateTimeField()
    rows = models.BigIntegerField()

    append_only = True

    class Meta:
        indexes = (models.Index(fields=["estate", "at"], name="privacy_retention_run"),)

    def __str__(self) -> str:
        return f"{self.table} {self.rows}"


class KeyRotation(ScopedModel):
    """The data key was, or is being, changed: who wanted it, which keys there were, what became of it. Home: the
    platform. How far it has come is counted from the values themselves (`rotation.carried`)."""

    at = models.DateTimeField()
    by_account_id = models.BigIntegerField(null=True)  # null: from the command line
    suite = models.CharField(max_length=20, blank=True, default="")
    keys_before = models.JSONField()  # ids only
    current = models.CharField(max_length=16, blank=True, default="")
    retired = models.JSONField(default=list)
    values = models.BigIntegerField(default=0)
    passes = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate"], condition=Q(finished_at__isnull=True), name="one_key_rotation_at_a_time"
            ),
            models.CheckConstraint(
                name="a_finished_rotation_names_its_key", condition=Q(finished_at__isnull=True) | ~Q(current="")
            ),
        )
        indexes = (models.Index(fields=["estate", "at"], name="privacy_key_rotation"),)

    def __str__(self) -> str:
        return self.current or "…"
