"""Everything in one go: database, web server, worker, watched by this process.

A child that ends unasked is started again: a spare that has everything in memory takes its place (spare.py). When we
are told to stop, all stop; when we are killed, the kernel ends them all (spawn.py). The database is asked for before
anything else and restarted when it dies.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sanguanjia.hosting import prepared, steady
from sanguanjia.hosting.city import OWNER_URL, AnyServer, open_city
from sanguanjia.hosting.errors import Broken
from sanguanjia.hosting.postgres.home import give_to_owner_of, is_reachable, make_folder
from sanguanjia.hosting.spare import SPARE, call
from sanguanjia.hosting.spawn import spawn

Say = Callable[[str], None]
_CALM = 20.0  # seconds a child must live before a new failure counts as the first again
_LONGEST_PAUSE = 2.0  # seconds before a child that ends again and again is started once more
_FIRST_SPARE, _NEXT_SPARE = 5.0, 2.0  # seconds a child must live before a spare is made: at first, and after a failure
_LOG_LIMIT = 5 * 2**20


@dataclass
class Child:
    """One process we keep alive."""

    name: str
    module: list[str]
    process: subprocess.Popen[bytes] | None = None
    spare: subprocess.Popen[bytes] | None = None
    spare_after: float = _FIRST_SPARE
    started: float = 0.0
    failures: int = 0
    not_before: float = 0.0


@dataclass
class Platform:
    """One running city. host/port: where the web server listens. demo: show and load the demo city."""

    data: Path
    host: str
    port: int
    demo: bool
    say: Say
    throwaway: bool = False
    web_workers: int = 2
    web_threads: int = 4
    roles: frozenset[str] = frozenset({"web", "worker"})
    spares: bool = field(default_factory=lambda: os.environ.get("SGJ_SPARES", "1") != "0")
    server: AnyServer | None = None
    children: list[Child] = field(default_factory=list)
    watching: bool = False
    _stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    @property
    def user(self) -> tuple[int, int] | None:
        """Whom web and worker run as: started by root on an ordinary user's data, as that user where possible.

        Then all they write is that user's tomorrow. Not possible where the Python itself lies below a closed home.
        """
        owner = self.data.stat()
        user = (owner.st_uid, owner.st_gid)
        if os.geteuid() != 0 or owner.st_uid == 0:
            return None
        needed = (Path(sys.executable), Path(sys.executable).resolve(), Path(__file__).resolve())
        return user if all(is_reachable(path, user) for path in needed) else None

    def start(self) -> None:
        """Database, tables, demo city, web, worker; returns when the web server answers."""
        if "web" in self.roles:
            check_port(self.host, self.port)
        os.environ["SGJ_DEMO"] = "1" if self.demo else "0"
        os.environ.setdefault("SGJ_DB_POOL", "1")
        os.environ.setdefault("SGJ_ALLOWED_HOSTS", ",".join(names_of(self.host)))
        make_folder(self.data)
        self.server = open_city(self.data, log=self.say, throwaway=self.throwaway)
        self._prepare()
        steady.begin(os.environ[OWNER_URL])
        listen = [self.host, str(self.port), str(self.web_workers), str(self.web_threads)]
        all_children = [
            Child("web", ["sanguanjia.hosting.web", *listen]),
            Child("worker", ["sanguanjia.hosting.worker"]),
        ]
        self.children = [child for child in all_children if child.name in self.roles]
        for child in self.children:
            self._launch(child)
        if "web" in self.roles:
            self._wait_for_web()

    def _prepare(self) -> None:
        """Migrate and load in a process of its own, so that this one stays small and lives long."""
        if prepared.is_noted(os.environ[OWNER_URL], demo=self.demo):
            return
        child = spawn(
            [sys.executable, "-P", "-m", "sanguanjia.cli.main", "migrate", *(["--demo"] if self.demo else [])],
            env=os.environ, on_parent_death=signal.SIGTERM, cwd=self.data, stdout=sys.stderr, user=self.user,
        )  # fmt: skip
        try:
            status = child.wait()
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
        if status != 0:
            raise Broken(f"准备数据表没有成功（返回 {status}），原因见上。")

    def _launch(self, child: Child) -> None:
        """The spare if there is one, else a new process."""
        spare, child.spare = child.spare, None
        child.process = spare if spare is not None and call(spare) else self._made(child)
        child.started = time.monotonic()

    def _made(self, child: Child, *, spare: bool = False) -> subprocess.Popen[bytes]:
        log = self.data / "log"
        log.mkdir(mode=0o700, exist_ok=True)
        give_to_owner_of(self.data, log)
        path = log / f"{child.name}.log"
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_size > _LOG_LIMIT:
                path.replace(path.with_suffix(".log.1"))
        with path.open("ab") as file:
            give_to_owner_of(self.data, path)
            return spawn(
                [sys.executable, "-P", "-m", *child.module, *([SPARE] if spare else [])], env=os.environ,
                on_parent_death=signal.SIGTERM, cwd=self.data, stdout=file, stderr=file, new_session=True,
                user=self.user, called=spare,
            )  # fmt: skip

    def _keep_spare(self, child: Child, now: float) -> None:
        """A spare for a child that has lived for a while."""
        if not self.spares or self.throwaway:
            return
        if child.spare is not None and child.spare.poll() is not None:  # it cannot live: not again and again
            child.spare, child.spare_after = None, now - child.started + _CALM
        if child.spare is None and now - child.started >= child.spare_after:
            child.spare = self._made(child, spare=True)

    def _wait_for_web(self) -> None:
        until = time.monotonic() + 60
        web = self.children[0]
        while time.monotonic() < until and not self._stopping.is_set():
            if answers(self.host, self.port):
                return
            if web.process is not None and web.process.poll() is not None:
                break
            time.sleep(0.05)
        if self._stopping.is_set():
            return
        raise Broken(f"网页服务没有启动。它的原话：\n{tail(self.data / 'log' / 'web.log')}")

    def watch(self) -> None:
        """Keep everything running until `ask_to_stop` is called."""
        self.watching = True
        while not self._stopping.wait(0.2):
            self.look_after()

    def look_after(self) -> None:
        """One round: start again what has ended."""
        if self.server is not None and self._server_ended():
            try:
                self.server.ensure_running()
            except Broken as error:
                self.say(str(error))
                return
        now = time.monotonic()
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                if child.failures and now - child.started > _CALM:
                    child.failures = 0
                self._keep_spare(child, now)
                continue
            if child.not_before <= child.started:  # it has just ended: at once, if it is the first time
                child.failures += 1
                child.spare_after = _NEXT_SPARE
                pause = min(0.1 * 2**child.failures, _LONGEST_PAUSE) if child.failures > 1 else 0.0
                child.not_before = now + pause
                self.say(f"{_CALLED[child.name]}意外结束（返回 {child.process.returncode}），正在重新启动……")
            if now >= child.not_before:
                self._launch(child)
                child.not_before = 0.0

    def _server_ended(self) -> bool:
        """Has the database gone? Asked seldom where it is another process's, since that needs a connection."""
        from sanguanjia.hosting.postgres import Server

        if not isinstance(self.server, Server):
            return False
        if self.server.owned:
            return self.server.has_ended()
        now = time.monotonic()
        if now < getattr(self, "_next_question", 0.0):
            return False
        self._next_question = now + 2
        return not self.server.answers()

    def ask_to_stop(self) -> None:
        """End `watch` soon. May be called from a signal handler."""
        self._stopping.set()

    def stop(self, patience: float = 10.0) -> None:
        """Stop web and worker, then the database. Leaves no process of ours."""
        self._stopping.set()
        every = [process for c in self.children for process in (c.process, c.spare)]
        running = [process for process in every if process is not None and process.poll() is None]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        until = time.monotonic() + patience
        for process in running:
            try:
                process.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.children = []
        if self.server is not None:
            self.server.stop()


