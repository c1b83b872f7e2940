"""XML parts of a workbook, streamed through expat with everything dangerous switched off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final
from xml.parsers import expat

from sanguanjia.kernel.sheets.types import Refused

_FIRST: Final = 4096
_ENCODING: Final = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""")


def guard(first: bytes) -> None:
    """Refuse by the first bytes of a part: another encoding (which could hide markup from scanning) or a DOCTYPE."""
    if first.startswith((b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0", b"\0\0", b"\x4c\x6f")):
        raise Refused("wrong_type", "encoding")
    match = _ENCODING.match(first.lstrip(b"\xef\xbb\xbf"))
    if match and match[1].upper().replace(b"-", b"") not in (b"UTF8", b"ASCII", b"USASCII"):
        raise Refused("wrong_type", "encoding")


def _doctype(_name: str, system: str | None, public: str | None, internal: int) -> None:
    if system or public:
        raise Refused("external_link", "doctype")
    raise Refused("zip_bomb" if internal else "wrong_type", "doctype")


def _entity(*_args: object) -> None:
    raise Refused("zip_bomb", "entity")


def _external(*_args: object) -> int:
    raise Refused("external_link", "entity")


def new_parser() -> expat.XMLParserType:
    """An expat parser that refuses DOCTYPE and entities before they can expand."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65_536
    parser.StartDoctypeDeclHandler = _doctype
    parser.EntityDeclHandler = _entity
    parser.ExternalEntityRefHandler = _external
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def feed(parser: expat.XMLParserType, chunks: Iterable[bytes], after: Callable[[], None] | None = None) -> None:
    """Push all chunks; broken XML is `wrong_type`. `after` runs behind every chunk."""
    first = True
    try:
        for chunk in chunks:
            if first:
                guard(chunk[:_FIRST])
                first = False
            parser.Parse(chunk, False)
            if after is not None:
                after()
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise Refused("wrong_type", "xml") from None


def local(name: str) -> str:
    """The name without its namespace prefix."""
    return name.rpartition(":")[2] if ":" in name else name


def elements(data: bytes, wanted: frozenset[str]) -> list[tuple[str, dict[str, str]]]:
    """(local name, attributes with local names) of the wanted elements of a small part, in order."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = new_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) in wanted:
            found.append((local(name), {local(k) if not k.startswith("r:") else k: v for k, v in attributes.items()}))

    parser.StartElementHandler = start
    feed(parser, [data] if data else [])
    return found
