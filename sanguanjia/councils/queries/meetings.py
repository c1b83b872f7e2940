"""Readers of meetings: lists over the homes an actor reaches, one meeting as its viewer may see it, proposals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from sanguanjia.cases.models import Case
from sanguanjia.councils.models import Event, Finding, Item, Meeting, Minutes, Opinion, Proposal, Seat, Task
from sanguanjia.councils.permissions import OFFICES, SENTENCES, MeetingThing, is_seat, may_see
from sanguanjia.councils.rules.table import MOVES
from sanguanjia.councils.store import moves_of, seats_of, standing_at, thing_of
from sanguanjia.councils.types import Checklist, Moved, Standing, State
from sanguanjia.councils.values import council_policy
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate

MOST = 200
VIEWS: Mapping[str, tuple[str, ...]] = {
    "coming": (State.DRAFT, State.CALLED, State.OPEN),
    "unsigned": (State.HELD,),
    "running": (State.SIGNED,),
    "past": (State.CLOSED, State.CANCELLED),
}


@dataclass(frozen=True)
class MeetingView:
    """A meeting as one viewer may see it. `items`: without those that are kept from a company. `mine`: the viewer's
    seats."""

    row: Meeting
    home: Home
    thing: MeetingThing
    seats: tuple[Seat, ...]
    mine: tuple[Seat, ...]
    items: tuple[Item, ...]
    moves: tuple[Moved, ...]
    standing: Standing
    findings: tuple[Finding, ...]
    opinions: tuple[Opinion, ...]
    tasks: tuple[Task, ...]
    events: tuple[Event, ...]
    minutes: Minutes | None
    checklist: Checklist | None
    verbs: frozenset[str]
    is_host: bool


@dataclass(frozen=True)
class ProposalLine:
    """A proposal with the matter behind it."""

    row: Proposal
    matter: Case
    place: str
    office: str


def meeting_for(actor: Actor, estate_id: int, meeting_id: int) -> MeetingView:
    """One meeting. Refuses `not_found`, also for who may not see it."""
    row = Meeting.objects.filter(estate_id=estate_id, pk=meeting_id).first() or refuse("not_found")
    home = Home.objects.get(pk=estate_id)
    seats = seats_of(row)
    thing = thing_of(row, home.path, seats)
    if not may_see(actor, thing):
        refuse("login_needed" if actor.is_anonymous else "not_found")
    host = bool(SENTENCES["host"](actor, thing))
    mine = tuple(seat for seat in seats if is_seat(actor, thing_of(row, home.path, seats, seat.pk)))
    kept = not host and all(seat.kind == "company" for seat in mine)
    key = {"estate_id": estate_id, "meeting_id": meeting_id}
    items = Item.objects.filter(**key, struck=False).order_by("position", "id")
    shown = tuple(item for item in items if not (kept and item.secret))
    moves = moves_of(row)
    hidden = {item.pk for item in items} - {item.pk for item in shown}
    policy = council_policy(home, row.starts_at.astimezone(SHANGHAI).date())
    return MeetingView(
        row=row, home=home, thing=thing, seats=tuple(seats), mine=mine, items=shown, moves=tuple(moves),
        standing=standing_at(row, seats, moves, row.adjourned_at or clock.now()),
        findings=tuple(f for f in Finding.objects.filter(**key).order_by("at", "id") if f.item_id not in hidden),
        opinions=tuple(o for o in Opinion.objects.filter(**key).order_by("at", "id") if o.item_id not in hidden),
        tasks=tuple(t for t in Task.objects.filter(**key).order_by("seq") if t.item_id not in hidden),
        events=tuple(Event.objects.filter(**key, task__isnull=True).order_by("seq")) if not kept or not hidden else (),
        minutes=Minutes.objects.filter(**key).first(), checklist=policy.checklists.get(row.checklist),
        verbs=_verbs(actor, row, thing, mine), is_host=host,
    )  # fmt: skip


def _verbs(actor: Actor, row: Meeting, thing: MeetingThing, mine: tuple[Seat, ...]) -> frozenset[str]:
    found = set()
    for move in MOVES:
        by_seat = bool(mine) and move.who in ("seat", "seat_or_host")
        if row.state in move.origins and (by_seat or SENTENCES[move.who](actor, thing)):
            found.add(move.verb)
    return frozenset(found)


def meetings(actor: Actor, view: str) -> tuple[tuple[Meeting, str], ...]:
    """Meetings the actor calls or sits in, with the name of their home: view coming, unsigned, running, past."""
    hosted, seated = Q(pk=None), Q(pk=None)
    for mandate in actor.mandates:
        hosted |= Q(chairs__contains=[mandate.role], estate__path__startswith=mandate.place)
        own = Q(organisation_id=None) | Q(organisation_id=mandate.organisation_id)
        seated |= Q(role=mandate.role, place__startswith=mandate.place) & own
    if actor.account_id is not None:
        seated |= Q(account_id=actor.account_id)
    states = [str(state) for state in VIEWS.get(view, VIEWS["coming"])]
    order = "starts_at" if view == "coming" else "-starts_at"
    with cross_estate():
        sat = Seat.objects.filter(seated, gone=False).values("meeting_id")
        reach = hosted | (Q(pk__in=sat) & ~Q(state=State.DRAFT.value))
        rows = Meeting.objects.filter(reach, state__in=states).select_related("estate").order_by(order, "id")
        return tuple((row, row.estate.name) for row in rows[:MOST])


def proposals(actor: Actor) -> tuple[ProposalLine, ...]:
    """Proposals that wait for the actor's office, oldest first."""
    reach = Q(pk=None)
    for mandate in actor.mandates:
        if mandate.role in OFFICES[1:]:
            reach |= Q(estate__path__startswith=mandate.place)
    with cross_estate():
        rows = list(
            Proposal.objects.filter(reach, state="waiting").select_related("estate").order_by("at", "id")[:MOST]
        )
        cases = {c.pk: c for c in Case.objects.filter(pk__in=[r.matter_id for r in rows]).select_related("estate")}
    return tuple(
        ProposalLine(row, cases[row.matter_id], cases[row.matter_id].estate.name, row.estate.name)
        for row in rows
        if row.matter_id in cases
    )


