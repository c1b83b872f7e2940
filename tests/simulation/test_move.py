"""The move from the embedded server to a real one, step by step as docs/operations/move-to-a-server.md says."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sanguanjia.hosting.postgres import Server, start
from tests.simulation.test_operations import answered, environment, found, founded, sgj
from tests.simulation.test_operations import place as place

# What only the running city writes, and what differs between two servers by nature.
_RESTLESS = ("procrastinate_", "django_session", "sgj_prepared")
_ADMINISTRATOR = (
    "ALTER ROLE sgj_owner CREATEROLE",
    "CREATE DATABASE city OWNER sgj_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'",
)


@pytest.fixture
def real(place: Path) -> Iterator[Server]:
    """A server somebody else runs."""
    with start(place / "real", throwaway=True) as server:
        with server.as_superuser() as administrator:
            for statement in _ADMINISTRATOR:
                administrator.execute(statement)
        with server.as_superuser("city") as administrator:
            for extension in ("pg_trgm", "btree_gist"):
                administrator.execute(f"CREATE EXTENSION {extension}")
        yield server


def run(*words: str | Path) -> None:
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr


def counts(url: str) -> dict[str, int]:
    """Rows of every table."""
    with psycopg.connect(url) as owner:
        tables = [row[0] for row in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return {
            table: owner.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # type: ignore[index, arg-type]
            for table in tables
            if not table.startswith(_RESTLESS)
        }


@pytest.mark.nightly
def test_a_city_moves_to_a_real_server_and_lives_there(place: Path, real: Server) -> None:
    data, dump = founded(place), place / "city.dump"
    found(data, "430211")
    assert sgj(data, "audit", "anchor", "--out", str(place / "heads.json")).returncode == 0
    with start(data) as embedded:  # as `sgj worker` would keep it up
        before = counts(embedded.owner_url)
        programs = embedded.programs().bin
        options = ("-Fc", "--no-owner", "--no-privileges", "--no-comments", "--enable-row-security")
        run(programs / "pg_dump", *options, "-f", dump, embedded.owner_url)
    url = real.owner_url.replace("/sanguanjia?", "/city?")
    run(programs / "pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "-d", url, dump)
    moved = {"DATABASE_URL": url}
    assert sgj(data, "upgrade", "--no-backup", **moved).returncode == 0
    assert counts(url) == before
    checked = answered(sgj(data, "audit", "verify", "--anchor", str(place / "heads.json"), "--json", **moved))
    assert (checked["ok"], checked["unlinked"]) == (True, 0)
    # It lives there: an act, by the application's own role, behind the same wall.
    environ = environment(data, **moved)
    done = subprocess.run(
        [*_python(), "-m", "sanguanjia.cli.main", "audit", "append", "--json"], env=environ, capture_output=True,
        text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with psycopg.connect(url) as owner:
        forced = owner.execute(
            "SELECT relforcerowsecurity FROM pg_class WHERE relname = 'registry_party'"
        ).fetchone()
        rights = owner.execute(
            "SELECT has_table_privilege('sgj_owner_app', 'kernel_record', 'UPDATE'),"
            " has_table_privilege('sgj_owner_app', 'kernel_record', 'INSERT')"
        ).fetchone()
    assert (forced, rights) == ((True,), (False, True))


def _python() -> list[str]:
    import sys

    return [sys.executable, "-P"]
