"""The statements of real requests, turned into a pgbench script that does the same for other ids.

A request is made several times: twice for the same person, then for others who are numbered 0, 1, 3. What stays
the same is a constant; what moves in step with the person's number is reckoned from it; what is new every time (ids,
tracking codes, keys) becomes a variable that is new in every transaction. The rest is held at the value seen, and said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

NUMBERS = (0, 0, 1, 3)
"""Whose requests are captured, in this order: the first person twice."""

_BIG = 1 << 40  # ids made by the application are far above this, human numbers far below
_SLOTS = 64  # fresh ids per transaction that a script may use
_DIGITS = re.compile(r"\d+")
_NAMED = re.compile(r"%\((\w+)\)s")
_SAVEPOINT = re.compile(r'"s\d+_x\d+"')  # Django counts them: an act inside an act; one name may shadow another
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True)
class Statement:
    """One statement as it was sent: SQL with %s, and its values. BEGIN and COMMIT have none."""

    sql: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Script:
    """A pgbench script. `held`: how many values were held at what was seen, with an example each."""

    text: str
    statements: int
    held: tuple[str, ...]


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """Collect what the application's connection sends, transactions included, in this thread."""
    from django.db import connection

    from sanguanjia.kernel import wall

    seen: list[Statement] = []
    open_transaction = False
    original: Callable[[], None] = connection.commit

    def commit() -> None:
        nonlocal open_transaction
        original()
        if open_transaction:
            seen.append(Statement("COMMIT"))
            open_transaction = False

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        nonlocal open_transaction
        if not connection.get_autocommit() and not open_transaction:
            seen.append(Statement("BEGIN"))
            open_transaction = True
        text = sql if isinstance(sql, str) else sql.as_string(None)
        if wall.speaks_of_people(text):  # the engine told the database first for whom it asks
            seen.append(Statement(wall.TELL, tuple(wall.telling(connection.in_atomic_block))))
        for values in params if many else [params]:
            plain, given = _positional(text, values)
            seen.append(Statement(_SAVEPOINT.sub('"inner"', " ".join(plain.split())), given))
        return execute(sql, params, many, context)

    connection.commit = commit  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(note):
            yield seen
    finally:
        del connection.commit


def _positional(text: str, values: Any) -> tuple[str, tuple[Any, ...]]:
    """A statement with values by name as the same statement with values by place."""
    if not isinstance(values, dict):
        return text, tuple(values or ())
    names = _NAMED.findall(text)
    return _NAMED.sub("%s", text), tuple(values[name] for name in names)


def capture(ask: Callable[[int], None], attempts: int = 10) -> list[list[Statement]]:
    """Record `ask(number)` for each of NUMBERS; asked once before, so that first-time lookups are over.

    What the program asks only now and then (is there a newer policy?) may fall into one of them: then once more.
    """
    taken: list[list[Statement]] = []
    for _ in range(attempts):
        ask(NUMBERS[0])
        taken = []
        for number in NUMBERS:
            with recording() as seen:
                ask(number)
            taken.append(list(seen))
        if all([s.sql for s in each] == [s.sql for s in taken[0]] for each in taken):
            break
    return taken


def script(taken: list[list[Statement]], people: int) -> Script:
    """One pgbench script out of the captures; it needs -D base, small, clients and n=0 (see `pgbench.run`)."""
    first = taken[0]
    for other in taken[1:]:
        if [s.sql for s in other] != [s.sql for s in first]:
            raise ValueError(f"the captures differ in their statements: {_first_difference(first, other)}")
    writer = _Writer(people)
    lines = [writer.statement([capture[index] for capture in taken]) for index in range(len(first))]
    return Script("\n".join([*writer.head(), *lines]) + "\n", len(first), tuple(writer.held))


def _first_difference(one: list[Statement], other: list[Statement]) -> str:
    for mine, theirs in zip(one, other, strict=False):
        if mine.sql != theirs.sql:
            return f"{mine.sql[:200]!r} / {theirs.sql[:200]!r}"
    return f"{len(one)} / {len(other)} statements"


