"""Make a cluster and run its server process. Knows PostgreSQL's own files, nothing of our roles."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from sanguanjia.hosting.errors import Broken
from sanguanjia.hosting.postgres import processes
from sanguanjia.hosting.postgres.binaries import Binaries
from sanguanjia.hosting.postgres.home import SOCKET_PORT, Home
from sanguanjia.hosting.spawn import spawn

SUPERUSER = "sgj_super"
# Nothing of ours leaks in: no PG* variables, no LANG of the person (zh_CN.UTF-8 may not exist here), no LD_*.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
_HBA = """# Written by sgj at every start: the socket only, and always with a password.
local all all scram-sha-256
local replication sgj_super scram-sha-256
"""
NO_ARCHIVE = "/bin/true"  # archiving is always on, so that a backup may begin without a restart; until then: nowhere
_SETTINGS = """
# --- Settings of sgj for a new cluster; yours to change. What is safety, sgj passes on the command line. ---
max_connections = 100
shared_buffers = {shared_buffers}MB
work_mem = 16MB
maintenance_work_mem = 128MB
effective_cache_size = {cache}MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_duration_statement = 2s
log_line_prefix = '%m [%p] %u@%d '
logging_collector = on
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_file_mode = 0600
"""


def major_of(cluster: Path) -> int | None:
    """The major version the cluster was made by, from its PG_VERSION; None if there is no cluster."""
    try:
        return int((cluster / "PG_VERSION").read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise Broken(f"{cluster}/PG_VERSION 无法识别，数据目录可能不完整。请从备份恢复。") from error


def make(home: Home, binaries: Binaries, password: str) -> None:
    """initdb into a sibling, then rename: a half-made cluster is never used. Removes what broken attempts left."""
    for leftover in home.base.glob("making-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    making = home.folder_of_database(Path(tempfile.mkdtemp(prefix="making-", dir=home.base)))
    password_file = making / "password"
    handle = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        if home.user:
            os.fchown(file.fileno(), *home.user)
        file.write(password)
    cluster = making / "cluster"
    command: list[str | os.PathLike[str]] = [
        binaries.initdb, "-D", cluster, "-U", SUPERUSER, f"--pwfile={password_file}",
        "--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--data-checksums",
    ]  # fmt: skip
    if binaries.major >= 15:  # the builtin provider's C.UTF-8 drops Chinese from trigrams, libc's keeps it
        command += ["--locale-provider=libc"]
    with tempfile.TemporaryFile() as said:
        child = spawn(
            command, env=ENVIRONMENT, user=home.user, on_parent_death=signal.SIGKILL, stdout=said, stderr=said
        )
        status = child.wait()
        said.seek(0)
        text = said.read().decode(errors="replace")
    password_file.unlink()
    if status != 0:
        shutil.rmtree(making, ignore_errors=True)
        raise Broken(f"建立数据库失败（initdb 返回 {status}）。它的原话：\n{text.strip()[-1500:]}")
    with (cluster / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(_SETTINGS.format(**_memory()))
    cluster.rename(home.cluster)
    making.rmdir()
    _sync_folder(home.base)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _memory() -> dict[str, int]:
    """shared_buffers an eighth of memory between 128 MB and 2 GB: web, worker and system share the machine."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return {"shared_buffers": min(max(total // 8, 128), 2048), "cache": max(total // 2, 256)}


def clear_the_way(home: Home, name: str) -> int | None:
    """End what a killed owner left running on this cluster. Only the holder of the owner's lock may call.

    Returns the process id of a stale pid file that now names a stranger (normal after a reboot), else None. The file
    itself is left alone: see `run`.
    """
    recorded = processes.first_line_pid(home.cluster / "postmaster.pid")
    left = processes.of_cluster(home.cluster, name, home.database_uid)
    if left:
        server = [p for p in left if processes.is_postmaster(p, home.cluster, home.database_uid)]
        # A server is already shutting down (its parent's death told it so); give it the time a checkpoint takes.
        processes.end(server, signal.SIGINT, patience=60)
        # Backends without a server: their shared memory is lost already, recovery follows in any case.
        rest = processes.end(processes.of_cluster(home.cluster, name, home.database_uid), signal.SIGQUIT, 5)
        if rest and processes.end(rest, signal.SIGKILL, 10):
            raise Broken(f"上一次留下的数据库进程 {rest} 结束不了。请重启本机后再试。")
        recorded = processes.first_line_pid(home.cluster / "postmaster.pid")
    if recorded is None:
        # Empty after a power cut: it protects nothing, PostgreSQL would refuse it, and no process of ours is left.
        (home.cluster / "postmaster.pid").unlink(missing_ok=True)
    return recorded


