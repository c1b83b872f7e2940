"""Put a new matter into the database in one statement: counter, matter, first event, clocks.

Filing is the hottest write there is. One statement costs one round trip; the row lock of the counter, which orders the
numbers of an estate, is held only from here to the commit. Foreign keys are checked at the end of the statement, so the
event and the clocks may name a matter that the same statement makes.

Each row travels as one JSON value: the statement is the same text for every matter (prepared once), and the driver
binds six values instead of a hundred and fifteen (docs/benchmarks.md, filing).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.db import connection, models

from sanguanjia.kernel.counters import NEXT_NUMBER_SQL
from sanguanjia.kernel.digest import canonical
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.sealed import SealedText

from .models import Case, CaseClock, CaseEvent

NUMBER = "case"
_DRAWS = 8
_GIVE_BACK = "UPDATE kernel_counter SET value = value - 1 WHERE estate_id = %s AND kind = %s"


def insert(row: Case, event: CaseEvent, clocks: list[CaseClock], redraw: Callable[[], str] | None = None) -> int:
    """Insert all, draw the number, and return it (also set on the row).

    `redraw` gives another tracking code when the one on the row is taken already (once in many years: 35 bits).
    """
    rest = [_written(event), "[" + ",".join(_written(clock) for clock in clocks) + "]"]
    with connection.cursor() as cursor:
        for _ in range(_DRAWS):
            cursor.execute(statement(), [new_id(), row.estate_id, NUMBER, _written(row), *rest])
            found = cursor.fetchone()
            if found is not None:
                row.number = int(found[0])
                return row.number
            if redraw is None:
                break
            # Nothing was filed. The number goes back while its row is still ours, so that numbers have no gaps.
            cursor.execute(_GIVE_BACK, [row.estate_id, NUMBER])
            row.tracking_code = redraw()
    raise RuntimeError(f"no free tracking code at home {row.estate_id}")


@cache
def statement() -> str:
    """The statement for a matter with its clocks (pgbench runs the same one)."""
    drawn = f"drawn AS ({NEXT_NUMBER_SQL.strip()})"
    # A code that is taken files nothing at all: event and clocks are joined to what was filed.
    free = "ON CONFLICT ON CONSTRAINT one_case_per_tracking_code_in_an_estate DO NOTHING"
    filed = f"filed AS ({_insert(Case, 'json_populate_record')} {free} RETURNING number)"
    told = f"told AS ({_insert(CaseEvent, 'json_populate_record')}, filed)"
    running = f"running AS ({_insert(CaseClock, 'json_populate_recordset')}, filed)"
    return f"WITH {drawn},\n{filed},\n{told},\n{running}\nSELECT number FROM filed"


def _insert(model: type[models.Model], read: str) -> str:
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields]
    named = ", ".join(f'"{column}"' for column in columns)
    taken = ", ".join("(SELECT value FROM drawn)" if column == "number" else f'r."{column}"' for column in columns)
    return f"INSERT INTO {table} ({named}) SELECT {taken} FROM {read}(NULL::{table}, %s::json) r"


def _written(row: models.Model) -> str:
    """The row as JSON by column; moments as ISO text, nested JSON as it is, sealed fields sealed."""
    held = row.__dict__
    values = {column: held[attribute] for column, attribute, _ in _columns(type(row))}
    return canonical(values | {column: field.pre_save(row, True) for column, _, field in _columns(type(row)) if field})


@cache
def _columns(model: type[models.Model]) -> tuple[tuple[str, str, SealedText | None], ...]:
    """(column, attribute, the field where it seals what is written)."""
    fields = model._meta.concrete_fields
    return tuple((f.column, f.attname, f if isinstance(f, SealedText) else None) for f in fields)
