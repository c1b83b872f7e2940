"""The roles inside a server, and the questions a database must answer before we use it.

Three roles: `sgj_super` made the cluster and creates extensions; `sgj_owner` owns the database and migrates;
`sgj_app` runs the application and owns nothing, so that append-only tables stay so.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import psycopg
from psycopg import sql

from sanguanjia.hosting.errors import Broken
from sanguanjia.hosting.postgres.binaries import OLDEST_MAJOR
from sanguanjia.hosting.postgres.cluster import SUPERUSER

DATABASE = "sanguanjia"
OWNER = "sgj_owner"
APP = "sgj_app"
EXTENSIONS = ("pg_trgm", "btree_gist")


def prepare_server(connection: psycopg.Connection, owner_password: str, app_password: str) -> None:
    """Make roles and database where missing. `connection`: superuser, autocommit. Safe to repeat after any crash."""
    there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    # CREATEDB because tests make their databases as the owner; the application's role gets no attribute at all.
    wanted = ((OWNER, "CREATEDB", owner_password), (APP, "NOCREATEDB", app_password))
    for role, attributes, password in wanted:
        if role not in there:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
                    sql.Identifier(role), sql.SQL(attributes), sql.Literal(password)
                )
            )
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'").format(
                sql.Identifier(DATABASE), sql.Identifier(OWNER)
            )
        )
    open_to_app(connection, DATABASE, APP)


def fresh_passwords() -> dict[str, str]:
    """A password for each role, by the names of keys.json."""
    return {role: secrets.token_urlsafe(32) for role in ("super", OWNER, APP)}


def set_passwords(connection: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    """All of them or none. `connection`: superuser."""
    with connection.transaction():
        for role, password in passwords.items():
            name = SUPERUSER if role == "super" else role
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(password))
            )


def open_to_app(connection: psycopg.Connection, database: str, app: str) -> None:
    """Only owner and application may connect to `database`."""
    name = sql.Identifier(database)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(app)))


def prepare_database(connection: psycopg.Connection, app: str | None = None) -> None:
    """Extensions and schema of one database. `connection`: a role that may create extensions, autocommit."""
    there = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
    for extension in EXTENSIONS:
        if extension not in there:
            try:
                connection.execute(
                    sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(sql.Identifier(extension))
                )
            except psycopg.Error as error:
                raise Broken(
                    f"数据库缺少扩展 {extension}，当前角色也装不上。"
                    f"请数据库管理员在该库执行：CREATE EXTENSION {extension};"
                    f"（缺程序时先安装 postgresql-contrib）。数据库的原话：{error}"
                ) from error
    if app is not None:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(app)))


def probe(connection: psycopg.Connection) -> None:
    """Refuse a database that would lose what we store or search: version, encoding, Chinese trigrams.

    With locale C, or the builtin provider's C.UTF-8, pg_trgm sees no letters in Chinese: searching 业主大会 would find
    nothing and say nothing. So we ask for what it must find, not for the name of a locale.
    """
    major = connection.info.server_version // 10000
    if major < OLDEST_MAJOR:
        raise Broken(f"数据库服务器是 PostgreSQL {major}，本平台需要 {OLDEST_MAJOR} 或更高版本。")
    row = connection.execute("SHOW server_encoding").fetchone()
    if row is None or row[0] != "UTF8":
        raise Broken(f"数据库的编码是 {row and row[0]}，必须是 UTF8，否则存不下汉字。请用 ENCODING 'UTF8' 重建数据库。")
    found = connection.execute(
        "SELECT cardinality(show_trgm('业主大会')), similarity('业主大会', '业主大會议') > 0.2, '业' ~ '\\w'"
    ).fetchone()
    if found is None or found[0] < 5 or not found[1] or not found[2]:
        raise Broken(
            "这个数据库的区域设置会丢掉汉字：按汉字搜索将什么也找不到，所以拒绝使用。"
            "请重建数据库：CREATE DATABASE sanguanjia TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8' "
            "(PostgreSQL 17 以上另加 LOCALE_PROVIDER libc)。"
        )
