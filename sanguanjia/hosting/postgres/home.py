"""Where an embedded server lives on disk, and as which user.

    DATA/postgres/            searchable by the database's user, otherwise closed
        lock                  held (flock) by the process that owns the server
        keys.json             generated passwords, 0600
        about.json            which programs and major version this data belongs to
        programs/VERSION/     private copy of the embedded programs
        cluster/              PostgreSQL's own data directory, 0700
        run/                  the socket, 0700
        log/                  one file per weekday, 0600

Started by root, PostgreSQL must run as somebody else. If the data directory belongs to an ordinary user, as that
user; otherwise as `sanguanjia` where an administrator made such a user, else as `daemon`: it exists on every Linux
(Linux Standard Base), cannot log in, and is meant for unprivileged daemons that own files. Not `nobody`, which must own
nothing and is what network file systems map strangers to; and we create no users.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pwd
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanguanjia.hosting.errors import Broken, MachineLacks

SOCKET_PORT = 5432
_LONGEST_SOCKET_PATH = 103  # macOS; Linux allows 107
_USERS = ("sanguanjia", "daemon", "bin")
_ELSEWHERE = Path("/var/lib/sanguanjia")


@dataclass(frozen=True)
class Home:
    """The places of one embedded server. `user` is (uid, gid) to drop to, None when we are that user already."""

    base: Path
    keeper: tuple[int, int]
    user: tuple[int, int] | None

    @property
    def cluster(self) -> Path:
        return self.base / "cluster"

    @property
    def programs(self) -> Path:
        return self.base / "programs"

    @property
    def log(self) -> Path:
        return self.base / "log"

    @property
    def database_uid(self) -> int:
        return self.user[0] if self.user else os.geteuid()

    def give_to_keeper(self, path: Path) -> None:
        """Files root makes in an ordinary user's data directory belong to that user, who must open them tomorrow."""
        if os.geteuid() == 0 and self.keeper[0] != 0:
            os.chown(path, *self.keeper, follow_symlinks=False)

    def folder_of_database(self, path: Path) -> Path:
        """Make `path` a 0700 directory of the database's user."""
        path.mkdir(mode=0o700, exist_ok=True)
        if self.user:
            os.chown(path, *self.user, follow_symlinks=False)
        path.chmod(0o700)
        return path

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Store a small JSON file, 0600, whole or not at all, on disk before we return."""
        handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=self.base)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        self.give_to_keeper(Path(temporary))
        Path(temporary).replace(self.base / name)

    def read(self, name: str) -> dict[str, Any] | None:
        """The stored JSON file, or None where there is none yet."""
        path = self.base / name
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise Broken(
                f"读不了 {path}：它属于另一个用户。请用建立数据目录的用户运行，或另设 SGJ_DATA_DIR。"
            ) from error
        except ValueError as error:
            raise Broken(f"{path} 已损坏，不能识别。请从备份恢复此文件。") from error
        if not isinstance(content, dict):
            raise Broken(f"{path} 已损坏，不能识别。请从备份恢复此文件。")
        return content


def settle(data_dir: Path) -> Home:
    """Make (or find) the home of the embedded server of `data_dir`. Changes no directory above `data_dir`."""
    data_dir = make_folder(Path(data_dir).absolute()).resolve()
    owner = data_dir.stat()
    if os.geteuid() != 0:
        _needs_a_name()
        base = data_dir / "postgres"
        _make_base(base, data_dir)
        return Home(base, (os.geteuid(), os.getegid()), None)
    keeper = (owner.st_uid, owner.st_gid)
    user = keeper if keeper[0] != 0 else _unprivileged_user()
    base = _reachable_base(data_dir, keeper, user)
    return Home(base, keeper, user)


def make_folder(folder: Path) -> Path:
    """The data directory, 0700 if we make it. What root makes in an ordinary user's folder belongs to that user."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        for each in reversed(missing):
            each.mkdir(mode=0o700, exist_ok=True)
            above = each.parent.stat()
            if os.geteuid() == 0 and above.st_uid != 0:
                os.chown(each, above.st_uid, above.st_gid, follow_symlinks=False)
    except OSError as error:
        raise Broken(f"建不了数据目录 {folder}：{error.strerror}。请检查权限，或用 SGJ_DATA_DIR 另指一处。") from error
    return folder


