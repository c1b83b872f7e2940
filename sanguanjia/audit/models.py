"""Links, heads, anchors, verifications, and who read about whom."""

from __future__ import annotations

from django.db import models

from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.scoped import ScopedModel


class ChainLink(ScopedModel):
    """One record in the chain of its home. `hash` covers home, seq, record id, digest of the record and the hash of the
    link before (docs/audit.md); `form` names the columns of the record that `record_digest` covers."""

    seq = models.BigIntegerField()
    record_id = models.BigIntegerField()
    form = models.SmallIntegerField(default=1)
    suite = models.CharField(max_length=10)
    record_digest = models.CharField(max_length=64)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    linked_at = models.DateTimeField()

    append_only = True
    outside_record = "the chain itself"
    written_freely = "the appender makes links out of records; an act for them would need a link itself"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "seq"], name="one_link_per_place_in_a_chain"),
            models.UniqueConstraint(fields=["estate", "record_id"], name="one_link_per_record"),
        )

    def __str__(self) -> str:
        return f"{self.estate_id}:{self.seq}"


class ChainHead(ScopedModel):
    """The last link of a home's chain: a short cut for the appender, and a witness when the tail is cut."""

    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    outside_record = "follows from the links; verify compares"
    written_freely = "moved on by the appender"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate"], name="one_head_per_chain"),)

    def __str__(self) -> str:
        return f"{self.estate_id}:{self.seq}"


class Anchor(models.Model):
    """That signed heads were written outside the database, for people to see; the proof is the file, not this row."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    root = models.CharField(max_length=64)
    chains = models.IntegerField()
    links = models.BigIntegerField()
    ok = models.BooleanField(default=True)  # False: the file could not be written

    append_only = True
    outside_record = "the file is the proof"
    written_freely = "noted by the hourly job"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Check(models.Model):
    """What a verification by the platform itself found."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    ok = models.BooleanField()
    report = models.JSONField()

    append_only = True
    outside_record = "an answer; anyone can verify again"
    written_freely = "noted by the nightly job"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.ok}"


class Reading(ScopedModel):
    """An auditor read what was done by or about a person, and why. The person sees it among his own readings."""

    reader_account_id = models.BigIntegerField()
    subject_account_id = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    append_only = True
    personal_fields = ("reason",)

    class Meta:
        indexes = (models.Index(fields=["estate", "subject_account_id", "at"], name="audit_reading_subject"),)

    def __str__(self) -> str:
        return f"{self.reader_account_id} {self.at:%Y-%m-%d}"
