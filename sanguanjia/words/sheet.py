"""The texts of a CSV file, for `sgj cases classify`: encoding and header found, nothing else believed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sanguanjia.kernel.sheets import csvtable, limits
from sanguanjia.kernel.sheets.text import squeeze
from sanguanjia.kernel.sheets.types import Refused, Unreadable

TEXT: Final = ("诉求内容", "text", "内容", "反映内容", "投诉内容", "问题描述", "诉求描述", "content")
TITLE: Final = ("诉求标题", "标题", "title")
NUMBER: Final = ("工单编号", "工单号", "sheet_no", "编号", "受理编号")
HEADER_WITHIN: Final = 20


@dataclass(frozen=True)
class Line:
    """One record: its number in the file (from 1), the sheet's number or "", the text."""

    row: int
    sheet_no: str
    text: str


def lines(path: Path) -> Iterator[Line]:
    """Every record under the header that has any content. Raises `Unreadable`, `Refused`, OSError."""
    with path.open("rb") as stream:
        size = len(stream.read(limits.FILE_BYTES + 1))
        if size == 0:
            raise Unreadable("empty")
        if size > limits.FILE_BYTES:
            raise Refused("too_large", "file")
        stream.seek(0)
        encoding = csvtable.decode(stream)
        stream.seek(0)
        written = stream.read().decode(encoding)
    csv.field_size_limit(limits.CELL_CHARACTERS)
    for delimiter in (",", "\t", ";", "|"):
        records = list(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter))
        for number, record in enumerate(records[:HEADER_WITHIN]):
            heads = [squeeze(cell).lower() for cell in record]
            if any(word in heads for word in TEXT):
                yield from _under(records, number, heads)
                return
    raise Unreadable("no_header")


def _under(records: list[list[str]], header: int, heads: list[str]) -> Iterator[Line]:
    text, title, sheet = (next((heads.index(w) for w in words if w in heads), -1) for words in (TEXT, TITLE, NUMBER))
    for number, record in enumerate(records[header + 1 :], start=header + 2):
        if not any(cell.strip() for cell in record):
            continue

        def cell(at: int, record: list[str] = record) -> str:
            return record[at].strip() if 0 <= at < len(record) else ""

        yield Line(number, cell(sheet), cell(text) or cell(title))
