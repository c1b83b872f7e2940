"""From a bank's file to its lines, by the map of its form. Runs inside the child; pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice, pairwise
from typing import Any, BinaryIO

from sanguanjia.banking.types import Cell, Fault, Format, RawStatement, StatementLine
from sanguanjia.funds.rules.entries import fen_of
from sanguanjia.kernel.sheets import opening as files
from sanguanjia.kernel.sheets.days import read_day
from sanguanjia.kernel.sheets.text import Number, is_blank, narrow, number_text, squeeze
from sanguanjia.kernel.sheets.types import Cells, Table, Unreadable, letter

_HEADER_WITHIN = 30
_SIGNED = re.compile(
    r"(?P<before>[+-])?(?:(?:CNY|RMB|人民币|[¥￥])(?P<inside>[+-])?)?"
    r"(?:\((?P<paren>[\d,.]+)\)|(?P<plain>[\d,.]+元?))(?P<after>[+-])?",
    re.IGNORECASE | re.ASCII,
)
_SUM = re.compile(r"\w{0,6}(?:合计|总计|小计|累计):?")
_SUMS = re.compile(r"(?:\w{0,8}(?:合计|总计|小计|累计)|承前页|过次页|转次页|接下页|共\d+笔).*")
_UNITS = re.compile(r"\((?:人民币|单位:?|RMB|CNY)?元?\)|\[.*\]|:$|/元$", re.IGNORECASE)
_FEN_NOISE = Decimal("0.000001")  # what a spreadsheet adds to an amount when it stores it in binary


def read(stream: BinaryIO, form: Format) -> RawStatement:
    """The first visible table with the form's columns. Raises Unreadable("no_header") where there is none."""
    words = {squeeze(word) for names in (*form.columns.values(), *form.labels.values()) for word in names}
    for table, visible, _size in files.tables(stream, lambda cell: squeeze(cell) in words):
        header = _header(table, form) if visible else None
        if header is not None:
            return _Reader(form, table, *header).statement()
    raise Unreadable("no_header")


def _header(table: Table, form: Format) -> tuple[int, dict[str, list[int]]] | None:
    for number, cells in islice(table.rows(), _HEADER_WITHIN):
        columns: dict[str, list[int]] = {}
        for column, cell in cells.items():
            for field, names in form.columns.items():
                if _bare(cell) in names:
                    columns.setdefault(field, []).append(column)
        if "day" in columns and ("amount" in columns or {"flow_in", "flow_out"} <= columns.keys()):
            return number, {field: _first_named(at, cells, form.columns[field]) for field, at in columns.items()}
    return None


def _first_named(columns: list[int], cells: Cells, names: tuple[str, ...]) -> list[int]:
    """Of several columns for one field those with the name that comes first in the form: a day before a time."""
    return sorted(columns, key=lambda column: (names.index(_bare(cells[column])), column))


def _bare(cell: str) -> str:
    """A header without its unit: 余额（元） → 余额."""
    return _UNITS.sub("", squeeze(cell))


