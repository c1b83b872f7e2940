"""Digests over facts, canonical so that anyone can compute them again (docs/audit.md has the forms)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

import orjson
from django.contrib.postgres.fields.ranges import DateRangeField, IntegerRangeField, RangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import Range
from pydantic_core import to_jsonable_python

from .suites import hex_hash, present_suite

SUITE = "sha256"
_CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
# Neither said nor committed to: keys and blind indexes change when keys rotate, and what they stand for is covered.
_KEY_MATERIAL = frozenset({"RowKey", "BlindIndex"})


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces; moments in UTC to the microsecond, decimals as text."""
    try:
        return orjson.dumps(value, default=_plain, option=_CANONICAL).decode()
    except TypeError:  # whole numbers beyond 64 bits, keys that are not text: the same form, written slowly
        return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def digest(value: Any, suite: str = SUITE) -> str:
    """Hex hash over the canonical form."""
    return hex_hash(canonical(value).encode(), suite)


@dataclass(frozen=True, slots=True)
class Column:
    """A column and how its value is brought to the form in which the database gives it back."""

    name: str
    attribute: str
    as_stored: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What the digests of a table's rows cover; `name` is the short hash of the column names."""

    table: str
    name: str
    open: tuple[Column, ...]
    personal: tuple[Column, ...]

    def facts(self, row: Any) -> dict[str, Any]:
        """The non-personal columns, by column name."""
        return _values(row, self.open)

    def secrets(self, row: Any) -> dict[str, Any]:
        """The personal columns, in plain text, by column name."""
        return {c.name: _stored(c, getattr(row, c.attribute)) for c in self.personal}  # sealed ones open themselves


def shape_name(table: str, columns: list[str], personal: list[str]) -> str:
    """Eight hex digits that stand for a list of columns."""
    return digest([table, sorted(columns), sorted(personal)])[:8]


@cache
def shape_of(model: type[models.Model]) -> Shape:
    """What the digest of a model's rows covers now: every stored column, apart from personal ones and free ones."""
    hidden = frozenset(getattr(model, "personal_fields", ()))
    free = frozenset(getattr(model, "free_fields", ()))
    fields = [f for f in model._meta.concrete_fields if f.name not in free and type(f).__name__ not in _KEY_MATERIAL]
    is_personal = {f.column: f.name in hidden or type(f).__name__ == "SealedText" for f in fields}
    columns = {f.column: Column(str(f.column), f.attname, _reader(f)) for f in fields}
    shown = tuple(c for name, c in columns.items() if not is_personal[name])
    personal = tuple(c for name, c in columns.items() if is_personal[name])
    name = shape_name(model._meta.db_table, [c.name for c in shown], [c.name for c in personal])
    return Shape(model._meta.db_table, name, shown, personal)


def row_facts(row: models.Model) -> dict[str, Any]:
    """The stored, non-personal columns of a row, by column name."""
    return shape_of(type(row)).facts(row)


def row_digest(row: models.Model, suite: str | None = None) -> str:
    """Digest of a row's non-personal columns."""
    return digest(row_facts(row), suite or present_suite())


def commitment(salt: bytes, table: str, row_id: str, secrets: Mapping[str, Any], suite: str) -> str:
    """What a record says of personal columns: a hash over 16 random bytes and the values. Without the salt it tells
    nothing, however few values are possible."""
    return hex_hash(salt + canonical([table, row_id, secrets]).encode(), suite)


def request_digest(account_id: int | None, act: str, wishes: Mapping[str, Any]) -> str:
    """Digest of who asks for what, to tell a replay from another request under the same key. Always SHA-256, so that
    a replay is known after the suite was changed."""
    return digest([account_id, act, to_jsonable_python(dict(wishes), fallback=repr)])


def _values(row: Any, columns: tuple[Column, ...]) -> dict[str, Any]:
    """Every act digests what it wrote, so this is hot: plain look-ups, and the reading only where a column needs it."""
    held = row.__dict__
    found = {}
    for column in columns:
        value = held[column.attribute] if column.attribute in held else getattr(row, column.attribute)
        found[column.name] = value if column.as_stored is None else _stored(column, value)
    return found


def _stored(column: Column, value: Any) -> Any:
    return value if column.as_stored is None or value is None else column.as_stored(value)


def _reader(field: Any) -> Callable[[Any], Any] | None:
    """A row just made may hold "88.1" where the table keeps 88.10: both must digest alike."""
    if isinstance(field, models.ForeignKey):
        return None
    if isinstance(field, models.DecimalField):
        unit = Decimal(1).scaleb(-field.decimal_places)
        return lambda value: Decimal(value).quantize(unit)
    if isinstance(field, DateRangeField):
        return lambda value: _half_open(value, timedelta(days=1), date.fromisoformat)
    if isinstance(field, IntegerRangeField):
        return lambda value: _half_open(value, 1, int)
    if isinstance(field, RangeField):
        return None
    if isinstance(field, models.DateTimeField | models.DateField):
        to_python: Callable[[Any], Any] = field.to_python
        return lambda value: to_python(value) if isinstance(value, str) else value
    return None  # words given as an Enum are written as its value by `canonical`


def _half_open(value: Any, step: Any, read: Callable[[str], Any]) -> Any:
    """A range as PostgreSQL keeps it: from (inside) to (outside); "empty" as null bounds."""
    if isinstance(value, list | tuple):
        value = Range(*value)
    lower, upper, bounds = value.lower, value.upper, value._bounds
    if value.isempty:
        return ["", "", "empty"]
    lower = read(lower) if isinstance(lower, str) else lower
    upper = read(upper) if isinstance(upper, str) else upper
    if lower is not None and bounds[0] == "(":
        lower += step
    if upper is not None and bounds[1] == "]":
        upper += step
    if lower is not None and lower == upper:  # ended on the day it began: the database keeps no bounds
        return ["", "", "empty"]
    return [lower, upper, ("[" if lower is not None else "(") + ")"]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Range):
        return [value.lower, value.upper, value.bounds]
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError(f"no canonical form for {type(value).__name__}")
