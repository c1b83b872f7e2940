"""A whole city (web, worker, PostgreSQL) under a wall clock that is set forward and back by hours while people report.

The clock of every process is shifted underneath it (tests/support/clock_shift.c, built here, so this needs a C
compiler). Nothing acknowledged may be missing, ids must go on in their order, jobs must go on, the chain must be whole.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sanguanjia.hosting.postgres import attach
from tests.simulation.test_storm import Client, chain_is_whole, count, heard, kill_one
from tests.support.city import RunningCity, wait_for

HOURS = (5, 0, -5, 0)  # ahead of the machine; each once, one after the other
SOURCE = Path(__file__).parent.parent / "support" / "clock_shift.c"


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(f"/tmp/sgj-clock-{os.getpid()}")  # noqa: S108 - open parents, short path
    path.mkdir(mode=0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


class Shift:
    """The wall clock of everything that is started with `environment`."""

    def __init__(self, folder: Path) -> None:
        self.file, library = folder / "shift", folder / "shift.so"
        built = subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE], capture_output=True, text=True, check=False
        )
        assert built.returncode == 0, built.stderr
        self.to(0)
        self.environment = {"LD_PRELOAD": str(library), "CLOCK_SHIFT": str(self.file)}

    def to(self, hours: int) -> None:
        """From now on."""
        with self.file.open("r+b" if self.file.exists() else "wb") as file:
            file.write(struct.pack("q", hours * 3600))


def linked(folder: Path) -> int:
    """How many records stand in the chains."""
    server = attach(folder)
    if server is None:
        return 0
    with psycopg.connect(server.owner_url) as owner:
        row = owner.execute("SELECT count(*) FROM audit_chainlink").fetchone()
    return int(row[0]) if row else 0


def now_of(folder: Path) -> float:
    """What time the database thinks it is."""
    server = attach(folder)
    assert server is not None
    with psycopg.connect(server.owner_url) as owner:
        row = owner.execute("SELECT extract(epoch FROM now())::float8").fetchone()
    return float(row[0]) if row else 0.0


@pytest.mark.nightly
def test_reports_go_on_while_the_clock_is_set_forward_and_back(folder: Path) -> None:
    shift = Shift(folder)
    city = RunningCity(folder / "data", "--no-demo", prepared=True, spares=True)
    city.environment |= shift.environment
    with city:
        at_first = now_of(city.folder)
        made = subprocess.run(
            [sys.executable, "-P", "-m", "tests.support.storm_scene", str(city.folder)],
            env=city.environment, capture_output=True, text=True, check=False, timeout=240,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        scene = json.loads(made.stdout)
        stop = threading.Event()
        clients = [Client(city.port, scene, str(number), stop) for number in range(2)]
        for client in clients:
            client.start()
        wait_for(lambda: heard(clients) > 20, 120, "the first acknowledged reports")
        for hours in HOURS:
            known = {key: answer["case_id"] for c in clients for key, answer in list(c.answers.items())}
            chained, shown = linked(city.folder), heard(clients)
            shift.to(hours)
            assert abs(now_of(city.folder) - at_first - hours * 3600) < 900, "the database's clock was not shifted"
            if hours <= 0:  # processes that were started after the clock was set back
                assert kill_one(city, "web master")
            wait_for(lambda: heard(clients) > shown + 40, 120, f"reports at {hours} hours")  # noqa: B023
            wait_for(lambda: linked(city.folder) > chained, 120, f"the worker's jobs at {hours} hours")  # noqa: B023
            wait_for(lambda: city.get("/readyz") == 200, 90, "everything to be well")
            later = [a["case_id"] for c in clients for key, a in list(c.answers.items()) if key not in known]
            assert sorted(later)[8:] > [max(known.values())], "ids went back with the clock"
            assert [line for c in clients for line in c.wrong] == []
        stop.set()
        for client in clients:
            client.join(120)
        assert [line for c in clients for line in c.wrong] == []
        acknowledged = {key: answer for c in clients for key, answer in c.answers.items()}
        count(city.folder, acknowledged)
        chain_is_whole(city, scene["estate_id"])
