"""Connected systems, what they filed, and what they are told."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.kernel import clock
from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.scoped import ScopedModel
from sanguanjia.kernel.sealed import MARK, SealedText

from .rules.limits import MOST_PER_MINUTE
from .types import DeliveryState, HookState


class ConnectedSystem(models.Model):
    """Another system, with an account of its own that nobody can log in with."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account"], name="one_connected_system_per_account"),
            models.UniqueConstraint(fields=["name"], name="one_connected_system_per_name"),
        )

    def __str__(self) -> str:
        return self.name


class KeyLimit(models.Model):
    """How many requests a minute a key may make; a key without a line has the usual number."""

    token = models.OneToOneField("access.ApiToken", primary_key=True, on_delete=models.PROTECT, related_name="+")
    per_minute = models.IntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_limit_is_at_least_one_a_minute", condition=Q(per_minute__range=(1, MOST_PER_MINUTE))
            ),
        )

    def __str__(self) -> str:
        return f"{self.per_minute}/min"


class Submission(ScopedModel):
    """A POST that became a matter. Lies at the platform's home: its idempotency key counts for all estates."""

    account_id = models.BigIntegerField()
    case_estate_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    at = models.DateTimeField()

    append_only = True

    class Meta:
        indexes = (models.Index(F("estate"), F("account_id"), F("at").desc(), name="interfaces_of_an_account"),)

    def __str__(self) -> str:
        return f"{self.case_estate_id}/{self.case_id}"


class Hook(models.Model):
    """A subscription: what happens to matters at or below `home` is told to `url`, as far as `account` may see it."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    home = models.ForeignKey("kernel.Home", on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=500)
    verbs = models.JSONField(default=list)
    secret = SealedText()
    state = models.CharField(max_length=8, default=HookState.ON.value)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    fault = models.CharField(max_length=60, blank=True, default="")  # why it was disabled

    personal_fields = ("secret",)

    class Meta:
        constraints = (
            one_of("state", HookState, "hook_state_is_known"),
            models.CheckConstraint(name="a_hook_secret_is_sealed", condition=Q(secret__startswith=MARK)),
        )
        indexes = (models.Index(fields=["state", "id"], name="interfaces_hook_by_state"),)

    def __str__(self) -> str:
        return self.url


class HookHealth(models.Model):
    """How often in a row it failed, and since when."""

    hook = models.OneToOneField(Hook, primary_key=True, on_delete=models.PROTECT, related_name="+")
    failures = models.IntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    written_freely = "the send job's own notes; disabling is an act"

    def __str__(self) -> str:
        return f"{self.failures} failures"


class HookDelivery(ScopedModel):
    """One event for one subscription. Its id is the `webhook-id`, on every attempt the same."""

    hook_id = models.BigIntegerField()
    event_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    verb = models.CharField(max_length=24)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=DeliveryState.WAITING.value)
    due_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True, default="")
    claimed_until = models.DateTimeField(null=True)
    status = models.SmallIntegerField(null=True)  # what the last attempt was answered
    fault = models.CharField(max_length=60, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    written_freely = "follows from an event that an act wrote and from a subscription; the send job's own notes"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "hook_id", "event_id"], name="one_delivery_per_hook_and_event"),
            one_of("state", DeliveryState, "hook_delivery_state_is_known"),
            models.CheckConstraint(
                name="a_hook_delivery_has_ended_exactly_when_its_state_is_an_end",
                condition=Q(state__in=["waiting", "claimed"], ended_at__isnull=True)
                | Q(state__in=["sent", "given_up", "dropped"], ended_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="interfaces_delivery_due"),
            models.Index(fields=["claimed_until"], condition=Q(state="claimed"), name="interfaces_delivery_claimed"),
            models.Index(F("hook_id"), F("id").desc(), name="interfaces_delivery_of_hook"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.state}"


class HookMark(models.Model):
    """How far the history was looked through: every event with a smaller id has its deliveries."""

    id = models.IntegerField(primary_key=True, default=1)
    upto = models.BigIntegerField(default=0)

    written_freely = "the spreading job's own note"

    class Meta:
        constraints = (models.CheckConstraint(name="there_is_one_hook_mark", condition=Q(id=1)),)

    def __str__(self) -> str:
        return str(self.upto)
