"""A .xlsx workbook as tables: checked part by part first, then streamed. No third-party reader is involved.

Two passes over a sheet: the first only inflates and scans bytes (formulas, merged cells,
    which stand behind the rows),
the second parses. Everything but the shared strings is constant memory.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from sanguanjia.kernel.sheets import limits
from sanguanjia.kernel.sheets.archive import Archive
from sanguanjia.kernel.sheets.markup import elements, feed, guard, local, new_parser
from sanguanjia.kernel.sheets.text import DateNumber, Number, number_of
from sanguanjia.kernel.sheets.types import Cells, Merge, Refused, Unreadable, column_index

_BUILT_IN_DATES: Final = frozenset([*range(14, 18), 22, *range(27, 32), 34, 35, 36, *range(50, 59)])
_DATE_LETTERS: Final = re.compile(r"[ymd年月日]", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_MERGE: Final = re.compile(
    rb'<(?:[\w.-]+:)?mergeCell\s[^>]*?ref\s*=\s*["\']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["\']'
)
_DANGEROUS_PARTS: Final = re.compile(
    r"externallinks/|/connections\.xml$|/querytables/|/webextensions/|dde|/customdata/"
)
_REFERENCE: Final = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


class Workbook:
    """The sheets of a checked workbook. Opening it is the check: every part is inflated once and scanned."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.date1904 = False
        self._kind()
        self._parts()
        self._relations()
        self._dates = self._date_styles()
        self.sheets = self._sheet_list()
        self._merges: dict[str, list[Merge]] = {}
        self._sizes: dict[str, int] = {}
        self._check_all()
        self._strings: list[str] | None = None

    # --- the check --------------------------------------------------------------------------------------------------

    def _kind(self) -> None:
        if not self.archive.has("[Content_Types].xml") or not self.archive.has("xl/workbook.xml"):
            raise Refused("wrong_type", "no workbook")
        types = self.archive.read("[Content_Types].xml", 1 << 20)
        guard(types)
        for _, attributes in elements(types, frozenset({"Override", "Default"})):
            kind = attributes.get("ContentType", "").lower()
            if "macroenabled" in kind or "vbaproject" in kind or "binary.macro" in kind:
                raise Refused("wrong_type", "macros")

    def _parts(self) -> None:
        for name in self.archive.parts:
            if "vbaproject" in name or "/macrosheets/" in name or "/dialogsheets/" in name or "/activex/" in name:
                raise Refused("wrong_type", "macros")
            if _DANGEROUS_PARTS.search(name):
                raise Refused("external_link", "part")
            if "/embeddings/" in name:
                raise Refused("wrong_type", "embedded object")

    def _relations(self) -> None:
        """No part may point outside. A mailto: that Excel made of an address is the one harmless kind."""
        for name in self.archive.parts:
            if not name.endswith(".rels"):
                continue
            for _, attributes in elements(self.archive.read(name, 8 << 20), frozenset({"Relationship"})):
                target = attributes.get("Target", "")
                if attributes.get("TargetMode", "").lower() == "external" and not target.lower().startswith("mailto:"):
                    raise Refused("external_link", "relationship")
                if "externallink" in attributes.get("Type", "").lower():
                    raise Refused("external_link", "relationship")

    def _check_all(self) -> None:
        """Inflate every part once: sizes and ratios by what comes out; sheets also for formulas and merged cells."""
        sheets = {path.lower() for _, path, _ in self.sheets}
        worksheets = {n for n in self.archive.parts if n.startswith("xl/worksheets/") and n.endswith(".xml")} | sheets
        total = packed = 0
        for name, info in self.archive.parts.items():
            size = self._scan_sheet(name, keep=name in sheets) if name in worksheets else self._scan_part(name)
            total += size
            packed += info.compress_size
            if total > limits.UNPACKED_BYTES:
                raise Refused("too_large", "unpacked")
        if total > limits.RATIO_FROM_BYTES and total > limits.RATIO * packed:
            raise Refused("zip_bomb", "ratio")

    def _scan_part(self, name: str) -> int:
        size = 0
        tail = b""
        for chunk in self.archive.inflate(name):
            if name.endswith((".xml", ".rels", ".vml")):
                if size == 0:
                    guard(chunk[:4096])
                if b"<!DOCTYPE" in tail + chunk[:4096]:
                    self._doctype(tail + chunk)
                tail = chunk[-16:]
            size += len(chunk)
        return size

    @staticmethod
    def _doctype(data: bytes) -> None:
        start = data.find(b"<!DOCTYPE")
        after = data[start : start + 4096]
        if b"SYSTEM" in after or b"PUBLIC" in after:
            raise Refused("external_link", "doctype")
        raise Refused("zip_bomb" if b"<!ENTITY" in after else "wrong_type", "doctype")

    def _scan_sheet(self, name: str, *, keep: bool) -> int:
        size, tail = 0, b""
        merging = False
        held = bytearray()
        merges: list[Merge] = []
        for chunk in self.archive.inflate(name):
            if size == 0:
                guard(chunk[:4096])
            size += len(chunk)
            piece = tail + chunk
            if b"<!DOCTYPE" in piece[: 4096 + len(tail)]:
                self._doctype(piece)
            self._formula(piece)
            start = 0 if merging else piece.find(b"mergeCells")
            if merging or start >= 0:
                merging = True
                held += piece[max(start, 0) :] if not held else chunk
                last = held.rfind(b">") + 1
                self._read_merges(bytes(held[:last]), merges)
                del held[:last]
                if len(held) > 1 << 20:
                    raise Refused("wrong_type", "markup")
                if b"pageMargins" in chunk or b"</mergeCells" in piece:
                    merging = False
            tail = piece[-24:]
        if keep:
            self._merges[name] = merges
            self._sizes[name] = size
        return size

    @staticmethod
    def _formula(piece: bytes) -> None:
        at = piece.find(b"<f")
        while at >= 0:
            if piece[at + 2 : at + 3] in (b">", b" ", b"/", b"\n", b"\t", b"\r"):
                raise Refused("formula", "cell")
            at = piece.find(b"<f", at + 2)

    @staticmethod
    def _read_merges(data: bytes, merges: list[Merge]) -> None:
        for match in _MERGE.finditer(data):
            left, top, right, bottom = match.groups()
            merges.append(Merge(int(top), column_index(left.decode()), int(bottom), column_index(right.decode())))
        if len(merges) > limits.MERGES:
            raise Refused("too_large", "merged cells")

    # --- the book ---------------------------------------------------------------------------------------------------

    def _sheet_list(self) -> list[tuple[str, str, bool]]:
        """(name, part, visible) of every worksheet in tab order."""
        book = self.archive.read("xl/workbook.xml", 4 << 20)
        found = elements(book, frozenset({"sheet", "workbookPr"}))
        targets: dict[str, str] = {}
        if self.archive.has("xl/_rels/workbook.xml.rels"):
            relations = self.archive.read("xl/_rels/workbook.xml.rels", 4 << 20)
            for _, a in elements(relations, frozenset({"Relationship"})):
                if a.get("Type", "").endswith("/worksheet"):
                    target = a.get("Target", "")
                    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
                    targets[a.get("Id", "")] = path
        sheets: list[tuple[str, str, bool]] = []
        for name, a in found:
            if name == "workbookPr":
                self.date1904 = a.get("date1904", "0") in ("1", "true")
                continue
            key = next((v for k, v in a.items() if k.endswith(":id")), a.get("id", ""))
            part = targets.get(key)
            if part and self.archive.has(part):
                sheets.append((a.get("name", ""), part, a.get("state", "visible") == "visible"))
        if not sheets:
            raise Unreadable("no_sheet")
        return sheets

    def _date_styles(self) -> frozenset[int]:
        """Indexes of cell styles that show a number as a date."""
        if not self.archive.has("xl/styles.xml"):
            return frozenset()
        data = self.archive.read("xl/styles.xml", 32 << 20)
        custom: dict[int, bool] = {}
        styles: list[int] = []
        inside = False
        parser = new_parser()

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            plain = local(name)
            if plain == "numFmt":
                code = _QUOTED.sub("", attributes.get("formatCode", ""))
                # "General", "0.00" and "@" have none of these letters; [h]:mm was cut with its brackets.
                custom[_number(attributes.get("numFmtId"))] = bool(_DATE_LETTERS.search(code)) and "General" not in code
            elif plain == "cellXfs":
                inside = True
            elif plain == "xf" and inside:
                styles.append(_number(attributes.get("numFmtId")))

        def end(name: str) -> None:
            nonlocal inside
            if local(name) == "cellXfs":
                inside = False

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        feed(parser, [data])
        return frozenset(i for i, f in enumerate(styles) if custom.get(f, f in _BUILT_IN_DATES))

    def strings(self) -> list[str]:
        """The shared strings, read once. Phonetic hints (rPh) are not part of a name."""
        if self._strings is None:
            self._strings = self._read_strings() if self.archive.has("xl/sharedStrings.xml") else []
        return self._strings

    def _read_strings(self) -> list[str]:
        found: list[str] = []
        parts: list[str] = []
        state = {"t": False, "rph": 0, "total": 0}
        parser = new_parser()

        def start(name: str, _attributes: dict[str, str]) -> None:
            plain = local(name)
            if plain == "t":
                state["t"] = not state["rph"]
            elif plain == "rPh":
                state["rph"] += 1

        def text(data: str) -> None:
            if state["t"]:
                parts.append(data)
                state["total"] += len(data)
                if state["total"] > limits.STRINGS_CHARACTERS:
                    raise Refused("too_large", "strings")

        def end(name: str) -> None:
            plain = local(name)
            if plain == "t":
                state["t"] = False
            elif plain == "rPh":
                state["rph"] -= 1
            elif plain == "si":
                found.append("".join(parts))
                parts.clear()
                if len(found) > limits.STRINGS:
                    raise Refused("too_large", "strings")

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        feed(parser, self.archive.inflate("xl/sharedStrings.xml"))
        return found

    def tables(self) -> list[tuple[SheetTable, bool, int]]:
        """(table, visible, size) of every sheet."""
        return [
            (SheetTable(self, name, part), visible, self._sizes.get(part.lower(), 0))
            for name, part, visible in self.sheets
        ]

    def merges_of(self, part: str) -> list[Merge]:
        """Merged blocks found in the first pass."""
        return self._merges.get(part.lower(), [])

    @property
    def date_styles(self) -> frozenset[int]:
        """Indexes of cell styles that show a date."""
        return self._dates


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


