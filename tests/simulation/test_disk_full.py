"""The disk fills up under a running city: clear refusals, nothing acknowledged is missing, it heals when room returns.

Needs a small disk of its own, so root's right to mount one; elsewhere it is listed as not run.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sanguanjia.hosting.postgres import attach
from tests.support.city import RunningCity, wait_for

SIZE_MB = 420


@pytest.fixture
def small_disk() -> Iterator[Path]:
    path = Path(f"/tmp/sgj-full-{os.getpid()}")  # noqa: S108 - open parents, short path
    path.mkdir(mode=0o711)
    options = f"size={SIZE_MB}m,mode=0711"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)], check=False,
                             capture_output=True).returncode == 0  # fmt: skip
    if not mounted:
        path.rmdir()
        pytest.skip("not run: this user cannot mount a small disk (root can)")
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", str(path)], check=False)
        path.rmdir()


def file_one(port: int, scene: dict[str, Any], key: str) -> tuple[int, str]:
    body = {"estate_id": scene["estate_id"], "building_id": scene["building_id"], "need": "N01", "for_somebody": True,
            "text": f"楼道灯不亮了（{key}）" + "很暗。" * 600, "contact_name": "来电人",
            "contact_phone": "13800000000"}  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {scene['token']}", "Idempotency-Key": key, "Content-Type": "application/json"}
    try:
        connection.request("POST", "/api/v1/cases", json.dumps(body).encode(), headers)
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    except (OSError, http.client.HTTPException) as error:
        return 0, repr(error)
    finally:
        connection.close()


def fill(place: Path) -> Path:
    """A file that takes all the room there is but a little."""
    ballast = place / "ballast"
    with ballast.open("wb") as file:
        block = b"\0" * 2**20
        free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
        for _ in range(max(free // 2**20 - 1, 0)):
            file.write(block)
    return ballast


def test_a_full_disk_refuses_clearly_and_loses_nothing(small_disk: Path) -> None:
    data = small_disk / "data"
    with RunningCity(data, "--no-demo", prepared=True) as city:
        made = subprocess.run(
            [sys.executable, "-P", "-m", "tests.support.storm_scene", str(data)], env=city.environment,
            capture_output=True, text=True, check=False, timeout=240,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        scene = json.loads(made.stdout)
        acknowledged = {}
        for number in range(5):
            status, text = file_one(city.port, scene, f"before-{number}")
            assert status == 201, text
            acknowledged[f"before-{number}"] = json.loads(text)["case_id"]
        ballast = fill(small_disk)
        refused: list[tuple[int, str]] = []
        until = time.monotonic() + 120
        number = 0
        while len(refused) < 3 and time.monotonic() < until:
            number += 1
            status, text = file_one(city.port, scene, f"full-{number}")
            if status == 201:
                acknowledged[f"full-{number}"] = json.loads(text)["case_id"]
            elif status:
                refused.append((status, text))
        assert refused, "the disk was never full"
        assert {status for status, _text in refused} <= {503, 507}, refused
        for _status, text in refused:
            message = json.loads(text)["refusals"][0]["message"]
            assert "磁盘满了" in message or "维护" in message
        ballast.unlink()
        wait_for(lambda: file_one(city.port, scene, "after")[0] == 201, 60, "service when room returns")
        server = attach(data)
        assert server is not None
        with psycopg.connect(server.owner_url) as owner:
            stored = {str(key): int(case) for key, case in owner.execute(
                "SELECT idempotency_key, (answer->>'case_id')::bigint FROM kernel_record WHERE act = 'cases.report'"
            )}  # fmt: skip
            cases = {int(row[0]) for row in owner.execute("SELECT id FROM cases_case")}
        assert {key: stored.get(key) for key in acknowledged} == acknowledged
        assert cases == set(stored.values()), "a matter without its record, or the reverse"
