"""`sgj up` under real kills: what dies comes back, what is told to stop stops, and nothing is left behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sanguanjia.hosting.postgres.processes import is_running
from tests.support.city import RunningCity, wait_for

ANY_PAGE = "/login/"


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(f"/tmp/sgj-up-{os.getpid()}-{time.monotonic_ns() % 10**9}")  # noqa: S108 - open parents, short path
    yield path
    shutil.rmtree(path, ignore_errors=True)


def test_what_dies_comes_back_and_nothing_is_left(folder: Path) -> None:
    with RunningCity(folder, "--no-demo", prepared=True) as city:
        assert city.get(ANY_PAGE) == 200
        worker = city.processes_of("hosting.worker")
        web = city.processes_of("hosting.web")
        assert len(worker) == 1
        assert len(web) == 3, "a master and two workers"
        assert _raw(city, b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde").startswith(b"HTTP/1.1 400")
        smuggled = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        both = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"
        assert _raw(city, both + smuggled).count(b"HTTP/1.1 ") == 1, "what follows an ambiguous length is no request"
        assert "换一个端口" in _refused(city, "--port", str(city.port))
        assert "真实城市" in _refused(city, "--demo")

        os.kill(city.database_processes()[0], signal.SIGKILL)
        wait_for(lambda: "数据库进程意外结束" in city.said(), 60, "the supervisor to see that the database died")
        wait_for(lambda: city.get(ANY_PAGE) == 200, 60, "pages after the database was killed")

        os.kill(worker[0], signal.SIGKILL)
        os.kill(web[0], signal.SIGKILL)
        wait_for(
            lambda: not set(web) & set(city.processes_of("hosting.web")), 30, "the workers of a killed master to end"
        )
        wait_for(lambda: city.get(ANY_PAGE) == 200, 60, "pages after the web server was killed")
        wait_for(lambda: city.processes_of("hosting.worker"), 60, "a new worker")

        everything = city.everything()
        began = time.monotonic()
        assert city.process
        city.process.terminate()
        assert city.process.wait(60) == 0
        assert time.monotonic() - began < 20
        wait_for(lambda: not [pid for pid in everything if is_running(pid)], 5, "the last of our processes to end")

    with RunningCity(folder) as city:  # the same data once more, without --no-demo: it stays what it was
        assert "演示城市" not in city.said()
        everything = city.everything()
        assert city.process
        city.process.kill()
        city.process.wait(10)
        wait_for(lambda: not [p for p in everything if is_running(p)], 30, "orphans of a killed sgj up to end")


def _raw(city: RunningCity, rest: bytes) -> bytes:
    """What the web server answers to a request whose length is said in these headers, until it closes."""
    with socket.create_connection(("127.0.0.1", city.port), timeout=15) as line:
        line.sendall(b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + rest)
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while part := line.recv(65536):
            answer += part
    return answer


def _refused(city: RunningCity, *options: str) -> str:
    """What a second `sgj up` on the same data says when it must not start."""
    command = [sys.executable, "-P", "-m", "sanguanjia.cli.main", "up", *options]
    done = subprocess.run(command, env=city.environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 1
    return done.stderr
