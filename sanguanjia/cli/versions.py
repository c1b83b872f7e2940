"""Is the database older or newer than this code? By its migrations: they are the one thing both sides write down."""

from __future__ import annotations

from sanguanjia.hosting.errors import Broken


def _both() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connections["owner"])
    return {(app, name) for app, name in loader.applied_migrations}, set(loader.disk_migrations or {})


def refuse_if_newer() -> None:
    """Raise Broken if the database knows migrations that this code does not: it was used by a newer version."""
    applied, known = _both()
    unknown = sorted(f"{app}.{name}" for app, name in applied - known)
    if unknown:
        raise Broken(
            f"数据库比这个程序新（{'、'.join(unknown[:3])}{' 等' if len(unknown) > 3 else ''}）。"
            "用旧程序运行会损坏数据，已停止，数据未动。请换回新版本的程序，或从更新前的备份恢复。"
        )


def waiting() -> list[str]:
    """Migrations of this code that the database has not seen, as "app.name"."""
    applied, known = _both()
    return sorted(f"{app}.{name}" for app, name in known - applied)
