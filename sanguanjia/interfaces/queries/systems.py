"""Connected systems, their keys and budgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from sanguanjia.access.models import Account, ApiToken
from sanguanjia.access.queries import actor_of
from sanguanjia.interfaces.models import ConnectedSystem, KeyLimit, Submission
from sanguanjia.interfaces.permissions import SUBSCRIBERS
from sanguanjia.interfaces.rules.limits import USUAL_PER_MINUTE
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home


@dataclass(frozen=True, slots=True)
class SystemRow:
    """A connected system in the list: keys in force, matters filed, the last one."""

    id: int
    name: str
    purpose: str
    account_id: int
    username: str
    created_at: datetime
    keys: int
    filed: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Key:
    """A key, never its secret."""

    id: int
    name: str
    per_minute: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def is_valid(self) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and self.expires_at > clock.now()


def systems() -> tuple[SystemRow, ...]:
    """Every connected system, by name."""
    return _rows(list(ConnectedSystem.objects.select_related("account").order_by("name")))


def system(system_id: int) -> SystemRow | None:
    """One of them."""
    return next(iter(_rows(list(ConnectedSystem.objects.select_related("account").filter(pk=system_id)))), None)


def _rows(found: list[ConnectedSystem]) -> tuple[SystemRow, ...]:
    accounts = [row.account_id for row in found]
    now = clock.now()
    valid = ApiToken.objects.filter(account_id__in=accounts, revoked_at=None, expires_at__gt=now)
    keys = dict(valid.values_list("account_id").annotate(n=Count("id")))
    mine = Submission.objects.filter(estate_id=Home.PLATFORM_ID, account_id__in=accounts)
    counted = mine.values("account_id").annotate(n=Count("id"), last=Max("at"))
    filed = {row["account_id"]: (row["n"], row["last"]) for row in counted}
    return tuple(
        SystemRow(
            row.id, row.name, row.purpose, row.account_id, row.account.username, row.created_at,
            keys.get(row.account_id, 0), *filed.get(row.account_id, (0, None)),
        )
        for row in found
    )  # fmt: skip


def keys_of(account_id: int) -> tuple[Key, ...]:
    """The keys of an account, newest first."""
    limits = dict(KeyLimit.objects.filter(token__account_id=account_id).values_list("token_id", "per_minute"))
    rows = ApiToken.objects.filter(account_id=account_id).order_by("-id")[:50]
    return tuple(
        Key(row.id, row.name, limits.get(row.id, USUAL_PER_MINUTE), row.created_at, row.expires_at, row.revoked_at)
        for row in rows
    )


def account_of_system(system_id: int) -> Account | None:
    """The account behind a connected system."""
    row = ConnectedSystem.objects.select_related("account").filter(pk=system_id).first()
    return row.account if row else None


def limit_of(digest: str) -> int:
    """How many requests a minute the key with this digest may make."""
    found = KeyLimit.objects.filter(token__digest=digest).values_list("per_minute", flat=True).first()
    return USUAL_PER_MINUTE if found is None else found


def places_of_systems() -> list[tuple[str, int, int, str]]:
    """(name, account, home, name of the home) of every place where a connected system has a role with machines."""
    found = []
    for row in ConnectedSystem.objects.select_related("account").order_by("name"):
        homes = {m.home_id for m in actor_of(row.account).mandates if m.role in SUBSCRIBERS}
        names = dict(Home.objects.filter(pk__in=homes).values_list("id", "name"))
        found += [(row.name, row.account_id, home_id, names[home_id]) for home_id in sorted(names)]
    return found
