"""What `/readyz` and `/metrics` ask the database: one connection, small statements, answers kept for a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.db import connection

from sanguanjia.hosting import health, steady
from sanguanjia.hosting.meters import family

_KEPT = 1.0
_guard = threading.Lock()
_last: tuple[float, health.Ready] | None = None
_migrated = False


def look(*, fresh: bool = False) -> health.Ready:
    """The checks, at most a second old."""
    global _last
    with _guard:
        if not fresh and _last is not None and time.monotonic() - _last[0] < _KEPT:
            return _last[1]
        found = health.ask(
            {
                "database": _answers,
                "migrations": _is_migrated,
                "worker": lambda: (heartbeat_age() or 0) < health.HEARTBEAT_SECONDS and heartbeat_age() is not None,
                "disk": lambda: health.has_room(settings.DATA_DIR),
            }
        )
        _last = (time.monotonic(), found)
        return found


def _one(statement: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return tuple(cursor.fetchone() or ())


def _answers() -> bool:
    return _one("SELECT 1") == (1,)


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Every migration of this code, by app and name."""
    from django.db.migrations.loader import MigrationLoader

    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _is_migrated() -> bool:
    """Whether the database knows every migration of this code. Once true, it stays true."""
    global _migrated
    if not _migrated:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = {(str(app), str(name)) for app, name in cursor.fetchall()}
        _migrated = known_migrations() <= applied
    return _migrated


def heartbeat_age() -> int | None:
    """Seconds since a worker wrote that it lives; None if none ever did."""
    (age,) = _one("SELECT extract(epoch FROM now() - max(last_heartbeat))::int FROM procrastinate_workers")
    return int(str(age)) if age is not None else None


def lines() -> Iterator[str]:
    """What the database and the disk say, in Prometheus' form; little where the database is gone."""
    found = look(fresh=True)
    yield from family(
        "sgj_ready", "gauge", "Checks of /readyz.", {f'check="{k}"': int(v) for k, v in found.checks.items()}
    )
    free = health.free_megabytes(settings.DATA_DIR) * 2**20
    yield from family("sgj_disk_free_bytes", "gauge", "Room left for the data.", {"": free})
    ahead = {"": round(steady.ahead())}
    yield from family("sgj_clock_ahead_seconds", "gauge", "By how much the machine's clock has jumped.", ahead)
    if not found.checks["database"]:
        return
    yield from family("sgj_database_bytes", "gauge", "Size of the database.", {"": _number(_SIZE)})
    yield from family("sgj_database_connections", "gauge", "Connections in use.", {"": _number(_CONNECTIONS)})
    yield from family("sgj_jobs_waiting", "gauge", "Jobs due and not begun.", {"": _number(_WAITING)})
    yield from family("sgj_jobs_failed", "gauge", "Jobs given up.", {"": _number(_FAILED)})
    age = heartbeat_age()
    if age is not None:
        yield from family("sgj_worker_heartbeat_seconds", "gauge", "Age of the worker's last sign.", {"": age})


_SIZE = "SELECT pg_database_size(current_database())"
_CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
_WAITING = """SELECT count(*) FROM procrastinate_jobs
              WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())"""
_FAILED = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"


def _number(statement: str) -> int:
    return int(str(_one(statement)[0]))
