"""The supervisor against real servers and real kills. Every process started here is ended here, by its id."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

import sanguanjia
from sanguanjia.hosting.errors import Broken, MachineLacks
from sanguanjia.hosting.postgres import connect_url, processes, start
from sanguanjia.hosting.postgres.home import settle
from sanguanjia.hosting.spawn import spawn

OWNER = Path(__file__).with_name("owner.py")
_PACKAGES = (Path(sanguanjia.__path__[0]).parent, Path(psycopg.__path__[0]).parent)
ENV = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(map(str, _PACKAGES)), "PYTHONDONTWRITEBYTECODE": "1"}


class Owner:
    """A process that owns or attaches; see owner.py."""

    def __init__(self, data_dir: Path, *options: str, python: str = sys.executable, **env: str) -> None:
        self.child = subprocess.Popen(
            [python, str(OWNER), str(data_dir), *options],
            env=ENV | env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def hear(self) -> Owner:
        assert self.child.stdout
        assert self.child.stderr
        line = self.child.stdout.readline()
        assert line, self.child.stderr.read()
        self.role, pid, self.url = line.split()
        self.server_pid = int(pid)
        return self

    def again(self) -> Owner:
        assert self.child.stdin
        self.child.stdin.write("again\n")
        self.child.stdin.flush()
        return self.hear()

    def end(self) -> None:
        if self.child.poll() is None:
            with contextlib.suppress(BrokenPipeError):
                self.child.stdin.close()  # type: ignore[union-attr]
            self.child.wait(60)
        for pipe in (self.child.stdin, self.child.stdout, self.child.stderr):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()  # type: ignore[union-attr]


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A short path whose parents are open, as /srv or a checkout would be."""
    folder = Path(f"/tmp/sgj-t-{os.getpid()}-{time.monotonic_ns() % 10**9}")  # noqa: S108
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def owner() -> Iterator[Callable[..., Owner]]:
    made: list[Owner] = []

    def make(*args: object, **env: str) -> Owner:
        made.append(Owner(*args, **env))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.end()


def rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]  # type: ignore[index]


