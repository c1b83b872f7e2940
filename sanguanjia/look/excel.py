"""Lists as Excel files: what stands on the screen, with text kept as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from sanguanjia.look import words

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNFIT = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])  # control characters that no spreadsheet may hold


def answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download of one sheet. Text is never taken for a formula, whatever it begins with; moments in Shanghai time."""
    from openpyxl import Workbook  # late: most processes never write a workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    sheet.append([_filled(WriteOnlyCell(sheet), word, bold) for word in head])
    for row in rows:
        sheet.append([_filled(WriteOnlyCell(sheet), value) for value in row])
    file = BytesIO()
    book.save(file)
    response = HttpResponse(file.getvalue(), content_type=KIND)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response


def _filled(cell: Any, value: object, font: object = None) -> object:
    if isinstance(value, datetime):
        value = words.stamp(value)
    if isinstance(value, int | Decimal | date) and not isinstance(value, bool):
        cell.value = value
        return cell
    cell.value = str("" if value is None else value).translate(_UNFIT)
    cell.data_type = "s"  # a name typed as "=1+1" stays a name
    if font is not None:
        cell.font = font
    return cell