class _Reader:
    """One table on its way to a statement."""

    def __init__(self, form: Format, table: Table, header: int, columns: dict[str, list[int]]) -> None:
        self.form, self.table, self.header, self.columns = form, table, header, columns
        self.faults: list[Fault] = []
        self.facts: dict[str, tuple[str, Cell]] = {}

    def statement(self) -> RawStatement:
        lines = [line for number, cells in self.table.rows() if (line := self._row(number, cells)) is not None]
        first, last = (self._day_fact(name) for name in ("first", "last"))
        opening, closing = (self._fen_fact(name) for name in ("opening", "closing"))
        return RawStatement(
            in_time(lines, newest_first=self.form.newest_first), tuple(self.faults), first, last, opening,
            closing, self.facts["closing"][1] if "closing" in self.facts else None,
        )  # fmt: skip

    def _row(self, number: int, cells: Cells) -> StatementLine | None:
        if self._told(number, cells) or number <= self.header or self._is_sum(cells):
            return None
        day = read_day(cells.get(self.columns["day"][0], ""), date1904=self.table.date1904)
        if day is None:
            if self._is_remark(cells):
                return None
            self._fault("bad_day", number, "day", self._text(cells, "day"))
        fen = self._fen(number, cells)
        balance, balance_text = None, self._text(cells, "balance")
        if balance_text and (balance := self._signed(cells, "balance")) is None:
            self._fault("bad_amount", number, "balance", balance_text)
        if day is None or not fen:  # nothing moved where nought is written
            return None
        where = {field: letter(columns[0]) for field, columns in self.columns.items()}
        words = " ".join(narrow(cells[c])[:120] for c in self.columns.get("words", ()) if c in cells)
        return StatementLine(number, day, fen, balance, self._text(cells, "serial")[:60], words[:240], where)

    def _told(self, number: int, cells: Cells) -> bool:
        """Whether the row tells a fact of the statement (期初余额 …) instead of a movement."""
        found = False
        for column, cell in cells.items():
            head, colon, tail = narrow(cell).partition(":")
            for fact, names in self.form.labels.items():
                if squeeze(head) in {squeeze(name) for name in names} and fact not in self.facts:
                    value_at = column if colon and tail.strip() else self._next(cells, column, fact, number)
                    if value_at is not None:
                        value = tail if value_at == column else cells[value_at]
                        self.facts[fact] = (value, Cell(number, letter(value_at)))
                        found = True
        return found

    def _next(self, cells: Cells, column: int, fact: str, number: int) -> int | None:
        """Where the value of a label stands: under the column of balances in a row of the table, else beside it."""
        balance = self.columns.get("balance", [-1])[0]
        if number > self.header and fact in ("opening", "closing") and balance in cells and balance != column:
            return balance
        return next((c for c in sorted(cells) if c > column), None)

    def _is_sum(self, cells: Cells) -> bool:
        return any(_SUM.fullmatch(squeeze(cell)) for cell in cells.values())

    def _is_remark(self, cells: Cells) -> bool:
        """A row without a day that moves nothing: no amount at all, a sum, or the header once more on the next page."""
        moves = any(self._text(cells, field) for field in ("amount", "flow_in", "flow_out"))
        again = all(_bare(cells.get(at[0], "")) in self.form.columns[field] for field, at in self.columns.items())
        return not moves or again or any(_SUMS.fullmatch(squeeze(cell)) for cell in cells.values())

    def _fen(self, number: int, cells: Cells) -> int | None:
        """What moved: by sign, by direction, or by the column it stands in; a fault where it is not said once."""
        if "amount" in self.columns:
            fen = self._signed(cells, "amount")
            if fen is None:
                return self._fault("bad_amount", number, "amount", self._text(cells, "amount"))
            if "direction" not in self.form.columns:
                return fen
            said = self._text(cells, "direction").upper()
            if fen < 0 or said not in (*self.form.inward, *self.form.outward):
                return self._fault("bad_direction", number, "direction" if fen >= 0 else "amount", said)
            return fen if said in self.form.inward else -fen
        sides = {}
        for field in ("flow_in", "flow_out"):
            text = self._text(cells, field)
            fen = 0 if is_blank(text) else self._signed(cells, field)
            if fen is None:
                return self._fault("bad_amount", number, field, text)
            sides[field] = fen
        if sides["flow_in"] and sides["flow_out"]:
            return self._fault("two_amounts", number, "flow_in", "")
        if not any(sides.values()) and all(is_blank(self._text(cells, field)) for field in sides):
            return self._fault("no_amount", number, "flow_in", "")
        return sides["flow_in"] - sides["flow_out"]

    def _signed(self, cells: Cells, field: str) -> int | None:
        columns = self.columns.get(field, [])
        return signed_fen(cells.get(columns[0], "")) if columns else None

    def _text(self, cells: Cells, field: str) -> str:
        columns = self.columns.get(field, [])
        cell = cells.get(columns[0], "") if columns else ""
        return squeeze(number_text(cell) if isinstance(cell, Number) else cell)

    def _day_fact(self, name: str) -> dt.date | None:
        told = self.facts.get(name)
        day = read_day(told[0], date1904=self.table.date1904) if told else None
        if told and day is None:
            self.faults.append(Fault("bad_day", told[1], {"given": told[0][:40]}))
        return day

    def _fen_fact(self, name: str) -> int | None:
        told = self.facts.get(name)
        fen = signed_fen(told[0]) if told else None
        if told and fen is None:
            self.faults.append(Fault("bad_amount", told[1], {"given": told[0][:40]}))
        return fen

    def _fault(self, code: str, row: int, field: str, given: str) -> None:
        column = self.columns.get(field, [0])[0]
        self.faults.append(Fault(code, Cell(row, letter(column)), {"given": given[:40]}))


def signed_fen(cell: str) -> int | None:
    """An amount of a statement in fen, with its sign: -1,234.50, +3, ¥-5.00, (5.00), 5.00-; None for all else."""
    if isinstance(cell, Number):
        exact = Decimal(cell) * 100
        rounded = exact.quantize(Decimal(1))
        return int(rounded) if abs(exact - rounded) < _FEN_NOISE * 100 and abs(rounded) < 10**15 else None
    found = _SIGNED.fullmatch(squeeze(cell))
    fen = fen_of(found["paren"] or found["plain"]) if found else None
    if found is None or fen is None:
        return None
    minus = [bool(found["paren"]), found["before"] == "-", found["inside"] == "-", found["after"] == "-"]
    return None if sum(minus) > 1 else -fen if any(minus) else fen


def in_time(lines: list[StatementLine], *, newest_first: bool) -> tuple[StatementLine, ...]:
    """The oldest line first. Where balances stand beside the lines they say which way the sheet runs; else the days
    do; else the form."""
    onward, backward = _gaps(lines), _gaps(lines[::-1])
    if onward == backward and lines and lines[0].day != lines[-1].day:
        newest_first = lines[0].day > lines[-1].day
    elif onward != backward:
        newest_first = backward < onward
    return tuple(reversed(lines) if newest_first else lines)


def _gaps(lines: list[StatementLine]) -> int:
    """How many balances do not follow from the one before, read in this order."""
    return sum(
        1
        for a, b in pairwise(lines)
        if a.balance is not None and b.balance is not None and a.balance + b.fen != b.balance
    )


def as_lines(found: RawStatement) -> Iterator[tuple[str, dict[str, Any]]]:
    """A statement as the child says it, line by line."""
    cell = found.closing_cell
    yield "head", {
        "first": _iso(found.first), "last": _iso(found.last), "opening": found.opening, "closing": found.closing,
        "closing_cell": [cell.row, cell.column] if cell else None,
    }  # fmt: skip
    for fault in found.faults:
        yield "fault", {
            "code": fault.code, "cell": [fault.cell.row, fault.cell.column] if fault.cell else None,
            "data": dict(fault.data or {}),
        }  # fmt: skip
    for line in found.lines:
        yield "line", {
            "row": line.row, "day": line.day.isoformat(), "fen": line.fen, "balance": line.balance,
            "serial": line.serial, "words": line.words, "cells": dict(line.cells),
        }  # fmt: skip


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
