"""Homes, records and counters: the three tables every room leans on."""

from __future__ import annotations

from django.db import models

from .ids import new_id
from .scoped import ScopedModel


class HomeKind(models.TextChoices):
    """What a home stands for: an estate, or the pseudo-estate of a place that has matters of its own."""

    PLATFORM = "platform", "平台"
    CITY = "city", "市"
    DISTRICT = "district", "区县"
    SUBDISTRICT = "subdistrict", "街道"
    NEIGHBOURHOOD = "neighbourhood", "社区"
    ESTATE = "estate", "小区"


class Home(models.Model):
    """One row per scope that rows may belong to: the shard directory and the tree of places in one.

    `id` is a small number drawn from a counter (homes are few), so that it fits into tracking codes.
    `path` lists the ids from the platform down, e.g. "1/5/23/140/": whoever holds a mandate at a place holds
    it for every home whose path begins with the place's path. What a place *is* (codes, names over time,
    address) stands in `registry`; here is only what permissions and lists need. A reference table.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=16, choices=HomeKind.choices)
    name = models.CharField(max_length=100)
    path = models.CharField(max_length=200, unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    PLATFORM_ID = 1

    class Meta:
        indexes = (models.Index(fields=["path"], opclasses=["varchar_pattern_ops"], name="kernel_home_path_prefix"),)
        constraints = (
            models.CheckConstraint(name="home_kind_is_known", condition=models.Q(kind__in=HomeKind.values)),
            models.CheckConstraint(name="home_path_ends_with_a_slash", condition=models.Q(path__endswith="/")),
        )

    def __str__(self) -> str:
        return self.name


class Record(ScopedModel):
    """What was done: one row per act, written by the frame (`kernel.act`), never changed.

    Holds ids and digests, no personal data. `subjects` lists every row the act touched as
    {"table", "id", "before", "after"} with hex digests (`suite` names the hash) over the row's non-personal
    fields; `before` is null for a new row, `after` for one that went. `answer` is what the act returned, so that a
    replay answers alike. Appended to the chain of its home by the audit room; the exact form is in docs/audit.md.
    """

    at = models.DateTimeField()
    act = models.CharField(max_length=80)
    account_id = models.BigIntegerField(null=True)
    by_system = models.BooleanField(default=False)
    mandate_id = models.BigIntegerField(null=True)
    capacity = models.CharField(max_length=40, blank=True)  # the role of that mandate
    on_behalf_of = models.CharField(max_length=80, blank=True)  # "unit:123", "organisation:45"
    permission = models.CharField(max_length=200)
    subjects = models.JSONField(default=list)
    subject_table = models.CharField(max_length=63, blank=True)
    subject_id = models.BigIntegerField(null=True)
    policy_versions = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    suite = models.CharField(max_length=10, default="sha256")
    request_digest = models.CharField(max_length=64)
    idempotency_key = models.CharField(max_length=80, null=True)
    answer = models.JSONField(null=True)

    append_only = True
    outside_record = "the record itself: its link in the chain vouches for it"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "idempotency_key"], name="one_effect_per_idempotency_key"),
        )
        indexes = (
            models.Index(fields=["estate", "subject_table", "subject_id", "id"], name="kernel_record_subject"),
            models.Index(fields=["estate", "at"], name="kernel_record_day"),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d %H:%M}"


class KeyUse(models.Model):
    """An idempotency key somebody has used, as "account:key", and the home it was used in. A table by person: the
    records' own constraint knows one home only, and the same request may be sent again for another estate."""

    id = models.CharField(max_length=101, primary_key=True)
    home_id = models.BigIntegerField()

    append_only = True
    outside_record = "written with the record that holds the same key"

    def __str__(self) -> str:
        return self.id


class RecordBatch(ScopedModel):
    """Rows that one act wrote at once, apart from the record so that no record grows beyond measure.

    `rows` is a list of [id, before, after, personal]; the record's subject holds the digest over it.
    """

    record_id = models.BigIntegerField()
    part = models.IntegerField()
    table = models.CharField(max_length=63)
    rows = models.JSONField()

    append_only = True
    outside_record = "part of the record: the record holds its digest"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "record_id", "part"], name="one_batch_per_part_of_a_record"),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.part}"


class RowSalt(ScopedModel):
    """The salt of a row's personal columns, as the last act left them. Deleted when the person is erased: what the
    record holds then tells nothing to anybody."""

    subject_table = models.CharField(max_length=63)
    subject_id = models.BigIntegerField()
    salt = models.BinaryField()

    outside_record = "random bytes; a wrong or missing one is seen by the commitment that it opens"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "subject_table", "subject_id"], name="one_salt_per_row"),
        )

    def __str__(self) -> str:
        return f"{self.subject_table} {self.subject_id}"


class Unlinked(ScopedModel):
    """A record (by its id) that has no link in its chain yet. Written with the record, deleted with the linking:
    whatever is visible here has committed, in whatever order ids and transactions ran."""

    outside_record = "a list of work: what is missing in it is seen by walking records and links"
    written_freely = "the appender crosses records off; it changes nothing that people see"

    def __str__(self) -> str:
        return str(self.pk)


class RowShape(models.Model):
    """Which columns the digests of a table cover, by the short name that records use. Written by every installation
    and update; the name is a hash of the columns, so that a false row is no use to anybody."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    table = models.CharField(max_length=63)
    name = models.CharField(max_length=8)
    columns = models.JSONField()
    personal = models.JSONField()

    append_only = True
    outside_record = "names itself by its own hash"
    written_freely = "written by installation and update, which have no actor"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["table", "name"], name="one_shape_per_table_and_name"),)

    def __str__(self) -> str:
        return f"{self.table} {self.name}"


class Counter(ScopedModel):
    """Human numbers per estate (case number, entry number): a row locked by its update, gapless, no sequence."""

    kind = models.CharField(max_length=40)
    value = models.BigIntegerField()

    outside_record = "follows from the numbers given out, which unique constraints hold"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate", "kind"], name="one_counter_per_estate_and_kind"),)

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"
