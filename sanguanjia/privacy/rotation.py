"""Rotation of the city's data key while the city runs: nobody waits, nothing is lost, and it goes on where it stopped.

1. A new key becomes current: every running process takes it up within a second (kernel/sealed.py).
2. Every value that carries another key is sealed anew, table by table, in batches by id. A batch changes a value only
   if it still is what was read: whoever wrote meanwhile wins, and the next pass looks again.
3. When a whole pass finds nothing, and no transaction is open that began before it, one more pass is made. If that
   finds nothing either, no value carries an old key and none can appear: the old keys are retired.

Under a person's own key only that key is sealed anew: the number, its blind index and the record stay as they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models
from psycopg import sql

from sanguanjia.hosting import keys
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.sealed import RowKey, keyring, resealed, sealed_columns

BATCH = 2000
_SETTLE_SECONDS = 1.5  # longer than a process may go on with the key it had
_OPEN = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start < %s AND pid <> %s"


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: the key in use now, the keys retired, how many values sealed anew, in how many passes."""

    current: str
    retired: tuple[str, ...]
    values: int
    passes: int


def rotate(
    *, alias: str = "owner", suite: str | None = None, again: bool = True, say: Callable[[str], None] | None = None
) -> Rotated:
    """Make a new key (unless `again` is False: an earlier rotation made it), reseal, retire. Raises Broken where the
    keys are kept outside the data directory."""
    data = Path(settings.DATA_DIR)
    if again:
        keys.add(data, suite)
    current = keyring(fresh=True).current_id
    time.sleep(_SETTLE_SECONDS)
    values = passes = 0
    clean = False
    while True:
        began = _now(alias)
        found = reseal(alias=alias)
        values, passes = values + found, passes + 1
        if say:
            say(f"第 {passes} 遍：{found} 个值换用新密钥")
        if found:
            clean = False
        elif clean:
            break
        else:
            clean = True
            _wait_for_older(alias, began)
    old = tuple(key for key in keys.read(data).keys if key != current)
    for key in old:
        keys.retire(data, key)
    keyring(fresh=True)
    return Rotated(current, old, values, passes)


def carry_on(
    keys_before: Collection[str],
    *,
    suite: str | None = None,
    alias: str = "owner",
    say: Callable[[str], None] | None = None,
) -> Rotated:
    """Begin or go on with the rotation that found these keys: a new key is made unless it was made already."""
    made = keys.read(Path(settings.DATA_DIR)).current.id not in keys_before
    return rotate(alias=alias, suite=suite, again=not made, say=say)


def reseal(*, alias: str = "owner") -> int:
    """One pass over every table: how many values carried another key than the current one and now carry it."""
    return sum(
        _reseal_column(alias, model, column)
        for model in apps.get_models()
        for column in sealed_columns().get(model._meta.db_table, ())
    )


def carried(*, alias: str = "owner") -> dict[str, int]:
    """How many values carry each key."""
    found: dict[str, int] = {}
    for table, columns in sealed_columns().items():
        for column in columns:
            with cross_estate(), connections[alias].cursor() as cursor:
                cursor.execute(
                    sql.SQL("SELECT split_part({c}, '$', 3), count(*) FROM {t} WHERE {c} <> '' GROUP BY 1").format(
                        c=sql.Identifier(column), t=sql.Identifier(table)
                    )
                )
                for key, count in cursor.fetchall():
                    found[key] = found.get(key, 0) + count
    return found


def _reseal_column(alias: str, model: type[models.Model], column: str) -> int:
    table, done, after = model._meta.db_table, 0, 0
    own_key = any(isinstance(field, RowKey) and field.column == column for field in model._meta.concrete_fields)
    names = {"t": sql.Identifier(table), "c": sql.Identifier(column), "id": sql.Identifier(str(model._meta.pk.column))}
    read = sql.SQL("SELECT {id}, {c} FROM {t} WHERE {id} > %s AND {c} <> '' ORDER BY {id} LIMIT %s").format(**names)
    write = sql.SQL(
        "UPDATE {t} SET {c} = n.fresh FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS n (id, was, fresh)"
        " WHERE {t}.{id} = n.id AND {t}.{c} = n.was"
    ).format(**names)
    while True:
        mark = f"${keyring().letter}${keyring().current_id}$"
        with cross_estate(), connections[alias].cursor() as cursor:
            cursor.execute(read, [after, BATCH])
            rows: list[tuple[Any, str]] = cursor.fetchall()
            if not rows:
                return done
            after = rows[-1][0]
            stale = [(pk, value) for pk, value in rows if not value.startswith(mark)]
            if stale:
                fresh = [
                    str(resealed(value, f"{table}.{column}.{pk}" if own_key else f"{table}.{column}"))
                    for pk, value in stale
                ]
                cursor.execute(write, [[pk for pk, _ in stale], [value for _, value in stale], fresh])
                done += len(stale)


def _now(alias: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _wait_for_older(alias: str, began: Any) -> None:
    """Until no transaction is open that began before the pass: it could still bring in a value under an old key."""
    while True:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            cursor.execute(_OPEN, [began, cursor.fetchone()[0]])
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.2)
