"""Account or token → actor with the mandates in force, in one query."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from sanguanjia.access.models import Account, Cover, HeldOn, Mandate
from sanguanjia.access.rules import logins
from sanguanjia.access.types import AccountRef, Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import ANONYMOUS, Actor
from sanguanjia.kernel.actor import Mandate as Held

# Sealed columns stay where they are: most requests need no phone, and whoever does loads it.
_ASKED_FOR = frozenset({"id", "password", "username", "name", "is_active", "created_at"})
_FIELDS = tuple(f.attname for f in Account._meta.concrete_fields if f.attname in _ASKED_FOR)  # in Django's order
_ACCOUNT_COLUMNS = ", ".join(f"a.{name}" for name in _FIELDS)

# upper() of a date range is the first day on which it no longer holds; people and Held.valid_to name the last one.
# Own mandates, and those the account stands in on during somebody's leave (the last value: for whom). Of a system
# administrator's mandate also: until when a staff session is open, null when it is asleep.
_MANDATE = """json_build_array(m.id, m.role, m.home_id, h.path, lower(m.valid), upper(m.valid) - 1,
    m.organisation_id, m.unit_id, m.grid_id, m.building_id, {covers_for}, CASE WHEN m.role = 'system_admin' THEN
        (SELECT max(s.until) FROM access_staffsession s
         WHERE s.account_id = a.id AND s.ended_at IS NULL AND s.until > %s) END)"""
_MANDATES = f"""
    COALESCE((
        SELECT json_agg(found.line ORDER BY found.id) FROM (
            SELECT m.id, {_MANDATE.format(covers_for="NULL")} AS line
            FROM access_mandate m JOIN kernel_home h ON h.id = m.home_id
            WHERE m.account_id = a.id AND m.valid @> %s::date
            UNION ALL
            SELECT m.id, {_MANDATE.format(covers_for="m.account_id")}
            FROM access_cover c JOIN access_mandate m ON m.id = c.mandate_id JOIN kernel_home h ON h.id = m.home_id
            WHERE c.account_id = a.id AND c.valid @> %s::date AND m.valid @> %s::date
        ) found
    ), '[]'::json)::text
"""
_BY_ACCOUNT = f"SELECT {_ACCOUNT_COLUMNS}, {_MANDATES} FROM access_account a WHERE a.id = %s AND a.is_active"
_BY_TOKEN = f"""
    SELECT a.id, a.name, {_MANDATES}
    FROM access_apitoken t JOIN access_account a ON a.id = t.account_id
    WHERE t.digest = %s AND t.revoked_at IS NULL AND t.expires_at > %s AND a.is_active
"""


def load_account(account_id: int, on: date | None = None) -> Account | None:
    """The active account with its mandates of that day beside it, in one query; None if there is none."""
    day = on or clock.today()
    return _account_of(_BY_ACCOUNT, [*_asked(day), account_id], day)


def actor_by_token(secret: str) -> Actor | None:
    """Whom a machine's key stands for, with the mandates of today, in one query; None for a key that is not in force.

    A machine opens no staff session: what a system administrator may stays asleep for his keys.
    """
    day = clock.today()
    with connection.cursor() as cursor:
        cursor.execute(_BY_TOKEN, [*_asked(day), token_digest(secret), clock.now()])
        row = cursor.fetchone()
    if row is None:
        return None
    account_id, name, mandates = row
    held = _put_to_sleep(HeldOn(day, _mandates(mandates)[0], (), None), _is_administrator)
    return Actor(account_id=account_id, name=name, mandates=held.awake, asleep=held.asleep)


def actor_of(account: Account, on: date | None = None, *, staff: bool = True, living: bool = True) -> Actor:
    """The account as an actor with the mandates in force on the day (today if none is given).

    One query; none when the account was loaded by `load_account` for the same day. An inactive account is nobody.
    staff=False: the login was too weak for staff mandates (`rules.logins.wakes_staff`); they are asleep. living=False:
    it was too weak for any.
    """
    day = on or clock.today()
    kept = account._held
    if kept is None or kept.day != day:
        loaded = load_account(account.pk, day)
        kept = loaded._held if loaded else None
        if kept is None:
            return ANONYMOUS
    if not (staff and living):
        kept = _put_to_sleep(kept, lambda m: not living or logins.is_staff(m.role))
    return Actor(
        account_id=account.pk, name=account.name, mandates=kept.awake, asleep=kept.asleep, awake_until=kept.awake_until
    )


def token_digest(secret: str) -> str:
    """What is stored of an API key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _asked(day: date) -> list[Any]:
    now = clock.now()
    return [now, day, now, day, day]


def _account_of(statement: str, values: list[Any], day: date) -> Account | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    if row is None:
        return None
    account = Account.from_db(connection.alias, _FIELDS, row[:-1])
    mandates, until = _mandates(row[-1])
    every = HeldOn(day, mandates, (), until)
    account._held = every if until else _put_to_sleep(every, _is_administrator)
    return account


def _put_to_sleep(held: HeldOn, tired: Callable[[Held], bool]) -> HeldOn:
    asleep = tuple(m for m in held.awake if tired(m))
    if not asleep:
        return held
    return held._replace(awake=tuple(m for m in held.awake if not tired(m)), asleep=(*held.asleep, *asleep))


def _is_administrator(mandate: Held) -> bool:
    return mandate.role == Role.SYSTEM_ADMIN


@lru_cache(maxsize=4_000)
def _mandates(text: str) -> tuple[tuple[Held, ...], datetime | None]:
    """The mandates in an answer of the database, and until when a staff session is open. What an account holds is asked
    at every request; the same answer is read only once."""
    lines = json.loads(text)
    until = max((line[-1] for line in lines if line[-1]), default=None)
    return tuple(_held(lines)), datetime.fromisoformat(until) if until else None


def _held(rows: Iterable[list[Any]]) -> Iterable[Held]:
    for mandate_id, role, home_id, path, first, last, organisation_id, unit_id, grid_id, building_id, whose, _ in rows:
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
            covers_for=whose,
        )


IS_HELD = """
    EXISTS (SELECT 1 FROM access_mandate m JOIN access_account a ON a.id = m.account_id
            WHERE m.role = %s AND m.home_id = h.id AND m.building_id = %s AND m.valid @> %s::date AND a.is_active)
"""
"""A door for statements of other rooms: whether a role is held for a building at the home `h` (role, building, day)."""


def holders_of(
    role: str, place: str, on: date, *, organisation_id: int | None = None, building_id: int | None = None
) -> tuple[AccountRef, ...]:
    """Who holds a role, or stands in on one, at a place or above it on a day, by name; for one organisation or one
    building where named."""
    rows = Mandate.objects.select_related("account").filter(role=role, valid__contains=on)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    if building_id is not None:
        rows = rows.filter(building_id=building_id)
    rows = rows.filter(home_id__in=[int(part) for part in place.strip("/").split("/")])
    found = {row.account_id: row.account for row in rows if row.account.is_active}
    covers = Cover.objects.select_related("account").filter(mandate__in=rows, valid__contains=on)
    found |= {cover.account_id: cover.account for cover in covers if cover.account.is_active}
    return tuple(AccountRef(a.pk, a.username, a.name) for a in sorted(found.values(), key=lambda a: (a.name, a.pk)))
