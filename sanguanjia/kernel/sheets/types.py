"""What passes between a reader of sheets and whoever judges their rows. Plain data, no Django."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

REFUSALS: Final = ("zip_bomb", "formula", "external_link", "wrong_type", "too_large")


class Refused(Exception):
    """The file is hostile or no table at all; `code` is one of `REFUSALS`, `detail` a word for the log."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Unreadable(Exception):
    """The file is honest, but what was looked for is not in it; `code`: no_header, no_sheet, bad_map, empty."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


Cells = dict[int, str]
"""Column index (0 = A) to the cell as the file holds it; blank cells are absent."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged block, rows 1-based, columns 0-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Table(Protocol):
    """One sheet, or one CSV file, that can be read from the top as often as wanted."""

    @property
    def name(self) -> str:
        """Sheet name; for CSV the empty string."""
        ...

    @property
    def date1904(self) -> bool:
        """True when serials count from 1904."""
        ...

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Row number (1-based, rising) and its cells; rows without any cell may be left out."""
        ...

    def merges(self) -> list[Merge]:
        """Merged blocks, in any order."""
        ...


def letter(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(letters: str) -> int:
    """A → 0, AA → 26."""
    index = 0
    for c in letters.upper():
        index = index * 26 + ord(c) - 64
    return index - 1
