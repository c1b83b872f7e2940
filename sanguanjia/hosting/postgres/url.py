"""A real PostgreSQL server instead of the embedded one: DATABASE_URL.

The role in DATABASE_URL owns the database and migrates. The application needs a second role that owns nothing. Either
its address is given (SGJ_APP_DATABASE_URL), or the role `<owner>_app` is made here, which needs CREATEROLE once. Its
password is derived from the owner's, so that every process finds the same one and nothing has to be stored: whoever
knows the owner's password may do more already.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from sanguanjia.hosting.errors import Broken
from sanguanjia.hosting.postgres import roles


@dataclass(frozen=True)
class RealServer:
    """A server somebody else runs. Has the face of the embedded `Server`; nothing here starts or stops it."""

    owner_url: str
    app_url: str
    version: str
    owned: bool = False
    process_id: int | None = None

    def ensure_running(self) -> None:
        """Raise Broken if it does not answer."""
        _open(self.app_url, "应用程序").close()

    def stop(self) -> None:
        """Nothing: it is not ours to stop."""


def connect_url(database_url: str, app_url: str | None = None) -> RealServer:
    """Check a real server and make the application's role and the extensions where missing.

    Raises Broken with a sentence: unreachable, too old, wrong encoding, loses Chinese, rights missing.
    """
    with _open(database_url, "DATABASE_URL") as connection:
        roles.prepare_database(connection)
        roles.probe(connection)
        if app_url is None:
            app_url = _app_role(connection, database_url)
        app = conninfo_to_dict(app_url).get("user")
        owner = connection.info.user
        if app == owner:
            raise Broken("应用程序不能用拥有数据表的角色运行：SGJ_APP_DATABASE_URL 与 DATABASE_URL 的用户必须不同。")
        roles.prepare_database(connection, str(app))
        version = ".".join(str(n) for n in divmod(connection.info.server_version, 10000))
    with _open(app_url, "应用程序") as connection:
        strong = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if strong is None or strong[0]:
            raise Broken("应用程序的角色是超级用户，只增不改的表就失去保护。请换一个普通角色。")
    return RealServer(database_url, app_url, version)


def has_trial_rights(database_url: str) -> bool:
    """May the role of this address make databases (so that a trial need not touch the real one)?"""
    with _open(database_url, "DATABASE_URL") as connection:
        row = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


@contextmanager
def trial_database(database_url: str, app_url: str | None) -> Iterator[tuple[str, str | None]]:
    """A database of its own on a real server, as (owner's, application's address); dropped afterwards."""
    name = f"sgj_check_{secrets.token_hex(6)}"
    with _open(database_url, "DATABASE_URL") as connection:
        options = "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        connection.execute(sql.SQL("CREATE DATABASE {} " + options).format(sql.Identifier(name)))
    try:
        yield _with_database(database_url, name), _with_database(app_url, name) if app_url else None
    finally:
        with _open(database_url, "DATABASE_URL") as connection:
            drop(connection, name)


def drop(connection: psycopg.Connection, name: str) -> None:
    """Remove a database, also while somebody is still connected.

    Only a superuser may end autovacuum by FORCE; without it PostgreSQL ends autovacuum by itself, and waits some
    seconds for everybody else.
    """
    statement = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        connection.execute(statement + sql.SQL(" WITH (FORCE)"))
    except psycopg.errors.InsufficientPrivilege:
        connection.execute(statement)


def _with_database(url: str, name: str) -> str:
    if "://" not in url:
        return psycopg.conninfo.make_conninfo(url, dbname=name)
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _open(url: str, what: str) -> psycopg.Connection:
    try:
        return psycopg.connect(url, connect_timeout=10, autocommit=True)
    except psycopg.OperationalError as error:
        raise Broken(f"连接不上数据库（{what}）。请检查地址、用户名和密码。数据库的原话：{error}") from error
    except psycopg.Error as error:
        raise Broken(f"数据库地址写得不对（{what}），应为 postgresql://USER:PASSWORD@HOST:PORT/NAME。") from error


def _app_role(connection: psycopg.Connection, database_url: str) -> str:
    """Make (or find) the application's role and return its address."""
    owner, database = connection.info.user, connection.info.dbname
    password = connection.info.password
    app = f"{owner}_app"
    if not password:
        raise Broken(
            "DATABASE_URL 里没有密码，推不出应用程序角色的密码。请另建一个不拥有数据表的角色，"
            "并用 SGJ_APP_DATABASE_URL 给出它的完整地址。"
        )
    derived = hmac.new(password.encode(), f"sanguanjia app {app}".encode(), hashlib.sha256).hexdigest()
    address = _with_user(database_url, app, derived)
    try:
        psycopg.connect(address, connect_timeout=10).close()
    except psycopg.OperationalError:
        pass
    else:
        return address
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [app]).fetchone()
    verb = "ALTER ROLE" if known else "CREATE ROLE"
    try:
        connection.execute(sql.SQL(verb + " {} LOGIN PASSWORD {}").format(sql.Identifier(app), sql.Literal(derived)))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), sql.Identifier(app))
        )
    except psycopg.errors.InsufficientPrivilege as error:
        raise Broken(
            f"角色 {owner} 无权建立应用程序的角色。请数据库管理员执行：\n"
            f"  CREATE ROLE {app} LOGIN PASSWORD '……';\n  GRANT CONNECT ON DATABASE \"{database}\" TO {app};\n"
            "再用 SGJ_APP_DATABASE_URL 给出它的完整地址。"
        ) from error
    return address


def _with_user(url: str, user: str, password: str) -> str:
    """The same address with another user and password. Also takes the `key=value` form of libpq."""
    if "://" not in url:
        return psycopg.conninfo.make_conninfo(url, user=user, password=password)
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{host}"))
