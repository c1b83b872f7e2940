"""Which place an address means: the names of places that occur in it, the narrowest and longest first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

RANKS = {"city": 0, "district": 1, "subdistrict": 2, "neighbourhood": 3, "estate": 4}
_TAILS = ("小区", "社区", "街道", "花园小区")


@dataclass(frozen=True, slots=True)
class Named:
    """A home with the names people know it by."""

    home_id: int
    kind: str
    path: str
    names: tuple[str, ...]


def plain(text: str) -> str:
    """Without spaces and width: how names are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def stem(name: str) -> str:
    """A name without 小区 at its end, unless hardly anything would be left."""
    short = plain(name).removesuffix("小区")
    return short if len(short) >= 2 else plain(name)


def place_of(text: str, homes: Iterable[Named]) -> Named | None:
    """The narrowest place whose name occurs in the text; of several the one that lies in most other places that occur
    too, then the longest name. None when nothing occurs, or when two of the same rank remain."""
    said = plain(text)
    found = []
    for home in homes:
        length = max((len(stem(name)) for name in home.names if name and stem(name) in said), default=0)
        if length >= 2:
            found.append((home, length))
    if not found:
        return None
    paths = [home.path for home, _ in found]

    def weight(home: Named, length: int) -> tuple[int, int, int]:
        return RANKS.get(home.kind, -1), length, sum(home.path.startswith(path) for path in paths)

    ordered = sorted(found, key=lambda pair: weight(*pair), reverse=True)
    best = ordered[0]
    if len(ordered) > 1 and weight(*ordered[1]) == weight(*best):
        return _common(best[0], [home for home, _ in ordered if home.kind != best[0].kind])
    return best[0]


def _common(home: Named, wider: list[Named]) -> Named | None:
    """Two places of one name, and nothing that tells them apart: the widest place that was named, if it holds both."""
    return next((place for place in wider if home.path.startswith(place.path)), None)
