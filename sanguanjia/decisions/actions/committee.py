"""A committee between two elections: seats that end, posts, the term that runs out, the interim, the handing over."""

from __future__ import annotations

import datetime as dt

from sanguanjia.decisions import committees
from sanguanjia.decisions import law as laws
from sanguanjia.decisions.committees import CommitteeRef
from sanguanjia.decisions.models import Committee, Proposal, Seat, Supporter
from sanguanjia.decisions.permissions import (
    Door,
    SeatThing,
    may_end_seat,
    may_guide,
    may_record_handover,
    may_run,
    may_speak_for_unit,
)
from sanguanjia.decisions.proposing import removal_of
from sanguanjia.decisions.rules import committee as rules
from sanguanjia.decisions.rules.clocks import due
from sanguanjia.decisions.rules.inquiry import Inquiry
from sanguanjia.decisions.types import CommitteeState, Post
from sanguanjia.kernel import clock, counters
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any

from .proposing import COLLECTED_FOR, ProposalRef

WHYS = ("resigned", "health")


def _seat_of(estate_id: int, seat_id: int) -> tuple[Seat, Committee]:
    """A seat and the body it is of, locked. Refuses not_found."""
    seat = Seat.objects.filter(estate_id=estate_id, pk=seat_id).first() or refuse("not_found")
    return seat, committees.find(estate_id, seat.committee_id)


@act("decisions.end_seat")
def end_seat(deed: Deed, *, estate_id: int, seat_id: int, why: str, document: str) -> CommitteeRef:
    """A member resigned in writing, or cannot go on; the first alternate moves up (OWN-070). `document`: where the
    paper lies.

    Refuses not_found, not_permitted, missing, bad_reason, seat_ended_already, assembly_decides_health.
    """
    seat, row = _seat_of(estate_id, seat_id)
    deed.permit(may_end_seat, SeatThing(home_of("estate_id")(estate_id=estate_id).place, seat.account_id))
    if seat.ended_on is not None:
        refuse("seat_ended_already")
    if why not in WHYS:
        refuse("bad_reason", "why")
    if not document.strip():
        refuse("missing", "document", label="书面材料")
    finding = rules.seat_ends(laws.law_of(estate_id, clock.today()), [why])
    deed.under(*laws.versions(finding))
    wrong = [reason for reason in finding.refusals if reason.code.startswith("assembly_decides")]
    refuse_if_any(wrong)
    committees.end_seat(deed, seat, why)
    committees.fill_up(deed, row)
    deed.because(document.strip()[:200])
    return committees.ref(row)


@act("decisions.review_committee")
def review_committee(deed: Deed, *, estate_id: int, committee_id: int) -> CommitteeRef:
    """What ends by itself: seats of those who sold or work for the company, the term after its last day; and roles for
    members who have an account by now. The platform asks once a day. Refuses not_found, not_permitted,
    nothing_to_review."""
    deed.permit(may_run, home_of("estate_id")(estate_id=estate_id))
    row = committees.find(estate_id, committee_id)
    if not due_for_review(row):
        refuse("nothing_to_review")
    if clock.today() > row.ends:
        committees.end_committee(deed, row, "term_over")
        committees.tell_offices(deed, row, "decisions.committee_fell")
        return committees.ref(row)
    for seat, why in committees.lost(row):
        committees.end_seat(deed, seat, why)
    for seat in committees.rested(row):
        committees.resume(deed, seat)
    committees.fill_up(deed, row)
    if _renewal_due(row):
        committees.tell_offices(deed, row, "decisions.committee_renewal")
        before, row.reminded_on = row_digest(row), clock.today()
        row.save(update_fields=["reminded_on"])
        deed.touched(row, before=before)
    return committees.ref(row)


def due_for_review(row: Committee) -> bool:
    """Whether anything has ended by itself, or the renewal is due and nobody was reminded."""
    if row.state != CommitteeState.SITTING:
        return False
    ended = clock.today() > row.ends or bool(committees.lost(row))
    return ended or bool(committees.rested(row)) or _renewal_due(row)


