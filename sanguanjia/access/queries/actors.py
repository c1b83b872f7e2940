"""Account or token → actor with the mandates in force, in one query."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from sanguanjia.access.models import Account, Mandate
from sanguanjia.access.types import AccountRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import ANONYMOUS, Actor
from sanguanjia.kernel.actor import Mandate as Held

_FIELDS = tuple(field.attname for field in Account._meta.concrete_fields)
_ACCOUNT_COLUMNS = ", ".join(f"a.{name}" for name in _FIELDS)

# upper() of a date range is the first day on which it no longer holds; people and Held.valid_to name the last one.
_MANDATES = """
    COALESCE((
        SELECT json_agg(json_build_array(m.id, m.role, m.home_id, h.path, lower(m.valid), upper(m.valid) - 1,
                                         m.organisation_id, m.unit_id, m.grid_id, m.building_id) ORDER BY m.id)
        FROM access_mandate m JOIN kernel_home h ON h.id = m.home_id
        WHERE m.account_id = a.id AND m.valid @> %s::date
    ), '[]'::json)
"""
_BY_ACCOUNT = f"SELECT {_ACCOUNT_COLUMNS}, {_MANDATES} FROM access_account a WHERE a.id = %s AND a.is_active"
_BY_TOKEN = f"""
    SELECT {_ACCOUNT_COLUMNS}, {_MANDATES}
    FROM access_apitoken t JOIN access_account a ON a.id = t.account_id
    WHERE t.digest = %s AND t.revoked_at IS NULL AND t.expires_at > %s AND a.is_active
"""


def load_account(account_id: int, on: date | None = None) -> Account | None:
    """The active account with its mandates of that day beside it, in one query; None if there is none."""
    day = on or clock.today()
    return _account_of(_BY_ACCOUNT, [day, account_id], day)


def account_by_token(secret: str) -> Account | None:
    """The account a machine's key stands for, with its mandates of today, in one query."""
    day = clock.today()
    return _account_of(_BY_TOKEN, [day, token_digest(secret), clock.now()], day)


def actor_of(account: Account, on: date | None = None) -> Actor:
    """The account as an actor with the mandates in force on the day (today if none is given).

    One query; none when the account was loaded by `load_account` for the same day. An inactive account is nobody.
    """
    day = on or clock.today()
    kept = account._held
    if kept is None or kept[0] != day:
        loaded = load_account(account.pk, day)
        kept = loaded._held if loaded else None
        if kept is None:
            return ANONYMOUS
    return Actor(account_id=account.pk, name=account.name, mandates=kept[1])


def token_digest(secret: str) -> str:
    """What is stored of an API key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _account_of(statement: str, values: list[Any], day: date) -> Account | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    if row is None:
        return None
    account = Account.from_db(connection.alias, _FIELDS, row[:-1])
    account._held = (day, tuple(_held(row[-1])))
    return account


def _held(rows: Iterable[list[Any]]) -> Iterable[Held]:
    for mandate_id, role, home_id, path, first, last, organisation_id, unit_id, grid_id, building_id in rows:
        yield Held(
            id=mandate_id,
            role=role,
            home_id=home_id,
            place=path,
            valid_from=date.fromisoformat(first),
            valid_to=date.fromisoformat(last) if last else None,
            organisation_id=organisation_id,
            unit_id=unit_id,
            grid_id=grid_id,
            building_id=building_id,
        )


IS_HELD = """
    EXISTS (SELECT 1 FROM access_mandate m JOIN access_account a ON a.id = m.account_id
            WHERE m.role = %s AND m.home_id = h.id AND m.building_id = %s AND m.valid @> %s::date AND a.is_active)
"""
"""A door for statements of other rooms: whether a role is held for a building at the home `h` (role, building, day)."""


def holders_of(
    role: str, place: str, on: date, *, organisation_id: int | None = None, building_id: int | None = None
) -> tuple[AccountRef, ...]:
    """Who holds a role at a place or above it on a day, by name; for one organisation or one building where named."""
    rows = Mandate.objects.select_related("account", "home").filter(role=role, valid__contains=on)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    if building_id is not None:
        rows = rows.filter(building_id=building_id)
    ids = [int(part) for part in place.strip("/").split("/")]
    found = {row.account_id: row.account for row in rows.filter(home_id__in=ids, account__is_active=True)}
    return tuple(AccountRef(a.pk, a.username, a.name) for a in sorted(found.values(), key=lambda a: (a.name, a.pk)))
