"""Papers as PDF: a heading, facts, tables, a foot on every page, with Chinese text.

The letters are Adobe's STSong-Light with the character map UniGB-UCS2-H: a standard name that every reader of PDF
knows, so no font file is shipped, found or embedded; the reader draws it with its own Song type (Acrobat, browsers,
WPS do). What must look the same to the last dot is printed from the page instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

KIND = "application/pdf"
_FONT = "STSong-Light"
_EDGE = 48  # points, a little more than 16 mm
_INK, _QUIET, _LINE, _HEAD = "#1a1a1a", "#555555", "#bbbbbb", "#eeeeee"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, one pair a line."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its caption. `numeric`: columns set to the right; `widths`: parts of the page's width, even when
    empty. `last_is_sum`: the last row stands out. Its head is repeated on every page."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = ()
    widths: Sequence[int] = ()
    last_is_sum: bool = False
    empty: str = "没有"


@dataclass(frozen=True, slots=True)
class Steps:
    """A balance over time: `corners` of a line in a picture of `width` x `height`, y downwards; `words`: caption."""

    words: str
    corners: Sequence[tuple[int, int]]
    width: int
    height: int


Piece = str | Facts | Table | Steps
"""A piece of a paper; text is a paragraph."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One document. `kind` stands above the title in small letters, `foot` at the bottom of every page."""

    title: str
    pieces: Sequence[Piece]
    kind: str = ""
    foot: str = ""
    wide: bool = False
    """Landscape: for tables of many columns."""


def write(paper: Paper) -> bytes:
    """The paper as a PDF file. The same paper always gives the same bytes."""
    _register()
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.platypus import SimpleDocTemplate

    size = landscape(A4) if paper.wide else A4
    file = BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=size, leftMargin=_EDGE, rightMargin=_EDGE, topMargin=_EDGE, bottomMargin=_EDGE + 12,
        title=paper.title, author="三管家", lang="zh-CN", invariant=1,
    )  # fmt: skip
    flow = [_words(paper.kind, "kind")] if paper.kind else []
    flow.append(_words(paper.title, "title"))
    for piece in paper.pieces:
        flow += _drawn(piece, size[0] - 2 * _EDGE)
    document.build(flow, onFirstPage=(foot := partial(_foot, paper.foot)), onLaterPages=foot)
    return file.getvalue()


def answer(name: str, paper: Paper) -> HttpResponse:
    """A download of one paper."""
    response = HttpResponse(write(paper), content_type=KIND)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.pdf"
    return response


@cache
def _register() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))


@cache
def _style(name: str) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    styles: dict[str, tuple[Any, dict[str, Any]]] = {
        "title": (18, {"alignment": 1, "spaceAfter": 12}), "kind": (9, {"alignment": 1, "textColor": _QUIET}),
        "body": (10.5, {"spaceBefore": 4, "spaceAfter": 4}), "caption": (11, {"spaceBefore": 10, "spaceAfter": 4}),
        "cell": (8.5, {}), "number": (8.5, {"alignment": 2}), "name": (9.5, {"textColor": _QUIET}), "value": (9.5, {}),
    }  # fmt: skip
    size, more = styles[name]
    return ParagraphStyle(
        name, fontName=_FONT, fontSize=size, leading=size * 1.45, wordWrap="CJK", textColor=_INK,
    ).clone(name, **more)  # fmt: skip


def _words(text: str, style: str) -> Any:
    """Text as it is: nothing in it is taken for markup; characters outside the font's reach become a square."""
    from xml.sax.saxutils import escape

    from reportlab.platypus import Paragraph

    plain = "".join(letter if ord(letter) < 0x10000 else "□" for letter in text)
    return Paragraph(escape(plain).replace("\n", "<br/>"), _style(style))


def _drawn(piece: Piece, width: float) -> list[Any]:
    if isinstance(piece, str):
        return [_words(piece, "body")]
    if isinstance(piece, Facts):
        return [_facts(piece, width)]
    if isinstance(piece, Table):
        return [_words(piece.caption, "caption"), _table(piece, width) if piece.rows else _words(piece.empty, "body")]
    return [_words(piece.words, "caption"), _steps(piece, width)]


def _facts(piece: Facts, width: float) -> Any:
    from reportlab.platypus import Table as Grid

    rows = [[_words(name, "name"), _words(value, "value")] for name, value in piece.rows]
    return Grid(rows, colWidths=[width / 4, width * 3 / 4], hAlign="LEFT", style=[
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.25, _LINE),
        ("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ])  # fmt: skip


def _table(piece: Table, width: float) -> Any:
    from reportlab.platypus import LongTable

    kinds = ["number" if column in piece.numeric else "cell" for column in range(len(piece.head))]
    rows = [[_words(text, kind) for text, kind in zip(row, kinds, strict=True)] for row in [piece.head, *piece.rows]]
    parts = piece.widths or [1] * len(piece.head)
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("GRID", (0, 0), (-1, -1), 0.25, _LINE),
        ("BACKGROUND", (0, 0), (-1, 0), _HEAD), ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4), ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]  # fmt: skip
    if piece.last_is_sum:
        style.append(("BACKGROUND", (0, -1), (-1, -1), _HEAD))
    return LongTable(rows, colWidths=[width * part / sum(parts) for part in parts], repeatRows=1, style=style)


def _steps(piece: Steps, width: float) -> Any:
    from reportlab.graphics.shapes import Drawing, Line, PolyLine

    scale = width / piece.width
    high = piece.height * scale
    drawing = Drawing(width, high)
    drawing.add(Line(0, 0, width, 0, strokeWidth=0.5))
    drawing.add(PolyLine([at for x, y in piece.corners for at in (x * scale, high - y * scale)], strokeWidth=1.2))
    return drawing


def _foot(words: str, canvas: Any, document: Any) -> None:
    canvas.saveState()
    canvas.setFont(_FONT, 8)
    canvas.drawString(_EDGE, _EDGE - 10, words[:110])
    canvas.drawRightString(document.pagesize[0] - _EDGE, _EDGE - 10, f"第 {canvas.getPageNumber()} 页")
    canvas.restoreState()
