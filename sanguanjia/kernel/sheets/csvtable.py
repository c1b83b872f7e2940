"""A table saved as text: encoding, delimiter and records. Nothing is believed because of the file's name."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import BinaryIO, Final

from sanguanjia.kernel.sheets import limits
from sanguanjia.kernel.sheets.types import Cells, Merge, Refused, Unreadable

_DELIMITERS: Final = (",", "\t", ";", "|", "，", "；")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_TEXT_LITERAL: Final = re.compile(r'="([^"]*)"')
_LIVE: Final = re.compile(r"^(?:=(?=.*\w)|[+\-@](?=[^\s\d]*[A-Za-z]+[^\s]*[(!|'])|[+\-]\d[^\s]*[A-Za-z]+\|)", re.DOTALL)
_MARKUP: Final = re.compile(r"^\s*<(?:!doctype|html|\?xml|head|table|script|svg|meta|div)", re.IGNORECASE)


def decode(stream: BinaryIO) -> str:
    """Name of the encoding that reads the whole stream: by byte order mark, else UTF-8, else GB18030.

    Raises `Refused("wrong_type")` when no text comes out.
    """
    head = stream.read(4096)
    stream.seek(0)
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return _try(stream, (name,))
    if len(head) > 3 and head[1::2].count(0) > len(head) // 8 and head[0] != 0:
        return _try(stream, ("utf-16-le",))
    if len(head) > 3 and head[0::2].count(0) > len(head) // 8 and head[1] != 0:
        return _try(stream, ("utf-16-be",))
    return _try(stream, ("utf-8", "gb18030"))


def _try(stream: BinaryIO, names: tuple[str, ...]) -> str:
    for name in names:
        stream.seek(0)
        decoder = codecs.getincrementaldecoder(name)()
        try:
            while chunk := stream.read(limits.CHUNK):
                if _CONTROL.search(decoder.decode(chunk)):
                    raise Refused("wrong_type", "binary")
            decoder.decode(b"", final=True)
        except UnicodeError:
            continue
        finally:
            stream.seek(0)
        return name
    raise Refused("wrong_type", "encoding")


class CsvTable:
    """One text file as a table. Rows are records (a quoted line break does not end one)."""

    name = ""
    date1904 = False

    def __init__(self, stream: BinaryIO, knows: Callable[[str], object]) -> None:
        """`knows` says of a cell whether it is a header word: the right delimiter is the one that shows most."""
        self.knows = knows
        self.stream = stream
        self.encoding = decode(stream)
        csv.field_size_limit(limits.CELL_CHARACTERS)
        start = self._text().read(20_000)
        if not start.strip():
            raise Unreadable("empty")
        if _MARKUP.match(start):
            raise Refused("wrong_type", "markup")
        self.told = re.match(r"sep=(.)\r?\n", start, re.IGNORECASE)
        self.delimiter = self.told[1] if self.told else self._guess(start)

    def _text(self) -> io.TextIOWrapper:
        self.stream.seek(0)
        return io.TextIOWrapper(io.BufferedReader(_Kept(self.stream)), self.encoding, newline="")  # type: ignore[type-var]

    def _guess(self, start: str) -> str:
        """The delimiter under which some row of the start looks most like a header."""
        best, chosen = -1, ","
        for delimiter in _DELIMITERS:
            try:
                rows = list(islice(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), 60))
            except csv.Error:
                continue
            known = max((sum(1 for c in row if self.knows(c)) for row in rows), default=0)
            wide = max((len(row) for row in rows), default=0)
            score = known * 1000 + min(wide, 99)
            if score > best:
                best, chosen = score, delimiter
        return chosen

    def merges(self) -> list[Merge]:
        """Text files have none."""
        return []

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Records with at least one cell that is not blank."""
        seen = 0
        try:
            for number, record in enumerate(csv.reader(self._text(), delimiter=self.delimiter), start=1):
                cells = {
                    col: _cell(text) for col, text in enumerate(record[: limits.COLUMNS]) if text and not text.isspace()
                }
                if cells:
                    seen += 1
                    if seen > limits.ROWS:
                        raise Refused("too_large", "rows")
                    yield number, cells
        except csv.Error as error:
            raise Refused("too_large" if "field larger" in str(error) else "wrong_type", "record") from None


def _cell(text: str) -> str:
    """The cell; `="0123"`, the way to keep zeros in a text file, is its content; anything that would compute is
    refused."""
    if text[0] in "=+-@\t\r ":
        bare = text.strip()
        literal = _TEXT_LITERAL.fullmatch(bare)
        if literal:
            return literal[1] or " "
        if _LIVE.match(bare):
            raise Refused("formula", "cell")
    return text


class _Kept(io.RawIOBase):
    """Lets a text wrapper read a stream without closing it when it goes."""

    def __init__(self, stream: BinaryIO) -> None:
        self.inner = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self.inner.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