def _renewal_due(row: Committee) -> bool:
    found = due(laws.law_of(row.estate_id, clock.today()), "report_renewal", row.ends)
    return row.reminded_on is None and found is not None and clock.today() >= found.day


@act("decisions.set_post")
def set_post(deed: Deed, *, estate_id: int, seat_id: int, post: str) -> CommitteeRef:
    """Who leads the committee, as its first session chose. One head. Refuses not_found, not_permitted, bad_post,
    seat_ended_already."""
    deed.permit(may_guide, home_of("estate_id")(estate_id=estate_id))
    seat, row = _seat_of(estate_id, seat_id)
    if seat.ended_on is not None or seat.alternate:
        refuse("seat_ended_already")
    if post not in list(Post):
        refuse("bad_post", "post")
    for other in committees.members_of(row):
        new = post if other.pk == seat.pk else Post.MEMBER.value if other.post == post == Post.HEAD else other.post
        if other.post != new or other.pk == seat.pk:
            before, other.post = row_digest(other), new
            other.save(update_fields=["post"])
            deed.touched(other, before=before)
    return committees.ref(row)


@act("decisions.arrange_interim")
def arrange_interim(deed: Deed, *, estate_id: int, committee_id: int, words: str) -> CommitteeRef:
    """Who looks after the owners' affairs until somebody is elected, after a committee fell (OWN-072, 1.7).

    Refuses not_found, not_permitted, missing, too_long, committee_still_sits.
    """
    deed.permit(may_guide, home_of("estate_id")(estate_id=estate_id))
    row = committees.find(estate_id, committee_id)
    if row.state == CommitteeState.SITTING and committees.stands(row):
        refuse("committee_still_sits")
    return _set(deed, row, "words", "过渡安排", words, 200, "caretaker")


@act("decisions.record_handover")
def record_handover(deed: Deed, *, estate_id: int, committee_id: int, day: dt.date) -> CommitteeRef:
    """The former committee handed over seals, books and papers (OWN-075): as the office writes it down, or the platform
    with the last thing ticked in a renewal. Refuses not_found, not_permitted, committee_still_sits,
    handed_over_already, day_in_future."""
    deed.permit(may_record_handover, home_of("estate_id")(estate_id=estate_id))
    row = committees.find(estate_id, committee_id)
    _hand_over(deed, row, day, held="committee_still_sits")
    return committees.ref(row)


def _hand_over(deed: Deed, row: Committee | Seat, day: dt.date, *, held: str) -> None:
    """Whoever ended gave everything back on a day since then. Refuses `held` (nothing ended), handed_over_already,
    day_in_future."""
    if row.ended_on is None:
        refuse(held)
    if row.handed_over_on is not None:
        refuse("handed_over_already")
    if not row.ended_on <= day <= clock.today():
        refuse("day_in_future", "day")
    before, row.handed_over_on = row_digest(row), day
    row.save(update_fields=["handed_over_on"])
    deed.touched(row, before=before)


@act("decisions.record_seat_handover")
def record_seat_handover(deed: Deed, *, estate_id: int, seat_id: int, day: dt.date) -> CommitteeRef:
    """A member who left gave seals and papers back (OWN-075). Refuses not_found, not_permitted, seat_still_held,
    handed_over_already, day_in_future."""
    deed.permit(may_record_handover, home_of("estate_id")(estate_id=estate_id))
    seat, row = _seat_of(estate_id, seat_id)
    _hand_over(deed, seat, day, held="seat_still_held")
    return committees.ref(row)


