"""The law of an estate on a day, and the values a vote fixes at its notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sanguanjia.kernel.refusal import refuse_if_any
from sanguanjia.policy import queries as policy
from sanguanjia.policy.types import Json

from .rules.count import PARTICIPATION_KEY, consent_key
from .rules.law import Law
from .types import Finding

FIXED = (
    PARTICIPATION_KEY, "own.ballot.revote", "own.ballot.proxy", "own.ballot.invalid", "own.electorate.headcount",
    "own.electorate.count_parking", "own.electorate.sale", "own.meeting.forms", "own.result.review",
)  # fmt: skip

ELECTING = ("own.election.seats", "own.committee.partial", "own.committee.alternates", "own.committee.size")


def law_of(estate_id: int, day: dt.date) -> Law:
    """Policy at the estate on the day, with its working calendar."""
    return Law(policy.rule_for, str(estate_id), day, policy.calendar_for(str(estate_id)))


def fixed(law: Law, matters: Iterable[int]) -> dict[str, dict[str, Json]]:
    """What holds on the day of the notice and goes on holding for this vote: {key: {"value", "version"}}."""
    keys = (*FIXED, *(consent_key(matter, None) for matter in sorted(set(matters))))
    found = {key: law.held(key) for key in keys}
    return {key: {"value": held.value, "version": held.clause.version} for key, held in found.items() if held}


def fixed_for_questions(law: Law) -> dict[str, dict[str, Json]]:
    """The same for a vote that elects or chooses."""
    found = {key: law.held(key) for key in ELECTING}
    return {key: {"value": held.value, "version": held.clause.version} for key, held in found.items() if held}


def demand(*findings: Finding) -> None:
    """Refuse with every unmet requirement of all findings at once."""
    refuse_if_any([reason for finding in findings for reason in finding.refusals])


def versions(*findings: Finding) -> list[str]:
    """The policy versions behind findings."""
    return [clause.version for finding in findings for clause in finding.clauses]
