"""A question with several answers on one ballot: what a mark means for each answer, and how many may be marked.

Each answer is an item that is said yes or no to by itself (proof/README.md); a mark on the paper or screen says
something of all of them at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sanguanjia.decisions.types import Choice, QuestionKind

PICK = "pick"
"""The ballot names some of the answers; instead of it: against (none of them), abstain, invalid."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a ballot meets it: the items that are its answers, and how many of them may be marked."""

    name: str
    items: tuple[int, ...]
    most: int


def spread(asked: Asked, mark: str, picked: Collection[int] = ()) -> dict[int, str]:
    """What each answer gets: the picked ones yes and the others an abstention, or all the same."""
    if mark != PICK:
        return dict.fromkeys(asked.items, mark)
    return {item: Choice.FOR.value if item in picked else Choice.ABSTAIN.value for item in asked.items}


def over(asked: Asked, said: Mapping[int, str]) -> bool:
    """More answers got a yes than the ballot has votes."""
    return sum(said.get(item) == Choice.FOR for item in asked.items) > asked.most


def readable(questions: Sequence[Asked], said: Mapping[int, str]) -> dict[int, str]:
    """A paper without what cannot be read: an item marked invalid, every answer of a question that was marked too
    often, or in part invalid."""
    bad = {item for item, choice in said.items() if choice == Choice.INVALID}
    for asked in questions:
        if over(asked, said) or bad & set(asked.items):
            bad |= set(asked.items)
    return {item: choice for item, choice in said.items() if item not in bad}


def most_marks(kind: str, seats: int) -> int:
    """As many as there are seats; one of several companies or plans."""
    return seats if kind == QuestionKind.ELECT else 1