@act("decisions.suspend_member")
def suspend_member(deed: Deed, *, estate_id: int, seat_id: int) -> CommitteeRef:
    """Where the place says so, a member whom enough propose to remove does not act until the assembly has decided; the
    role in access rests as long (OWN-071).

    Refuses not_found, not_permitted, seat_ended_already, suspended_already, no_suspension_here, removal_not_asked.
    """
    deed.permit(may_guide, home_of("estate_id")(estate_id=estate_id))
    seat, row = _seat_of(estate_id, seat_id)
    if seat.ended_on is not None or seat.alternate:
        refuse("seat_ended_already", "seat")
    if seat.suspended_on is not None:
        refuse("suspended_already", "seat")
    asked = removal_of(seat, clock.today())
    finding = rules.suspended(laws.law_of(estate_id, clock.today()), asked=asked is not None)
    deed.under(*laws.versions(finding))
    refuse_if_any(finding.refusals)
    committees.suspend(deed, seat, asked or refuse("not_found"))
    return committees.ref(row)


def _set(deed: Deed, row: Committee, field: str, label: str, words: str, most: int, column: str) -> CommitteeRef:
    if not words.strip():
        refuse("missing", field, label=label)
    if len(words) > most:
        refuse("too_long", field, label=label, most=most)
    before = row_digest(row)
    setattr(row, column, words.strip())
    row.save(update_fields=[column])
    deed.touched(row, before=before)
    return committees.ref(row)


@act("decisions.propose_removal")
def propose_removal(
    deed: Deed, *, estate_id: int, unit_id: int, committee_id: int, seat_id: int | None, ground: str, text: str,
    meetings: int = 0, missed: int = 0,
) -> ProposalRef:  # fmt: skip
    """An owner asks that the assembly dismiss a member (`seat_id`) or the whole committee, for a ground the place knows
    (OWN-071). Others stand behind it; what is voted is carried out when the result is in force. `meetings`, `missed`:
    of the year, for the ground missed_meetings.

    Refuses not_found, not_permitted, missing, too_long, no_ground_for_removal, missed_too_few, seat_ended_already.
    """
    home = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_speak_for_unit, Door(home.place, frozenset([unit_id])))
    row = committees.find(estate_id, committee_id)
    seat = Seat.objects.filter(estate_id=estate_id, committee_id=row.pk, pk=seat_id or 0, ended_on=None).first()
    if row.state != CommitteeState.SITTING or (seat_id is not None and seat is None):
        refuse("seat_ended_already", "seat")
    looked = Inquiry(laws.law_of(estate_id, clock.today()))
    rule = looked.need("own.committee.removal")
    rules.ground_holds(looked, rule, ground, meetings, missed)
    finding = looked.finding()
    found = list(finding.refusals)
    if not text.strip():
        found.append(Reason("missing", "text", {"label": "事实和理由"}))
    elif len(text) > 2000:
        found.append(Reason("too_long", "text", {"label": "事实和理由", "most": 2000}))
    refuse_if_any(found)
    deed.under(*laws.versions(finding))
    whom = committees.name_of(seat) if seat is not None else f"第 {row.number} 届业主委员会"
    proposal = Proposal(
        estate_id=estate_id, number=counters.next_number(estate_id, "vote_proposal"), matter=3,
        title=f"罢免{whom}"[:100], text=text.strip(), made_by=deed.actor.account_id, made_at=deed.at,
        until=clock.today() + COLLECTED_FOR, effect="dismiss_member" if seat else "dismiss_committee",
        facts={"ground": ground, **({"seat": seat.pk} if seat else {"committee": row.pk}),
               **({"meetings": meetings, "missed": missed} if ground == "missed_meetings" else {})},
    )  # fmt: skip
    proposal.save(force_insert=True)
    deed.touched(proposal)
    first = Supporter(
        estate_id=estate_id, proposal_id=proposal.pk, unit_id=unit_id, account_id=deed.actor.account_id, at=deed.at
    )
    first.save(force_insert=True)
    deed.touched(first)
    deed.for_whom(f"unit:{unit_id}")
    return ProposalRef(proposal.pk, estate_id, proposal.number)
