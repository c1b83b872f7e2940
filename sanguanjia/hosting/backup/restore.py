"""The way back: hashes, recovery behind a closed door, fresh passwords, and the whole check."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from sanguanjia.hosting.backup import manifest, secrets
from sanguanjia.hosting.errors import Broken
from sanguanjia.hosting.postgres import cluster, roles, start
from sanguanjia.hosting.postgres.binaries import Binaries, find, private_copy
from sanguanjia.hosting.postgres.home import SOCKET_PORT, Home, settle, socket_folder
from sanguanjia.hosting.spawn import spawn

Say = Callable[[str], None]
_PATIENCE = 3600


@dataclass(frozen=True)
class Restored:
    """What came back. problems: sentences; empty when the whole check passed."""

    moment: str
    until: str
    tables: int
    rows: int
    records: int
    pictures: int
    checks: Mapping[str, bool]
    seconds: int
    problems: list[str] = field(default_factory=list)


def choose(folder: Path, until: datetime | None) -> manifest.Manifest:
    """The newest backup of the folder, or the newest made before `until` (aware)."""
    found = sorted((folder / "base").glob("*.json"))
    if until is not None:
        wanted = f"{until.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        found = [path for path in found if path.stem <= wanted]
    if not found:
        raise Broken(f"{folder} 里没有{'早于那个时刻的' if until else ''}备份（base/*.json）。")
    return manifest.read(found[-1])


def restore(
    folder: Path, target: Path, say: Say, *, until: datetime | None = None, exact: bool = False,
    sealed: tuple[Path, str] | None = None,
) -> Restored:  # fmt: skip
    """Bring a city back into the empty directory `target`, and check it whole. The source is only read.

    until: to that moment; exact: to the very point at which the newest backup was counted; neither: as far as the
    archive goes. Raises Broken with a sentence where there is nothing to check (damaged base, not empty, no log).
    """
    began = time.monotonic()
    folder = folder.absolute()
    if target.exists() and any(target.iterdir()):
        raise Broken(f"{target} 不是空目录。恢复只会放进空目录，以免盖掉还有用的数据。")
    chosen = choose(folder, until)
    base = folder / chosen.base
    say("正在核对备份的每个文件……")
    _verify(folder, chosen, base)
    home = settle(target)
    binaries = private_copy(find(cluster.major_of(base)), home.programs)
    say("正在取回数据库……")
    _lay_out(home, base)
    log = _copy_log(home, folder / "wal")
    goal = _goal(chosen, until, exact=exact)
    _recover(home, binaries, log, goal, say)
    shutil.rmtree(log, ignore_errors=True)
    shutil.copytree(folder / "media", target / "media", dirs_exist_ok=True)
    if sealed is not None:
        secrets.unseal(sealed[0], target, sealed[1])
    return _check(home, binaries, target, chosen, exact=exact, until=until, began=began, say=say)


def _verify(folder: Path, chosen: manifest.Manifest, base: Path) -> None:
    if not base.is_dir() or manifest.digest_of(base / "backup_manifest") != chosen.base_digest:
        raise Broken(f"{base} 不见了，或它的清单被改过。请换一份备份。")
    wrong = list(manifest.damaged(base))
    wrong += [
        f"media/{name}"
        for name, digest in chosen.media.items()
        if not (folder / "media" / name).is_file() or manifest.digest_of(folder / "media" / name) != digest
    ]
    if wrong:
        some = "、".join(wrong[:5])
        raise Broken(f"备份里有 {len(wrong)} 个文件缺失或损坏：{some}。没有恢复，请换一份备份。")


def _lay_out(home: Home, base: Path) -> None:
    shutil.copytree(base, home.cluster, symlinks=True)
    for name in ("postmaster.pid", "postmaster.opts", "backup_manifest"):
        (home.cluster / name).unlink(missing_ok=True)
    (home.cluster / "recovery.signal").touch()
    home.folder_of_database(home.cluster)
    if home.user:
        for path in home.cluster.rglob("*"):
            os.chown(path, *home.user, follow_symlinks=False)


def _copy_log(home: Home, wal: Path) -> Path:
    """The archived log, where the database's user can read it."""
    log = home.folder_of_database(home.base / "recovering-wal")
    for path in wal.iterdir() if wal.is_dir() else ():
        if path.is_file() and not path.name.startswith("."):
            copy = log / path.name
            shutil.copyfile(path, copy)
            if home.user:
                os.chown(copy, *home.user)
    return log


def _goal(chosen: manifest.Manifest, until: datetime | None, *, exact: bool) -> dict[str, str]:
    if exact:
        return {"recovery_target_name": chosen.point, "recovery_target_action": "promote"}
    if until is not None:
        return {"recovery_target_time": until.isoformat(), "recovery_target_action": "promote"}
    return {}


