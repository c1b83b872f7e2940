"""The readers of service items. Lists over homes cross them on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.kernel.scoped import cross_estate

from .models import Application, ApplicationClock, ApplicationEvent, ApplicationFile
from .papers import decision_digest
from .permissions import REVIEWERS, Thing, is_applicant, is_decider, is_level, is_office, may_apply, may_see, office_of
from .store import facts_of, thing_of
from .types import ENDS, Facts, Item, Level, State
from .values import home_at, item_at, items_at

MOST = 200
VIEWS = ("todo", "late", "open", "ended")
_ENDED = [state.value for state in ENDS]


@dataclass(frozen=True)
class ApplicationView:
    """An application as one viewer may see it. `verbs`: what he may do now; `level`: the level he would speak for."""

    row: Application
    home: Home
    thing: Thing
    facts: Facts
    files: tuple[ApplicationFile, ...]
    events: tuple[ApplicationEvent, ...]
    clocks: tuple[ApplicationClock, ...]
    verbs: tuple[str, ...]
    level: Level | None
    mine: bool

    @property
    def item(self) -> Item:
        """The catalogue's entry."""
        return self.thing.item

    @property
    def decision(self) -> ApplicationEvent | None:
        """The line of the history that is the decision."""
        return next((event for event in self.events if event.verb in ("grant", "refuse")), None)

    @property
    def is_whole(self) -> bool:
        """Whether the decision still says what was hashed."""
        event = self.decision
        return event is not None and self.row.decision_digest == decision_digest(
            self.row, event.body, event.words, event.data
        )


def catalogue(home_id: int) -> Mapping[str, Item]:
    """The catalogue of a place today. Refuses not_found."""
    return items_at(home_at(home_id), clock.today())


def item(home_id: int, code: str) -> Item:
    """One entry of today. Refuses not_found."""
    try:
        return item_at(home_at(home_id), code, clock.today())
    except Refusal:
        refuse("not_found")


def places_of(actor: Actor) -> tuple[Home, ...]:
    """The homes for which the actor could apply: where a mandate is held; at most a screenful."""
    ids = dict.fromkeys(mandate.home_id for mandate in actor.mandates)
    return tuple(Home.objects.filter(pk__in=list(ids)).order_by("path")[:20])


def belongs(actor: Actor, home_id: int) -> bool:
    """Whether the actor lives or works at the home. Refuses not_found."""
    path = home_at(home_id).path
    return any(mandate.covers(path) for mandate in actor.mandates)


def applies(actor: Actor, home_id: int, entry: Item) -> bool:
    """Whether the actor may ask for this at the home."""
    return bool(may_apply(actor, Thing(home_at(home_id).path, entry)))


def thing(estate_id: int, application_id: int) -> tuple[Application, Thing]:
    """A row and how permissions see it, for rooms above. Refuses not_found."""
    row = Application.objects.filter(estate_id=estate_id, pk=application_id).first() or refuse("not_found")
    return row, thing_of(row, home_at(estate_id))


def application_for(actor: Actor, estate_id: int, application_id: int) -> ApplicationView:
    """One application with its history. Refuses not_found, also for who may not see it."""
    row, found = thing(estate_id, application_id)
    if not may_see(actor, found):
        refuse("login_needed" if actor.is_anonymous else "not_found")
    facts = facts_of(row, found)
    here = {"estate_id": estate_id, "application_id": application_id}
    nearest = office_of(actor, found, found.item.levels)
    return ApplicationView(
        row, home_at(estate_id), found, facts, tuple(ApplicationFile.objects.filter(**here).order_by("id")),
        tuple(ApplicationEvent.objects.filter(**here).order_by("seq")),
        tuple(ApplicationClock.objects.filter(**here).order_by("id")), verbs_for(actor, found, facts),
        nearest[0] if nearest else None, bool(is_applicant(actor, found)),
    )  # fmt: skip


