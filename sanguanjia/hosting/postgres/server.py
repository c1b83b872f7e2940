"""One running server: who owns it, how others attach, how it comes back.

The owner is the process that holds `lock`. The kernel frees the lock however the owner ends, and tells the server to
shut down. Everybody else attaches; an attached process that finds no server tries for the lock and becomes the owner.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from sanguanjia.hosting.errors import Broken
from sanguanjia.hosting.postgres import cluster, processes, roles
from sanguanjia.hosting.postgres.binaries import Binaries, find, private_copy
from sanguanjia.hosting.postgres.home import SOCKET_PORT, Home, find_socket_folder, settle, socket_folder

Log = Callable[[str], None]
_ATTACH_PATIENCE = 120  # seconds; a first start on a slow disk, or the recovery of another owner's server
_START_PATIENCE = 900  # crash recovery replays the log; that may take minutes after a heavy import
_NEXT = "keys.next.json"  # passwords on their way in: they count once the server takes them
_BLOCKED_PATIENCE = 60  # old backends that have not gone yet


def start(data_dir: Path, *, log: Log | None = None, throwaway: bool = False) -> Server:
    """A running embedded server for `data_dir`: started by us, or attached to if another process owns it.

    log receives Chinese sentences about what takes time. throwaway: for tests and trials; not safe against power
    loss, and `stop()` removes every file. Raises Broken or MachineLacks with a sentence.
    """
    server = Server(settle(Path(data_dir)), log=log, throwaway=throwaway)
    server.ensure_running()
    return server


def attach(data_dir: Path) -> Server | None:
    """The embedded server of `data_dir` if one is running now, else None. Starts nothing, makes nothing."""
    if not (Path(data_dir) / "postgres").is_dir():
        return None
    server = Server(settle(Path(data_dir)))
    return server if server.answers() else None


class Server:
    """An embedded server of this machine. Hold on to it: the server stops when its owner's process ends."""

    def __init__(self, home: Home, *, log: Log | None = None, throwaway: bool = False) -> None:
        self._home = home
        self._say = log or (lambda _sentence: None)
        self._throwaway = throwaway
        self._mutex = threading.RLock()
        self._lock: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = os.getpid()
        self._ended = False

    # -- what others may ask -------------------------------------------------------------------------------------

    @property
    def owned(self) -> bool:
        """Does this process own the server (and therefore end it)?"""
        return self._lock is not None and self._pid == os.getpid()

    @property
    def owner_url(self) -> str:
        """Address for the role that owns the database and migrates. Holds a password: never print it."""
        return self._url(roles.OWNER)

    @property
    def app_url(self) -> str:
        """Address for the role that runs the application. Holds a password: never print it."""
        return self._url(roles.APP)

    @property
    def process_id(self) -> int | None:
        """The server's process id if we own it (storms kill it), else None."""
        return self._process.pid if self._process and self.owned else None

    @property
    def version(self) -> str:
        """Version of the programs the data belongs to, such as "18.6"."""
        return str((self._home.read("about.json") or {}).get("version", ""))

    @property
    def home(self) -> Home:
        """Where the server lives on disk (backups ask)."""
        return self._home

    def as_superuser(self, database: str = "postgres") -> psycopg.Connection:
        """A connection for what only the superuser may: archiving, restore points, checks. Close it."""
        return self._connect("super", database)

    def replication_environment(self) -> dict[str, str]:
        """PG* variables for the programs that copy a running server. Holds a password: never print it."""
        folder, password = self._door("super")
        return {**cluster.ENVIRONMENT, "PGHOST": str(folder), "PGPORT": str(SOCKET_PORT), "PGPASSWORD": password,
                "PGUSER": cluster.SUPERUSER}  # fmt: skip

    def has_ended(self) -> bool:
        """Has the server we own ended without being asked? Costs nothing; False where it is not ours."""
        return self.owned and self._process is not None and self._process.poll() is not None

    def ensure_running(self) -> None:
        """Return when the server answers. Cheap while it runs; starts it again after a crash; takes it over."""
        with self._mutex:
            if self._ended:
                raise Broken("数据库已经停止，不能再次启动；请重新运行。")
            if self._pid != os.getpid():  # after a fork the server belongs to our parent
                self._lock, self._process, self._pid = None, None, os.getpid()
            if self._process is not None and self._still_serves(self._process):
                return
            until = time.monotonic() + _ATTACH_PATIENCE
            while True:
                if self._lock is not None or self._take_lock():
                    self._start_as_owner()
                    return
                if self.answers():
                    return
                if time.monotonic() > until:
                    raise Broken(
                        f"另一个进程占着数据目录 {self._home.base}，但它的数据库 {_ATTACH_PATIENCE} 秒没有应答。"
                        "请看它的输出，或结束它后再试。"
                    )
                time.sleep(0.05)

    def renew_passwords(self) -> None:
        """Fresh passwords for all roles of a server that is ours and that nobody else uses now (`sgj upgrade`): an
        address from before opens nothing. Broken off anywhere, the next start finds the passwords that count."""
        with self._mutex:
            if not self.owned:
                raise Broken("数据库由另一个进程管着，不能更换它的密码。请先停下平台。")
            fresh = roles.fresh_passwords()
            self._home.write(_NEXT, fresh)
            with self._connect("super", "postgres") as connection:
                roles.set_passwords(connection, fresh)
            self._adopt_next(fresh)

    def _adopt_next(self, fresh: dict[str, str]) -> None:
        self._home.write("keys.json", fresh)
        (self._home.base / _NEXT).unlink()

    def _takes_next(self) -> bool:
        """Did the server take new passwords before whoever set them could write that down?"""
        fresh = self._home.read(_NEXT)
        folder = find_socket_folder(self._home)
        if fresh is None or folder is None:
            return False
        try:
            self._open(folder, "super", "postgres", str(fresh["super"])).close()
        except psycopg.OperationalError:
            return False
        self._adopt_next({str(k): str(v) for k, v in fresh.items()})
        return True

    def stop(self) -> None:
        """Stop the server if we own it (fast, nothing is lost); leave it alone if another process does."""
        with self._mutex:
            self._ended = True
            if not self.owned:
                return
            self._halt()
            if self._throwaway:
                shutil.rmtree(self._home.base, ignore_errors=True)
                folder = find_socket_folder(self._home) if self._home.base.exists() else None
                if folder:
                    shutil.rmtree(folder, ignore_errors=True)
            self._free_lock()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    # -- the lock --------------------------------------------------------------------------------------------------

    def _take_lock(self) -> bool:
        path = self._home.base / "lock"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        file = os.fdopen(handle, "r+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._home.give_to_keeper(path)
        file.truncate(0)
        file.write(f"{os.getpid()}\n".encode())  # for people; the lock is what counts
        file.flush()
        self._lock = file
        return True

    def _free_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    # -- as the owner ------------------------------------------------------------------------------------------------

    def _start_as_owner(self) -> None:
        if self._process is not None:
            self._say("数据库进程意外结束，正在重新启动……")
            self._process = None
        try:
            binaries = self.programs()
            keys = self._keys()
            about = self._home.read("about.json") or {}
            name = str(about.get("name") or cluster.new_name())
            if {"name": name, "major": binaries.major, "version": binaries.version} != about:
                self._home.write("about.json", {"name": name, "major": binaries.major, "version": binaries.version})
            if cluster.major_of(self._home.cluster) is None:
                self._say("第一次启动，正在建立数据库……")
                cluster.make(self._home, binaries, keys["super"])
            self._run_until_ready(binaries, name)
            (self._home.base / _NEXT).unlink(missing_ok=True)  # broken off before the server took them
            self._prepare(keys)
        except BaseException:
            self._halt()
            self._free_lock()
            raise

    def programs(self) -> Binaries:
        """The programs this data belongs to."""
        major = cluster.major_of(self._home.cluster)
        recorded = (self._home.read("about.json") or {}).get("major")
        binaries = private_copy(find(major or recorded), self._home.programs)
        if self._home.keeper[0] != 0 and os.geteuid() == 0:
            for folder, _folders, _files in os.walk(self._home.programs):
                self._home.give_to_keeper(Path(folder))
        return binaries

    def _keys(self) -> dict[str, str]:
        keys = self._home.read("keys.json")
        if keys is None:
            if self._home.cluster.exists():
                raise Broken(
                    f"{self._home.base}/keys.json（数据库密码）不见了，而数据还在。请从备份恢复这个文件；"
                    "没有备份时的办法见 docs/operations/postgresql.md。"
                )
            keys = roles.fresh_passwords()
            self._home.write("keys.json", keys)
        return {str(k): str(v) for k, v in keys.items()}

    def _run_until_ready(self, binaries: Binaries, name: str) -> None:
        began = time.monotonic()
        next_sentence = began + 10
        while True:
            stale = cluster.clear_the_way(self._home, name)
            folder = socket_folder(self._home)
            # Before the start, not after its refusal: the server's own words may be in a log that is not written yet.
            _remove_stale_socket_lock(folder, self._home)
            self._process = cluster.run(
                self._home, binaries, name=name, socket_folder=folder, stale_pid=stale, durable=not self._throwaway
            )
            while self._process.poll() is None:
                if self._connects("super", "postgres") or self._takes_next():
                    return
                now = time.monotonic()
                if now > next_sentence:
                    self._say(f"数据库正在恢复，已等待 {int(now - began)} 秒……")
                    next_sentence = now + 10
                if now > began + _START_PATIENCE:
                    raise Broken(f"数据库 {_START_PATIENCE} 秒没有就绪。它的原话：\n{cluster.last_words(self._home)}")
                time.sleep(0.01)
            words = cluster.last_words(self._home)
            # Old backends still hold its memory, or a socket's lock file outlived a crash: wait, then give up.
            blocked = "already exists" in words or "still in use" in words or "is empty" in words
            if not blocked or time.monotonic() > began + _BLOCKED_PATIENCE:
                status = self._process.returncode
                raise Broken(f"数据库启动失败（返回 {status}）。它的原话：\n{words}")
            time.sleep(0.2)

    def _prepare(self, keys: dict[str, str]) -> None:
        """Roles, databases, extensions, and the probe; a few milliseconds when all is there."""
        with self._connect("super", "postgres") as connection:
            roles.prepare_server(connection, keys[roles.OWNER], keys[roles.APP])
            if not self._throwaway:
                cluster.archive_nowhere(connection)
        with self._connect("super", "template1") as connection:
            roles.prepare_database(connection)
        with self._connect("super", roles.DATABASE) as connection:
            roles.prepare_database(connection, roles.APP)
            roles.probe(connection)
        if not (self._home.base / "ready").exists():
            self._home.write("ready", {})

    def _halt(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for how, patience in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(how)
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
            return

    def _still_serves(self, process: subprocess.Popen[bytes]) -> bool:
        """Does our server answer? Waits while it is alive but recovers from a killed backend by itself."""
        until = time.monotonic() + _START_PATIENCE
        while process.poll() is None:
            if self._connects("super", "postgres"):  # some connections are reserved for the superuser
                return True
            if time.monotonic() > until:
                raise Broken(f"数据库 {_START_PATIENCE} 秒没有应答。它的原话：\n{cluster.last_words(self._home)}")
            time.sleep(0.05)
        return False

    # -- connections -------------------------------------------------------------------------------------------------

    def answers(self) -> bool:
        """Is the server up, with its roles and database made? Asks once, waits for nothing."""
        return (self._home.base / "ready").exists() and self._connects(roles.APP, roles.DATABASE)

    def _connects(self, role: str, database: str) -> bool:
        try:
            self._connect(role, database).close()
        except (psycopg.OperationalError, Broken):
            return False
        return True

    def _connect(self, role: str, database: str) -> psycopg.Connection:
        folder, password = self._door(role)
        return self._open(folder, role, database, password)

    @staticmethod
    def _open(folder: Path, role: str, database: str, password: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(folder), port=SOCKET_PORT, dbname=database, password=password, connect_timeout=5, autocommit=True,
            user=cluster.SUPERUSER if role == "super" else role,
        )  # fmt: skip

    def _door(self, role: str) -> tuple[Path, str]:
        folder = find_socket_folder(self._home)
        keys = self._home.read("keys.json")
        if folder is None or keys is None:
            raise Broken("数据库还没有建立。")
        return folder, str(keys[role])

    def _url(self, role: str) -> str:
        folder, password = self._door(role)
        place = quote(str(folder), safe="")
        return f"postgresql://{role}:{quote(password, safe='')}@/{roles.DATABASE}?host={place}&port={SOCKET_PORT}"


def _remove_stale_socket_lock(folder: Path, home: Home) -> None:
    """A socket's lock file that names a stranger other than the one in the pid file guards no data: remove it."""
    lock = folder / f".s.PGSQL.{SOCKET_PORT}.lock"
    pid = processes.first_line_pid(lock)
    if pid is None or not processes.is_postmaster(pid, home.cluster, home.database_uid):
        lock.unlink(missing_ok=True)
