"""From an export's tables to sheets: find the header, read the rows. Runs inside the child; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import BinaryIO, Final

from sanguanjia.intake.rules.columns import HEADER_WITHIN, columns_of, field_of, is_header
from sanguanjia.intake.rules.moments import read_moment
from sanguanjia.intake.rules.secrecy import asks_secrecy
from sanguanjia.intake.types import Sheet
from sanguanjia.kernel.sheets import opening
from sanguanjia.kernel.sheets.text import Number, is_blank, narrow, number_text, squeeze
from sanguanjia.kernel.sheets.types import Cells, Table, Unreadable

_YES: Final = frozenset(
    {"是", "保密", "要求保密", "需保密", "需要", "要", "Y", "YES", "TRUE", "1", "√", "✓", "有", "需要保密"}
)
_NO: Final = frozenset({"否", "不公开", "不同意", "N", "NO", "FALSE", "0", "×", "不可公开", "不"})
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # what no matter may hold
MOST_CONTENT: Final = 4000
MOST: Final = 200


def sheets(stream: BinaryIO) -> Iterator[Sheet]:
    """Every row of the table whose header reads most like a call centre's. Raises `Refused`, `Unreadable`."""
    table, header_row, columns, header = _choose(stream)
    for number, cells in table.rows():
        if number <= header_row:
            continue
        typed = {field: _text(cells.get(column, "")) for field, column in columns.items()}
        if _says_nothing(typed) or typed["sheet_no"] == header:
            continue
        yield _sheet(number, typed, cells, columns, table)


def count_rows(stream: BinaryIO) -> int:
    """How many rows stand under the header, totals and signatures among them. Raises as `sheets` does."""
    table, header_row, _columns, _header = _choose(stream)
    return sum(number > header_row for number, _ in table.rows())


def _choose(stream: BinaryIO) -> tuple[Table, int, dict[str, int], str]:
    best: tuple[int, Table, int, dict[str, int], str] | None = None
    for table, visible, _size in opening.tables(stream, field_of):
        for number, cells in islice(table.rows(), HEADER_WITHIN):
            columns = columns_of(cells)
            if not is_header(columns):
                continue
            score = len(columns) * 2 + visible
            if best is None or score > best[0]:
                best = (score, table, number, columns, _text(cells[columns["sheet_no"]]))
            break
    if best is None:
        raise Unreadable("no_header")
    return best[1:]


def _text(cell: str) -> str:
    return number_text(cell).strip() if isinstance(cell, Number) else _CONTROL.sub("", cell).strip()


def _says_nothing(typed: Mapping[str, str]) -> bool:
    """Blank rows, totals and signatures under the table: no number that is one, nothing said, nobody to call."""
    return all(is_blank(typed.get(f, "")) for f in ("content", "title", "phone", "estate", "called_at"))


def _sheet(row: int, typed: Mapping[str, str], cells: Cells, columns: Mapping[str, int], table: Table) -> Sheet:
    def words(field: str) -> str:
        value = typed.get(field, "")
        return "" if is_blank(value) else value[:MOST]

    moment = cells.get(columns.get("called_at", -1), "")
    content = typed.get("content", "")
    return Sheet(
        row=row,
        sheet_no="" if is_blank(typed["sheet_no"]) else squeeze(typed["sheet_no"])[:64],
        called_at=read_moment(moment, date1904=table.date1904) if moment.strip() else None,
        content="" if is_blank(content) else content[:MOST_CONTENT],
        estate=words("estate"),
        phone=words("phone"),
        caller=words("caller"),
        kind=words("kind"),
        title=words("title"),
        address=words("address"),
        urgency=words("urgency"),
        limit=words("limit"),
        confidential=_confidential(typed) or asks_secrecy(narrow(content)),
        door=words("door"),
    )


def _confidential(typed: Mapping[str, str]) -> bool:
    """Asked for; a cell that says neither yes nor no is taken as no, unless it speaks of secrecy."""
    secret = squeeze(typed.get("secret", "")).upper()
    if secret in _YES or ("保密" in secret and not secret.startswith(("不", "无", "非"))):
        return True
    return squeeze(typed.get("open", "")).upper() in _NO