def keep_rows(server_url: str, count: int) -> None:
    with psycopg.connect(server_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
        connection.execute("GRANT SELECT ON kept TO sgj_app")
        connection.execute("INSERT INTO kept SELECT generate_series(1, %s)", [count])


def wait_gone(pid: int, seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while processes.is_running(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not processes.is_running(pid)


def test_private_and_with_least_rights(data_dir: Path) -> None:
    with start(data_dir) as server:
        assert server.owned
        with psycopg.connect(server.app_url) as app:
            assert app.execute("SHOW listen_addresses").fetchone() == ("",)
            assert app.execute("SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
                               ).fetchone() == (False, False, False)  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("CREATE TABLE mine (id int)")
        with psycopg.connect(server.owner_url) as own:
            own.execute("CREATE TABLE ours (id int)")
            assert own.execute("SELECT similarity('业主大会', '业主大會议') > 0.2").fetchone() == (True,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                own.execute("COPY (SELECT 1) TO PROGRAM 'true'")
        wrong = server.app_url.replace("sgj_app:", "sgj_app:x")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(wrong)
        assert (data_dir / "postgres/cluster/pg_hba.conf").read_text().splitlines()[1:] == [
            "local all all scram-sha-256",
            "local replication sgj_super scram-sha-256",  # the backup and its archive
        ]
        open_to_world = [
            path
            for path in data_dir.rglob("*")
            if not path.is_symlink() and path.stat().st_mode & stat.S_IWOTH and not stat.S_ISSOCK(path.stat().st_mode)
        ]
        assert open_to_world == []
        for closed in ("cluster", "run"):
            assert stat.S_IMODE((data_dir / "postgres" / closed).stat().st_mode) == 0o700
        assert stat.S_IMODE((data_dir / "postgres/keys.json").stat().st_mode) == 0o600


def test_three_at_once_make_one_server_and_the_next_takes_over(data_dir: Path, owner: Callable[..., Owner]) -> None:
    three = [owner(data_dir) for _ in range(3)]
    for each in three:
        each.hear()
    assert sorted(each.role for each in three) == ["attached", "attached", "owned"]
    first = next(each for each in three if each.role == "owned")
    others = [each for each in three if each is not first]
    first.child.send_signal(signal.SIGKILL)
    first.child.wait(10)
    assert wait_gone(first.server_pid), "a killed owner leaves no server behind"
    roles_now = [each.again().role for each in others]
    assert sorted(roles_now) == ["attached", "owned"]


def test_owner_killed_under_load_loses_nothing_acknowledged(data_dir: Path, owner: Callable[..., Owner]) -> None:
    url = ""
    for round_number in (1, 2):
        one = owner(data_dir).hear()
        assert one.role == "owned"
        url = one.url
        keep_rows(url.replace("sgj_app", "sgj_owner").replace(_password(url), _keys(data_dir)["sgj_owner"]), 1000)
        one.child.kill()
        one.child.wait(10)
        # No pause: the next owner meets the old server still shutting down.
        again = owner(data_dir).hear()
        assert again.role == "owned"
        assert rows(again.url) == 1000 * round_number
        again.end()
        assert wait_gone(again.server_pid)


def _password(url: str) -> str:
    return url.split(":", 2)[2].split("@")[0]


def _keys(data_dir: Path) -> dict[str, str]:
    keys = settle(data_dir).read("keys.json")
    assert keys is not None
    return keys


def test_server_killed_with_all_its_children(data_dir: Path) -> None:
    with start(data_dir) as server:
        keep_rows(server.owner_url, 50_000)
        attached = start(data_dir)
        home = settle(data_dir)
        name = str(home.read("about.json")["name"])  # type: ignore[index]
        everyone = processes.of_cluster(home.cluster, name, home.database_uid)
        assert len(everyone) > 3
        assert server.process_id in everyone
        for pid in everyone:
            os.kill(pid, signal.SIGKILL)
        server.ensure_running()
        attached.ensure_running()
        assert rows(server.app_url) == rows(attached.app_url) == 50_000


def test_server_alone_killed_while_a_backend_works(data_dir: Path) -> None:
    with start(data_dir) as server:
        keep_rows(server.owner_url, 10)
        busy = psycopg.connect(server.owner_url, autocommit=True)
        busy.execute("SELECT 1")
        assert server.process_id
        os.kill(server.process_id, signal.SIGKILL)
        server.ensure_running()
        assert rows(server.app_url) == 10
        busy.close()


@pytest.mark.parametrize("content", ["a live stranger", "empty"])
def test_stale_pid_file(data_dir: Path, content: str) -> None:
    """After a reboot the pid file names whoever has that number now; after a power cut it may be empty."""
    with start(data_dir) as server:
        keep_rows(server.owner_url, 10)
    home = settle(data_dir)
    stranger = spawn(["/bin/sleep", "60"], env={}, on_parent_death=signal.SIGKILL, user=home.user)
    try:
        words = [str(stranger.pid), str(home.cluster), "1", "5432", str(home.base / "run"), "", "  1  1", "ready", ""]
        text = "\n".join(words) if content != "empty" else ""
        pid_file = home.cluster / "postmaster.pid"
        pid_file.write_text(text)
        socket_lock = home.base / "run/.s.PGSQL.5432.lock"
        socket_lock.write_text("\n".join([str(os.getpid()), *words[1:]]) if content != "empty" else "")
        if home.user:
            os.chown(pid_file, *home.user)
            os.chown(socket_lock, *home.user)
        with start(data_dir) as server:
            assert rows(server.app_url) == 10
        assert stranger.poll() is None, "the stranger is left alone"
    finally:
        stranger.kill()
        stranger.wait(10)


@pytest.mark.nightly
def test_a_foreign_environment_does_not_reach_the_server(data_dir: Path, owner: Callable[..., Owner]) -> None:
    one = owner(
        data_dir, LANG="zh_CN.UTF-8", LC_ALL="zh_CN.UTF-8", PGDATA="/nowhere", PGPORT="1", PGUSER="root", PGHOST="x",
        TZ="Asia/Shanghai",
    ).hear()  # fmt: skip
    with psycopg.connect(one.url) as connection:
        assert connection.execute(
            "SELECT datcollate, pg_encoding_to_char(encoding), current_setting('TimeZone') FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone() == ("C.UTF-8", "UTF8", "UTC")


@pytest.mark.nightly
def test_long_and_closed_paths(tmp_path: Path) -> None:
    """Longer than a socket's path may be, below a directory that only its owner may enter."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    deep = closed / ("很长的目录名" * 4) / ("d" * 60)
    server = start(deep, throwaway=True)
    home = settle(deep)
    try:
        with psycopg.connect(server.app_url) as connection:
            folder = Path(connection.info.host)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert start(deep).app_url == server.app_url
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        server.stop()
    assert not folder.exists()
    assert not home.base.exists()


def test_half_made_cluster_is_thrown_away(data_dir: Path) -> None:
    half = settle(data_dir).base / "making-killed" / "cluster"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with start(data_dir) as server:
        assert server.owned
    assert not half.parent.exists()


def test_keeps_to_the_major_version_of_its_data(data_dir: Path) -> None:
    home = settle(data_dir)
    home.folder_of_database(home.cluster)
    (home.cluster / "PG_VERSION").write_text("9\n")
    with pytest.raises(MachineLacks, match="PostgreSQL 9（数据目录由它建立）") as refused:
        start(data_dir)
    assert refused.value.exit_code == 3
    assert [p.name for p in home.cluster.iterdir()] == ["PG_VERSION"]


@pytest.mark.nightly
def test_lost_passwords_are_said(data_dir: Path) -> None:
    start(data_dir).stop()
    (settle(data_dir).base / "keys.json").unlink()
    with pytest.raises(Broken, match=r"keys\.json"):
        start(data_dir)


def test_passwords_are_renewed_and_a_broken_off_renewal_is_found_out(data_dir: Path) -> None:
    base = settle(data_dir).base
    with start(data_dir) as server:
        before, kept = server.app_url, (base / "keys.json").read_text()
        server.renew_passwords()
        assert server.app_url != before
        psycopg.connect(server.app_url).close()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(before)
    taken = (base / "keys.json").read_text()
    for kept_file, on_its_way in ((kept, taken), (taken, kept)):  # after, and before the server took the new ones
        (base / "keys.json").write_text(kept_file)
        (base / "keys.next.json").write_text(on_its_way)
        with start(data_dir) as server:
            psycopg.connect(server.owner_url).close()
        assert json.loads((base / "keys.json").read_text()) == json.loads(taken)
        assert not (base / "keys.next.json").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="all tests here ran as an ordinary user already")
def test_as_an_ordinary_user_and_then_by_root(data_dir: Path, owner: Callable[..., Owner]) -> None:
    name = next(n for n in ("games", "news", "nobody") if _known(n))
    entry = pwd.getpwnam(name)
    data_dir.mkdir()
    os.chown(data_dir, entry.pw_uid, entry.pw_gid)
    one = owner(data_dir, "--as", name, python=_python_for_all()).hear()
    keep_rows(one.url.replace("sgj_app", "sgj_owner").replace(_password(one.url), _keys(data_dir)["sgj_owner"]), 3)
    one.end()
    with start(data_dir) as server:  # root, in that user's directory: runs as that user
        assert rows(server.app_url) == 3
        assert {p.stat().st_uid for p in (data_dir / "postgres").iterdir()} == {entry.pw_uid}
    assert owner(data_dir, "--as", name, python=_python_for_all()).hear().role == "owned"


def _known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _python_for_all() -> str:
    """An interpreter of our version that others may run too (ours may lie below root's closed home)."""
    for candidate in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        real = Path(candidate).resolve()
        if real.exists() and all(p.stat().st_mode & stat.S_IXOTH for p in (real, *real.parents)):
            return candidate
    pytest.skip("not run: no Python here that an ordinary user may start")


@pytest.mark.nightly
def test_refuses_a_database_that_would_lose_chinese(data_dir: Path) -> None:
    with start(data_dir, throwaway=True) as server:
        with psycopg.connect(server.owner_url, autocommit=True) as own:
            own.execute("CREATE DATABASE lossy TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
            own.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
        for database, why in (("lossy", "丢掉汉字"), ("latin", "UTF8")):
            url = server.owner_url.replace("/sanguanjia?", f"/{database}?")
            with pytest.raises(Broken, match=why):
                connect_url(url, server.app_url)


def test_a_real_server_by_its_address(data_dir: Path) -> None:
    with start(data_dir, throwaway=True) as server:
        with pytest.raises(Broken, match="CREATE ROLE sgj_owner_app"):
            connect_url(server.owner_url)
        with pytest.raises(Broken, match="必须不同"):
            connect_url(server.owner_url, server.owner_url)
        given = connect_url(server.owner_url, server.app_url)
        assert (given.owned, given.app_url) == (False, server.app_url)
        super_url = server.owner_url.replace("sgj_owner", "sgj_super").replace(
            _password(server.owner_url), _keys(data_dir)["super"]
        )
        with psycopg.connect(super_url, autocommit=True) as connection:
            connection.execute("ALTER ROLE sgj_owner CREATEROLE")
        made = connect_url(server.owner_url)
        assert connect_url(server.owner_url) == made
        with psycopg.connect(made.app_url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("sgj_owner_app",)
        with pytest.raises(Broken, match="超级用户"):
            connect_url(server.owner_url, super_url)
    with pytest.raises(Broken, match="连接不上"):
        connect_url("postgresql://a:b@127.0.0.1:1/x")
