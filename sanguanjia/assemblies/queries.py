"""The readers of procedures. Lists over homes cross them on purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sanguanjia.decisions import queries as decisions
from sanguanjia.decisions.queries import VoteLine
from sanguanjia.decisions.types import Finding
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy import clock_rows

from .conditions import finding_of, settled_slate
from .models import Asker, GroupMember, Procedure, ProcedureClock, ProcedureEvent, ProcedureText
from .news import news_of
from .permissions import BY_VERB, STARTERS, Thing, may_read
from .rules.table import MOVES, allowed
from .store import facts_of, thing_of
from .types import Facts, Kind, State
from .types import Thing as ToHandOver
from .values import filing_item, has_committee, home_at, law_at, things_at, world_at

MOST = 500
ON_A_PAGE = (
    "join", "hand_in", "withdraw", "name_group", "link", "decline", "verify_list", "publish_drafts", "call_vote",
    "extend", "record_filing", "tick", "follow", "end",
)  # fmt: skip


@dataclass(frozen=True)
class ProcedureView:
    """A procedure as one viewer may see it. `verbs`: what he may do now; `finding`: the conditions, while it is asked
    for; `unknown`: why they cannot be looked at (the list of owners has holes)."""

    row: Procedure
    home: Home
    facts: Facts
    events: tuple[ProcedureEvent, ...]
    clocks: tuple[ProcedureClock, ...]
    members: tuple[GroupMember, ...]
    texts: tuple[ProcedureText, ...]
    verbs: tuple[str, ...]
    askers: int
    mine: bool
    finding: Finding | None
    unknown: tuple[Reason, ...]
    things: tuple[ToHandOver, ...]
    item: str
    candidates: bool
    mine_in_it: GroupMember | None


def procedure_for(actor: Actor, estate_id: int, procedure_id: int) -> ProcedureView:
    """One procedure with its history. Refuses not_found, also for who may not see it."""
    home = home_at(estate_id)
    row = Procedure.objects.filter(estate_id=estate_id, pk=procedure_id).first() or refuse("not_found")
    thing = thing_of(row, home)
    if not may_read(actor, thing):
        refuse("login_needed" if actor.is_anonymous else "not_found")
    here = {"estate_id": estate_id, "procedure_id": procedure_id}
    askers = Asker.objects.filter(**here)
    finding, unknown = _conditions(row, home)
    law = law_at(home, row.opened_on)
    members = tuple(GroupMember.objects.filter(**here, round=row.group_round).order_by("position"))
    own = [one for one in members if one.account_id is not None and one.account_id == actor.account_id]
    return ProcedureView(
        row=row, home=home, facts=facts_of(row),
        events=tuple(ProcedureEvent.objects.filter(**here).order_by("seq")),
        clocks=tuple(ProcedureClock.objects.filter(**here).order_by("id")),
        members=members, mine_in_it=own[0] if own else None,
        texts=tuple(ProcedureText.objects.filter(**here).order_by("seq", "kind")),
        verbs=verbs_for(actor, row, thing), askers=askers.count(),
        mine=actor.account_id is not None and askers.filter(account_id=actor.account_id).exists(), finding=finding,
        unknown=unknown, things=things_at(law, Kind(row.kind)), item=filing_item(law, Kind(row.kind)),
        candidates=row.state == State.PREPARING and settled_slate(row) is not None,
    )  # fmt: skip


def _conditions(row: Procedure, home: Home) -> tuple[Finding | None, tuple[Reason, ...]]:
    if row.state != State.ASKING:
        return None, ()
    try:
        return finding_of(row, home, clock.today()), ()
    except Refusal as refusal:
        return None, refusal.reasons


def verbs_for(actor: Actor, row: Procedure, thing: Thing) -> tuple[str, ...]:
    """What the actor may do now; what would be refused as it stands is left out."""
    kind, state = Kind(row.kind), State(row.state)
    found = [verb for verb in ON_A_PAGE if allowed(kind, state, verb) and BY_VERB[verb](actor, thing)]
    if "follow" in found and news_of(row) is None:
        found.remove("follow")
    law = world_at(home_at(row.estate_id), row.opened_on, clock.now()).law
    if "extend" in found and law.held("own.preparation.extension") is None:
        found.remove("extend")
    return tuple(found)


def votes_to_use(row: Procedure) -> tuple[VoteLine, ...]:
    """Votes of the estate that were drafted and have not closed: one of them may be the procedure's."""
    found = decisions.votes_of(row.estate_id, drafts=True)
    return tuple(vote for vote in found if vote.state in ("draft", "announced", "open"))


