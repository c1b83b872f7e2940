"""What the platform does by itself: votes open on their day, close when it ends, are counted at once."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from sanguanjia.decisions import actions, proofs, queries
from sanguanjia.decisions.proof.keeping import LogBent
from sanguanjia.decisions.types import State, VoteRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Act
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal

log = logging.getLogger(__name__)
_ACTS: dict[State, Act[VoteRef]] = {
    State.ANNOUNCED: actions.open_vote,
    State.OPEN: actions.close_vote,
    State.CLOSED: actions.count_vote,
}


@app.periodic(cron="* * * * *", periodic_id="decisions.tend")
@app.task(name="decisions.tend", queueing_lock="decisions.tend", lock="decisions.tend", pass_context=False)
def tend(timestamp: int = 0) -> int:
    """Every minute. Answers how many votes moved on."""
    return 0 if clock.has_jumped() else tend_due()


@app.periodic(cron="* * * * *", periodic_id="decisions.sign_heads")
@app.task(name="decisions.sign_heads", queueing_lock="decisions.sign_heads", lock="decisions.sign_heads")
def sign_heads(timestamp: int = 0) -> int:
    """Every minute: the logs of running votes are checked against what was signed and signed as they are now."""
    signed = 0
    for estate_id, vote_id in queries.with_log():
        vote = queries.vote(estate_id, vote_id)
        try:
            proofs.sign_head(vote, clock.now())
            signed += 1
        except LogBent as fault:  # never signed: whoever asks for a receipt or a bundle sees it too
            log.error("the log of vote %s/%s is not what was signed: %s", estate_id, vote_id, fault)
    return signed


@app.periodic(cron="20 5 * * *", periodic_id="decisions.review_committees")
@app.task(name="decisions.review_committees", queueing_lock="decisions.review", lock="decisions.review")
def review_committees(timestamp: int = 0) -> int:
    """Once a day: seats and terms that ended by themselves. Answers how many committees changed."""
    return 0 if clock.has_jumped() else sum(_review(*row) for row in queries.sitting_committees())


def _review(estate_id: int, committee_id: int) -> bool:
    try:
        actions.review_committee(SYSTEM, estate_id=estate_id, committee_id=committee_id)
    except Refusal:  # nothing ended: the usual day
        return False
    return True


def tend_due() -> int:
    """Everything that is due now, each in its own transaction under a key of its own: twice has the effect of once.
    What was closed is counted in the same run."""
    moved, last = 0, -1
    while moved != last:
        last = moved
        moved += sum(_tend(*row) for row in queries.due(clock.today()))
    return moved


def _tend(estate_id: int, vote_id: int, state: State) -> bool:
    act = _ACTS[state]
    try:
        act(SYSTEM, key=f"{act.name}:{vote_id}", estate_id=estate_id, vote_id=vote_id)
    except Refusal as refusal:  # somebody was faster, or it is not its time: the next minute looks again
        log.info("vote %s/%s left as it is: %s", estate_id, vote_id, refusal)
        return False
    return True
