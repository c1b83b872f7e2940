"""Rows of one kind made by the thousand: what they have in common is written once, the rest is filled in.

    stamp = Stamp(row, ("id", "estate_id", "number"))      # a row as the single act made it, and where others differ
    pressed = stamp.press(columns, facts, suite)           # one more: its line for COPY, what a record says of it

`columns` has the text COPY takes for each of these columns, `facts` the JSON of the digests; `whole`, `words`, `said`
and `escaped` make them. A stamp knows nothing of rules: whoever presses it answers that the rows differ nowhere else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from sanguanjia.hosting import trace

from .act import RECORD_COLUMNS
from .batches import SALT_BYTES
from .digest import Column, canonical, shape_of
from .ids import new_id
from .many import columns_of
from .suites import hex_hash

NULL = r"\N"
_SALT_COLUMNS = ("id", "estate_id", "subject_table", "subject_id", "salt")
_TO_ESCAPE = re.compile(r"[\\\t\n\r\x08\f\v]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v"})


def escaped(text: str) -> str:
    """Text as COPY reads it."""
    return text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text


def said(text: str) -> str:
    """Text as JSON says it."""
    return canonical(text)


def whole(number: int | None) -> tuple[str, str]:
    """A number for COPY and for JSON."""
    return (NULL, "null") if number is None else (str(number), str(number))


def copied(value: Any) -> str:
    """A value of a column as COPY reads it. TypeError for kinds that nobody has needed so far."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, str):
        return escaped(str(value))
    if isinstance(value, date):  # moments are dates too
        return value.isoformat()
    if isinstance(value, Jsonb):
        return escaped(canonical(value.obj))
    raise TypeError(f"no text for COPY from {type(value).__name__}")


def form(value: Mapping[str, Any], holes: Iterable[str]) -> str:
    """JSON of an object in canonical form with holes for some of its keys: "%" fills it with their JSON."""
    return _form({name: (name in frozenset(holes), each) for name, each in value.items()}, {n: n for n in value})


def _form(pieces: Mapping[str, tuple[bool, Any]], attributes: Mapping[str, str]) -> str:
    each = (
        f"{_kept(canonical(name))}:{_hole(attributes[name]) if is_open else _kept(canonical(value))}"
        for name, (is_open, value) in sorted(pieces.items())
    )
    return "{" + ",".join(each) + "}"


def _hole(name: str) -> str:
    return f"%({name})s"


def _kept(text: str) -> str:
    return text.replace("%", "%%")


@dataclass(frozen=True, slots=True)
class Pressed:
    """One row: its line for COPY, what the record says of it, and the salt of its personal columns, ready to keep."""

    id: str
    line: str
    subject: str
    salt: str


class Stamp:
    """Rows of one table that differ in some columns only."""

    def __init__(self, sample: models.Model, holes: Iterable[str]) -> None:
        """`holes`: attributes of the columns that differ, `id` among them."""
        model, free = type(sample), frozenset(holes)
        shape = shape_of(model)
        _names, read, special = columns_of(model)
        values = list(read(sample))
        for place, stored in special:
            values[place] = stored(sample)
        attributes = [field.attname for field in model._meta.concrete_fields]
        self.model = model
        self._table, self._shape = shape.table, shape.name
        self._line = "\t".join(
            _hole(attribute) if attribute in free else _kept(copied(value))
            for attribute, value in zip(attributes, values, strict=True)
        )
        self._facts = _form_of(shape.open, shape.facts(sample), free)
        self._secrets = ""
        if shape.personal:
            secrets = _form_of(shape.personal, shape.secrets(sample), free)
            self._secrets = f'["{shape.table}","%(id)s",{secrets}]'

    def press(self, columns: Mapping[str, str], facts: Mapping[str, str], suite: str) -> Pressed:
        """A row more. `columns`, `facts`: texts of the holes; `id` and `estate_id` read alike in both."""
        after = hex_hash((self._facts % facts).encode(), suite)
        row, personal, salt = columns["id"], "", ""
        if self._secrets:
            fresh = os.urandom(SALT_BYTES)
            said_of_it = hex_hash(fresh + (self._secrets % facts).encode(), suite)
            personal = f'"personal":"{said_of_it}",'
            salt = f"{new_id()}\t{columns['estate_id']}\t{self._table}\t{row}\t\\\\x{fresh.hex()}"
        subject = (
            f'{{"after":"{after}","before":null,"id":"{row}",{personal}'
            f'"shape":"{self._shape}","table":"{self._table}"}}'
        )
        return Pressed(row, self._line % columns, subject, salt)


class RecordStamp:
    """Records of one act that differ in what they speak of and in what was answered."""

    def __init__(self, line: tuple[Any, ...]) -> None:
        """`line`: the record of a deed that was done alone (`Deed.line`)."""
        values = dict(zip(RECORD_COLUMNS, line, strict=True))
        self._act, self._account = values["act"], values["account_id"]
        free = frozenset({"id", "estate_id", "subjects", "subject_id", "answer"})
        self._line = "\t".join(
            _hole(name) if name in free else _kept(copied(value)) for name, value in values.items()
        )

    def press(self, lines: Lines, record_id: int, estate_id: int, rows: Sequence[Pressed], answer: str) -> None:
        """A record more, as `ManyActs` keeps it; `rows` in the order in which the act touched them, `answer` as JSON.
        The first of them is what the record is about."""
        lines.of("kernel_record", RECORD_COLUMNS).append(self._line % {
            "id": record_id, "estate_id": estate_id, "subjects": f"[{','.join(row.subject for row in rows)}]",
            "subject_id": rows[0].id, "answer": escaped(answer),
        })  # fmt: skip
        lines.of("kernel_unlinked", ("id", "estate_id")).append(f"{record_id}\t{estate_id}")
        salts = lines.of("kernel_rowsalt", _SALT_COLUMNS)
        salts += [row.salt for row in rows if row.salt]
        trace.acted(self._act, self._account)


class Lines:
    """Lines for COPY, table by table in the order in which the tables were first named."""

    def __init__(self) -> None:
        self._lines: dict[str, tuple[tuple[str, ...], list[str]]] = {}

    def of(self, table: str, columns: tuple[str, ...]) -> list[str]:
        """The lines of a table, always with the same columns, to be added to."""
        found = self._lines.get(table)
        if found is None:
            found = self._lines[table] = columns, []
        return found[1]

    def of_model(self, model: type[models.Model]) -> list[str]:
        """The same for all columns of a model."""
        return self.of(model._meta.db_table, columns_of(model)[0])

    def write(self) -> None:
        """All of them, a COPY for each table."""
        for table, (columns, lines) in self._lines.items():
            if lines:
                names = ", ".join(f'"{name}"' for name in columns)
                with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as pipe:
                    pipe.write("\n".join(lines) + "\n")
        self._lines = {}


def _form_of(columns: tuple[Column, ...], values: Mapping[str, Any], free: frozenset[str]) -> str:
    pieces = {column.name: (column.attribute in free, values[column.name]) for column in columns}
    return _form(pieces, {column.name: column.attribute for column in columns})