def run(
    home: Home,
    binaries: Binaries,
    *,
    name: str,
    socket_folder: Path,
    stale_pid: int | None,
    durable: bool,
    extra: dict[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start the server as our child; it gets a fast shutdown when we die. Does not wait until it answers.

    stale_pid: PostgreSQL refuses to start while its pid file names a live process, whoever that is. Deleting the file
    would also remove its protection against live backends. It accepts one exception, made for pg_ctl: the process
    named as its grandparent. We have checked that this process is not ours, so we name it; all other checks stay.
    """
    hba = home.cluster / "pg_hba.conf"
    if hba.read_text(encoding="utf-8", errors="replace") != _HBA:
        temporary = hba.with_suffix(".new")
        temporary.write_text(_HBA, encoding="utf-8")
        temporary.chmod(0o600)
        if home.user:
            os.chown(temporary, *home.user)
        temporary.replace(hba)
    home.folder_of_database(home.log)
    settings = {
        "listen_addresses": "",
        "port": str(SOCKET_PORT),
        "unix_socket_directories": f'"{socket_folder}"' if "," in str(socket_folder) else str(socket_folder),
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "log_directory": str(home.log),
        "cluster_name": name,
        "update_process_title": "on",
    }
    if durable:
        settings["archive_mode"] = "on"
    settings |= extra or {}
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "128MB"}
        settings["max_connections"] = "300"  # tests let two hundred clients in at once
    command: list[str | os.PathLike[str]] = [binaries.postgres, "-D", home.cluster]
    for key, value in settings.items():
        command += ["-c", f"{key}={value}"]
    environment = dict(ENVIRONMENT)
    if stale_pid is not None:
        environment["PG_GRANDPARENT_PID"] = str(stale_pid)
    with start_log(home).open("wb") as said:
        os.fchmod(said.fileno(), 0o600)
        home.give_to_keeper(start_log(home))
        return spawn(
            command, env=environment, user=home.user, on_parent_death=signal.SIGINT,
            stdout=said, stderr=said, new_session=True,
        )  # fmt: skip


def archive_nowhere(connection: psycopg.Connection) -> None:
    """With archiving on and no command the log would pile up for ever: say that it need not be kept."""
    row = connection.execute("SHOW archive_command").fetchone()
    if row is not None and row[0] in ("", "(disabled)"):
        archive_to(connection, NO_ARCHIVE)


def archive_to(connection: psycopg.Connection, command: str) -> None:
    """Keep the log by this command from now on, also after restarts; at least once a minute if anything happened."""
    connection.execute(sql.SQL("ALTER SYSTEM SET archive_command = {}").format(sql.Literal(command)))
    timeout = "60s" if command != NO_ARCHIVE else "0"
    connection.execute(sql.SQL("ALTER SYSTEM SET archive_timeout = {}").format(sql.Literal(timeout)))
    connection.execute("SELECT pg_reload_conf()")


def start_log(home: Home) -> Path:
    return home.base / "start.log"


def last_words(home: Home) -> str:
    """What the server said last, for a person who must help it."""
    newest = sorted((p for p in home.log.glob("*.log")), key=lambda p: p.stat().st_mtime)[-1:]
    text = ""
    for path in [start_log(home), *newest]:
        text += path.read_text(encoding="utf-8", errors="replace")[-1500:]
    return text.strip()


def new_name() -> str:
    """The name by which the processes of one cluster know each other in their titles."""
    return f"sgj-{secrets.token_hex(6)}"