def latest_of(estate_id: int, item: str, since: datetime) -> Application | None:
    """The application of an item handed in last at a home since a moment, for rooms above that wait for one."""
    rows = Application.objects.filter(estate_id=estate_id, item=item, submitted_at__gte=since)
    return rows.exclude(state=State.WITHDRAWN.value).order_by("-submitted_at", "-id").first()


def verbs_for(actor: Actor, found: Thing, facts: Facts) -> tuple[str, ...]:
    """What the actor may do now; what would be refused as it stands is left out."""
    state, account = facts.state, actor.account_id
    verbs = []
    if is_applicant(actor, found) and not is_office(actor, found):
        verbs += ["save", "submit"] if state in (State.DRAFT, State.CORRECTING) else []
        verbs += ["withdraw"] if state not in ENDS else []
    elif is_applicant(actor, found) and state in (State.DRAFT, State.CORRECTING):
        verbs += ["save", "submit", "withdraw"]
    own = account in (facts.preparer, facts.submitter) or account in facts.recused
    spoke = account in {opinion.account_id for opinion in facts.opinions}
    if is_office(actor, found) and state is State.SUBMITTED:
        verbs += ["accept"] if facts.corrected else ["accept", "ask_correction"]
    if state is State.REVIEWING and not own and not spoke:
        done = {opinion.level for opinion in facts.opinions}
        nearest = office_of(actor, found, found.item.levels)
        if is_level(actor, found) and nearest and nearest[0] not in done and _turn(facts, nearest[0]):
            verbs += ["opine", "recuse"]
        if is_decider(actor, found) and set(found.item.levels) <= done and account != facts.acceptor:
            verbs += ["decide", "recuse"]
    return tuple(dict.fromkeys(verbs))


def _turn(facts: Facts, level: Level) -> bool:
    before = facts.item.levels[: facts.item.levels.index(level)]
    return facts.item.joint or set(before) <= {opinion.level for opinion in facts.opinions}


def file_of(actor: Actor, estate_id: int, application_id: int, file_id: int) -> ApplicationFile:
    """One paper. Refuses not_found, also for who may not see the application."""
    application_for(actor, estate_id, application_id)
    rows = ApplicationFile.objects.filter(estate_id=estate_id, application_id=application_id, pk=file_id)
    return rows.first() or refuse("not_found")


def mine(actor: Actor) -> list[Application]:
    """What the actor prepared, and what colleagues in the same capacity did; newest first."""
    own = Q(account_id=actor.account_id or 0)
    for held in actor.mandates:
        if held.role not in ("owner", "tenant", *REVIEWERS):
            own |= Q(role=held.role, estate_id=held.home_id, organisation_id=held.organisation_id)
    with cross_estate():
        return list(Application.objects.filter(own).select_related("estate").order_by("-id")[:MOST])


def work_list(actor: Actor, view: str) -> list[Application]:
    """view: todo (waits for one of my offices), late, open, ended. The most urgent first."""
    with cross_estate():
        rows = list(_within(actor, view).select_related("estate").order_by("due_at", "-id")[:MOST])
        return [row for row in rows if view != "todo" or _waits_for(actor, row)]


def _within(actor: Actor, view: str) -> QuerySet[Application]:
    places = Q(pk=None)
    for path in actor.places(*REVIEWERS, "security_auditor"):
        places |= Q(estate__path__startswith=path)
    rows = Application.objects.filter(places).exclude(state=State.DRAFT.value)
    if view == "ended":
        return rows.filter(state__in=_ENDED)
    rows = rows.exclude(state__in=_ENDED)
    if view == "late":
        return rows.filter(due_at__lt=clock.now())
    return rows.exclude(state=State.CORRECTING.value) if view == "todo" else rows


def _waits_for(actor: Actor, row: Application) -> bool:
    found = thing_of(row, row.estate)
    verbs = verbs_for(actor, found, facts_of(row, found))
    return bool({"accept", "opine", "decide"} & set(verbs))