def proposals_at(home: Home) -> tuple[ProposalLine, ...]:
    """Proposals that wait at one office: for the agenda of its meeting."""
    rows = list(Proposal.objects.filter(estate_id=home.pk, state="waiting").order_by("at", "id")[:MOST])
    with cross_estate():
        cases = {c.pk: c for c in Case.objects.filter(pk__in=[r.matter_id for r in rows]).select_related("estate")}
    return tuple(
        ProposalLine(r, cases[r.matter_id], cases[r.matter_id].estate.name, home.name)
        for r in rows
        if r.matter_id in cases
    )


def homes_to_convene(actor: Actor) -> tuple[Home, ...]:
    """Homes for which the actor may call some kind of meeting: the offices held, the estates of a party branch."""
    found = Q(pk=None)
    for mandate in actor.mandates:
        if mandate.role in OFFICES[1:]:
            found |= Q(pk=mandate.home_id)
        if mandate.role in ("party_secretary", "neighbourhood_officer"):
            found |= Q(path__startswith=mandate.place, kind="estate")
    return tuple(Home.objects.filter(found).order_by("kind", "name")[:MOST])


def offices_over(path: str) -> tuple[tuple[str, str], ...]:
    """(id, name) of the offices that may call a conference over a place, from below."""
    homes = [int(part) for part in path.strip("/").split("/")]
    rows = {home.pk: home for home in Home.objects.filter(pk__in=homes, kind__in=["subdistrict", "district", "city"])}
    return tuple((str(number), rows[number].name) for number in reversed(homes) if number in rows)


def photos_used(home_id: int, digests: set[str]) -> set[str]:
    """Which of these pictures a finding, an opinion or the history of the home has."""
    found: set[str] = set()
    for model in (Finding, Opinion, Event):
        rows = model.objects.filter(estate_id=home_id, photos__has_any_keys=list(digests))
        for photos in rows.values_list("photos", flat=True):
            found |= digests & set(photos)
    return found
