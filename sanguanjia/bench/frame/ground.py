"""A place to measure on: an own database server and web server in a throw-away directory, gone afterwards.

The server is the same one `sgj up` runs, durable (fsync on), with the same two roles. No running city is
touched.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from sanguanjia.hosting.postgres import Server, start
from sanguanjia.hosting.postgres.binaries import find

_PATIENCE = 60


@dataclass
class Ground:
    """What a bench stands on. `port` is 0 until `serve` was called."""

    folder: Path
    server: Server
    port: int = 0
    _web: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def owner_url(self) -> str:
        """The address of the role that owns the tables."""
        return self.server.owner_url

    @property
    def app_url(self) -> str:
        """The address of the role that runs the application: what web and pgbench both use."""
        return self.server.app_url

    @property
    def pgbench(self) -> Path:
        """pgbench of the same build as the server, else the one on PATH."""
        beside = find().bin / "pgbench"
        found = str(beside) if beside.exists() else shutil.which("pgbench")
        if not found:
            raise RuntimeError("找不到 pgbench。请执行 apt-get install -y postgresql-contrib 后再试。")
        return Path(found)

    @property
    def web_process(self) -> int | None:
        """The web server's process id, while it runs."""
        return self._web.pid if self._web else None

    def serve(self, workers: int = 2, threads: int = 4) -> None:
        """Start the web server (granian, WSGI) as `sgj up` does: `workers` processes of `threads` threads."""
        self.port = _free_port()
        command = [
            sys.executable, "-P", "-m", "sanguanjia.hosting.web", "127.0.0.1", str(self.port),
            str(workers), str(threads),
        ]  # fmt: skip
        log = (self.folder / "web.log").open("wb")
        self._web = subprocess.Popen(command, env=dict(os.environ), stdout=log, stderr=log, cwd=self.folder)
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if self._web.poll() is not None:
                raise RuntimeError(f"the web server ended:\n{(self.folder / 'web.log').read_text()[-3000:]}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/login/", timeout=5) as answer:
                    answer.read()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"the web server does not answer:\n{(self.folder / 'web.log').read_text()[-3000:]}")

    def stop_serving(self) -> None:
        """End the web server, if it runs."""
        if self._web is not None:
            self._web.terminate()
            try:
                self._web.wait(15)
            except subprocess.TimeoutExpired:
                self._web.kill()
                self._web.wait()
            self._web = None


@contextmanager
def ground(*, say: bool = True) -> Iterator[Ground]:
    """A fresh, migrated city without data. Sets this process up for Django; use it once per process."""
    folder = Path(tempfile.mkdtemp(prefix="sgj-bench-"))
    folder.chmod(0o711)  # as root the database runs as another user, who must pass through
    server = None
    place = None
    try:
        server = start(folder / "data", log=lambda line: print(line, file=sys.stderr) if say else None)
        _environment(folder, server)
        _migrate()
        place = Ground(folder, server)
        yield place
    finally:
        if place is not None:
            place.stop_serving()
        _close_connections()
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def standing(data: Path) -> Iterator[Ground]:
    """A city that stands already in a data directory (made by `sgj demo`); it stays when the bench is over."""
    folder = Path(tempfile.mkdtemp(prefix="sgj-bench-"))
    server = start(data, log=lambda line: print(line, file=sys.stderr))
    place = Ground(folder, server)
    try:
        _environment(folder, server)
        import django

        django.setup()
        yield place
    finally:
        place.stop_serving()
        _close_connections()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path, server: Server) -> None:
    os.environ.update(
        SGJ_OWNER_DATABASE_URL=server.owner_url,
        SGJ_APP_DATABASE_URL=server.app_url,
        SGJ_DATA_DIR=str(folder / "data"),
        SGJ_SECRET_KEY="only-for-this-bench-" + "x" * 40,
        SGJ_DB_POOL="1",
        SGJ_DEMO="",
        SGJ_DEBUG="",
        DJANGO_SETTINGS_MODULE="sanguanjia.config.settings",
    )


def _migrate() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from sanguanjia.kernel.grants import grant
    from sanguanjia.kernel.models import Home, HomeKind

    call_command("migrate", database="owner", verbosity=0)
    grant()
    Home.objects.using("owner").get_or_create(
        id=Home.PLATFORM_ID, defaults={"kind": HomeKind.PLATFORM, "name": "平台", "path": "1/"}
    )
    if find_spec("sanguanjia.policy.seeding"):
        from sanguanjia.policy import seeding

        seeding.seed(using="owner")


def _close_connections() -> None:
    if "django" not in sys.modules:
        return
    from django.conf import settings
    from django.db import connections

    if not settings.configured:
        return
    for each in connections.all(initialized_only=True):
        each.close()
        if each.settings_dict["OPTIONS"].get("pool"):
            each.close_pool()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