class _Writer:
    """Gathers the variables that the statements need."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.linear: dict[tuple[int, int], str] = {}
        self.fresh: dict[tuple[Any, ...], str] = {}
        self.held: list[str] = []

    def head(self) -> list[str]:
        lines = [f"\\set i random(0, {self.people - 1})", "\\set n :n + 1", "\\set u :n * :clients + :client_id"]
        lines += [f"\\set {name} {start} + {step} * :i" for (start, step), name in self.linear.items()]
        for slot, name in enumerate(self.fresh.values()):
            wide = name.startswith("f")
            lines.append(f"\\set {name} :base + :u * {_SLOTS} + {slot}" if wide else f"\\set {name} :small + :u")
        if len(self.fresh) > _SLOTS:
            raise ValueError("more fresh ids than slots")
        return lines

    def statement(self, same: list[Statement]) -> str:
        pieces = re.split(r"%s", same[0].sql)
        if any(re.search(r"'[^']*:[^']*'", piece) for piece in pieces):
            raise ValueError(f"a colon in a literal would be read as a variable: {same[0].sql[:200]}")
        text = pieces[0]
        for index, piece in enumerate(pieces[1:]):
            text += self.value([s.values[index] for s in same]) + piece
        return text.replace("%%", "%").rstrip(" ;") + ";"

    def value(self, seen: list[Any]) -> str:
        a, again, b, c = seen
        if _same(a, again, b, c):
            return literal(a)
        if isinstance(a, list) and all(len(each) == len(a) for each in seen):
            return f"ARRAY[{', '.join(self.value(list(each)) for each in zip(*seen, strict=True))}]{_array_of(a)}"
        if isinstance(a, str) and a[:1] in ("{", "["):
            written = self._json(seen)
            if written:
                return written
        if _same(a, again):
            return self._of_the_person(a, b, c)
        return self._new_each_time(a, again, b, c)

    def _of_the_person(self, a: Any, b: Any, c: Any) -> str:
        if isinstance(a, int) and c - a == NUMBERS[3] * (b - a):
            return f":{self._line(a, b - a)}"
        if isinstance(a, str):
            template = self._template(a, b, c)
            if template:
                return template
        self.held.append(f"{type(a).__name__}: {str(a)[:60]}")
        return literal(a)

    def _new_each_time(self, *seen: Any) -> str:
        a = seen[0]
        if isinstance(a, bool | datetime | date) or not isinstance(a, int | str | UUID):
            return literal(a)
        if isinstance(a, str) and _MOMENT.fullmatch(a):
            return literal(a)
        wide = not isinstance(a, int) or a > _BIG
        name = self.fresh.setdefault(seen, f"{'f' if wide else 's'}{len(self.fresh)}")
        if isinstance(a, int):
            return f":{name}"
        if isinstance(a, UUID):
            return f"(lpad(to_hex(:{name}), 32, '0'))::uuid"
        # The same length, the tail new: a tracking code, an idempotency key, words with a number in them.
        tail = min(len(a), 16)
        return f"({literal(a[: len(a) - tail])} || right(lpad((:{name})::text, 24, '0'), {tail}))"

    def _json(self, seen: list[str]) -> str:
        """A row that travels as JSON text: its leaves are treated like values of their own. "" when it is none."""
        try:
            trees = [json.loads(each) for each in seen]
        except ValueError:
            return ""
        if not all(isinstance(tree, dict | list) and _shape(tree) == _shape(trees[0]) for tree in trees):
            return ""
        parts: list[tuple[bool, str]] = []  # (is an expression, text)
        self._walk(trees, parts)
        joined: list[str] = []
        text = ""
        for is_expression, part in parts:
            if not is_expression:
                text += part
                continue
            joined += [literal(text), part]
            text = ""
        return "(" + " || ".join([*joined, literal(text)]) + ")"

    def _walk(self, trees: list[Any], parts: list[tuple[bool, str]]) -> None:
        first = trees[0]
        if isinstance(first, dict):
            for index, key in enumerate(first):
                parts.append((False, f"{',' if index else '{'}{json.dumps(key)}:"))
                self._walk([tree[key] for tree in trees], parts)
            parts.append((False, "}" if first else "{}"))
        elif isinstance(first, list):
            parts.append((False, "["))
            for index in range(len(first)):
                parts.append((False, "," if index else ""))
                self._walk([tree[index] for tree in trees], parts)
            parts.append((False, "]"))
        elif _same(*trees) or first is None or isinstance(first, bool):
            parts.append((False, json.dumps(first, ensure_ascii=False)))
        else:
            quote = '"' if isinstance(first, str) else ""
            parts += [(False, quote), (True, self.value(trees)), (False, quote)]

    def _template(self, a: str, b: str, c: str) -> str:
        """Text whose runs of digits move with the person's number: a path, a name with a number in it."""
        if not _DIGITS.sub("#", a) == _DIGITS.sub("#", b) == _DIGITS.sub("#", c):
            return ""
        parts, position = [], 0
        for mine, second, third in zip(_DIGITS.finditer(a), _DIGITS.finditer(b), _DIGITS.finditer(c), strict=True):
            parts.append(literal(a[position : mine.start()]))
            start, step = int(mine.group()), int(second.group()) - int(mine.group())
            if int(third.group()) - start != NUMBERS[3] * step or len(mine.group()) != len(second.group()):
                return ""
            parts.append(f":{self._line(start, step)}" if step else literal(mine.group()))
            position = mine.end()
        parts.append(literal(a[position:]))
        return "(" + " || ".join(part for part in parts if part != "E''") + ")"

    def _line(self, start: int, step: int) -> str:
        return self.linear.setdefault((start, step), f"l{len(self.linear)}")


