"""Many rows at once: COPY inside an act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from sanguanjia.registry.sealing import PARTY_COLUMNS, insert_parties, party_row

from .blueprint import EstateRows, in_order


def copy_rows(table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    """COPY rows into a table inside the open transaction.

    Values are numbers, texts without tabs or backslashes, dates, aware moments, booleans, None; ranges as text.
    """
    if table == "registry_party":  # row-level security: no COPY
        insert_parties(rows)
    else:
        copy_lines(table, columns, (line(row) for row in rows))


def sealed_in_order(rows: EstateRows) -> Iterator[tuple[str, str, list[tuple[Any, ...]]]]:
    """(table, columns, rows) of a drawn estate; people's numbers and phones sealed, as by every door into the table."""
    for table, columns, lines in in_order(rows):
        if table == "registry_party":
            yield table, ", ".join(PARTY_COLUMNS), [party_row(*line) for line in lines]
        else:
            yield table, columns, lines


def copy_lines(table: str, columns: str, lines: Iterable[str]) -> None:
    """The same for rows that are COPY text already (with the newline at the end)."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as pipe:
        block: list[str] = []
        for text in lines:
            block.append(text)
            if len(block) >= 2000:
                _send(pipe, block)
        _send(pipe, block)


def _send(pipe: Any, block: list[str]) -> None:
    pipe.write("".join(block).encode())
    block.clear()


def line(row: Sequence[Any]) -> str:
    """One row as COPY text."""
    return "\t".join([_text(value) for value in row]) + "\n"


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
