"""`sgj up --check --json` as a stranger calls it: the form of contracts.md, and nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from sanguanjia.demo.accounts import ACCOUNTS
from sanguanjia.hosting.postgres import start


def _of(mark: str) -> list[str]:
    """Command lines of living processes that name `mark`."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            around = (entry / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if entry.name.isdigit() and entry.name != str(os.getpid()) and (mark in words or f"TMPDIR={mark}" in around):
            found.append(words)
    return found


@pytest.mark.nightly  # a whole city more; by day tests/browser/test_menus.py visits the one that is there
def test_the_whole_city_once_and_gone(tmp_path: Path) -> None:
    place = tmp_path / "closed to others"  # root's own directory: the database's user may not enter it
    place.mkdir(mode=0o700)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("SGJ_") and k != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "sanguanjia.cli.main", "up", "--check", "--json"],
        env={**clean, "TMPDIR": str(place), "PYTHONDONTWRITEBYTECODE": "1"}, cwd=place,
        capture_output=True, text=True, check=False, timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    answer = json.loads(done.stdout)
    assert answer["ok"] is True
    assert answer["problems"] == []
    assert answer["mode"] == "embedded"
    assert answer["postgres"][:2].isdigit()
    assert answer["demo"]["accounts"] == len(ACCOUNTS)
    assert answer["demo"]["estates"] == 4
    assert answer["demo"]["units"] > 1000
    assert all(set(page) == {"path", "role", "status"} and page["status"] == 200 for page in answer["pages"])
    assert {page["role"] for page in answer["pages"]} == {account.role for account in ACCOUNTS} | {"anonymous"}
    assert list(place.iterdir()) == []
    notes = Path("/tmp").glob("postgres-*/belongs-to")  # noqa: S108 - where such a database goes instead
    assert not [note for note in notes if str(place) in note.read_text()]
    assert _of(str(place)) == []


@pytest.mark.nightly
def test_on_a_real_server_in_a_database_of_its_own(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    with start(tmp_path / "real", throwaway=True) as server:
        urls = {"DATABASE_URL": server.owner_url, "SGJ_APP_DATABASE_URL": server.app_url}
        clean = {k: v for k, v in os.environ.items() if not k.startswith("SGJ_")}
        done = subprocess.run(
            [sys.executable, "-P", "-m", "sanguanjia.cli.main", "up", "--check", "--json"],
            env={**clean, **urls}, capture_output=True, text=True, check=False, timeout=500,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        answer = json.loads(done.stdout)
        assert (answer["ok"], answer["mode"]) == (True, "url")
        with psycopg.connect(server.owner_url) as owner:
            assert owner.execute("SELECT datname FROM pg_database WHERE datname LIKE 'sgj_check%'").fetchall() == []
            assert owner.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
