"""Entries of the catalogue from policy data (`applications.items`): form, documents, steps, clock, result, power."""

from __future__ import annotations

from collections.abc import Mapping

from sanguanjia.applications.types import Field, Item, Level, Paper, Span
from sanguanjia.policy.types import Json, Resolution

ACCEPT = Span(amount=5, unit="workday")
"""Where an item says nothing: five working days to accept, or to name at once what is missing (行政许可法 art. 32)."""
DECIDE = Span(amount=20, unit="workday")
"""Where an item says nothing: twenty working days (行政许可法 art. 42)."""
REMEDY = "不服决定的，可以自收到决定之日起六十日内申请行政复议，或者六个月内提起行政诉讼。"


def read_items(found: Resolution | None) -> Mapping[str, Item]:
    """Every entry by its code, in the order of the list; empty where the place has no list.

    Raises ValueError or KeyError for a list that is none: policy data are checked by a test before they ship.
    """
    if found is None:
        return {}
    items = (_item(entry, found) for entry in found.value["items"])
    return {item.code: item for item in items}


def _item(entry: Json, found: Resolution) -> Item:
    source = found.winner.source
    return Item(
        code=entry["code"], name=entry["name"], group=entry["group"], applicants=tuple(entry["applicants"]),
        fields=tuple(Field(f["name"], f["label"], f.get("kind", "text"), f.get("required", True))
                     for f in entry.get("fields", ())),
        papers=tuple(Paper(p["code"], p["label"], p.get("required", True)) for p in entry.get("papers", ())),
        levels=tuple(Level(level) for level in entry.get("levels", ())), decides=Level(entry["decides"]),
        joint=entry.get("joint", False), accept=_span(entry.get("accept"), ACCEPT),
        review=_span(entry.get("review"), DECIDE), decide=_span(entry.get("decide"), DECIDE),
        result=entry["result"], power=entry["power"], handed_down=entry.get("handed_down", ""), basis=entry["basis"],
        remedy=entry.get("remedy", REMEDY), room=entry.get("room", ""), version=found.winner.version,
        source=f"{source.title}{source.article}", note=entry.get("note", ""),
    )  # fmt: skip


def _span(value: Json, otherwise: Span) -> Span:
    if value is None:
        return otherwise
    if value.get("same_day"):
        return Span(same_day=True)
    return Span(
        amount=value["amount"], unit=value["unit"], roll=value.get("roll", "none"),
        target=value.get("target", False),
    )  # fmt: skip
