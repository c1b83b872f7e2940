"""What comes before and after a vote: held again in another, drafted anew from one that was called off."""

from __future__ import annotations

from typing import Any

from sanguanjia.decisions import queries
from sanguanjia.decisions.pages import shown
from sanguanjia.decisions.pages.as_typed import as_typed
from sanguanjia.kernel.refusal import Refusal


def failed(found: Any) -> list[tuple[str, str]]:
    """(name, title) of what a posted vote did not carry: this may be voted again."""
    names = queries.failed(found)
    titles = {str(item.position): item.title for item in queries.items(found)}
    titles |= {f"q{row.position}": row.title for row in queries.questions(found)}
    return [(name, titles[name]) for name in names]


def related(found: Any) -> dict[str, Any]:
    """The vote before, those after, the proposal it was asked for by."""
    before = queries.vote(found.estate_id, found.after_id) if found.after_id else None
    return {
        "before": _said(before) if before else None, "later": [_said(row) for row in queries.held_again(found)],
        "proposal": queries.proposal_of(found),
    }  # fmt: skip


def _said(row: Any) -> tuple[Any, tuple[str, str]]:
    return row, shown.status(row.state)


def drafted(estate_id: int, after_id: int, proposal_id: int) -> dict[str, str]:
    """The form filled in from a vote that was called off, or from a proposal of owners; empty without either. The days
    are left open: the old ones are over."""
    try:
        if after_id:
            before = queries.vote(estate_id, after_id)
            return _from_vote(before) if before.state == "cancelled" else {}
        if proposal_id:
            return _from_proposal(queries.proposal(estate_id, proposal_id))
    except Refusal:  # of another estate, or none at all: an empty form
        return {}
    return {}


def _from_vote(before: Any) -> dict[str, str]:
    typed = {name: value for name, value in as_typed(before).items() if name not in ("opens_on", "closes_on")}
    return {**typed, "after": str(before.pk)}


def _from_proposal(row: Any) -> dict[str, str]:
    before = queries.vote(row.estate_id, row.vote_id) if row.vote_id else None
    if before is not None and before.state == "cancelled":
        return _from_vote(before)
    return {
        "title": row.title[:80], "proposal": str(row.pk), "matter_1": str(row.matter), "title_1": row.title,
        "text_1": row.text,
    }  # fmt: skip
