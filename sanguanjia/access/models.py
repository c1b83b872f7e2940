"""Accounts, mandates, tokens, sessions and throttles: reference tables, read at every request."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Coalesce, Lower

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Mandate as Held
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import BlindIndex, RowKey, SealedModel, SealedText

from .types import ROLE_LABELS, ClaimState, Role


def username_of(typed: str) -> str:
    """A typed name as it is stored: full-width forms folded, lower case, no blanks around it."""
    return AbstractBaseUser.normalize_username(typed).strip().lower()


class HeldOn(NamedTuple):
    """What an account holds on a day: mandates with power, those asleep, and until when a staff session is open."""

    day: date
    awake: tuple[Held, ...]
    asleep: tuple[Held, ...]
    awake_until: datetime | None


class AccountManager(BaseUserManager["Account"]):
    """Accounts by the name people type."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of a typed name, whatever its case."""
        return self.get(username=username_of(username or ""))


class Account(SealedModel, AbstractBaseUser):
    """A person (or machine) that can log in. What it may do stands in `Mandate`, never here.

    People log in with a short name or with their phone number. `username` is the short name, as `username_of` gives it;
    whoever registered with a phone has one made up ("u…"), so that no phone number lies open in this table. `phone` is
    sealed under the row's own key; it opens the door only once a code has verified it (`phone_verified_at`). So is
    `email`, which is stored only once a code has verified it.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    person_key = RowKey(db_default="")
    phone = SealedText(blank=True, default="", db_default="", row_key="person_key")
    phone_index = BlindIndex(of="phone", db_default="")
    phone_verified_at = models.DateTimeField(null=True)
    email = SealedText(blank=True, default="", db_default="", row_key="person_key")
    email_index = BlindIndex(of="email", part=str.lower, db_default="")
    email_verified_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    _held: HeldOn | None = None  # set by `queries.load_account`: mandates read beside, of a day
    last_login = None  # sessions know; a login is not a change of the account

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = AccountManager()

    personal_fields = ("username", "name", "person_key", "phone", "phone_index", "phone_verified_at",
                       "email", "email_index", "email_verified_at", "password")  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["username"], name="one_account_per_username"),
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=models.Q(phone_verified_at__isnull=False) & ~models.Q(phone_index=""),
                name="one_account_per_verified_phone",
            ),
            models.UniqueConstraint(
                fields=["email_index"], condition=~models.Q(email_index=""), name="one_account_per_verified_email"
            ),
            models.CheckConstraint(
                name="an_email_is_stored_once_it_is_verified",
                condition=models.Q(email="", email_verified_at__isnull=True)
                | ~models.Q(email="") & models.Q(email_verified_at__isnull=False),
            ),
            models.CheckConstraint(name="username_is_lower_case", condition=models.Q(username=Lower("username"))),
        )
        indexes = (models.Index(fields=["phone_index"], name="access_account_phone"),)

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The person's name."""
        return self.name

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password. Never rewrites the stored hash: that is an act's business."""
        return check_password(raw_password, self.password)

    @property
    def is_staff(self) -> bool:
        """Django's admin site asks: only system administrators enter it."""
        from .queries import actor_of

        return self.is_active and actor_of(self).has_role(Role.SYSTEM_ADMIN)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """In Django's admin, system administrators look; acts write."""
        return self.is_staff and perm.rpartition(".")[2].startswith("view_")

    def has_module_perms(self, app_label: str) -> bool:
        """Every room may be looked at in Django's admin by system administrators."""
        return self.is_staff


def _or_zero(column: str) -> Coalesce:
    return Coalesce(column, models.Value(0), output_field=models.BigIntegerField())


