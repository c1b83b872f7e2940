"""What a text is made of, for the learning: runs of one to four characters, things that people call by many
names (`concepts.txt`), and pairs of such things. Pure.

Every feature keeps where in the text it was found, so that a suggestion can show the words that led to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from typing import Final

LONGEST: Final = 4
MOST_CHARACTERS: Final = 2000
"""Of a longer story the beginning is read: what is wanted is said early."""

Spans = list[tuple[int, int]]

_SILENT: Final = re.compile(
    # where somebody lives, when it was, and the phrases of whoever wrote the call down say nothing about the matter
    r"[0-9一二三四五六七八九十]+(?:栋|幢|号楼|座)(?:[0-9一二三四五六七八九十]+单元)?(?:[0-9]{2,4}(?:室|号|房)?)?"
    r"|[0-9]+单元(?:[0-9]{2,4}(?:室|号|房)?)?|[0-9]{4}年|[0-9]+月[0-9]+[日号]|[0-9]{7,}"
    r"|(?:该)?(?:市民|来电人|诉求人|反映人|群众)(?:再次|多次|又)?(?:来电|致电|来信|来访)?(?:反映|反应|投诉|表示|称|咨询|求助|举报|建议)?"
    r"|(?:再次|再度|多次|又一次|第[二三四五]次)(?:来电|致电|来信|打电话|反映|投诉)(?:反映|投诉|催促|咨询)?"
    r"|(?:希望|请|要求|恳请|望|建议)?(?:相关|有关|贵)(?:部门|单位|领导)(?:能)?(?:尽快|及时|予以)?(?:处理|核实|解决|整治|管理|介入|落实|回复|答复|协调)*"
    r"|(?:尽快|及时|予以|望|请)(?:核实|处理|解决|回复|答复)+|您好|你好|谢谢|麻烦(?:了|你们)?|领导"
)
_JOINED: Final = re.compile(r"[㐀-鿿a-z0]+")


def _concepts() -> Mapping[str, re.Pattern[str]]:
    lines = (Path(__file__).parents[1] / "concepts.txt").read_text(encoding="utf-8").splitlines()
    found = {}
    for line in lines:
        name, colon, words = line.partition(":")
        if colon and not line.startswith("#"):
            longest_first = sorted(words.lower().split(), key=lambda word: (-len(word), word))
            found[name.strip()] = re.compile("|".join(re.escape(w).replace("…", ".{0,6}?") for w in longest_first))
    return MappingProxyType(found)


CONCEPTS: Final = _concepts()


def plain(text: str) -> str:
    """The text as it is compared: half-width, small letters, digits as one, what is silent as spaces. Places stay
    where they were: as many characters as the first `MOST_CHARACTERS` of the text."""
    narrow = "".join(_narrow(character) for character in text[:MOST_CHARACTERS])
    heard = _SILENT.sub(lambda found: " " * len(found[0]), narrow)
    return re.sub(r"\d", "0", heard)


def _narrow(character: str) -> str:
    half = unicodedata.normalize("NFKC", character).lower()
    return half if len(half) == 1 else character


def features(text: str) -> dict[str, Spans]:
    """Feature → where it stands in the text. The order is that of the text, so the answer is always the same."""
    said = plain(text)
    found: dict[str, Spans] = {}
    for name, start, end in (*_runs(said), *_things(said)):
        found.setdefault(name, []).append((start, end))
    things = [name for name in found if name.startswith("#")]
    for one, other in combinations(sorted(things), 2):
        found[f"{one}{other}"] = [found[one][0], found[other][0]]
    return found


def _runs(said: str) -> Iterator[tuple[str, int, int]]:
    for run in _JOINED.finditer(said):
        start, stop = run.span()
        for size in range(1, LONGEST + 1):
            for at in range(start, stop - size + 1):
                piece = said[at : at + size]
                if "00" not in piece and piece != "0":
                    yield piece, at, at + size


def _things(said: str) -> Iterator[tuple[str, int, int]]:
    for name, pattern in CONCEPTS.items():
        for hit in pattern.finditer(said):
            yield "#" + name, *hit.span()
