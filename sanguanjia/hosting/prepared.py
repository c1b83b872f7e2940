"""Has this code prepared this database already? Then a start need not ask Django again.

The note stands in the database itself, in a table of one row, so that it goes with a dump and comes back with it.
"""

from __future__ import annotations

import hashlib
from importlib import metadata
from pathlib import Path

import psycopg

_PACKAGE = Path(__file__).resolve().parents[1]
_TABLE = "sgj_prepared"
_WITH_TABLES = ("django", "django-axes", "procrastinate")
_WATCHED = {".py", ".toml", ".sql"}


def digest(*, demo: bool) -> str:
    """What the code looks like now: names, sizes and times of all files that can change tables, rights or packs."""
    seen = hashlib.sha256(f"demo={demo}".encode())
    for name in _WITH_TABLES:
        seen.update(f"{name}={metadata.version(name)}\n".encode())
    for path in sorted(_PACKAGE.rglob("*")):
        if path.suffix in _WATCHED and "tests" not in path.parts:
            status = path.stat()
            seen.update(f"{path.relative_to(_PACKAGE)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def is_noted(owner_url: str, *, demo: bool) -> bool:
    """Was the database prepared by exactly this code?"""
    try:
        with psycopg.connect(owner_url, connect_timeout=10) as connection:
            row = connection.execute(f"SELECT digest FROM {_TABLE}").fetchone()
    except psycopg.Error:
        return False
    return row is not None and row[0] == digest(demo=demo)


def note(owner_url: str, *, demo: bool) -> None:
    """Remember that this code has prepared the database."""
    with psycopg.connect(owner_url) as connection:
        connection.execute("SET client_min_messages = warning")
        connection.execute(f"CREATE TABLE IF NOT EXISTS {_TABLE} (digest text NOT NULL)")
        connection.execute(f"REVOKE ALL ON {_TABLE} FROM PUBLIC")
        connection.execute(f"DELETE FROM {_TABLE}")
        connection.execute(f"INSERT INTO {_TABLE} VALUES (%s)", [digest(demo=demo)])
