"""From a sheet of balances to its rows: a door and an amount each. Runs inside the child; pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from sanguanjia.funds.rules.entries import fen_of
from sanguanjia.funds.types import OpeningRow
from sanguanjia.kernel.sheets import opening
from sanguanjia.kernel.sheets.text import Number, number_text
from sanguanjia.kernel.sheets.types import Cells, Table, Unreadable

WORDS = {
    "door": frozenset({"房号", "户号", "房屋编号", "门牌号", "房屋户号", "户门号"}),
    "fen": frozenset(
        {"余额", "账户余额", "期初余额", "分户余额", "维修资金余额", "余额（元）", "余额(元)", "期初余额（元）"}
    ),
}
_HEADER_WITHIN = 20


def field_of(cell: str) -> str | None:
    """Which column a header cell names."""
    word = "".join(cell.split())
    return next((field for field, words in WORDS.items() if word in words), None)


def rows(stream: BinaryIO) -> Iterator[OpeningRow]:
    """Rows of the first visible table with both columns; sums and blank lines are left out."""
    table, header, door, fen = _choose(stream)
    for number, cells in table.rows():
        named, given = _text(cells.get(door, "")), _text(cells.get(fen, ""))
        if number <= header or not (named or given) or named in ("合计", "总计", "小计"):
            continue
        yield OpeningRow(number, named, fen_of(given), given)


def _choose(stream: BinaryIO) -> tuple[Table, int, int, int]:
    for table, visible, _size in opening.tables(stream, field_of):
        for number, cells in islice(table.rows(), _HEADER_WITHIN):
            columns = _columns(cells)
            if visible and len(columns) == len(WORDS):
                return table, number, columns["door"], columns["fen"]
    raise Unreadable("no_header")


def _columns(cells: Cells) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in cells.items():
        field = field_of(cell)
        if field is not None:
            found.setdefault(field, column)
    return found


def _text(cell: str) -> str:
    return (number_text(cell) if isinstance(cell, Number) else cell).strip()[:60]
