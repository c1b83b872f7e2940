"""What a call may be about: up to three of the 68 matters with the words that led there, for a person to tap.

Nothing is decided here. Without a model there is no suggestion, and everything goes on as without this file.
"""

from __future__ import annotations

from dataclasses import dataclass

from sanguanjia.cases import matters
from sanguanjia.cases.types import CasePolicy

from . import store


@dataclass(frozen=True, slots=True)
class Offer:
    """A matter that may be meant: code, name, the entry of the needs list it goes in as, the words in the text."""

    code: str
    name: str
    need: str
    words: tuple[str, ...]


def offers(text: str, names: dict[str, str], policy: CasePolicy) -> list[Offer]:
    """The likeliest three that are likely at all; only what an entry of the needs list names can be offered."""
    found = []
    for each in matters.suggested(text):
        need = matters.entry_for(each.code, policy)
        if str(each.score) >= matters.LEAST_SCORE and need is not None:
            found.append(Offer(each.code, names.get(each.code, each.code), need.code, tuple(each.words)))
    return found


def names_at(home_id: int) -> dict[str, str]:
    """Code → name of the 68 where this desk is."""
    return matters.matter_names(store.desk(home_id).place)
