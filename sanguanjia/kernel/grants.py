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
