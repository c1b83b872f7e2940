"""Whistles, attempts before them, tasks of departments with their history and clocks, and the desks of departments."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.policy.clock_rows import RunningClock, holds

from .types import ENDS, Kind, Level, Method, State, Step

_ENDED = sorted(state.value for state in ENDS)


class Desk(ScopedModel):
    """Which organisation answers for a department of the list in a district (`estate`: the district's home)."""

    department = models.CharField(max_length=20)
    organisation_id = models.BigIntegerField()
    phone = models.CharField(max_length=30, blank=True, default="")  # an office's, published in the estates (WHI-009)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "department"],
                condition=Q(until__isnull=True),
                name="one_desk_per_department_in_a_district",
            ),
        )

    def __str__(self) -> str:
        return self.department


class Attempt(ScopedModel):
    """What the estate tried before it whistled: evidence, never changed (WHI-004, rules.md 7.3)."""

    case = ScopedForeignKey("cases.Case")
    at = models.DateTimeField()
    method = models.CharField(max_length=10)
    words = models.TextField()
    photos = models.JSONField(default=list)
    account_id = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    role = models.CharField(max_length=24)
    organisation_id = models.BigIntegerField(null=True)

    append_only = True
    changeable_columns = ("words",)  # a person erased goes out of them; the record keeps a commitment
    personal_fields = ("words", "by_name")

    class Meta:
        constraints = (one_of("method", Method, "attempt_method_is_known"),)

    def __str__(self) -> str:
        return self.method


class Whistle(ScopedModel):
    """One whistle over one matter. `state`: open, done (every part accepted), over (nobody is at it any more)."""

    number = models.IntegerField()
    case = ScopedForeignKey("cases.Case")
    kind = models.CharField(max_length=12)
    duty_code = models.CharField(max_length=8)
    duty_name = models.CharField(max_length=60)
    basis = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=6, default="open")
    blown_at = models.DateTimeField()
    blown_by_account_id = models.BigIntegerField()
    blown_by_name = models.CharField(max_length=60)
    blown_role = models.CharField(max_length=24)
    blown_organisation_id = models.BigIntegerField(null=True)
    in_time = models.BooleanField(null=True)  # within the policy's hours after the first attempt
    company_id = models.BigIntegerField(null=True)
    grid_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    rule = models.CharField(max_length=160, blank=True, default="")

    personal_fields = ("blown_by_name",)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="one_whistle_per_number_in_an_estate"),
            models.UniqueConstraint(
                fields=["estate", "case"], condition=Q(state="open"), name="one_open_whistle_per_matter"
            ),
            one_of("kind", Kind, "whistle_kind_is_known"),
            models.CheckConstraint(
                name="a_whistle_has_ended_exactly_when_it_is_not_open",
                condition=Q(state="open", ended_at__isnull=True)
                | Q(state__in=["done", "over"], ended_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.number)


class Task(ScopedModel):
    """One department's part of a whistle. `organisation_id` is empty until the district names the desk."""

    whistle = ScopedForeignKey("whistle.Whistle")
    seq = models.SmallIntegerField()
    department = models.CharField(max_length=20)
    department_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=14)
    lead = models.BooleanField()
    organisation_id = models.BigIntegerField(null=True)
    version = models.IntegerField(default=1)
    state = models.CharField(max_length=12)
    resumes_to = models.CharField(max_length=12, blank=True, default="")
    emergency = models.BooleanField(default=False)
    returns = models.SmallIntegerField(default=0)
    pauses = models.SmallIntegerField(default=0)
    objected = models.BooleanField(default=False)
    final = models.BooleanField(default=False)
    level = models.CharField(max_length=12, default=Level.DEPARTMENT.value)
    alarmed = models.BooleanField(default=False)
    responded_in_time = models.BooleanField(null=True)
    checked_in_at = models.DateTimeField(null=True)
    checked_in_in_time = models.BooleanField(null=True)
    finished_in_time = models.BooleanField(null=True)
    estate_mark = models.SmallIntegerField(null=True)
    department_mark = models.SmallIntegerField(null=True)
    called_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_step = models.CharField(max_length=8, blank=True, default="")
    acts_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "whistle", "seq"], name="one_task_per_number_in_a_whistle"),
            models.UniqueConstraint(
                fields=["estate", "whistle", "department"], condition=Q(ended_at__isnull=True),
                name="one_open_task_per_department_in_a_whistle",
            ),
            one_of("state", State, "task_state_is_known"),
            one_of("resumes_to", State, "task_resumes_to_a_known_state", blank=True),
            one_of("level", Level, "task_level_is_known"),
            models.CheckConstraint(
                name="a_task_has_ended_exactly_when_its_state_is_an_end",
                condition=Q(state__in=_ENDED, ended_at__isnull=False) | ~Q(state__in=_ENDED) & Q(ended_at__isnull=True),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["organisation_id"], condition=Q(ended_at__isnull=True), name="task_open_of_a_desk"),
            models.Index(fields=["acts_at"], condition=Q(acts_at__isnull=False), name="task_acts_at"),
        )

    def __str__(self) -> str:
        return f"{self.department} {self.state}"


class TaskEvent(ScopedModel):
    """One thing that happened to a task. Never changed; `photos` are digests in this room's album."""

    task = ScopedForeignKey("whistle.Task")
    seq = models.SmallIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    account_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True, default="")
    role = models.CharField(max_length=24, blank=True, default="")
    organisation_id = models.BigIntegerField(null=True)
    state_before = models.CharField(max_length=12, blank=True, default="")
    state_after = models.CharField(max_length=12)
    words = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)
    rules = models.JSONField(default=list)
    ended = models.JSONField(default=list)  # clocks it ended: [step, result]
    photos = models.JSONField(default=list)

    append_only = True
    changeable_columns = ("words",)  # a person erased goes out of them; the record keeps a commitment
    personal_fields = ("by_name", "words", "data")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "task", "seq"], name="one_event_per_number_in_a_task"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"


class TaskClock(RunningClock):
    """One clock of a task."""

    task = ScopedForeignKey("whistle.Task")
    step = models.CharField(max_length=8)

    class Meta:
        constraints = holds("task", Step)
