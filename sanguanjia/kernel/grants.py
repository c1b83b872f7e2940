"""Two database roles: the owner migrates; the application may read and write, but never bends the past.

On append-only tables the application's role has no UPDATE, DELETE or TRUNCATE. Runs after every migration,
as the owner of the tables.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connections
from psycopg import sql

APP_ROLE = "sgj_app"


def append_only_tables() -> tuple[str, ...]:
    """Names of the tables whose rows are never changed."""
    return tuple(sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)))


def changeable_columns() -> dict[str, tuple[str, ...]]:
    """The few columns of append-only tables that may change, by table (a policy version is closed by the next one)."""
    return {
        model._meta.db_table: columns
        for model in apps.get_models()
        if (columns := getattr(model, "changeable_columns", ()))
    }


def grant(owner_alias: str = "owner", app_role: str = APP_ROLE) -> None:
    """Give the application's role what it needs and no more. Safe to repeat."""
    role = sql.Identifier(app_role)
    everything = (
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
        "REVOKE TRUNCATE ON ALL TABLES IN SCHEMA public FROM {role}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    )
    with connections[owner_alias].cursor() as cursor:
        for statement in everything:
            cursor.execute(sql.SQL(statement).format(role=role))
        for table in append_only_tables():
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}").format(
                    table=sql.Identifier(table), role=role
                )
            )
        for table, columns in changeable_columns().items():
            cursor.execute(
                sql.SQL("GRANT UPDATE ({columns}) ON {table} TO {role}").format(
                    columns=sql.SQL(", ").join(map(sql.Identifier, columns)), table=sql.Identifier(table), role=role
                )
            )
