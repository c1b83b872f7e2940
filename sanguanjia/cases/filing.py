"""Put a new matter into the database in one statement: counter, matter, first event, clocks.

Filing is the hottest write there is. One statement costs one round trip; the row lock of the counter, which orders the
numbers of an estate, is held only from here to the commit. Foreign keys are checked at the end of the statement, so the
event and the clocks may name a matter that the same statement makes.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection, models

from sanguanjia.kernel.counters import NEXT_NUMBER_SQL
from sanguanjia.kernel.ids import new_id

from .models import Case, CaseClock, CaseEvent

NUMBER = "case"


def insert(row: Case, event: CaseEvent, clocks: list[CaseClock]) -> int:
    """Insert all, draw the number, and return it (also set on the row)."""
    values: list[Any] = [new_id(), row.estate_id, NUMBER, *_case_values(row), *_values(event)]
    for clock in clocks:
        values += _values(clock)
    with connection.cursor() as cursor:
        cursor.execute(statement(len(clocks)), values)
        row.number = int(cursor.fetchone()[0])
    return row.number


@cache
def statement(clocks: int) -> str:
    """The statement for a matter with so many clocks (pgbench runs the same one)."""
    parts = [
        f"WITH drawn AS ({NEXT_NUMBER_SQL.strip()})",
        f"filed AS ({_insert_case()} RETURNING number)",
        f"told AS (INSERT INTO {CaseEvent._meta.db_table} ({_columns(CaseEvent)}) VALUES {_marks(CaseEvent)})",
    ]
    if clocks:
        rows = ", ".join([_marks(CaseClock)] * clocks)
        parts.append(f"running AS (INSERT INTO {CaseClock._meta.db_table} ({_columns(CaseClock)}) VALUES {rows})")
    return ",\n".join(parts) + "\nSELECT number FROM filed"


def _insert_case() -> str:
    marks = ", ".join("(SELECT value FROM drawn)" if f.name == "number" else "%s" for f in _fields(Case))
    return f"INSERT INTO {Case._meta.db_table} ({_columns(Case)}) VALUES ({marks})"


@cache
def _fields(model: type[models.Model]) -> tuple[Any, ...]:
    return tuple(model._meta.concrete_fields)


def _columns(model: type[models.Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in _fields(model))


def _marks(model: type[models.Model]) -> str:
    return "(" + ", ".join(["%s"] * len(_fields(model))) + ")"


def _values(row: models.Model) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in _fields(type(row))]


def _case_values(row: Case) -> list[Any]:
    return [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in _fields(Case)
        if field.name != "number"
    ]
