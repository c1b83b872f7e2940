"""The guard: SQL on a scoped table must name its estate, and writing happens inside an act.

Django calls `watch` for every statement in the tests. A statement on a scoped table without an equality on
`estate_id` fails the test unless the code said `cross_estate()`; that keeps the code ready for the day when
the estates lie on many machines (docs/decisions/0001).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import sqlglot
from django.apps import apps
from sqlglot import exp

from sanguanjia.kernel.act import present_deed
from sanguanjia.kernel.scoped import is_crossing

_writing_freely = 0


class EstateMissing(AssertionError):
    """A statement reads or changes a scoped table without saying in which estate."""


class WrittenOutsideAnAct(AssertionError):
    """A room's table was changed by something that is no act: there would be no record of it."""


class preparing:  # noqa: N801 - reads as a word in tests: `with preparing(): Unit(...).save()`
    """In tests: rows laid out as the scene, not by an act."""

    def __enter__(self) -> None:
        global _writing_freely
        _writing_freely += 1

    def __exit__(self, *_: object) -> None:
        global _writing_freely
        _writing_freely -= 1


@cache
def scoped_tables() -> frozenset[str]:
    """Tables whose rows belong to one estate."""
    return frozenset(m._meta.db_table for m in apps.get_models() if getattr(m, "is_scoped", False))


@cache
def act_tables() -> frozenset[str]:
    """Tables only acts may change: every table of ours except those a model exempts (`written_by_frame`)."""
    return frozenset(
        m._meta.db_table
        for m in apps.get_models()
        if m.__module__.startswith("sanguanjia.") and not getattr(m, "written_freely", "")
    )


def watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Django's execute_wrapper."""
    text = sql if isinstance(sql, str) else sql.as_string(None)
    _, missing, written = judge(text)
    if missing and not is_crossing():
        raise EstateMissing(f"no equality on estate_id for {', '.join(missing)} in: {text}")
    if written and present_deed() is None and not _writing_freely:
        raise WrittenOutsideAnAct(f"{', '.join(written)} written outside an act: {text}")
    return execute(sql, params, many, context)


@lru_cache(maxsize=4096)
def judge(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """(scoped tables used, those without their estate, act-only tables written) by one statement."""
    lowered = text.lower()
    scoped = [t for t in scoped_tables() if t in lowered]
    ours = [t for t in act_tables() if t in lowered]
    if not scoped and not ours:
        return (), (), ()
    if lowered.lstrip().startswith(("alter", "create", "drop", "truncate", "grant", "revoke", "copy", "set ", "lock")):
        return (), (), ()
    tree = sqlglot.parse_one(text.replace("%s", "$1").replace("%%", "%"), dialect="postgres")
    missing = tuple(sorted(_without_estate(tree, scoped_tables())))
    written = tuple(sorted(_written(tree) & act_tables()))
    return tuple(scoped), missing, written


def _written(tree: exp.Expression) -> set[str]:
    found: set[str] = set()
    for node in tree.find_all(exp.Insert, exp.Update, exp.Delete):
        target = node.this.this if isinstance(node.this, exp.Schema) else node.this
        if isinstance(target, exp.Table):
            found.add(target.name)
    return found


def _without_estate(tree: exp.Expression, scoped: frozenset[str]) -> set[str]:
    """Scoped tables whose alias has no `alias.estate_id = something` anywhere in the statement."""
    named: dict[str, str] = {}
    for table in tree.find_all(exp.Table):
        if table.name in scoped and not _is_insert_target(table):
            named[table.alias or table.name] = table.name
    if not named:
        return set()
    held: set[str] = set()
    bare = False
    for equality in tree.find_all(exp.EQ):
        for side in (equality.left, equality.right):
            if isinstance(side, exp.Column) and side.name == "estate_id":
                if side.table:
                    held.add(side.table)
                else:
                    bare = True
    if bare and len(named) == 1:
        return set()
    return {name for alias, name in named.items() if alias not in held}


def _is_insert_target(table: exp.Table) -> bool:
    parent = table.parent
    if isinstance(parent, exp.Schema):
        parent = parent.parent
    return isinstance(parent, exp.Insert) and table in (parent.this, getattr(parent.this, "this", None))
