"""Which header word of a call centre's export is which field. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sanguanjia.kernel.sheets.text import squeeze

_HEADERS: Final = tomllib.loads((Path(__file__).parent / "headers.toml").read_text(encoding="utf-8"))
_BY_WORD: Final = {word: field for field, entry in _HEADERS.items() for word in entry["words"]}
_LIKELY: Final = tuple((field, entry["like"]) for field, entry in _HEADERS.items() if "like" in entry)
_TAIL: Final = re.compile(r"[（(【\[].*?[）)】\]]|[*＊※:：]|必填|选填")
HEADER_WITHIN: Final = 40


def field_of(header: str) -> str:
    """The field a header word names, or the empty string."""
    word = _TAIL.sub("", squeeze(header)).lower().strip()
    if not word or len(word) > 16:
        return ""
    return _BY_WORD.get(word) or next((field for field, shape in _LIKELY if re.search(shape, word)), "")


def columns_of(cells: Mapping[int, str]) -> dict[str, int]:
    """Field → column of a row that may be the header. Exact words win over likely ones, the first over later ones."""
    found: dict[str, int] = {}
    exact: set[str] = set()
    for column, text in sorted(cells.items()):
        field = field_of(text)
        sure = _TAIL.sub("", squeeze(text)).lower().strip() in _BY_WORD
        if field and (field not in found or (sure and field not in exact)):
            found[field] = column
            if sure:
                exact.add(field)
    return found


def is_header(columns: Mapping[str, int]) -> bool:
    """Whether these columns are enough to read sheets by."""
    return "sheet_no" in columns and ("content" in columns or "title" in columns) and len(columns) >= 4
