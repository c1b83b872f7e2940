"""While a committee is being renewed, it may not put some matters to the owners' vote (OWN-074)."""

from __future__ import annotations

from sanguanjia.decisions.guards import guard
from sanguanjia.decisions.rules import committee
from sanguanjia.decisions.rules.law import Law
from sanguanjia.decisions.types import Finding

from . import queries

_WORDS = {4: ("hire_manager", "dismiss_manager"), 5: ("major_repair",), 7: ("major_repair",)}
"""Which of the policy's words each of the nine matters falls under; fees have no matter of their own."""


@guard
def hands_bound(law: Law, estate_id: int, caller: str, matters: tuple[int, ...]) -> tuple[Finding, ...]:
    """What the old committee may not call while the renewal runs; nothing for other callers."""
    words = [word for matter in matters for word in _WORDS.get(matter, ())]
    if caller != "committee" or not words or not queries.caretaking(estate_id):
        return ()
    return tuple(committee.caretaker(law, word, renewing=True) for word in words)
