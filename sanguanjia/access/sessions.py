"""Sessions in the database, each with its account beside it (Django's documented way to extend the store).

A session ends by itself when it was idle too long or lasted too long (`rules.logins.Length`): both are folded into
`expire_date`, so that reading a session stays one query. Its last sign of life is written at most every five minutes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.db.models import QuerySet

from sanguanjia.kernel import clock

from .models import Session
from .rules import logins

# Keys in a session. PROVED: when its owner last proved here who he is. WEAK: staff mandates are asleep in it. ONE: one
# proof was given where two are asked of everybody: all mandates are.
PROVED, WEAK, ONE = "proved", "weak", "one"

_ALIVE = """
    UPDATE access_session
    SET seen_at = %(now)s,
        expire_date = LEAST(%(now)s + make_interval(secs => COALESCE(idle_seconds, %(idle)s)),
                            COALESCE(ends_at, started_at + make_interval(secs => %(whole)s)))
    WHERE session_key = %(key)s
"""

_FIELDS = tuple(field.attname for field in Session._meta.concrete_fields)
# A session from the future was begun while the machine's clock was ahead: it would outlive its length by as much.
_SKEW = timedelta(minutes=10)
_READ = f"""SELECT {', '.join(_FIELDS)} FROM access_session
    WHERE session_key = %s AND expire_date > %s AND (ends_at IS NULL OR started_at <= %s)"""


class SessionStore(DatabaseStore):
    """SESSION_ENGINE of the platform."""

    _row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table of sessions."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        """Every page begins with this read, so it goes without the ORM; asked by our clock, which tests turn."""
        with connection.cursor() as cursor:
            now = clock.now()
            cursor.execute(_READ, [self.session_key, now, now + _SKEW])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None  # as Django's own store: a key nobody gave is never used again
            return None
        self._row = Session.from_db(connection.alias, _FIELDS, found)
        return self._row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """A row for the session's data; the account, the browser and its length are read from it."""
        row = cast("Session", super().create_model_instance(data))
        owner = data.get(SESSION_KEY)
        row.account_id = int(owner) if owner else None
        row.address = str(data.get("address", ""))[:45]
        row.browser = str(data.get("browser", ""))[:200]
        if data.get("started"):
            row.started_at = datetime.fromisoformat(data["started"])
            row.seen_at = clock.now()
            row.idle_seconds = int(data["idle"])
            row.ends_at = datetime.fromisoformat(data["ends"])
            row.expire_date = min(row.seen_at + timedelta(seconds=row.idle_seconds), row.ends_at)
        else:  # by the clock it is read by
            row.expire_date = self.get_expiry_date(modification=clock.now())
        return row


def begin(session: Any, length: logins.Length, *, address: str, browser: str) -> None:
    """Note in a fresh session how long it may last and from where it was begun."""
    now = clock.now()
    session["started"] = now.isoformat()
    session["idle"] = int(length.idle.total_seconds())
    session["ends"] = (now + length.whole).isoformat()
    session["address"], session["browser"] = address, browser[:200]
    # The cookie lives as long as the session may at most; the server ends it earlier when it was idle.
    session.set_expiry(int(length.whole.total_seconds()))


def keep_alive(session: Any) -> None:
    """Note a sign of life, at most every five minutes; otherwise nothing is asked of the database."""
    row: Session | None = getattr(session, "_row", None)
    now = clock.now()
    if row is None or (row.seen_at is not None and timedelta() <= now - row.seen_at < logins.SEEN_EVERY):
        return
    row.seen_at = now
    with connection.cursor() as cursor:
        cursor.execute(_ALIVE, {
            "now": now, "key": row.session_key, "idle": int(logins.STAFF.idle.total_seconds()),
            "whole": int(logins.STAFF.whole.total_seconds()),
        })  # fmt: skip


def sessions_in_force(account_id: int | None) -> QuerySet[Session]:
    """A person's sessions that have not ended."""
    return Session.objects.filter(account_id=account_id, expire_date__gt=clock.now())


def others_of(account_id: int | None, here: str | None) -> QuerySet[Session]:
    """A person's sessions in other browsers than the one with the key `here`."""
    return Session.objects.filter(account_id=account_id).exclude(session_key=here)


def end_all(account_id: int) -> int:
    """End all sessions of an account; answers how many. Acts call it when roles, phone or password change."""
    return Session.objects.filter(account_id=account_id).delete()[0]


def sweep() -> int:
    """Drop the sessions that have ended; answers how many."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
