"""Procedures with their history, clocks, groups, requests and texts. Rows belong to the estate."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.policy.clock_rows import RunningClock, holds

from .types import ENDS, Capacity, Kind, State, Step

_ENDED = sorted(state.value for state in ENDS)


class Procedure(ScopedModel):
    """One procedure and where it stands. `opened_on`: the day whose rules govern it. `claims`: what was said when it
    was asked for; `listed`: totals of the verified list; `things`: code → day on which it was settled."""

    number = models.IntegerField()
    version = models.IntegerField(default=1)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    opened_on = models.DateField()
    situation = models.CharField(max_length=32, blank=True, default="")
    asked_by = models.BigIntegerField(null=True)
    asked_role = models.CharField(max_length=24, blank=True, default="")
    claims = models.JSONField(default=dict)
    group_round = models.SmallIntegerField(default=0)
    group_notice_id = models.BigIntegerField(null=True)
    named_on = models.DateField(null=True)
    term_ends = models.DateField(null=True)  # of the committee that is renewed; of the interim body
    listed = models.JSONField(default=dict)
    drafts_notice_id = models.BigIntegerField(null=True)
    drafts_on = models.DateField(null=True)
    vote_id = models.BigIntegerField(null=True)
    filing_from = models.DateTimeField(null=True)  # applications handed in from then on are its filing
    application_id = models.BigIntegerField(null=True)
    receipt = models.CharField(max_length=60, blank=True, default="")
    filed_on = models.DateField(null=True)
    things = models.JSONField(default=dict)
    extensions = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    due_step = models.CharField(max_length=10, blank=True, default="")
    alarmed = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="one_procedure_per_number_in_an_estate"),
            models.UniqueConstraint(
                fields=["estate", "kind"], condition=Q(ended_at__isnull=True),
                name="one_running_procedure_of_a_kind_in_an_estate",
            ),
            one_of("kind", Kind, "procedure_kind_is_known"),
            one_of("state", State, "procedure_state_is_known"),
            models.CheckConstraint(
                name="a_procedure_has_ended_exactly_when_its_state_is_an_end",
                condition=Q(state__in=_ENDED, ended_at__isnull=False) | ~Q(state__in=_ENDED) & Q(ended_at__isnull=True),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["due_at"], condition=Q(ended_at__isnull=True), name="procedure_running"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Asker(ScopedModel):
    """One unit whose owner asks for it. Never changed; a unit asks once."""

    procedure = ScopedForeignKey("assemblies.Procedure")
    unit = ScopedForeignKey("registry.Unit")
    account_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "procedure", "unit"], name="a_unit_asks_once_in_a_procedure"),
        )

    def __str__(self) -> str:
        return str(self.unit_id)


class GroupMember(ScopedModel):
    """One of a group as it was named; a later `round` replaces an earlier one. Posted publicly with the names. Of an
    interim body: `party`, `account_id`, whom of the register the name is, where it knows; `mandate_id`: the role in
    access that goes with the seat."""

    procedure = ScopedForeignKey("assemblies.Procedure")
    round = models.SmallIntegerField()
    position = models.SmallIntegerField()
    name = models.CharField(max_length=40)
    capacity = models.CharField(max_length=16)
    head = models.BooleanField(default=False)
    party = ScopedForeignKey("registry.Party", null=True)
    account_id = models.BigIntegerField(null=True)
    mandate_id = models.BigIntegerField(null=True)

    append_only = True
    changeable_columns = ("party_id", "account_id", "mandate_id")  # who it is may be found out later
    personal_fields = ("name",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "procedure", "round", "position"], name="one_member_per_position_of_a_group"
            ),
            models.UniqueConstraint(
                fields=["estate", "procedure", "round"], condition=Q(head=True), name="one_head_of_a_group"
            ),
            one_of("capacity", Capacity, "member_capacity_is_known"),
        )

    def __str__(self) -> str:
        return self.capacity


class ProcedureText(ScopedModel):
    """A text put before the owners: rules of procedure, covenant. Never changed; a new draft stands beside it."""

    procedure = ScopedForeignKey("assemblies.Procedure")
    seq = models.SmallIntegerField()  # of the event that brought it
    kind = models.CharField(max_length=10)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "procedure", "seq", "kind"], name="one_text_of_a_kind_per_event_of_a_procedure"
            ),
            models.CheckConstraint(name="procedure_text_kind_is_known", condition=Q(kind__in=["rules", "covenant"])),
        )

    def __str__(self) -> str:
        return self.kind


class ProcedureClock(RunningClock):
    """One clock of a procedure."""

    procedure = ScopedForeignKey("assemblies.Procedure")
    step = models.CharField(max_length=12)

    class Meta:
        constraints = holds("procedure", Step)


class ProcedureEvent(ScopedModel):
    """One thing that happened in a procedure. Never changed."""

    procedure = ScopedForeignKey("assemblies.Procedure")
    seq = models.SmallIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    account_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True, default="")
    role = models.CharField(max_length=24, blank=True, default="")
    body = models.CharField(max_length=60, blank=True, default="")  # the office, as it was called then
    state_after = models.CharField(max_length=12)
    words = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)
    ended = models.JSONField(default=list)  # clocks it ended: [step, result]

    append_only = True
    changeable_columns = ("by_name",)  # emptied when the person is erased; the record keeps a commitment to it
    personal_fields = ("by_name", "words")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "procedure", "seq"], name="one_procedure_event_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"
