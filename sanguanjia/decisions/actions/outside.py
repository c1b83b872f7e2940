"""A vote that the city's own system holds (OWN-044): what is handed to it, and its result, checked row by row."""

from __future__ import annotations

import re

from sanguanjia.decisions import outside, store
from sanguanjia.decisions.actions.running import closing_line
from sanguanjia.decisions.box import Log, Wish
from sanguanjia.decisions.models import OutsideSystem, RollLine, Vote
from sanguanjia.decisions.permissions import may_prepare, may_run
from sanguanjia.decisions.proof import events
from sanguanjia.decisions.rules import outside as rules
from sanguanjia.decisions.rules.box import OWN_RANK
from sanguanjia.decisions.types import Capacity, Channel, State, VoteRef
from sanguanjia.decisions.voices import paper_voter
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import refuse, refuse_if_any

_HASH = re.compile(r"[0-9a-f]{64}")


@act("decisions.hand_over")
def hand_over(deed: Deed, *, estate_id: int, vote_id: int) -> str:
    """Note that electorate, notice and evidence were handed to the system; answers the hash of the package.

    Refuses not_found, not_permitted, vote_wrong_state, held_here.
    """
    deed.permit(may_run, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.ANNOUNCED, State.OPEN)
    row = _system(vote)
    before = row_digest(row)
    row.exported_hash, row.exported_at = outside.hash_of(outside.package(vote)), deed.at
    row.save(update_fields=["exported_hash", "exported_at"])
    deed.touched(row, before=before)
    return row.exported_hash


@act("decisions.import_result")
def import_result(deed: Deed, *, estate_id: int, vote_id: int, text: str, file_hash: str) -> VoteRef:
    """Take the result of the system: every row fits the frozen roll, its sums agree with the rows, or nothing is taken.
    Its ballots go into the log like any other, and the vote is closed. `file_hash`: SHA-256 of the file as it came.

    Refuses not_found, not_permitted, vote_wrong_state, held_here, vote_closes_later, scan_not_hash, outside_*.
    """
    deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.OPEN)
    row = _system(vote)
    if clock.today() <= vote.closes_on:
        refuse("vote_closes_later", "closes_on", day=f"{vote.closes_on.month}月{vote.closes_on.day}日")
    if not _HASH.fullmatch(file_hash):
        refuse("scan_not_hash", "file")
    rows, wrong = rules.read(text)
    refuse_if_any(wrong)
    judged = rules.judge(rows, outside.roll_of(vote), [item.position for item in store.items_of(vote)])
    refuse_if_any(judged.reasons)
    before = row_digest(row)
    row.result_hash, row.result_at = file_hash, deed.at
    row.save(update_fields=["result_hash", "result_at"])
    deed.touched(row, before=before)
    _fill(deed, vote, judged.said, file_hash)
    return store.change(deed, vote, state=State.CLOSED.value, closed_at=deed.at)


def _system(vote: Vote) -> OutsideSystem:
    return outside.system_of(vote) or refuse("held_here", "vote")


def _fill(deed: Deed, vote: Vote, said: dict[int, dict[int, str]], file_hash: str) -> None:
    lines: dict[int, list[RollLine]] = {}
    for line in store.roll_of(vote):
        lines.setdefault(line.head, []).append(line)
    log = Log(vote)
    batch = log.add(
        lambda seq: events.paper_batch(log.vote, seq, deed.at, number=1, forms=len(said), scans=file_hash)
    )  # fmt: skip
    wishes = [
        Wish(
            tuple(lines[head]), tuple(sorted(choices.items())), Channel.OUTSIDE, Capacity.OWNER,
            paper_voter(lines[head][0]), OWN_RANK,
        )
        for head, choices in sorted(said.items())
    ]  # fmt: skip
    done = log.cast(wishes, deed.actor.account_id, deed.at, batch=batch)
    log.write(deed.at)
    deed.stored(done.ballots)
    closing_line(log, deed.at)
