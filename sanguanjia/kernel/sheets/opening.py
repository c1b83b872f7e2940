"""From the first bytes of a file to its tables. Runs inside the child."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, Final

from sanguanjia.kernel.sheets import limits
from sanguanjia.kernel.sheets.archive import Archive
from sanguanjia.kernel.sheets.csvtable import CsvTable
from sanguanjia.kernel.sheets.types import Refused, Table, Unreadable
from sanguanjia.kernel.sheets.workbook import Workbook

_NO_TABLES: Final = (
    b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"Rar!", b"7z\xbc\xaf",
    b"\x1f\x8b", b"{\\rtf",
    b"PK\x05\x06", b"PK\x07\x08", b"BZh", b"\xfd7zXZ", b"\x7fELF", b"MZ", b"II*\0", b"MM\0*", b"SQLite",
)  # fmt: skip


def is_text(stream: BinaryIO) -> bool:
    """True when the file does not begin as a workbook does."""
    stream.seek(0)
    head = stream.read(2)
    stream.seek(0)
    return head != b"PK"


def tables(stream: BinaryIO, knows: Callable[[str], object]) -> list[tuple[Table, bool, int]]:
    """(table, visible, size) of every sheet; a text file is one. `knows` says whether a cell is one of the caller's
    header words.

    Raises `Refused` for what is hostile or no table, `Unreadable("empty")` for nothing at all.
    """
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(0)
    if size > limits.FILE_BYTES:
        raise Refused("too_large", "file")
    if size == 0:
        raise Unreadable("empty")
    head = stream.read(8)
    stream.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return list(Workbook(Archive(stream, size)).tables())
    if head.startswith(_NO_TABLES):
        raise Refused("wrong_type", "content")
    return [(CsvTable(stream, knows), True, size)]
