"""Every clock of owners' decisions: until when, by which clause (OWN-050, 052, 064 … 066, 069, 073, 075)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sanguanjia.decisions.types import Clause, Finding

from .inquiry import Inquiry
from .law import Law, last_day

CLOCKS: dict[str, str] = {
    "post_result": "own.result.post",
    "review_result": "own.result.review",
    "revoke_decision": "own.decision.revoke",
    "form_preparation": "own.preparation.form",
    "post_preparation": "own.preparation.post",
    "preparation_session": "own.preparation.first_session",
    "first_meeting": "own.preparation.first_meeting",
    "post_candidates": "own.committee.nomination.post",
    "settle_candidates": "own.committee.nomination.settle",
    "committee_session": "own.committee.first_session",
    "file_committee": "own.committee.filing",
    "answer_filing": "own.committee.filing.answer",
    "file_change": "own.committee.filing.change",
    "session_after_call": "own.committee.meeting.after_call",
    "post_committee_agenda": "own.committee.meeting.agenda",
    "tell_of_committee": "own.committee.meeting.tell",
    "post_committee_decision": "own.committee.post",
    "report_renewal": "own.committee.renewal",
    "form_renewal_group": "own.committee.renewal.group",
    "hand_over": "own.committee.handover",
    "hand_over_seat": "own.committee.handover.member",
    "form_interim": "own.interim.form",
    "post_interim_members": "own.interim.members.post",
    "post_interim_decision": "own.interim.post",
    "interim_post_length": "own.interim.post.length",
    "dissolve_interim": "own.interim.dissolve",
}
"""What runs, and the policy key that says how long. Clocks that count backwards (agenda, renewal) say so themselves."""


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a clock, and its clause."""

    day: dt.date
    clause: Clause


def due(law: Law, clock: str, start: dt.date) -> Due | None:
    """The last day of `clock` reckoned from `start`; None where the place sets no such clock."""
    held = law.held(CLOCKS[clock])
    return None if held is None else Due(last_day(law, held.value, start), held.clause)


def kept(law: Law, clock: str, start: dt.date, done: dt.date) -> Finding:
    """Whether something was done by its last day. A clock that counts backwards asks the same: done by that day."""
    looked = Inquiry(law)
    value = looked.held(CLOCKS[clock])
    if value is not None:
        latest = last_day(law, value, start)
        looked.check("too_late", done <= latest, clock, latest=latest, given=done)
    return looked.finding()


def term(law: Law, begins: dt.date, ends: dt.date, *, interim: bool = False) -> Finding:
    """A term within its least and greatest length (OWN-064, 1.7); `ends` is the last day of the term."""
    looked = Inquiry(law)
    most = looked.held("own.interim.term" if interim else "own.committee.term")
    least = None if interim else looked.held("own.committee.term.least")
    one = dt.timedelta(days=1)
    if most is not None:
        latest = last_day(law, most, begins) - one
        looked.check("term_too_long", ends <= latest, "ends", latest=latest, given=ends)
    if least is not None:
        earliest = last_day(law, least, begins) - one
        looked.check("term_too_short", ends >= earliest, "ends", earliest=earliest, given=ends)
    return looked.finding()


def extended_first_meeting(law: Law, formed: dt.date, extensions: int) -> Due | None:
    """The first meeting's last day after so many extensions; Refusal by the caller when more than allowed (嘉兴 14)."""
    first = due(law, "first_meeting", formed)
    rule = law.held("own.preparation.extension")
    if first is None or rule is None or extensions == 0:
        return first
    times = min(extensions, rule.value["times"])
    day = first.day
    for _ in range(times):
        day = last_day(law, rule.value, day)
    return Due(day, rule.clause)
