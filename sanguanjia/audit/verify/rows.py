"""Live rows against what the last act said of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.db import models

from sanguanjia.audit.types import Fault, Report
from sanguanjia.kernel.digest import Column, Shape, commitment, digest, shape_of
from sanguanjia.kernel.models import Home, RowShape
from sanguanjia.kernel.poured import MARK_DIGITS
from sanguanjia.kernel.sealed import SealBroken
from sanguanjia.kernel.shapes import recorded_models
from sanguanjia.kernel.suites import SUITES

_SAID = """
    SELECT s.row_id, s.chain, s.seq, s.record_id, s.suite, s.shape, s.before, s.after, s.personal, s.erased,
           coalesce(s.salt, k.salt)
      FROM audit_said s
      LEFT JOIN kernel_rowsalt k ON k.estate_id = s.chain AND k.subject_table = s.tbl AND k.subject_id = s.row_id
     WHERE s.tbl = %s
     ORDER BY s.row_id, s.chain, s.seq NULLS LAST, s.record_id, s.place
"""
_FETCH = 1000


@dataclass(frozen=True, slots=True)
class Word:
    """What one act said of one row."""

    row_id: int
    chain: int
    seq: int | None
    record_id: int
    suite: str
    shape: str
    before: str | None
    after: str | None
    personal: str | None
    erased: bool
    salt: bytes | None

    @property
    def is_mark(self) -> bool:
        """Whether it holds the first bytes of digests, as the generator's parts do."""
        return self.after is not None and len(self.after) == MARK_DIGITS


def compare(connection: Any, report: Report, estate_id: int | None, using: str) -> None:
    """Every table whose rows acts speak of; of one chain only the tables that belong to homes."""
    for model in recorded_models():
        scoped = getattr(model, "is_scoped", False)
        if estate_id is None or scoped:
            _table(connection, report, model, estate_id, using)


def _table(connection: Any, report: Report, model: type[models.Model], estate_id: int | None, using: str) -> None:
    table = model._meta.db_table
    shapes = _Shapes(model, using)
    words = _words(connection, table)
    said = next(words, None)
    for row in _live(model, estate_id, using):
        while said is not None and said[0] < row.pk:
            _gone(report, table, said[1])
            said = next(words, None)
        if said is not None and said[0] == row.pk:
            _judge(report, shapes, row, said[1])
            said = next(words, None)
        else:
            _unspoken(report, model, row)
    while said is not None:
        _gone(report, table, said[1])
        said = next(words, None)


def last_word(words: list[Word]) -> tuple[Word, Word | None]:
    """What holds of the row in the end, and a word that does not follow from the others, if any.

    Two acts on one row that run at once may be linked in either order; what each found and left tells the true one:
    the last word is the one whose outcome no other word began with.
    """
    last = words[-1]
    if len({(w.suite, w.shape) for w in words}) > 1:  # the digests before and after an update cannot be compared
        return last, None
    left = Counter(w.after for w in words)
    left.subtract(w.before for w in words if w.before is not None)
    if left[last.after] <= 0:
        ends = [w for w in words if left[w.after] > 0]
        last = ends[-1] if ends else last
    known = {w.after for w in words}
    begins = next((w for w in words if w.before is None), None)
    strange = [w for w in words if w.before is not None and w.before not in known]
    return last, strange[0] if strange and begins is not None else None


def _judge(report: Report, shapes: _Shapes, row: Any, words: list[Word]) -> None:
    report.rows += 1
    last, strange = last_word(words)
    if strange is not None:
        _differs(report, shapes.table, strange, "this act found the row otherwise than the act before had left it")
        return
    if last.after is None:
        _differs(report, shapes.table, last, "deleted by an act, and there again")
        return
    shape = shapes.named(last.shape)
    if shape is None or last.suite not in SUITES:
        report.unknown_shape += 1
        return
    report.in_bulk += last.is_mark
    if not digest(shape.facts(row), last.suite).startswith(last.after):
        _differs(report, shapes.table, last, "the row is not what the last act left")
        return
    report.erased += last.erased
    if last.personal is not None:
        _judge_personal(report, shape, row, last)