class Mandate(models.Model):
    """A role held by an account at a place from one day to another. Never deleted: it ends by closing its range.

    `home` is the place; everything below it is covered. `organisation_id` names for whom (company, bank, department);
    `unit_id` (of the estate `unit_estate_id`, which is the home) the unit an owner or tenant stands on; `building_id`
    the building of a building head; `grid_id` the grid of a grid worker. `document` says by what paper.
    `granted_by` is the account that granted it, null when the platform itself did.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
    home = models.ForeignKey("kernel.Home", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    unit_estate_id = models.BigIntegerField(null=True)
    grid_id = models.BigIntegerField(null=True)
    building_id = models.BigIntegerField(null=True)
    valid = DateRangeField()
    document = models.CharField(max_length=200, blank=True)
    granted_by = models.BigIntegerField(null=True)
    granted_at = models.DateTimeField(default=clock.now)
    ended_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="one_mandate_of_a_kind_at_a_time",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("home", RangeOperators.EQUAL),
                    (_or_zero("organisation_id"), RangeOperators.EQUAL),
                    (_or_zero("unit_id"), RangeOperators.EQUAL),
                    (_or_zero("grid_id"), RangeOperators.EQUAL),
                    (_or_zero("building_id"), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="mandate_role_is_known", condition=models.Q(role__in=[role.value for role in Role])
            ),
            models.CheckConstraint(
                name="mandate_unit_lies_in_its_home",
                condition=models.Q(unit_id__isnull=True, unit_estate_id__isnull=True)
                | models.Q(unit_id__isnull=False, unit_estate_id=models.F("home_id")),
            ),
            models.CheckConstraint(
                name="mandate_of_a_resident_names_the_unit",
                condition=~models.Q(role__in=[Role.OWNER.value, Role.TENANT.value]) | models.Q(unit_id__isnull=False),
            ),
            models.CheckConstraint(
                name="mandate_begins_on_a_day",
                condition=models.Q(valid__isempty=True) | models.Q(valid__lower_inf=False),
            ),
        )
        indexes = (
            models.Index(fields=["home", "role", "id"], name="access_mandate_place"),
            models.Index(fields=["unit_estate_id", "unit_id"], name="access_mandate_unit"),
            models.Index(fields=["organisation_id", "role"], name="access_mandate_organisation"),
        )

    def __str__(self) -> str:
        return f"{ROLE_LABELS[Role(self.role)]} · {self.home_id}"


class Claim(ScopedModel):
    """Someone says: this unit is mine. Proved at once against the roster, or confirmed or refused by a person.

    What was typed as proof is not kept, only whether it fitted the roster: `name_fits`, and `proof_fits` for the kind
    of proof given. `decided_by` is null when the roster itself decided.
    """

    unit = ScopedForeignKey("registry.Unit")
    account_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    proof = models.CharField(max_length=10, choices=[("identity", "身份证号后六位"), ("phone", "登记手机号")])
    name_fits = models.BooleanField()
    proof_fits = models.BooleanField()
    state = models.CharField(max_length=10, choices=[(state.value, state.label) for state in ClaimState])
    asked_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    mandate_id = models.BigIntegerField(null=True)

    personal_fields = ("name", "reason")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "unit", "account_id"],
                condition=models.Q(state="pending"),
                name="one_open_claim_per_account_and_unit",
            ),
            models.CheckConstraint(
                name="claim_state_is_known", condition=models.Q(state__in=[state.value for state in ClaimState])
            ),
        )
        indexes = (
            models.Index(fields=["account_id", "id"], name="access_claim_account"),
            models.Index(fields=["estate", "id"], condition=models.Q(state="pending"), name="access_claim_open"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.state}"


class ApiToken(models.Model):
    """A key for machines: `Authorization: Bearer …`. Only its SHA-256 is stored; the key has 256 random bits."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    personal_fields = ("digest",)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["digest"], name="one_token_per_digest"),)

    def __str__(self) -> str:
        return self.name


class Session(AbstractBaseSession):
    """A browser that is logged in, with its owner beside it, so that people can see and end their own.

    `expire_date` is the earlier of the last sign of life plus `idle_seconds` and `ends_at`; `seen_at` is written at
    most every five minutes (`sessions.keep_alive`).
    """

    account_id = models.BigIntegerField(null=True, db_index=True)
    started_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True)
    idle_seconds = models.IntegerField(null=True)
    ends_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)

    written_freely = "a login is not an act; the sessions' store writes them"

    class Meta:
        indexes = (models.Index(fields=["expire_date"], name="access_session_expiry"),)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Django asks which store goes with this table."""
        from .sessions import SessionStore

        return SessionStore


class Throttle(models.Model):
    """How often something was tried in a window of time, by account, address or place."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    bucket = models.CharField(max_length=120)
    window = models.DateTimeField()
    count = models.IntegerField(default=0)

    written_freely = "a counter of attempts must survive the refusal that rolls the act back"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["bucket", "window"], name="one_count_per_bucket_and_window"),)
        indexes = (models.Index(fields=["window"], name="access_throttle_window"),)

    def __str__(self) -> str:
        return f"{self.bucket}: {self.count}"


from .login_models import Cover as Cover  # noqa: E402
from .login_models import OneTimeCode as OneTimeCode  # noqa: E402
from .login_models import PhoneRequest as PhoneRequest  # noqa: E402
from .login_models import RecoveryCode as RecoveryCode  # noqa: E402
from .login_models import SecondFactor as SecondFactor  # noqa: E402
from .login_models import SpentProof as SpentProof  # noqa: E402
from .login_models import StaffSession as StaffSession  # noqa: E402