def give_to_owner_of(folder: Path, path: Path) -> None:
    """A file root has just made in `folder` belongs to whom the folder belongs."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def is_reachable(path: Path, user: tuple[int, int]) -> bool:
    """May `user` pass through every folder above `path`?"""
    return all(may_search(above, user) for above in path.parents)


def _needs_a_name() -> None:
    """initdb asks the system for the name of its user and stops without one (containers with a bare number)."""
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise MachineLacks(
            f"当前用户只有编号 {os.geteuid()}，在 /etc/passwd 里没有名字，PostgreSQL 不能以这样的用户运行。"
            "请换一个有名字的用户，或用 DATABASE_URL 指向已有的 PostgreSQL 服务器。"
        ) from None


def _unprivileged_user() -> tuple[int, int]:
    for name in _USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return entry.pw_uid, entry.pw_gid
    raise MachineLacks(
        "PostgreSQL 不能以 root 运行，而本机没有可用的普通用户。请执行：useradd --system --no-create-home sanguanjia"
    )


def may_search(folder: Path, user: tuple[int, int]) -> bool:
    """May `user` pass through `folder` (its own x bit only, not those above)?"""
    status = folder.stat()
    if status.st_uid == user[0]:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == user[1]:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _reachable_base(data_dir: Path, keeper: tuple[int, int], user: tuple[int, int]) -> Path:
    """A base the database's user can reach: in the data directory, or (root's closed home) below /var/lib."""
    base = data_dir / "postgres"
    if keeper[0] != 0:
        _make_base(base, data_dir, keeper)
        return base
    pointer = base / "elsewhere"
    if pointer.exists():
        return Path(pointer.read_text(encoding="utf-8").strip())
    if is_reachable(data_dir, user):
        for folder in (data_dir, base):
            folder.mkdir(mode=0o700, exist_ok=True)
            if not may_search(folder, user) and folder.stat().st_uid == 0:
                # Search (not read) for the database's group only; nothing becomes open to the world.
                os.chown(folder, 0, user[1])
                folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXGRP)
        return base
    base.mkdir(mode=0o700, exist_ok=True)
    parent = _ELSEWHERE
    if _is_temporary(data_dir):
        parent = Path("/tmp")  # noqa: S108 - mkdtemp below
        _sweep(parent)
    parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    elsewhere = Path(tempfile.mkdtemp(prefix="postgres-", dir=parent))
    os.chown(elsewhere, 0, user[1])
    elsewhere.chmod(0o710)
    (elsewhere / "belongs-to").write_text(f"{data_dir}\n", encoding="utf-8")
    temporary = base / f".elsewhere-{secrets.token_hex(4)}"
    temporary.write_text(f"{elsewhere}\n", encoding="utf-8")
    try:
        os.link(temporary, pointer)  # atomic, and only the first of several processes wins
    except FileExistsError:
        shutil.rmtree(elsewhere, ignore_errors=True)
    temporary.unlink()
    return Path(pointer.read_text(encoding="utf-8").strip())


def _sweep(parent: Path) -> None:
    """Remove what killed tests left in the temporary directory: servers whose data directory is gone."""
    for note in parent.glob("postgres-*/belongs-to"):
        status = note.parent.lstat()
        if (
            not stat.S_ISDIR(status.st_mode)
            or status.st_uid != 0
            or Path(note.read_text(encoding="utf-8").strip()).exists()
        ):
            continue
        lock = note.parent / "lock"
        with contextlib.suppress(OSError), lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(note.parent, ignore_errors=True)


def _is_temporary(path: Path) -> bool:
    return Path(tempfile.gettempdir()).resolve() in path.parents


def _make_base(base: Path, data_dir: Path, keeper: tuple[int, int] | None = None) -> None:
    try:
        base.mkdir(mode=0o700, exist_ok=True)
        if keeper:
            os.chown(base, *keeper, follow_symlinks=False)
    except PermissionError as error:
        raise Broken(f"不能写入数据目录 {data_dir}。请检查它属于哪个用户，或用 SGJ_DATA_DIR 另指一处。") from error


def socket_folder(home: Home) -> Path:
    """The 0700 directory of the socket; outside the data directory only where its path would be too long."""
    run = home.base / "run"
    if _fits(run):
        return home.folder_of_database(run)
    known = home.read("socket.json")
    if known and _is_private(Path(known["folder"]), home.database_uid):
        return Path(known["folder"])
    for parent in (os.environ.get("XDG_RUNTIME_DIR") if home.user is None else None, tempfile.gettempdir(), "/tmp"):  # noqa: S108
        if parent and _fits(Path(parent) / "sgj-12345678") and Path(parent).is_dir():
            folder = home.folder_of_database(Path(tempfile.mkdtemp(prefix="sgj-", dir=parent)))
            home.write("socket.json", {"folder": str(folder)})
            return folder
    raise Broken(f"数据目录的路径太长，放不下数据库的套接字：{home.base}。请用 SGJ_DATA_DIR 另指一处较短的路径。")


def find_socket_folder(home: Home) -> Path | None:
    """The socket's directory as the owning process chose it, or None if there is none yet. Makes nothing."""
    run = home.base / "run"
    if _fits(run):
        return run
    known = home.read("socket.json")
    return Path(known["folder"]) if known else None


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{SOCKET_PORT}")) <= _LONGEST_SOCKET_PATH


def _is_private(folder: Path, uid: int) -> bool:
    """Is it a real directory of ours that nobody else can enter? (A stranger may have taken the name in /tmp.)"""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == uid and stat.S_IMODE(status.st_mode) == 0o700