def _judge_personal(report: Report, shape: Shape, row: Any, last: Word) -> None:
    if last.salt is None:
        _differs(report, shape.table, last, "the salt of its personal columns is gone without an act of erasure")
        return
    try:
        found = commitment(bytes(last.salt), shape.table, str(row.pk), shape.secrets(row), last.suite)
    except SealBroken:
        _differs(report, shape.table, last, "a personal column does not open")
        return
    if not found.startswith(last.personal):
        _differs(report, shape.table, last, "its personal columns are not what the last act left")


def _gone(report: Report, table: str, words: list[Word]) -> None:
    last, _ = last_word(words)
    if last.after is not None:
        _differs(report, table, last, "the row is gone and no act removed it")
    elif last.before is not None:
        report.erased += 1


def _unspoken(report: Report, model: type[models.Model], row: Any) -> None:
    table = model._meta.db_table
    if model is Home and row.pk == Home.PLATFORM_ID:
        return  # stands before there is anyone to act
    home = getattr(row, "estate_id", Home.PLATFORM_ID) if getattr(model, "is_scoped", False) else None
    chain = Home.PLATFORM_ID if home is None else int(home)
    report.add(Fault(chain, None, "row_differs", table, str(row.pk), "no act ever spoke of this row"))


def _differs(report: Report, table: str, word: Word, note: str) -> None:
    report.add(Fault(word.chain, word.seq, "row_differs", table, str(word.row_id), note))


def _words(connection: Any, table: str) -> Iterator[tuple[int, list[Word]]]:
    """Per row, in the order of ids, everything that was said of it."""
    for pk, words in groupby((Word(*row) for row in _stream(connection, table)), key=lambda word: word.row_id):
        yield pk, _as_marked(list(words))


def _as_marked(words: list[Word]) -> list[Word]:
    """The first act on a row that the generator poured found it as its mark says: written alike, both can be joined."""
    marks = [word.after for word in words if word.is_mark and word.after]
    if not marks:
        return words
    return [
        replace(word, before=next((mark for mark in marks if (word.before or "").startswith(mark)), word.before))
        for word in words
    ]


def _stream(connection: Any, table: str) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE sgj_words NO SCROLL CURSOR FOR {_SAID}", [table])
        try:
            while rows := _fetched(cursor):
                yield from rows
        finally:
            cursor.execute("CLOSE sgj_words")


def _fetched(cursor: Any) -> list[Any]:
    cursor.execute(f"FETCH {_FETCH} FROM sgj_words")
    return list(cursor.fetchall())


def _live(model: type[models.Model], estate_id: int | None, using: str) -> Iterator[Any]:
    """The rows by id, in lumps."""
    after: int | None = None
    while True:
        rows = model._base_manager.using(using).order_by("pk")
        if estate_id is not None:
            rows = rows.filter(estate_id=estate_id)
        if after is not None:
            rows = rows.filter(pk__gt=after)
        lump = list(rows[:_FETCH])
        yield from lump
        if len(lump) < _FETCH:
            return
        after = lump[-1].pk


class _Shapes:
    """The shapes that digests of one table were ever made with."""

    def __init__(self, model: type[models.Model], using: str) -> None:
        self.table = model._meta.db_table
        present = shape_of(model)
        self._known: dict[str, Shape | None] = {present.name: present}
        columns = {c.name: c for c in (*present.open, *present.personal)}
        for name, shown, hidden in (
            RowShape.objects.using(using).filter(table=self.table).values_list("name", "columns", "personal")
        ):
            self._known.setdefault(name, _shape(self.table, name, columns, shown, hidden))

    def named(self, name: str) -> Shape | None:
        """The shape, or None when it is not known or one of its columns is no more."""
        return self._known.get(name)


def _shape(table: str, name: str, columns: dict[str, Column], shown: list[str], hidden: list[str]) -> Shape | None:
    if not columns.keys() >= {*shown, *hidden}:
        return None
    return Shape(table, name, tuple(columns[c] for c in shown), tuple(columns[c] for c in hidden))
