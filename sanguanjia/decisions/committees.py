"""Committees as they are kept: seated by a vote, their empty seats filled, seats and whole terms ended.

The role in access goes with the seat: it begins and ends in the same transaction. Whoever has no account yet gets it
when the seats are looked through the next time (`actions.review_committee`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sanguanjia.access import actions as access
from sanguanjia.access.queries import mandates_of
from sanguanjia.kernel import clock, counters
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.notices import writing
from sanguanjia.notices.types import Audience
from sanguanjia.registry import queries as registry

from . import law as laws
from .effects import Decided, effect
from .models import Candidate, Committee, Item, Proposal, Question, Seat, Slate, Vote
from .proposing import undecided
from .rules import committee as rules
from .rules.law import last_day
from .texts import day_words
from .types import Body, CommitteeState

ROLE = "committee_member"
STAFF = ("company_manager", "company_worker")


@dataclass(frozen=True, slots=True)
class CommitteeRef:
    """A committee, as acts answer it."""

    id: int
    estate_id: int
    number: int
    state: str


def sitting(estate_id: int, body: str = Body.COMMITTEE.value, *, lock: bool = False) -> Committee | None:
    """The body that sits now."""
    rows = Committee.objects.filter(estate_id=estate_id, body=body, state=CommitteeState.SITTING.value)
    return (rows.select_for_update() if lock else rows).first()


def find(estate_id: int, committee_id: int) -> Committee:
    """A committee, locked. Refuses not_found."""
    rows = Committee.objects.select_for_update().filter(estate_id=estate_id, pk=committee_id)
    return rows.first() or refuse("not_found")


def all_of(estate_id: int) -> list[Committee]:
    """Every term, the sitting ones first, then the latest."""
    rows = list(Committee.objects.filter(estate_id=estate_id).order_by("-begins", "-id")[:20])
    return sorted(rows, key=lambda row: row.state != CommitteeState.SITTING)


def seats_of(committee: Committee, *, living: bool = True) -> list[Seat]:
    """Members, then alternates, each by order of consent."""
    rows = Seat.objects.filter(estate_id=committee.estate_id, committee_id=committee.pk)
    rows = rows.filter(ended_on=None) if living else rows
    return list(rows.order_by("alternate", "place", "id"))


def members_of(committee: Committee) -> list[Seat]:
    """Those who sit now."""
    return [seat for seat in seats_of(committee) if not seat.alternate]


def empty_seats(committee: Committee) -> int:
    """How many seats nobody holds."""
    return committee.size - len(members_of(committee))


def stands(committee: Committee) -> bool:
    """Whether at least half of the seats are held, alternates moved up (OWN-072)."""
    law = laws.law_of(committee.estate_id, clock.today())
    return rules.stands(law, len(members_of(committee)), committee.size).holds


def ref(row: Committee) -> CommitteeRef:
    """The committee as acts answer it."""
    return CommitteeRef(row.pk, row.estate_id, row.number, row.state)


# --- what a vote does ---


@effect("seat_committee", matters=(3,))
def seat_committee(deed: Deed, decided: Decided) -> None:
    """A new body sits from today; the one before it ends and hands over."""
    question, estate_id, today = _question(decided), decided.vote.estate_id, clock.today()
    slate = Slate.objects.get(estate_id=estate_id, pk=question.slate_id)
    before = sitting(estate_id, slate.body, lock=True)
    if before is not None:
        end_committee(deed, before, "succeeded", decided.vote.pk)
    key = "own.interim.term" if slate.body == Body.INTERIM else "own.committee.term"
    law = laws.law_of(estate_id, today)
    row = Committee(
        estate_id=estate_id, number=counters.next_number(estate_id, f"committee_{slate.body}"), body=slate.body,
        size=question.seats + len(decided.facts.get("with", ())), begins=today, vote_id=decided.vote.pk,
        ends=last_day(law, law.need(key).value, today) - dt.timedelta(days=1),
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    _seat(deed, row, decided, question, taken=0)


@effect("fill_seats", matters=(3,))
def fill_seats(deed: Deed, decided: Decided) -> None:
    """Those elected take the empty seats of the sitting body, for the rest of its term."""
    question = _question(decided)
    slate = Slate.objects.get(estate_id=decided.vote.estate_id, pk=question.slate_id)
    row = find(decided.vote.estate_id, slate.committee_id or 0)
    if row.state == CommitteeState.SITTING:  # else it ended meanwhile: nobody sits in what is no more
        _seat(deed, row, decided, question, taken=max((seat.place for seat in seats_of(row, living=False)), default=0))


def _said_dismissed(estate_id: int, facts: Mapping[str, Any]) -> str:
    row = Committee.objects.get(estate_id=estate_id, pk=int(facts["committee"]))
    return f"第 {row.number} 届业主委员会和它的席位当日终止"


def _said_member(estate_id: int, facts: Mapping[str, Any]) -> str:
    return f"{name_of(Seat.objects.get(estate_id=estate_id, pk=int(facts['seat'])))}的委员资格当日终止，候补委员递补"


@effect("dismiss_committee", matters=(3,), said=_said_dismissed)
def dismiss_committee(deed: Deed, decided: Decided) -> None:
    """The owners dismissed their committee: its seats and roles end today; the neighbourhood is told to step in."""
    row = find(decided.vote.estate_id, int(decided.facts["committee"]))
    if row.state == CommitteeState.SITTING:
        end_committee(deed, row, "dismissed", decided.vote.pk)
        tell_offices(deed, row, "decisions.committee_fell")


@effect("dismiss_member", matters=(3,), said=_said_member)
def dismiss_member(deed: Deed, decided: Decided) -> None:
    """The owners dismissed one member: the first alternate moves up."""
    seats = Seat.objects.filter(estate_id=decided.vote.estate_id, pk=int(decided.facts["seat"]), ended_on=None)
    seat = seats.first()
    if seat is not None:
        end_seat(deed, seat, "dismissed")
        fill_up(deed, find(seat.estate_id, seat.committee_id))


def _question(decided: Decided) -> Question:
    return Question.objects.get(
        estate_id=decided.vote.estate_id, vote_id=decided.vote.pk, position=int(decided.name[1:])
    )


def _seat(deed: Deed, row: Committee, decided: Decided, question: Question, *, taken: int) -> None:
    items = {
        item.position: item.candidate_id
        for item in Item.objects.filter(estate_id=row.estate_id, vote_id=decided.vote.pk, question_id=question.pk)
    }
    first = list(decided.facts.get("with", ()))  # elected in the vote before, of which this is the run-off
    members = first + [items[position] for position in decided.elected]
    order = [(one, False) for one in members] + [(items[position], True) for position in decided.alternates]
    rows = Candidate.objects.filter(estate_id=row.estate_id, pk__in=[one for one, _ in order])
    people = {one.pk: one for one in rows}
    for place, (chosen, alternate) in enumerate(order, start=taken + 1):
        candidate = people[chosen or 0]
        seat = Seat(
            estate_id=row.estate_id, committee_id=row.pk, party_id=candidate.party_id, unit_id=candidate.unit_id,
            account_id=candidate.account_id, vote_id=decided.vote.pk, place=place, alternate=alternate,
            since=clock.today(), mandate_id=None if alternate else grant(row, candidate.account_id),
        )  # fmt: skip
        seat.save(force_insert=True)
        deed.touched(seat)
    _tell_elected(deed, row, [(people[one or 0].account_id, alternate) for one, alternate in order])


def _tell_elected(deed: Deed, row: Committee, elected: Sequence[tuple[int | None, bool]]) -> None:
    """Whoever was elected hears of it, and why a new login is asked: a new role ends the sessions of the old ones."""
    facts = {"place": registry.estate(row.estate_id).name, "until": day_words(row.ends)}
    for template, kind in (("decisions.elected", False), ("decisions.elected_alternate", True)):
        accounts = tuple(one for one, alternate in elected if one is not None and alternate is kind)
        if accounts:
            href = f"/decisions/{row.estate_id}/committee/"
            writing.write(deed, template, audience=Audience(accounts=accounts), facts=facts, href=href)


# --- seats ---


def grant(row: Committee, account_id: int | None) -> int | None:
    """The role that goes with a seat, till the end of the term."""
    return grant_role(row.estate_id, account_id, row.ends, f"第 {row.number} 届，业主表决")


def grant_role(estate_id: int, account_id: int | None, until: dt.date | None, document: str) -> int | None:
    """The role of who sits in a body, to its last day. None without an account, or where access refuses: who holds the
    role already keeps it."""
    if account_id is None:
        return None
    held = [m for m in mandates_of(account_id) if m.role == ROLE and m.home_id == estate_id and m.in_force]
    if held:
        return held[0].id
    try:
        made = access.grant_mandate(
            SYSTEM, estate_id=estate_id, account_id=account_id, role=ROLE, valid_from=clock.today(), valid_to=until,
            document=document,
        )  # fmt: skip
    except Refusal:  # powers that may not meet in one person: the page says that the role is missing
        return None
    return made.id


def end_seat(deed: Deed, seat: Seat, why: str) -> None:
    """A seat ends today, and the role with it."""
    before = row_digest(seat)
    seat.ended_on, seat.why = clock.today(), why
    seat.save(update_fields=["ended_on", "why"])
    deed.touched(seat, before=before)
    _end_role(seat, "委员资格终止")


def _end_role(seat: Seat, reason: str) -> None:
    end_role(seat.estate_id, seat.account_id, seat.mandate_id, reason)


def end_role(estate_id: int, account_id: int | None, mandate_id: int | None, reason: str) -> None:
    """The role that went with a seat ends, if it still holds."""
    if mandate_id is not None and account_id is not None:
        held = next((m for m in mandates_of(account_id) if m.id == mandate_id and m.in_force), None)
        if held is not None:
            access.end_mandate(SYSTEM, estate_id=estate_id, mandate_id=mandate_id, reason=reason)


def suspend(deed: Deed, seat: Seat, proposal: Proposal) -> None:
    """A member does not act from today, till the assembly has decided on the proposal: the role rests."""
    before = row_digest(seat)
    seat.suspended_on, seat.suspended_for_id = clock.today(), proposal.pk
    _end_role(seat, "暂停履行委员职务")
    seat.mandate_id = None
    seat.save(update_fields=["suspended_on", "suspended_for", "mandate_id"])
    deed.touched(seat, before=before)


def resume(deed: Deed, seat: Seat) -> None:
    """The assembly did not remove the member, or was not asked in time: the role is back."""
    before = row_digest(seat)
    seat.suspended_on = seat.suspended_for_id = None
    seat.mandate_id = grant(find(seat.estate_id, seat.committee_id), seat.account_id)
    seat.save(update_fields=["suspended_on", "suspended_for", "mandate_id"])
    deed.touched(seat, before=before)


def rested(row: Committee) -> list[Seat]:
    """Suspended members on whom nothing is to be decided any more."""
    resting = [seat for seat in seats_of(row) if seat.suspended_for_id is not None]
    asked = Proposal.objects.filter(estate_id=row.estate_id, pk__in=[seat.suspended_for_id for seat in resting])
    waiting = {one.pk for one in asked if undecided(one, clock.today())}
    return [seat for seat in resting if seat.suspended_for_id not in waiting]


def resume_after(deed: Deed, vote: Vote) -> None:
    """The vote is in force: those whom it did not remove act again."""
    seats = Seat.objects.filter(estate_id=vote.estate_id, suspended_for__vote_id=vote.pk, ended_on=None)
    for seat in seats:
        resume(deed, seat)


def fill_up(deed: Deed, row: Committee) -> int:
    """Alternates move up in their order while seats are empty. A body that has fewer than half left is reported."""
    moved = 0
    for seat in [seat for seat in seats_of(row) if seat.alternate][: empty_seats(row)]:
        before = row_digest(seat)
        seat.alternate, seat.since = False, clock.today()
        seat.mandate_id = grant(row, seat.account_id)
        seat.save(update_fields=["alternate", "since", "mandate_id"])
        deed.touched(seat, before=before)
        moved += 1
    if not stands(row):
        tell_offices(deed, row, "decisions.committee_fell")
    return moved


def end_committee(deed: Deed, row: Committee, why: str, vote_id: int | None = None) -> None:
    """The term ends today, with every seat."""
    for seat in seats_of(row):
        end_seat(deed, seat, why)
    before = row_digest(row)
    row.state, row.ended_on, row.why, row.ended_by_id = CommitteeState.ENDED.value, clock.today(), why, vote_id
    row.save(update_fields=["state", "ended_on", "why", "ended_by"])
    deed.touched(row, before=before)


def lost(row: Committee) -> list[tuple[Seat, str]]:
    """Seats that ended by themselves and why: not an owner any more, on the company's pay-roll (OWN-062, 070)."""
    return [(seat, why) for seat in seats_of(row) if (why := _why_lost(seat))]