def _recover(home: Home, binaries: Binaries, log: Path, goal: dict[str, str], say: Say) -> None:
    """Replay the log on a server that only its own user can reach, give the roles new passwords, stop."""
    hba = home.base / "recovering-hba.conf"
    hba.write_text("local all all trust\n", encoding="ascii")
    if home.user:
        os.chown(hba, *home.user)
    extra = {"hba_file": str(hba), "archive_mode": "off", "restore_command": f'cp "{log}/%f" "%p"', **goal}
    name = cluster.new_name()
    place = socket_folder(home)
    process = cluster.run(home, binaries, name=name, socket_folder=place, stale_pid=None, durable=True, extra=extra)
    try:
        _wait_until_open(home, process, place, say)
        keys = roles.fresh_passwords()
        with _open(place, "postgres") as connection:
            roles.set_passwords(connection, keys)
            # The restored city must not write into the archive of the one it came from.
            connection.execute("ALTER SYSTEM RESET archive_command")
            connection.execute("ALTER SYSTEM RESET archive_timeout")
        home.write("keys.json", keys)
        home.write("about.json", {"name": name, "major": binaries.major, "version": binaries.version})
        home.write("ready", {})
    finally:
        _stop(process)
        hba.unlink(missing_ok=True)
    (home.cluster / "recovery.signal").unlink(missing_ok=True)


def _open(place: Path, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(place), port=SOCKET_PORT, dbname=database, user=cluster.SUPERUSER, connect_timeout=5, autocommit=True
    )


def _wait_until_open(home: Home, process: subprocess.Popen[bytes], place: Path, say: Say) -> None:
    began = time.monotonic()
    told = began + 15
    while time.monotonic() < began + _PATIENCE:
        if process.poll() is not None:
            words = cluster.last_words(home)
            hint = "日志没有到那个时刻，或备份不完整。" if "recovery target" in words else ""
            raise Broken(f"恢复没有成功。{hint}数据库的原话：\n{words}")
        try:
            with _open(place, "postgres") as connection:
                if connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,):
                    return
        except psycopg.OperationalError:
            pass
        if time.monotonic() > told:
            say(f"正在重放日志，已 {int(time.monotonic() - began)} 秒……")
            told += 15
        time.sleep(0.1)
    raise Broken(f"恢复 {_PATIENCE} 秒还没有完成。")


def _stop(process: subprocess.Popen[bytes]) -> None:
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(how)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            continue


def _check(
    home: Home, binaries: Binaries, target: Path, chosen: manifest.Manifest, *, exact: bool, until: datetime | None,
    began: float, say: Say,
) -> Restored:  # fmt: skip
    """Counts, heads, indexes and tables (pg_amcheck), every page's checksum (pg_checksums)."""
    say("正在核对恢复的数据……")
    checks: dict[str, bool] = {}
    problems: list[str] = []
    server = start(target)
    try:
        with server.as_superuser(roles.DATABASE) as connection:
            counts, heads = manifest.count(connection), manifest.heads(connection)
            broken = manifest.missing_links(connection, chosen.chain) if until is None else []
            reached = connection.execute("SELECT max(at)::text FROM kernel_record").fetchone() if heads else None
        found = manifest.compare(chosen, counts, heads, exact=exact) if until is None else manifest.Difference()
        checks["counts"], checks["heads"] = not found.tables, not found.heads and not broken
        problems += [f"地点 {each} 的记录链缺少备份时的最后一环。" for each in broken]
        problems += [f"行数不对：{each}（恢复/备份时）。" for each in found.tables]
        problems += [f"地点 {each} 的操作记录与备份时不同。" for each in found.heads]
        if (binaries.bin / "pg_amcheck").exists():
            environment = server.replication_environment()
            fault = _run([binaries.bin / "pg_amcheck", "--install-missing", "-d", roles.DATABASE], environment)
            with server.as_superuser(roles.DATABASE) as connection:
                connection.execute("DROP EXTENSION IF EXISTS amcheck")
            checks["amcheck"] = fault is None
            problems += [f"表或索引损坏：{fault}"] if fault else []
    finally:
        server.stop()
    if (binaries.bin / "pg_checksums").exists():
        fault = _run([binaries.bin / "pg_checksums", "--check", "-D", home.cluster], cluster.ENVIRONMENT, home.user)
        checks["checksums"] = fault is None
        problems += [f"数据页校验和不对：{fault}"] if fault else []
    pictures = sum(1 for each in (target / "media").rglob("*") if each.is_file())
    return Restored(
        chosen.moment, str(reached[0]) if reached else "", len(counts), sum(counts.values()),
        sum(n for n, _l, _d in heads.values()), pictures, checks, round(time.monotonic() - began), problems,
    )  # fmt: skip


def _run(
    command: list[str | os.PathLike[str]], environment: Mapping[str, str], user: tuple[int, int] | None = None
) -> str | None:
    """None if the program is content, else its last words."""
    with tempfile.TemporaryFile() as said:
        child = spawn(command, env=environment, user=user, on_parent_death=signal.SIGTERM, stdout=said, stderr=said)
        status = child.wait()
        said.seek(0)
        text = said.read().decode(errors="replace").strip()[-500:]
    return None if status == 0 else text or f"status {status}"
