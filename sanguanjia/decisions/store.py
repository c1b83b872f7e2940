"""Votes found and locked inside acts; states and lines changed and told to the record."""

from __future__ import annotations

from typing import Any

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse

from .models import Item, Question, RollLine, Vote
from .rules.questions import Asked
from .types import State, VoteRef


def lock(estate_id: int, vote_id: int, *states: State) -> Vote:
    """A vote for a change of its own row. Refuses not_found, vote_wrong_state (it is not in one of these)."""
    row = Vote.objects.select_for_update().filter(estate_id=estate_id, pk=vote_id).first() or refuse("not_found")
    if states and row.state not in states:
        refuse("vote_wrong_state", "vote", state=row.state)
    return row


def find(estate_id: int, vote_id: int) -> Vote:
    """A vote. Refuses not_found."""
    return Vote.objects.filter(estate_id=estate_id, pk=vote_id).first() or refuse("not_found")


def items_of(vote: Vote) -> list[Item]:
    """The agenda in its order."""
    return list(Item.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).order_by("position"))


def questions_of(vote: Vote) -> list[Question]:
    """The questions with several answers, in their order."""
    return list(Question.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).order_by("position"))


def asked_of(vote: Vote) -> dict[int, Asked]:
    """Each question as a ballot meets it, by its position."""
    questions = questions_of(vote)
    items = items_of(vote) if questions else []
    return {
        row.position: Asked(
            f"q{row.position}", tuple(item.position for item in items if item.question_id == row.pk), row.most
        )
        for row in questions
    }


def roll_of(vote: Vote) -> list[RollLine]:
    """The roll as it stands, in the order of ids."""
    return list(RollLine.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, left_out=False).order_by("id"))


def change(deed: Deed, vote: Vote, *, before: str = "", **values: Any) -> VoteRef:
    """Set columns of the vote and tell the record; `before`: its digest, where the row in hand was changed already."""
    before = before or row_digest(vote)
    for name, value in values.items():
        setattr(vote, name, value)
    vote.save(update_fields=list(values))
    deed.touched(vote, before=before)
    return ref(vote)


def ref(vote: Vote) -> VoteRef:
    """The vote as acts answer it."""
    return VoteRef(vote.pk, vote.estate_id, vote.number, vote.state)


def href(vote: Vote) -> str:
    """The page of a vote."""
    return f"/decisions/{vote.estate_id}/{vote.pk}/"
