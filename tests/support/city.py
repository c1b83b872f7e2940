"""A whole platform for a test: `sgj up` in a process of its own, on a free port, in its own directory."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

from sanguanjia.hosting.platform import free_port
from sanguanjia.hosting.postgres import processes
from sanguanjia.hosting.spare import WAITING
from tests.support.prepared import prepare

_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class RunningCity:
    """`with RunningCity(folder) as city:` → city.base is its address. Ended by its process id, in every case.

    prepared: begin with a copy of a data directory that has tables and, for `--demo`, the demo city. spares: keep a
    process that waits for each that may be killed, as a real city does; only for tests that kill.
    """

    def __init__(self, folder: Path, *options: str, prepared: bool = False, spares: bool = False) -> None:
        self.folder = folder
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        clean = {k: v for k, v in os.environ.items() if not k.startswith("SGJ_") and k != "DATABASE_URL"}
        self.environment = {
            **clean, "SGJ_DATA_DIR": str(folder), "PYTHONUTF8": "1", "SGJ_SPARES": "1" if spares else "0"
        }  # fmt: skip
        self.options = options
        self.prepared = prepared
        self.process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None

    def __enter__(self) -> RunningCity:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o711)
        if self.prepared:
            prepare(self.folder, demo="--demo" in self.options)
        self._said = (self.folder / "up.log").open("wb")
        command = [sys.executable, "-P", "-m", "sanguanjia.cli.main", "up", "--port", str(self.port), *self.options]
        self.process = subprocess.Popen(command, env=self.environment, stdout=self._said, stderr=self._said)
        try:
            wait_for(lambda: "已启动" in self.said() or self._ended(), 400, "the city to start")
            assert not self._ended(), self.said()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(30)
        if self._said:
            self._said.close()

    def _ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def said(self) -> str:
        """What `sgj up` has printed so far."""
        return (self.folder / "up.log").read_text(encoding="utf-8", errors="replace")

    def get(self, path: str = "/") -> int:
        """Status of a page; 0 when nobody answers."""
        try:
            with _OPENER.open(self.base + path, timeout=15) as reply:
                return int(reply.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0

    def processes_of(self, module: str = "") -> list[int]:
        """Our Python processes of this city whose command line names `module`, without `sgj up` itself."""
        mark = f"SGJ_DATA_DIR={self.folder}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                    pid = int(entry.name)
                    ours = self.process is not None and pid == self.process.pid
                    if not ours and processes.is_running(pid) and any(module.encode() in word for word in words):
                        found.append(pid)
        return sorted(found)

    def at_work(self, module: str) -> list[int]:
        """The processes that do the work of `module`: the one `sgj up` started first, then its own children. A spare
        that waits has neither a port nor a child, and is none of them."""
        pids = self.processes_of(module)
        above = {pid: _parent_of(pid) for pid in pids}
        masters = [pid for pid in pids if pid in above.values() or (above[pid] not in pids and not _waits(pid))]
        return masters + [pid for pid in pids if above[pid] in masters]

    def database_processes(self) -> list[int]:
        """The server and its backends; the server first."""
        about = json.loads((self.base_folder / "about.json").read_text(encoding="utf-8"))
        cluster = self.base_folder / "cluster"
        uid = cluster.stat().st_uid
        return sorted(
            processes.of_cluster(cluster, about["name"], uid),
            key=lambda pid: (not processes.is_postmaster(pid, cluster, uid), pid),
        )

    @property
    def base_folder(self) -> Path:
        """Where the embedded server lives: in the data directory, or where its pointer says."""
        pointer = self.folder / "postgres" / "elsewhere"
        return Path(pointer.read_text(encoding="utf-8").strip()) if pointer.exists() else self.folder / "postgres"

    def everything(self) -> list[int]:
        return self.processes_of() + self.database_processes()


def _parent_of(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _waits(pid: int) -> bool:
    """Is this a spare that was not called?"""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip() == WAITING
    return False


def wait_for(done: Callable[[], object], seconds: float, what: str) -> None:
    """Wait until `done()` is true; fail saying what was waited for."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, f"waited {seconds} s for {what}"
        time.sleep(0.05)
