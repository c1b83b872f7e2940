"""Whether enough stand behind a proposal: owners' heads and areas against the whole estate's (OWN-043); to remove
somebody, these or enough of the members who sit (OWN-071)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sanguanjia.registry import queries as registry

from . import law as laws
from .models import Item, Proposal, Result, Seat, Supporter, Vote
from .rules import committee as rules
from .rules import meetings
from .rules.roll import lines_of, total_of
from .types import Finding, State, Weight

REMOVALS = ("dismiss_member", "dismiss_committee")
NOT_ENOUGH = ("participation_area", "participation_n")


@dataclass(frozen=True, slots=True)
class Support:
    """Who stands behind a proposal, on both counts, and what the place demands."""

    asking: Weight
    total: Weight
    finding: Finding  # whether it may be put to the vote
    called: Finding  # whether the owners themselves may have it called
    members: int = 0
    members_asking: int = 0


def support_of(proposal: Proposal, day: dt.date) -> Support:
    """Both counts of the supporters; each weighs with all units of the same head."""
    estate_id = proposal.estate_id
    law = laws.law_of(estate_id, day)
    lines = lines_of(law, registry.holdings(estate_id, day))
    units = set(
        Supporter.objects.filter(estate_id=estate_id, proposal_id=proposal.pk).values_list("unit_id", flat=True)
    )
    heads = {line.head for line in lines if line.unit_id in units}
    asking, total = total_of(line for line in lines if line.head in heads), total_of(lines)
    called = meetings.temporary_meeting(law, asking, total)
    if proposal.effect not in REMOVALS:
        return Support(asking, total, called, called)
    seats = _seats_of(proposal)
    behind = set(
        Supporter.objects.filter(estate_id=estate_id, proposal_id=proposal.pk).values_list("account_id", flat=True)
    )
    members = sum(seat.account_id in behind for seat in seats)
    facts = rules.RemovalFacts(
        str(proposal.facts.get("ground", "lost_qualification")), len(seats), members, total, asking,
        int(proposal.facts.get("meetings", 0)), int(proposal.facts.get("missed", 0)),
    )  # fmt: skip
    return Support(asking, total, rules.removal(law, facts), called, len(seats), members)


def _seats_of(proposal: Proposal) -> list[Seat]:
    """Who sits in the body that the proposal is about."""
    seats = Seat.objects.filter(estate_id=proposal.estate_id)
    committee = proposal.facts.get("committee")
    if committee is None:
        committee = seats.values_list("committee_id", flat=True).get(pk=int(proposal.facts["seat"]))
    return list(seats.filter(committee_id=int(committee), ended_on=None, alternate=False))


def removal_of(seat: Seat, day: dt.date) -> Proposal | None:
    """A proposal to remove just this member behind which enough stand, and which the assembly has not decided."""
    rows = Proposal.objects.filter(estate_id=seat.estate_id, effect="dismiss_member", facts__seat=seat.pk)
    open_ones = [row for row in rows.order_by("id") if undecided(row, day)]
    return next((row for row in open_ones if support_of(row, day).finding.holds), None)


def undecided(proposal: Proposal, day: dt.date) -> bool:
    """Whether the assembly may still decide it: it is collected, or its vote runs."""
    if proposal.vote_id is None:
        return day <= proposal.until
    state = Vote.objects.values_list("state", flat=True).get(estate_id=proposal.estate_id, pk=proposal.vote_id)
    return state not in (State.IN_FORCE.value, State.CANCELLED.value)


def may_be_voted(proposal: Proposal, *besides: int | None) -> bool:
    """Whether a vote may be drafted from it: there was none, or the last one came to nothing, for it was called off or
    too few took part. `besides`: votes that do not stand in the way (the draft itself, the one that is repeated)."""
    if proposal.vote_id is None or proposal.vote_id in besides:
        return True
    vote = Vote.objects.get(estate_id=proposal.estate_id, pk=proposal.vote_id)
    counted = vote.state in (State.POSTED, State.IN_FORCE)
    return vote.state == State.CANCELLED or (counted and _too_few_took_part(vote, proposal.matter))


def _too_few_took_part(vote: Vote, matter: int) -> bool:
    items = Item.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, matter=matter).values_list("position")
    rows = Result.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, item__in=items).order_by("count")
    latest = {row.item: row for row in rows}
    return any(set(row.verdict.get("reasons", ())) & set(NOT_ENOUGH) for row in latest.values())


def votes_about(proposal: Proposal) -> list[Vote]:
    """The votes drafted from it, the first one first: the last it names, and those that were held again in it."""
    found: list[Vote] = []
    latest = proposal.vote_id
    while latest is not None and latest not in {vote.pk for vote in found}:
        vote = Vote.objects.get(estate_id=proposal.estate_id, pk=latest)
        found.append(vote)
        latest = vote.after_id
    return found[::-1]