def _shape(tree: Any) -> Any:
    """A JSON value without its leaves."""
    if isinstance(tree, dict):
        return {key: _shape(value) for key, value in tree.items()}
    return [_shape(value) for value in tree] if isinstance(tree, list) else None


def _same(*values: Any) -> bool:
    return all(_plain(value) == _plain(values[0]) for value in values)


def _plain(value: Any) -> Any:
    return value.obj if hasattr(value, "obj") else value


def literal(value: Any) -> str:
    """A value as SQL in which pgbench sees no variable: colons are escaped."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, str):
        return "E'" + "".join(_ESCAPES.get(c, c) for c in value) + "'"
    if isinstance(value, datetime):
        return literal(value.isoformat()) + "::timestamptz"
    if isinstance(value, date):
        return literal(value.isoformat()) + "::date"
    if isinstance(value, UUID):
        return literal(str(value)) + "::uuid"
    if isinstance(value, bytes | memoryview):
        return literal("\\x" + bytes(value).hex()) + "::bytea"
    if hasattr(value, "obj"):  # psycopg's Json and Jsonb, Django's too
        dumps = getattr(value, "dumps", None) or json.dumps
        written = dumps(value.obj)
        return literal(written if isinstance(written, str) else written.decode()) + "::jsonb"
    if isinstance(value, list | tuple):
        return f"ARRAY[{', '.join(literal(each) for each in value)}]{_array_of(value)}"
    if hasattr(value, "bounds"):
        return _range(value)
    return literal(str(value))


def _range(value: Any) -> str:
    lower = "" if value.lower is None else str(value.lower)
    upper = "" if value.upper is None else str(value.upper)
    return literal(f"{value.bounds[0]}{lower},{upper}{value.bounds[1]}")


def _array_of(values: Sequence[Any]) -> str:
    if all(isinstance(each, int) for each in values):
        return "::bigint[]"
    return "::bytea[]" if all(isinstance(each, bytes) for each in values) else "::text[]"


_ESCAPES = {"'": "''", "\\": "\\\\", ":": "\\x3a", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
