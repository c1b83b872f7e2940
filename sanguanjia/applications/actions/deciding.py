"""The decision: a numbered paper with its reasons, the remedy where it is a refusal, and a hash over all of it."""

from __future__ import annotations

from sanguanjia.applications.papers import decision_digest
from sanguanjia.applications.permissions import is_decider
from sanguanjia.applications.rules import moves
from sanguanjia.applications.store import account_of, body_of, carry_out, open_application
from sanguanjia.applications.types import ApplicationRef, State
from sanguanjia.kernel import counters
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import refuse


@act("applications.decide")
def decide(
    deed: Deed,
    *,
    estate_id: int,
    application_id: int,
    granted: bool,
    clear: bool,
    words: str = "",
    version: int | None = None,
    room: str = "",
) -> ApplicationRef:
    """Grant or refuse. `clear`: declares to have no interest in it. `room`: an item of another room is decided there.

    Refuses not_found, not_permitted, stale, application_other_door, wrong_phase, and what `rules.moves.decide` refuses.
    """
    opened = open_application(deed, "decide", estate_id, application_id, is_decider, version)
    if opened.thing.item.room != room:
        refuse("application_other_door", "item")
    decision = moves.decide(
        opened.facts, opened.times, account_of(deed), granted=granted, clear=clear, words=words
    )  # fmt: skip
    row = opened.row
    row.decided_at, row.decided_by = deed.at, account_of(deed)
    row.decision_number = counters.next_number(estate_id, "application_decision")
    row.state = decision.state.value
    row.decision_digest = decision_digest(row, body_of(deed.mandate), words.strip(), dict(decision.data))
    opened.verb = "grant" if decision.state is State.GRANTED else "refuse"
    return carry_out(opened, decision, words)
