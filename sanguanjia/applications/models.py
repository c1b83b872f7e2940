"""Applications with their files, clocks and history. Rows belong to the home they are made for: an estate, or the
district or city of a company.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.policy.clock_rows import RunningClock, holds

from .types import ENDS, Level, State, Step

_ENDED = sorted(state.value for state in ENDS)
_DECIDED = ["granted", "refused"]


class Application(ScopedModel):
    """One application and where it stands now. `number`: 0 while it is a draft.

    `entry`: the catalogue's entry as it stood when the application was handed in, so that a list that changes later
    changes nothing here. `decision_digest`: hash over what the decision says.
    """

    item = models.CharField(max_length=24)
    item_name = models.CharField(max_length=80)
    rule = models.CharField(max_length=160)
    opened_on = models.DateField()
    number = models.IntegerField(default=0)
    version = models.IntegerField(default=1)
    state = models.CharField(max_length=12)
    answers = models.JSONField(default=dict)
    role = models.CharField(max_length=24)
    organisation_id = models.BigIntegerField(null=True)
    account_id = models.BigIntegerField()  # who prepared it
    submitter_id = models.BigIntegerField(null=True)
    acceptor_id = models.BigIntegerField(null=True)
    corrected = models.BooleanField(default=False)
    asked = models.JSONField(default=list)  # what a correction named and nobody brought yet
    submitted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_step = models.CharField(max_length=8, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decision_number = models.IntegerField(null=True)
    decision_digest = models.CharField(max_length=64, blank=True, default="")

    personal_fields = ("answers",)

    class Meta:
        constraints = (
            one_of("state", State, "application_state_is_known"),
            models.UniqueConstraint(
                fields=["estate", "number"], condition=Q(number__gt=0), name="one_application_per_number"
            ),
            models.UniqueConstraint(
                fields=["estate", "decision_number"], condition=Q(decision_number__isnull=False),
                name="one_decision_per_number",
            ),
            models.CheckConstraint(
                name="a_decided_application_has_a_paper",
                condition=Q(state__in=_DECIDED, decided_at__isnull=False, decision_number__isnull=False)
                | ~Q(state__in=_DECIDED) & Q(decided_at__isnull=True, decision_number__isnull=True),
            ),
            models.CheckConstraint(
                name="nobody_decides_the_own_application",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("account_id")),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["due_at"], condition=~Q(state__in=_ENDED), name="application_open"),
            models.Index(fields=["account_id"], name="application_of_an_account"),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.number}"


class ApplicationFile(ScopedModel):
    """One page or picture of the file. Never changed; a better copy is added beside it."""

    application = ScopedForeignKey("applications.Application")
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "application", "code", "sha256"], name="one_copy_of_a_paper_in_an_application"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ApplicationClock(RunningClock):
    """One clock of an application."""

    application = ScopedForeignKey("applications.Application")
    step = models.CharField(max_length=12)

    class Meta:
        constraints = holds("application", Step, "an")


class ApplicationEvent(ScopedModel):
    """One thing that happened to an application; an opinion names its level. Never changed."""

    application = ScopedForeignKey("applications.Application")
    seq = models.SmallIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    account_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True, default="")
    role = models.CharField(max_length=24, blank=True, default="")
    body = models.CharField(max_length=60, blank=True, default="")  # the office, as it was called then
    level = models.CharField(max_length=16, blank=True, default="")
    agrees = models.BooleanField(null=True)
    state_after = models.CharField(max_length=12)
    words = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)
    ended = models.JSONField(default=list)  # clocks it ended: [step, result]

    append_only = True
    changeable_columns = ("by_name",)  # emptied when the person is erased; the record keeps a commitment to it
    personal_fields = ("by_name", "words")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "application", "seq"], name="one_application_event_per_number"),
            models.UniqueConstraint(
                fields=["estate", "application", "level"], condition=Q(verb="opine"), name="one_opinion_per_level"
            ),
            models.UniqueConstraint(
                fields=["estate", "application", "account_id"], condition=Q(verb="opine"),
                name="nobody_speaks_for_two_levels",
            ),
            models.CheckConstraint(
                name="an_opinion_names_its_level",
                condition=~Q(verb="opine") | Q(level__in=[level.value for level in Level], agrees__isnull=False),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"
