"""Words of a form or an API call as values of the rules."""

from __future__ import annotations

from sanguanjia.kernel.refusal import refuse

from .step import Step
from .types import LEVEL_OF_HOLDER, Confidentiality, Holder, HolderKind, Outcome


def holder_named(step: Step, kind: str) -> Holder | None:
    """The holder of that kind at the matter's place; None when there is none, or nothing was named."""
    if kind not in set(HolderKind):
        return None
    return step.world.holders.at(LEVEL_OF_HOLDER[HolderKind(kind)])


def required_holder(step: Step, kind: str) -> Holder:
    """The same; refuses `not_a_holder_here`."""
    return holder_named(step, kind) or refuse("not_a_holder_here", "to")


def outcome_named(outcome: str) -> Outcome:
    """Refuses `unknown_outcome`."""
    return Outcome(outcome) if outcome in set(Outcome) else refuse("unknown_outcome", "outcome")


def confidentiality_named(word: str) -> Confidentiality:
    """Refuses `malformed`."""
    if word not in set(Confidentiality):
        refuse("malformed", "confidentiality", label="物业公司能看到什么")
    return Confidentiality(word)