def _why_lost(seat: Seat) -> str:
    if not still_owns(seat.estate_id, seat.party_id, seat.unit_id):
        return "not_owner"
    if seat.account_id is not None and works_for_company(seat.estate_id, seat.account_id):
        return "became_staff"
    return ""


def still_owns(estate_id: int, party_id: int, unit_id: int) -> bool:
    """Whether somebody is an owner today: of the home that was named, or else of any other of the estate."""
    today = clock.today()
    named = party_id in registry.owners_on(estate_id, unit_id, today)
    return named or party_id in registry.owned_by(estate_id, today)


def works_for_company(estate_id: int, account_id: int) -> bool:
    """Whether an account has a role of a property company at the estate."""
    path = registry.estate(estate_id).path
    return any(m.in_force and m.role in STAFF and path.startswith(m.place_path) for m in mandates_of(account_id))


def name_of(seat: Seat) -> str:
    """The name under which somebody was elected."""
    return registry.people_of(seat.estate_id, [seat.party_id])[seat.party_id].name


def tell_offices(deed: Deed, row: Committee, template: str) -> None:
    """The neighbourhood and the street hear of it."""
    estate = registry.estate(row.estate_id)
    whom = Audience(roles=("neighbourhood_officer", "subdistrict_officer"), path=estate.path)
    writing.write(
        deed, template, audience=whom, facts={"place": estate.name}, href=f"/decisions/{row.estate_id}/committee/"
    )


# --- what is still to be handed over ---


def owing_bodies(estate_id: int, body: str, *, since: dt.date) -> list[Committee]:
    """Bodies that ended since a day and have not handed over."""
    rows = Committee.objects.filter(estate_id=estate_id, body=body, ended_on__gte=since, handed_over_on=None)
    return list(rows.order_by("id"))


def owing_members(committee: Committee) -> list[Seat]:
    """Who left a body that sits on, and has not handed over."""
    left = [seat for seat in seats_of(committee, living=False) if seat.ended_on is not None and not seat.alternate]
    return [seat for seat in left if seat.handed_over_on is None]
