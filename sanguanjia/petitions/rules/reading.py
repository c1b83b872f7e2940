"""Policy values under `petition.*` as typed values. Pure: it is given the resolutions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sanguanjia.petitions.types import PetitionPolicy, Step
from sanguanjia.policy.rules.running import ClockRule
from sanguanjia.policy.types import Resolution

KEYS: Mapping[Step, str] = MappingProxyType(
    {
        Step.REGISTER: "petition.register",
        Step.INFORM: "petition.inform",
        Step.OBJECT: "petition.object",
        Step.SETTLE: "petition.object.decide",
        Step.DECIDE: "petition.decide",
        Step.ASK_REVIEW: "petition.review.ask",
        Step.REVIEW: "petition.review.answer",
        Step.ASK_RECHECK: "petition.recheck.ask",
        Step.RECHECK: "petition.recheck.answer",
        Step.SUPERVISE: "petition.supervise.answer",
    }
)


def read_policy(resolution_of: Callable[[str], Resolution | None]) -> PetitionPolicy:
    """All values of one place and day. LookupError names what is missing."""

    def need(key: str) -> Resolution:
        found = resolution_of(key)
        if found is None:
            raise LookupError(key)
        return found

    def clock(key: str) -> ClockRule:
        found = need(key)
        value = found.value
        return ClockRule(value["amount"], value["unit"], value.get("roll", "none"), found.winner.version)

    people = need("petition.group.max")
    return PetitionPolicy(
        clocks={step: clock(key) for step, key in KEYS.items()}, extend=clock("petition.extend"),
        most_representatives=people.value, representatives_version=people.winner.version,
    )  # fmt: skip
