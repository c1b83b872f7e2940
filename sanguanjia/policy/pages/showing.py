"""Values of rules as pages show them: a sentence where there is one, else rows and tables. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from sanguanjia.policy.explaining import value_words
from sanguanjia.policy.types import Json
from sanguanjia.policy.wording import FIELD_WORDS, VALUE_WORDS

_ORDER = {name: number for number, name in enumerate(FIELD_WORDS)}


@dataclass(frozen=True, slots=True)
class Grid:
    """A list of alike entries as a table."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A value: one sentence, or facts (name, words), or tables; whatever of these is not empty."""

    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    grids: tuple[Grid, ...] = ()


def show(value: Json) -> Shown:
    """Take a value apart for a page."""
    if not isinstance(value, dict):
        return Shown(short(value))
    whole = value_words(value)
    if not whole.startswith("{"):
        return Shown(whole)
    facts, grids = [], []
    for name, part in in_order(value):
        if isinstance(part, list) and part and all(isinstance(item, dict) for item in part):
            grids.append(_grid(name, part))
        else:
            facts.append((_label(name), _words(part)))
    return Shown("", tuple(facts), tuple(grids))


def short(value: Json) -> str:
    """A value in one line for lists; structures are counted, not shown."""
    if isinstance(value, dict):
        words = value_words(value)
        if not words.startswith("{"):
            return words
        lists = [part for part in value.values() if isinstance(part, list)]
        if len(lists) == 1 and len(value) == 1:
            return f"共 {len(lists[0])} 项"
        flat = all(not isinstance(part, list | dict) for part in value.values())
        return _words(value) if flat and len(value) <= 4 else "见详情"
    return "不计入" if value == "none" else _words(value)  # alone it is no roll


def _grid(name: str, items: list[dict[str, Json]]) -> Grid:
    keys: dict[str, None] = {}
    for item in items:
        keys.update(dict.fromkeys(item))
    keys = dict.fromkeys(sorted(keys, key=_rank))
    if "handler_name" in keys:
        keys.pop("handler", None)
    rows = tuple(tuple(_words(item.get(key, "")) for key in keys) for item in items)
    return Grid(_label(name), tuple(_label(key) for key in keys), rows)


def _label(name: str) -> str:
    return FIELD_WORDS.get(name, name)


def _words(value: Json) -> str:
    if isinstance(value, str):
        return VALUE_WORDS.get(value, value)
    if isinstance(value, list):
        if value and all(isinstance(item, list) for item in value):
            return "、".join("–".join(str(part) for part in item) for item in value)
        return "、".join(_words(item) for item in value) or "无"
    if isinstance(value, dict):
        whole = value_words(value)
        if not whole.startswith("{"):
            return whole
        return "；".join(f"{_label(name)}：{_words(part)}" for name, part in in_order(value))
    return value_words(value)


def in_order(value: dict[str, Json]) -> list[tuple[str, Json]]:
    """Entries in the order of the words' list: the database does not keep the order they were written in."""
    return sorted(value.items(), key=lambda entry: _rank(entry[0]))


def _rank(name: str) -> tuple[int, str]:
    return _ORDER.get(name, len(_ORDER)), name
