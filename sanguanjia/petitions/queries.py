"""The readers of the petitions room. Lists over offices cross them on purpose."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from sanguanjia.cases.closed import Caller, Closed
from sanguanjia.cases.rules import tracking
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.sealed import blind_index
from sanguanjia.policy import clock_rows

from .models import Petition, PetitionClock, PetitionEvent, Representative
from .permissions import OFFICES, SENTENCES, Thing, may_see
from .rules.table import MOVES
from .store import facts_of, thing_of
from .types import DUTIES, ENDS, Facts, State, Step

MOST = 200
VIEWS = ("todo", "late", "supervised", "open", "ended")
_ENDED = [state.value for state in ENDS]


@dataclass(frozen=True)
class PetitionView:
    """A petition as one viewer may see it. `contact`: name and masked phone are for who works on it."""

    row: Petition
    facts: Facts
    thing: Thing
    office: str
    estate: str
    same: Petition | None
    representatives: tuple[Representative, ...]
    events: tuple[PetitionEvent, ...]
    clocks: tuple[PetitionClock, ...]
    verbs: tuple[str, ...]
    mine: bool


def petition_for(actor: Actor, home_id: int, petition_id: int) -> PetitionView:
    """One petition with its history. Refuses `not_found`, also for who may not see it."""
    row = Petition.objects.filter(estate_id=home_id, pk=petition_id).first() or refuse("not_found")
    thing = thing_of(row)
    if not may_see(actor, thing):
        refuse("login_needed" if actor.is_anonymous else "not_found")
    facts = facts_of(row)
    homes = [home_id, row.about_estate_id or 0]
    names = dict(Home.objects.filter(pk__in=homes).values_list("id", "name"))
    same = Petition.objects.filter(estate_id=row.same_home_id, pk=row.same_id).first() if row.same_id else None
    return PetitionView(
        row=row, facts=facts, thing=thing, office=names.get(home_id, ""), estate=names.get(homes[1], ""),
        same=same if same is not None and may_see(actor, thing_of(same)) else None,
        representatives=tuple(Representative.objects.filter(estate_id=home_id, petition_id=petition_id).order_by("id")),
        events=events_of(home_id, petition_id),
        clocks=tuple(PetitionClock.objects.filter(estate_id=home_id, petition_id=petition_id).order_by("id")),
        verbs=verbs_for(actor, facts, thing), mine=actor.account_id == row.petitioner_account_id,
    )  # fmt: skip


def events_of(home_id: int, petition_id: int) -> tuple[PetitionEvent, ...]:
    """The history, oldest first."""
    return tuple(PetitionEvent.objects.filter(estate_id=home_id, petition_id=petition_id).order_by("seq"))


def verbs_for(actor: Actor, facts: Facts, thing: Thing) -> tuple[str, ...]:
    """What the actor may do now, in the order of the table; what would be refused as it stands is left out."""
    return tuple(
        move.verb
        for move in MOVES
        if move.who != "system"
        and facts.state in move.origins
        and not _pointless(move.verb, facts)
        and SENTENCES[move.who](actor, thing)
    )


def _pointless(verb: str, facts: Facts) -> bool:
    now = clock.now()
    window = {"object": Step.OBJECT, "ask_review": Step.ASK_REVIEW, "ask_recheck": Step.ASK_RECHECK}.get(verb)
    if window is not None:
        open_window = facts.clock(window)
        return open_window is None or now > open_window.due_at
    return {
        "accept": facts.same in ("running", "final"),
        "ask_extension": facts.extended or facts.extension_asked is not None,
        "decide_extension": facts.extension_asked is None,
        "open_hearing": facts.hearing,
        "close_hearing": not facts.hearing,
        "answer_recheck": facts.hearing,
        "supervise": facts.supervised,
        "answer_supervision": not facts.supervised,
    }.get(verb, False)


def work_list(actor: Actor, view: str) -> list[Petition]:
    """view: todo (wait for me), late, supervised, open, ended. The most urgent first."""
    with cross_estate():
        return list(_within(actor, view).select_related("estate").order_by("due_at", "-id")[:MOST])


def waiting(actor: Actor) -> int:
    """How many wait for me, counted to `MOST` at most."""
    with cross_estate():
        return len(_within(actor, "todo").values_list("id")[:MOST])


def _within(actor: Actor, view: str) -> QuerySet[Petition]:
    offices, units = Q(pk=None), Q(pk=None)
    reviews, rechecks = Q(pk=None), Q(pk=None)
    for m in actor.mandates:
        kept = ~Q(accused_home_id=m.home_id) | Q(accused_home_id=None)
        if m.role in OFFICES:
            offices |= Q(estate__path__startswith=m.place) & kept
            units |= Q(unit_home_id=m.home_id, unit_organisation_id=None)
            below = Q(unit_home_id__in=Home.objects.filter(path__startswith=m.place).values("pk"))
            reviews |= below & Q(state="reviewing") & kept
            rechecks |= below & Q(state="rechecking") & kept
        elif m.role == "department_officer" and m.organisation_id is not None:
            units |= Q(unit_organisation_id=m.organisation_id)
    rows = Petition.objects.all()
    if view == "todo":
        mine = offices & Q(state__in=["received", "objected"])
        mine |= units & (Q(state__in=["routed", "accepted"]) | Q(supervised=True))
        return rows.filter(mine | reviews | rechecks)
    seen = rows.filter(offices | units | reviews | rechecks)
    if view == "late":
        return seen.filter(ended_at=None, due_at__lt=clock.now(), due_step__in=[str(step) for step in DUTIES])
    if view == "supervised":
        return seen.filter(supervised=True)
    return seen.filter(ended_at__isnull=view != "ended")


def own(actor: Actor) -> list[Petition]:
    """The petitions the actor brought, newest first."""
    if actor.account_id is None:
        return []
    with cross_estate():
        rows = Petition.objects.filter(petitioner_account_id=actor.account_id).select_related("estate")
        return list(rows.order_by("-id")[:MOST])


def of_matter(actor: Actor, estate_id: int, case_id: int) -> list[Petition]:
    """The petitions about a matter that the actor may see."""
    with cross_estate():
        rows = list(Petition.objects.filter(case_estate_id=estate_id, case_id=case_id).order_by("id")[:20])
    return [row for row in rows if may_see(actor, thing_of(row))]


def alike(actor: Actor, home_id: int, phone: str, name: str) -> list[Petition]:
    """Earlier petitions of the same phone or name that the actor may see, newest first: perhaps the same matter."""
    whose = Q(phone_index=blind_index(Petition, "phone_index", phone)) if phone else Q(petitioner_name=name)
    with cross_estate():
        rows = list(Petition.objects.filter(whose).order_by("-id")[:20]) if phone or name else []
    return [row for row in rows if may_see(actor, thing_of(row))]


def tracked(typed: str) -> Petition | None:
    """The petition of a tracking code; None when the code is wrong or unknown."""
    read = tracking.read(typed)
    if read is None:
        return None
    code, home_id = read
    return Petition.objects.filter(estate_id=home_id, tracking_code=code).first()


def due(now: datetime, most: int) -> list[tuple[int, int, int, str]]:
    """Petitions the platform has to look at now: (home, id, version, state)."""
    with cross_estate():
        rows = Petition.objects.filter(acts_at__lt=now).order_by("acts_at")
        return list(rows.values_list("estate_id", "pk", "version", "state")[:most])


def doubtful() -> Iterator[tuple[int, int, int]]:
    """Petitions whose clocks stood on a calendar that was published or corrected since: (home, id, version)."""
    return clock_rows.on_the_calendar(PetitionClock, "petition_id")


def final_calls(callers: Collection[Caller]) -> set[Closed]:
    """What these callers petitioned about to the very end (PET-006)."""
    by_index = {(str(blind_index(Petition, "phone_index", phone)), home): phone for phone, home in callers if phone}
    with cross_estate():
        found = Petition.objects.filter(
            state=State.FINAL.value, about_estate_id__in={home for _, home in by_index},
            phone_index__in={index for index, _ in by_index},
        ).exclude(need="").values_list("phone_index", "about_estate_id", "need")  # fmt: skip
        asked = [(str(index), int(home or 0), need) for index, home, need in found]
    return {(by_index[index, home], home, need) for index, home, need in asked if (index, home) in by_index}