def procedures_of(estate_id: int) -> tuple[Procedure, ...]:
    """The procedures of an estate, running ones first, then the latest."""
    rows = Procedure.objects.filter(estate_id=estate_id).order_by("-number")
    return tuple(sorted(rows, key=lambda row: row.ended_at is not None))


@dataclass(frozen=True, slots=True)
class MayStart:
    """A kind that may be begun here: the situations to choose from, and whether the actor may begin it."""

    kind: Kind
    situations: tuple[str, ...]
    mine: bool


def startable(actor: Actor, estate_id: int) -> tuple[MayStart, ...]:
    """What could begin at the estate now: kinds that do not run and fit the estate, where the place has rules."""
    home, today = home_at(estate_id), clock.today()
    running = set(Procedure.objects.filter(estate_id=estate_id, ended_at=None).values_list("kind", flat=True))
    committee, law = has_committee(estate_id, today), law_at(home, today)
    kinds = (Kind.RENEWAL, Kind.BY_ELECTION) if committee else (Kind.FIRST, Kind.INTERIM)
    found = []
    for kind in kinds:
        trigger = law.held("own.interim.trigger") if kind is Kind.INTERIM else None
        if kind in running or (kind is Kind.INTERIM and trigger is None):
            continue
        situations = tuple(trigger.value["any"]) if trigger else ()
        found.append(MayStart(kind, situations, bool(actor.mandate_at(STARTERS[kind], home.path))))
    return tuple(found)


def estate_for(actor: Actor, estate_id: int) -> Home:
    """The estate. Refuses not_found, also for who has nothing to do with it."""
    home = home_at(estate_id)
    if not may_read(actor, Thing(home.path, Kind.FIRST)):
        refuse("login_needed" if actor.is_anonymous else "not_found")
    return home


def estates_of(actor: Actor) -> tuple[Home, ...]:
    """The estates in which the actor lives or works, at most a screenful."""
    ids = dict.fromkeys(mandate.home_id for mandate in actor.mandates)
    return tuple(Home.objects.filter(pk__in=list(ids), kind="estate").order_by("path")[:20])


def moving() -> Iterator[tuple[int, int, int]]:
    """(estate, id, version) of procedures about which there is news."""
    states = [state.value for state in MOVES["follow"]]
    with cross_estate():
        rows = list(Procedure.objects.filter(state__in=states, ended_at=None).order_by("id"))
    for row in rows:
        if news_of(row) is not None:
            yield row.estate_id, row.pk, row.version


def late(now: dt.datetime) -> list[tuple[int, int, int]]:
    """(estate, id, version) of procedures that are late and of which nobody was told yet."""
    with cross_estate():
        rows = Procedure.objects.filter(ended_at=None, due_at__lt=now, alarmed=False).order_by("due_at")
        return list(rows.values_list("estate_id", "id", "version")[:MOST])


def doubtful() -> Iterator[tuple[int, int, int]]:
    """Procedures whose clocks stand on a calendar that was published or corrected since."""
    return clock_rows.on_the_calendar(ProcedureClock, "procedure_id")


def caretaking(estate_id: int) -> bool:
    """Whether a renewal binds the old committee's hands at the estate (OWN-074)."""
    states = [State.POSTED.value, State.PREPARING.value, State.VOTING.value]
    rows = Procedure.objects.filter(estate_id=estate_id, kind=Kind.RENEWAL.value, state__in=states)
    return rows.exists()