class SheetTable:
    """One worksheet, streamed anew on every call of `rows()`."""

    def __init__(self, book: Workbook, name: str, part: str) -> None:
        self.book = book
        self.name = name
        self.part = part

    @property
    def date1904(self) -> bool:
        """True when serials count from 1904."""
        return self.book.date1904

    def merges(self) -> list[Merge]:
        """Merged blocks of the sheet."""
        return self.book.merges_of(self.part)

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Rows in rising order; rows that have no cell with text are left out."""
        reader = _RowReader(self.book.strings(), self.book.date_styles)
        parser = reader.parser
        first = True
        for chunk in self.book.archive.inflate(self.part):
            if first:
                guard(chunk[:4096])
                first = False
            self._push(parser, chunk, last=False)
            yield from reader.take()
        self._push(parser, b"", last=True)
        yield from reader.take()

    @staticmethod
    def _push(parser: expat.XMLParserType, chunk: bytes, *, last: bool) -> None:
        try:
            parser.Parse(chunk, last)
        except expat.ExpatError:
            raise Refused("wrong_type", "xml") from None


class _RowReader:
    """expat handlers that gather finished rows."""

    def __init__(self, strings: list[str], dates: frozenset[int]) -> None:
        self.strings = strings
        self.dates = dates
        self.done: list[tuple[int, Cells]] = []
        self.row = 0
        self.col = -1
        self.cells: Cells = {}
        self.kind = ""
        self.style = 0
        self.text: list[str] = []
        self.length = 0
        self.listening = False
        self.phonetic = False
        self.rows_seen = 0
        self.cells_seen = 0
        self.letters: dict[str, int] = {}
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data

    def take(self) -> list[tuple[int, Cells]]:
        """The rows finished since the last call."""
        done, self.done = self.done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            self._cell(attributes)
        elif name in ("v", "t"):
            self.listening = not self.phonetic
        elif name == "row":
            self._new_row(attributes)
        elif name == "f":
            raise Refused("formula", "cell")
        elif name == "rPh":
            self.phonetic = True

    def _new_row(self, attributes: dict[str, str]) -> None:
        typed = attributes.get("r")
        if typed is not None and not (typed.isascii() and typed.isdigit() and len(typed) < 9):
            raise Refused("wrong_type", "row numbers")
        number = int(typed) if typed is not None else self.row + 1
        if number <= self.row or number > limits.SHEET_ROWS:
            raise Refused("wrong_type", "row numbers")
        self.row = number
        self.col = -1
        self.cells = {}

    def _cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            letters = reference.rstrip("0123456789")
            col = self.letters.get(letters, -1)
            if col < 0:
                if not _REFERENCE.fullmatch(reference) or column_index(letters) >= 16_384:
                    raise Refused("wrong_type", "cell reference")
                col = self.letters[letters] = column_index(letters)
            self.col = col
        else:
            self.col += 1
        self.kind = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self.style = int(style) if style.isdigit() else 0
        self.text = []
        self.length = 0
        self.cells_seen += 1
        if self.cells_seen > limits.CELLS:
            raise Refused("too_large", "cells")

    def _data(self, data: str) -> None:
        if self.listening:
            self.length += len(data)
            if self.length > limits.CELL_CHARACTERS:
                raise Refused("too_large", "cell")
            self.text.append(data)

    def _end(self, name: str) -> None:
        if ":" in name:
            name = local(name)
        if name in ("v", "t"):
            self.listening = False
        elif name == "c":
            if self.text and self.col < limits.COLUMNS:
                self._keep("".join(self.text))
            self.text = []
        elif name == "row":
            if self.cells:
                self.rows_seen += 1
                if self.rows_seen > limits.ROWS:
                    raise Refused("too_large", "rows")
                self.done.append((self.row, self.cells))
                self.cells = {}
        elif name == "rPh":
            self.phonetic = False

    def _keep(self, text: str) -> None:
        kind = self.kind
        if kind == "s":
            index = int(text) if text.isdigit() else -1
            if not 0 <= index < len(self.strings):
                raise Refused("wrong_type", "string index")
            text = self.strings[index]
        elif kind == "n":
            if number_of(text) is not None:  # anything else no spreadsheet writes: it stays text and is judged as such
                text = DateNumber(text) if self.style in self.dates else Number(text)
        elif kind == "b":
            text = "TRUE" if text == "1" else "FALSE"
        if text and not text.isspace():
            self.cells[self.col] = text
