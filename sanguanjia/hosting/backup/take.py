"""Take a backup: archive switched on, base copied, the city counted at a named point of its log."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from sanguanjia.hosting.backup import manifest, secrets
from sanguanjia.hosting.errors import Broken
from sanguanjia.hosting.postgres import Server, cluster, roles
from sanguanjia.hosting.postgres.home import Home, is_reachable
from sanguanjia.hosting.spawn import spawn

Say = Callable[[str], None]
_ARCHIVE_PATIENCE = 120


@dataclass(frozen=True)
class Taken:
    """A finished backup."""

    manifest: Path
    seconds: int
    records: int
    bytes: int


def take(server: Server, data: Path, folder: Path, say: Say, *, sealed: tuple[Path, str] | None = None,
         restless: Collection[str] = ()) -> Taken:  # fmt: skip
    """Back up the running embedded server and the pictures into `folder`. sealed: (file, passphrase) for the keys;
    restless: tables written without an act, whose rows need not be the same when it comes back.

    Raises Broken with a sentence: the folder cannot be written, the archive does not take the log, the copy failed.
    """
    began = time.monotonic()
    folder = folder.absolute()
    wal = _prepare(server.home, data, folder)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    base = folder / "base" / moment
    if base.exists():
        raise Broken(f"{base} 已经存在，请稍等一秒再试。")
    with server.as_superuser() as connection:
        cluster.archive_to(connection, archive_command(wal))
    _wait_for_archive(server, wal)
    say("正在复制数据库……")
    _copy_base(server, base)
    say("正在清点……")
    with server.as_superuser(roles.DATABASE) as locked, server.as_superuser(roles.DATABASE) as counting:
        point = f"sgj_{moment}"
        _snapshot(locked, counting, point)
        counts, heads = manifest.count(counting, restless), manifest.heads(counting)
        chain = manifest.chain(counting)
        migrations = manifest.migrations(counting)
        counting.execute("ROLLBACK")
    _wait_for_archive(server, wal)
    media = _copy_media(data / "media", folder / "media")
    kept = "excluded"
    if sealed is not None:
        kept = "sealed: " + ", ".join(secrets.seal(data, *sealed))
    size = sum(each.stat().st_size for each in base.rglob("*") if each.is_file())
    made = manifest.Manifest(
        moment=moment, point=point, postgres=server.version, base=f"base/{moment}",
        base_digest=manifest.digest_of(base / "backup_manifest"), counts=counts, heads=heads, chain=chain,
        migrations=migrations, media=media, secrets=kept, bytes=size,
    )  # fmt: skip
    path = folder / "base" / f"{moment}.json"
    made.write(path)
    return Taken(path, round(time.monotonic() - began), sum(n for n, _l, _d in heads.values()), size)


def _prepare(home: Home, data: Path, folder: Path) -> Path:
    """The folder, and in it `wal/`, which belongs to the database's user. Returns wal/."""
    if folder == data.absolute() or data.absolute() in folder.parents or folder in data.absolute().parents:
        raise Broken("备份不能放在数据目录里面：磁盘坏了会一起丢。请指定别的磁盘上的目录。")
    try:
        for each in (folder, folder / "base", folder / "media"):
            each.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Broken(f"备份目录 {folder} 不能写：{error.strerror}。") from error
    if home.user is not None:
        if not is_reachable(folder, home.user):
            raise Broken(f"数据库的用户进不了 {folder} 的上级目录。请换一个目录，或给上级目录加 x 权限。")
        os.chown(folder, -1, home.user[1])
        folder.chmod(0o710)
    return home.folder_of_database(folder / "wal")


def archive_command(wal: Path) -> str:
    """A file of the log is copied, synced, then named; asked again for one that is there, it must be the same."""
    there = shlex.quote(str(wal)).replace("%", "%%")
    return (
        f"if test -f {there}/%f; then cmp -s %p {there}/%f; "
        f"else cp %p {there}/.%f.new && sync {there}/.%f.new && mv {there}/.%f.new {there}/%f; fi"
    )


def _wait_for_archive(server: Server, wal: Path) -> None:
    """Switch the log and wait until the archive has it: what comes later can then be told from what came before."""
    with server.as_superuser() as connection:
        # Something must be in the log, or there is nothing to switch.
        connection.execute("SELECT pg_create_restore_point('sgj_switch')")
        row = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        wanted = str(row[0]) if row else ""
        until = time.monotonic() + _ARCHIVE_PATIENCE
        while not (wal / wanted).exists():
            if time.monotonic() > until:
                failed = connection.execute("SELECT last_failed_wal, failed_count FROM pg_stat_archiver").fetchone()
                raise Broken(f"数据库日志没有存进 {wal}（{failed}）。请检查那里的空间和权限，再看数据库的日志。")
            time.sleep(0.1)


def _copy_base(server: Server, base: Path) -> None:
    programs = server.programs()
    command: list[str | os.PathLike[str]] = [
        programs.bin / "pg_basebackup", "-D", base, "--checkpoint=fast", "--wal-method=stream", "--no-password",
        "--manifest-checksums=SHA256",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as said:
        child = spawn(
            command, env=server.replication_environment(), on_parent_death=signal.SIGTERM, stdout=said, stderr=said
        )
        status = child.wait()
        said.seek(0)
        text = said.read().decode(errors="replace").strip()[-1000:]
    if status != 0:
        shutil.rmtree(base, ignore_errors=True)
        raise Broken(f"复制数据库没有成功（pg_basebackup 返回 {status}）。它的原话：\n{text}")


def _snapshot(locked: psycopg.Connection, counting: psycopg.Connection, point: str) -> None:
    """A snapshot and a point of the log that mean the same moment.

    For a few milliseconds no act can end (each writes a record), so that "the same counts" can be asked for exactly.
    """
    locked.execute("SET lock_timeout = '15s'")
    locked.execute("BEGIN")
    there = locked.execute("SELECT to_regclass('public.kernel_record')").fetchone()
    try:
        if there != (None,):
            locked.execute("LOCK TABLE kernel_record IN SHARE MODE")
        counting.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        counting.execute("SELECT 1")
        locked.execute(sql.SQL("SELECT pg_create_restore_point({})").format(sql.Literal(point)))
        locked.execute("COMMIT")
    except psycopg.errors.LockNotAvailable as error:
        raise Broken("有一个操作长时间没有结束，没能取得一致的清点。请稍后再备份。") from error


def _copy_media(source: Path, target: Path) -> dict[str, str]:
    """Every picture not there yet; all their digests."""
    found = {}
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        if not path.is_file() or path.name.startswith("."):
            continue
        name = str(path.relative_to(source))
        copy = target / name
        if not copy.exists() or copy.stat().st_size != path.stat().st_size:
            copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary = copy.with_name(f".{copy.name}.new")
            shutil.copy2(path, temporary)
            temporary.replace(copy)
        found[name] = manifest.digest_of(copy)
    return found
