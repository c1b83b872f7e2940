"""Acts done many at a time inside another act: each leaves the record it would have left alone, all written at once.

    acts = ManyActs(deed.actor, deed.at)
    one = acts.begin("cases.report", estate_id)     # a deed like the frame's: permit, touched, under
    acts.finish(one, answer)
    acts.write()                                    # records, work for the appender, salts: three statements

Whoever uses it builds rows and refusals with the code of the single act and writes the rows with `copy_in`. The act
around it is the transaction: all or nothing. There is no idempotency key here; the act around it has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from sanguanjia.hosting import trace

from . import batches
from .act import RECORD_COLUMNS, Deed, declared_acts
from .actor import Actor
from .digest import canonical


class ManyActs:
    """The records of acts that one act does for many."""

    def __init__(self, actor: Actor, at: datetime) -> None:
        """Who does them, and the one moment at which all of them are done."""
        self.actor = actor
        self.at = at
        self._lines: list[tuple[Any, ...]] = []
        self._salts: dict[tuple[int, str, int], bytes] = {}

    def begin(self, name: str, estate_id: int) -> Deed:
        """A deed of a declared act, for the code that does it."""
        deed = Deed(name, self.actor, estate_id, None)
        deed.at = self.at
        return deed

    def finish(self, deed: Deed, answer: Any) -> tuple[Any, ...]:
        """It is done; its record is as full as it will be, and answered as a row. Raises UndeclaredAct as the frame
        does."""
        line = deed.line("", declared_acts()[deed.act_name].as_stored(answer))
        self._lines.append(line)
        for (table, row_id), salt in deed.salts.items():
            self._salts[(deed.estate_id, table, row_id)] = salt  # the last act that spoke of a row has its salt
        trace.acted(deed.act_name, self.actor.account_id)
        return line

    def write(self) -> None:
        """All records."""
        copy_lines("kernel_record", RECORD_COLUMNS, self._lines)
        copy_lines("kernel_unlinked", ("id", "estate_id"), (line[:2] for line in self._lines))
        batches.keep_salts(self._salts)
        self._lines, self._salts = [], {}


def copy_in(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """New rows by COPY, sealed as `save()` would seal them. Not for tables behind the wall (kernel/wall.py)."""
    columns, read, special = columns_of(model)

    def lines() -> Iterable[tuple[Any, ...]]:
        for row in rows:
            values = list(read(row))
            for place, stored in special:
                values[place] = stored(row)
            yield tuple(values)

    copy_lines(model._meta.db_table, columns, lines())


def copy_lines(table: str, columns: Iterable[str], lines: Iterable[tuple[Any, ...]]) -> None:
    """Rows of plain values by COPY."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as pipe:
        for line in lines:
            pipe.write_row(line)


@cache
def columns_of(
    model: type[models.Model],
) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]], tuple[tuple[int, Callable[[Any], Any]], ...]]:
    """Names of the columns, all attributes at once, and the columns that are stored otherwise than they read."""
    fields = model._meta.concrete_fields
    special = tuple((place, stored) for place, field in enumerate(fields) if (stored := _stored(field)))
    return tuple(str(f.column) for f in fields), attrgetter(*(f.attname for f in fields)), special


def _stored(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return lambda row: Jsonb(getattr(row, field.attname), dumps=canonical)
    if isinstance(field, models.DateField) and not (field.auto_now or field.auto_now_add):
        return None
    if type(field).pre_save is not models.Field.pre_save:  # seals, indexes itself
        return lambda row: field.pre_save(row, True)
    return None
