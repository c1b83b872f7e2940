"""A real city's life: init, services apart, backup while it runs, destroyed, restored; upgrade and its refusals."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sanguanjia.hosting.platform import free_port
from tests.support.city import wait_for
from tests.support.prepared import prepare

PASSWORD = "qing-shan-lv-shui-2026"
ACT = """
import sys
from datetime import date
from pathlib import Path
from sanguanjia.hosting.city import open_city
server = open_city(Path(sys.argv[1]))
import django
django.setup()
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Home
from sanguanjia.registry.actions import found_district
city = Home.objects.get(kind="city")
found_district(SYSTEM, estate_id=city.pk, code=sys.argv[2], name="天元区" + sys.argv[2], since=date(2000, 1, 1))
server.stop()
"""


@pytest.fixture
def place() -> Iterator[Path]:
    path = Path(f"/tmp/sgj-ops-{os.getpid()}-{time.monotonic_ns() % 10**6}")  # noqa: S108 - open parents, short path
    path.mkdir(mode=0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def environment(data: Path, **more: str) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("SGJ_") and k != "DATABASE_URL"}
    return {**clean, "SGJ_DATA_DIR": str(data), "PYTHONUTF8": "1", **more}


def sgj(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "sanguanjia.cli.main", *words]
    return subprocess.run(
        command, env=environment(data, **more), capture_output=True, text=True, timeout=300, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def answered(done: subprocess.CompletedProcess[str], status: int = 0) -> dict[str, Any]:
    assert done.returncode == status, done.stderr + done.stdout
    return dict(json.loads(done.stdout))


def found(data: Path, code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", ACT, str(data), code], env=environment(data), capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def founded(place: Path) -> Path:
    """A real city, and what `sgj init` refuses on the way."""
    data, secret = place / "data", place / "password"
    data.mkdir(mode=0o711)
    prepare(data, demo=False)  # tables are there, no city yet
    words = ["init", "--city-code", "430200", "--city-name", "株洲市", "--admin", "guanli", "--admin-name", "刘主任"]
    assert sgj(data, *words).returncode == 2, "no terminal and no password"
    secret.write_text("short\n", encoding="utf-8")
    refused = answered(sgj(data, *words, "--password-file", str(secret), "--json"), 1)
    assert {reason["code"] for reason in refused["refusals"]} == {"password_too_short"}
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    made = answered(sgj(data, *words, "--password-file", str(secret), "--json"))
    assert made["city"]["name"] == "株洲市"
    again = sgj(data, *words, "--password-file", str(secret))
    assert again.returncode == 1
    assert "已经有一座城市" in again.stderr
    return data


@contextmanager
def service(data: Path, *words: str) -> Iterator[None]:
    with (data / f"{words[0]}.out").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "sanguanjia.cli.main", *words], env=environment(data), stdout=said, stderr=said
        )
        try:
            wait_for(lambda: "已启动" in (data / f"{words[0]}.out").read_text(encoding="utf-8"), 120, words[0])
            yield
        finally:
            process.terminate()
            assert process.wait(60) == 0


def ready(port: int) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=20) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@dataclass
class Destroyed:
    """A city that was founded, served, backed up twice while it ran, and destroyed."""

    place: Path
    folder: Path
    first: dict[str, Any]
    between: datetime  # one record after the first backup, one record before the last
    last: dict[str, Any]
    key: bytes

    @property
    def sealed(self) -> list[str]:
        return ["--secrets", str(self.place / "keys.sealed"), "--passphrase-file", str(self.place / "passphrase")]

    def restore(self, to: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return sgj(self.place / "x", "restore", str(self.folder), "--to", str(self.place / to), *words, **more)


def destroyed(place: Path) -> Destroyed:
    data, port = founded(place), free_port()
    city = Destroyed(place, place / "backup", {}, datetime.now(UTC), {}, b"")
    (place / "passphrase").write_text("a passphrase kept elsewhere", encoding="utf-8")
    with service(data, "serve", "--port", str(port), "--workers", "1"):
        assert ready(port) == (
            503, {"ok": False, "checks": {"database": True, "migrations": True, "worker": False, "disk": True}},
        )  # fmt: skip
        with service(data, "worker"):
            wait_for(lambda: ready(port)[0] == 200, 60, "the worker's heartbeat")
        found(data, "430211")
        city.first = answered(sgj(data, "backup", str(city.folder), "--json"))
        assert city.first["secrets"] is False
        found(data, "430202")
        city.between = datetime.now(UTC)
        time.sleep(1.1)
        found(data, "430203")
        city.last = answered(sgj(data, "backup", str(city.folder), *city.sealed, "--json"))
        assert city.last["records"] == city.first["records"] + 2
    city.key = (data / "secret-key").read_bytes()
    shutil.rmtree(data)
    return city


def test_a_city_is_founded_served_backed_up_destroyed_and_restored(place: Path) -> None:
    city = destroyed(place)
    exact = answered(city.restore("exact", "--exact", *city.sealed, "--json"))
    assert exact["ok"], exact["problems"]
    assert exact["records"] == city.last["records"]
    assert exact["checks"] == {"counts": True, "heads": True, "amcheck": True, "checksums": True}
    assert (place / "exact" / "secret-key").read_bytes() == city.key
    found(place / "exact", "430204")  # the restored city works, and its log does not go into the old archive


@pytest.mark.nightly
def test_a_moment_between_is_restored_and_what_is_wrong_is_said(place: Path) -> None:
    city = destroyed(place)
    earlier = answered(city.restore("earlier", "--until", city.between.isoformat(), "--json"))
    assert earlier["records"] == city.first["records"] + 1
    assert answered(city.restore("exact", "--exact", *city.sealed, "--json"))["ok"]
    assert "不是空目录" in city.restore("exact").stderr
    wrong = city.restore("w", "--secrets", str(place / "keys.sealed"), SGJ_BACKUP_PASSPHRASE="not the passphrase")
    assert "口令不对" in wrong.stderr
    found(place / "exact", "430204")
    assert answered(sgj(place / "exact", "upgrade", "--check", "--json"))["migrations"] == []
    assert "先备份" in sgj(place / "exact", "upgrade").stderr
    _damage(next((city.folder / "base").glob("*/base")))
    assert "缺失或损坏" in city.restore("none").stderr
    assert not (place / "none").exists()


def _damage(base: Path) -> None:
    """One byte of the newest base's largest file."""
    newest = sorted(base.parent.parent.glob("*/base"))[-1]
    file = max((f for f in newest.rglob("*") if f.is_file()), key=lambda f: f.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


BACK = """
import sys
from pathlib import Path
from sanguanjia.hosting.city import open_city
server = open_city(Path(sys.argv[1]))
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "access", "0003", database="owner", verbosity=0)
server.stop()
"""


@pytest.mark.nightly
def test_an_older_city_is_upgraded_after_a_backup_and_goes_on(place: Path) -> None:
    """Tables as an older version left them: looked at, refused while the city runs or is not backed up, brought up to
    date; the chain stays whole and a second upgrade has nothing to do."""
    data = founded(place)
    found(data, "430211")
    subprocess.run([sys.executable, "-P", "-c", BACK, str(data)], env=environment(data), check=True, timeout=120)
    older = ["access.0004_email"]
    assert answered(sgj(data, "upgrade", "--check", "--json"))["migrations"] == older
    assert "先备份" in sgj(data, "upgrade").stderr
    done = answered(sgj(data, "upgrade", "--backup", str(place / "before"), "--json"))
    assert done["migrations"] == older
    assert Path(done["backup"]).is_file()
    assert answered(sgj(data, "upgrade", "--check", "--json"))["migrations"] == []
    port = free_port()
    with service(data, "serve", "--port", str(port), "--workers", "1"), service(data, "worker"):
        wait_for(lambda: ready(port)[0] == 200, 60, "the upgraded city")
        refused = sgj(data, "upgrade", "--no-backup")
        assert (refused.returncode, "正在运行" in refused.stderr) == (1, True)
        found(data, "430202")
        checked = sgj(data, "audit", "verify", "--json")
        assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.nightly
def test_older_code_is_refused(place: Path) -> None:
    """A migration that this code does not know means a newer code was here."""
    data = place / "data"
    data.mkdir(mode=0o711)
    prepare(data, demo=False)
    plant = """
import sys
from pathlib import Path
from sanguanjia.hosting.city import open_city
import psycopg
server = open_city(Path(sys.argv[1]))
with psycopg.connect(server.owner_url) as owner:
    owner.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('kernel', '9999_from_tomorrow', now())")
server.stop()
"""
    subprocess.run([sys.executable, "-P", "-c", plant, str(data)], env=environment(data), check=True, timeout=120)
    for words in (["migrate"], ["upgrade", "--no-backup"]):
        refused = sgj(data, *words)
        assert refused.returncode == 1
        assert "数据库比这个程序新" in refused.stderr
