"""Which moves of the table would be refused in any case, so that nobody is offered them. The rules refuse them all
the same.
"""

from __future__ import annotations

from sanguanjia.cases.types import ENDS, Facts, Outcome, Step


def pointless(verb: str, facts: Facts) -> bool:
    """True when the facts alone already rule the move out."""
    if verb == "decide_extension":
        return facts.extension_asked is None
    if verb == "ask_extension":
        return facts.extension_asked is not None
    if verb == "hand_on":
        return facts.settled
    if verb == "ask_exclusion":
        return facts.exclusion != ""
    if verb == "decide_exclusion":
        return facts.exclusion != "asked"
    if verb == "call_back":
        return facts.solved is not None or facts.outcome in (Outcome.WITHDRAWN, Outcome.DUPLICATE)
    if verb == "answer_urge":
        return facts.clock(Step.URGED) is None
    if verb == "supervise":
        return facts.supervision != ""
    if verb == "answer_supervision":
        return facts.supervision != "open"
    if verb == "end_supervision":
        return facts.supervision == ""
    if verb == "rate":
        return facts.satisfaction is not None or facts.closed_at is None
    if verb == "reopen":
        return facts.state in ENDS and facts.outcome in (Outcome.WITHDRAWN, Outcome.DUPLICATE)
    return False
