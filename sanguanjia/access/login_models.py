"""What logging in, standing in and staying safe need besides accounts and mandates."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from sanguanjia.kernel import clock
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.sealed import BlindIndex, RowKey, SealedModel, SealedText

from .types import PhoneRequestState


class Cover(models.Model):
    """代班: during its holder's leave another account stands in on one mandate, with that mandate's power and no more.

    It has force only while the mandate itself has; what the substitute does is recorded on behalf of the holder.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    mandate = models.ForeignKey("access.Mandate", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField()
    document = models.CharField(max_length=200)
    arranged_by = models.BigIntegerField(null=True)
    arranged_at = models.DateTimeField(default=clock.now)
    ended_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="one_substitute_of_a_mandate_at_a_time",
                expressions=[("mandate", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="cover_has_a_first_and_a_last_day",
                condition=models.Q(valid__isempty=True) | models.Q(valid__lower_inf=False, valid__upper_inf=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id} for {self.mandate_id}"


class StaffSession(models.Model):
    """管理时段: while one is open, and no longer, its system administrator has power. Opened with a reason."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    opened_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="staff_session_ends_after_it_began", condition=models.Q(until__gt=models.F("opened_at"))
            ),
            models.CheckConstraint(name="staff_session_has_a_reason", condition=~models.Q(reason="")),
        )

    def __str__(self) -> str:
        return f"{self.account_id} until {self.until:%H:%M}"


class SecondFactor(models.Model):
    """动态口令: the secret behind an account's TOTP codes, sealed. Without `confirmed_at` it is only offered."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField("access.Account", on_delete=models.PROTECT, related_name="+")
    secret = SealedText()
    made_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)

    personal_fields = ("secret",)

    def __str__(self) -> str:
        return f"of {self.account_id}"


class RecoveryCode(models.Model):
    """One of ten codes for the day the phone with the second factor is lost. Only its SHA-256 is stored (80 bits)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)

    personal_fields = ("digest",)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "digest"], name="one_recovery_code_of_a_digest"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"of {self.account_id}"


class SpentProof(models.Model):
    """A TOTP step or a recovery code that was used: it counts once, also for two requests at the same moment."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    account_id = models.BigIntegerField()
    what = models.CharField(max_length=80)
    spent_at = models.DateTimeField(default=clock.now)

    written_freely = "a proof is spent also when the act it was shown for is refused"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account_id", "what"], name="one_use_of_a_proof"),)

    def __str__(self) -> str:
        return f"{self.account_id}: {self.what}"


class OneTimeCode(models.Model):
    """A code sent to a phone: for one purpose, one request (`token_digest`), five tries, five minutes.

    `account_id` is null when nobody has the phone that was typed: the row is made all the same, so that the answer
    costs and says the same. Only a keyed digest of the code is stored.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    token_digest = models.CharField(max_length=64)
    account_id = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=40)
    words_digest = models.CharField(max_length=64, blank=True)
    target_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    tries = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)

    written_freely = "asking for a code is no act, and tries count also when the act is refused"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["token_digest"], name="one_code_of_a_request"),)
        indexes = (models.Index(fields=["expires_at"], name="access_code_expiry"),)

    def __str__(self) -> str:
        return f"{self.purpose} of {self.account_id}"


class PhoneRequest(SealedModel):
    """Somebody lost the phone: the new number is proved by a code, the person by an officer who sees a document."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    home = models.ForeignKey("kernel.Home", on_delete=models.PROTECT, related_name="+")
    person_key = RowKey()
    phone = SealedText(row_key="person_key")
    phone_index = BlindIndex(of="phone")
    state = models.CharField(max_length=10, choices=[(state.value, state.label) for state in PhoneRequestState])
    asked_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    document = models.CharField(max_length=200, blank=True)

    personal_fields = ("person_key", "phone", "phone_index", "document")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(state="pending"), name="one_open_phone_request_per_account"
            ),
            models.CheckConstraint(
                name="phone_request_state_is_known",
                condition=models.Q(state__in=[state.value for state in PhoneRequestState]),
            ),
        )
        indexes = (models.Index(fields=["home", "id"], name="access_phone_request_place"),)

    def __str__(self) -> str:
        return f"{self.account_id}: {self.state}"
