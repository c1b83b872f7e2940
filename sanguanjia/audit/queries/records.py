"""Records as auditors and owners see them: ids and words, no names unless a reading was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Q, QuerySet

from sanguanjia.access.types import ROLE_LABELS, Role
from sanguanjia.audit.act_words import words_of
from sanguanjia.audit.models import ChainLink, Reading
from sanguanjia.audit.permissions import AUDITOR
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.models import Home, Record
from sanguanjia.kernel.scoped import cross_estate

_READING_HOURS = 24  # so long a recorded reading opens the records of the person


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an auditor looks for; empty parts do not narrow."""

    act: str = ""
    place: str = ""
    since: date | None = None
    until: date | None = None
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One record on a page."""

    id: int
    estate_id: int
    at: datetime
    words: str
    place: str
    who: str
    on_behalf_of: str
    subject: str
    permission: str
    reason: str
    seq: int | None


def search(actor: Actor, wanted: Wanted, *, after: int | None = None, limit: int = 50) -> list[Line]:
    """Records at or below the auditor's places, newest first; `after`: only those before this id."""
    homes = _homes(actor.places(AUDITOR))
    if wanted.place:
        homes = homes.filter(name__icontains=wanted.place)
    rows = Record.objects.filter(estate__in=homes).order_by("-id")
    if wanted.act:
        rows = rows.filter(act=wanted.act)
    if wanted.since:
        rows = rows.filter(at__gte=_begin(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_begin(wanted.until + timedelta(days=1)))
    if wanted.account_id is not None:
        rows = rows.filter(Q(account_id=wanted.account_id) | Q(subject_table="access_account",
            subject_id=wanted.account_id))  # fmt: skip
    if after is not None:
        rows = rows.filter(id__lt=after)
    with cross_estate():
        return _lines(list(rows[:limit]))


def about_my_units(actor: Actor, *, limit: int = 100) -> list[Line]:
    """What was done about the homes the actor owns: their data, their ownership, and the actor's own matters there."""
    units = [(m.home_id, m.unit_id) for m in actor.mandates if m.role == Role.OWNER and m.unit_id is not None]
    found: list[Record] = []
    for home, unit in units[:20]:
        with connection.cursor() as cursor:
            cursor.execute(_ABOUT, {"home": home, "unit": unit, "me": actor.account_id, "word": f"unit:{unit}"})
            ids = [pk for (pk,) in cursor.fetchall()]
        found += Record.objects.filter(estate_id=home, pk__in=ids)
    with cross_estate():
        return _lines(sorted(found, key=lambda row: (row.at, row.id), reverse=True)[:limit])


_ABOUT = """
    SELECT r.id FROM kernel_record r
     WHERE r.estate_id = %(home)s
       AND (r.on_behalf_of = %(word)s
            OR (r.subject_table = 'registry_unit' AND r.subject_id = %(unit)s)
            OR (r.subject_table = 'registry_ownership' AND r.subject_id IN (
                SELECT o.id FROM registry_ownership o WHERE o.estate_id = %(home)s AND o.unit_id = %(unit)s))
            OR (r.subject_table = 'cases_case' AND r.subject_id IN (
                SELECT c.id FROM cases_case c WHERE c.estate_id = %(home)s AND c.unit_id = %(unit)s
                   AND c.reporter_account_id = %(me)s)))
     ORDER BY r.id DESC LIMIT 200
"""


def account_named(username: str) -> int | None:
    """The account with exactly this login name."""
    found = get_user_model().objects.filter(username=username.strip()).values_list("pk", flat=True).first()
    return int(found) if found is not None else None


def readings_of(actor: Actor, *, limit: int = 50) -> list[tuple[datetime, str]]:
    """When auditors read this person's records, and why, newest first."""
    with cross_estate():
        rows = Reading.objects.filter(subject_account_id=actor.account_id or 0).order_by("-at")
        return list(rows.values_list("at", "reason")[:limit])


def open_reading(actor: Actor, account_id: int, now: datetime) -> bool:
    """Whether this auditor gave a reason for reading this person's records within the last day."""
    homes = [m.home_id for m in actor.mandates if m.role == AUDITOR]
    with cross_estate():
        return Reading.objects.filter(
            estate_id__in=homes, reader_account_id=actor.account_id or 0, subject_account_id=account_id,
            at__gte=now - timedelta(hours=_READING_HOURS),
        ).exists()  # fmt: skip


def _homes(paths: Iterable[str]) -> QuerySet[Home]:
    below = [Q(path__startswith=path) for path in paths]
    return Home.objects.filter(reduce(or_, below)) if below else Home.objects.none()


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def _lines(rows: Sequence[Record]) -> list[Line]:
    homes = {row.estate_id for row in rows}
    places = dict(Home.objects.filter(pk__in=homes).values_list("pk", "name"))
    links = ChainLink.objects.filter(estate_id__in=homes, record_id__in=[row.pk for row in rows])
    seqs = dict(links.values_list("record_id", "seq"))
    return [
        Line(row.pk, row.estate_id, row.at, words_of(row.act), places.get(row.estate_id, ""), _who(row),
            row.on_behalf_of, f"{row.subject_table} {row.subject_id or ''}".strip(), row.permission, row.reason,
            seqs.get(row.pk))
        for row in rows
    ]  # fmt: skip


def _who(row: Record) -> str:
    if row.by_system:
        return "平台"
    role = ROLE_LABELS.get(Role(row.capacity)) if row.capacity in set(Role) else None
    return f"{role or '本人'}（账号尾号 {row.account_id % 10000:04d}）" if row.account_id else role or "未登录"
