"""Votes of the stories: announced, opened, with numbered forms, and papers that two people typed alike."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from tests.browser.stories.days import ago, day, who

LEFT = 3  # paper ballots that the desks type in the browser
SCANS = hashlib.sha256("演示扫描件".encode()).hexdigest()


def opened(home: int, desk: str, *, opens: int, announced: int, **wish: Any) -> Any:
    """A vote of ten days that opened `opens` days ago, with numbered forms."""
    from sanguanjia.decisions import actions
    from sanguanjia.decisions.actions.drafting import VoteWish
    from sanguanjia.kernel.actor import SYSTEM

    first = day(-opens)
    with ago(announced):
        ref = actions.draft_vote(
            who(desk), estate_id=home,
            wish=VoteWish(opens_on=first, closes_on=first + dt.timedelta(days=9), **wish),
        )  # fmt: skip
        actions.announce(who(desk), estate_id=home, vote_id=ref.id, contact="召集人办公室")
    with ago(opens - 1):
        actions.open_vote(SYSTEM, estate_id=home, vote_id=ref.id)
        actions.issue_forms(who(desk), estate_id=home, vote_id=ref.id)
    return ref


def forms(ref: Any) -> dict[int, tuple[set[int], int]]:
    """Each form's units, and the area it stands for in 1/100 m²."""
    from sanguanjia.decisions import queries

    vote, made = queries.vote(ref.estate_id, ref.id), {}
    for first in range(1, queries.papers(vote).forms + 1, 200):
        for form, lines in queries.forms_to_print(vote, first, first + 199):
            made[form.number] = ({line.unit_id for line in lines}, sum(line.area for line in lines))
    return made


def typed(ref: Any, said: dict[int, tuple[str, ...]], typists: Sequence[str]) -> None:
    """Papers, as two people typed them alike."""
    from sanguanjia.decisions import actions
    from sanguanjia.decisions.types import PaperLine

    lines = [PaperLine(number, choices) for number, choices in said.items()]
    for first in range(0, len(lines), 200):
        batch = tuple(lines[first : first + 200])
        for name in typists:
            actions.enter_papers(who(name), estate_id=ref.estate_id, vote_id=ref.id, lines=batch, scans=SCANS)


def laid_out(
    ref: Any, unit: int, said: dict[int, tuple[str, ...]], typists: Sequence[str], **more: Any
) -> dict[str, Any]:
    """The papers of all but the last few; what the browser needs to go on."""
    numbers = sorted(said)
    with ago(1):
        typed(ref, {n: said[n] for n in numbers[:-LEFT]}, typists)
    return {"estate": ref.estate_id, "vote": ref.id, "unit": unit, "left": numbers[-LEFT:], **more}