_CALLED = {"web": "网页服务", "worker": "后台任务"}


def names_of(host: str) -> list[str]:
    """Host names under which this machine may be asked, when it listens on `host`."""
    names = ["127.0.0.1", "localhost", "[::1]"]
    if host in ("0.0.0.0", "::", "[::]"):  # noqa: S104 - the person asked for it
        names.append(socket.gethostname())
        with contextlib.suppress(OSError):
            names += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    elif host not in names:
        names.append(host)
    return list(dict.fromkeys(names))


def check_port(host: str, port: int) -> None:
    """Refuse a port that another program holds: the web server itself would silently share it."""
    try:
        info = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(info[0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(info[4])
    except OSError as error:
        raise Broken(
            f"不能在 {host}:{port} 上监听（{error.strerror}）。请用 --port 换一个端口，或结束占用它的程序。"
        ) from error


def free_port() -> int:
    """A port of the loopback interface that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(host: str, port: int) -> bool:
    """Does a web server answer there, with anything?"""
    connection = http.client.HTTPConnection("127.0.0.1" if host in ("0.0.0.0", "") else host, port, timeout=20)  # noqa: S104
    try:
        connection.request("GET", "/", headers={"Host": "127.0.0.1"})
        connection.getresponse().read()
    except OSError:
        return False
    except http.client.HTTPException:
        return False
    finally:
        connection.close()
    return True


def tail(path: Path, size: int = 2000) -> str:
    """The last characters of a log."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")[-size:].strip()
    except OSError:
        return ""
