"""Rows to facts and back, and one move of an application inside an act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sanguanjia.access.types import Role
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.actor import Mandate
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.pictures import Album
from sanguanjia.kernel.predicates import Predicate
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.notices.files import StoredFile
from sanguanjia.policy import clock_rows
from sanguanjia.policy.queries import Moment
from sanguanjia.registry import queries as registry

from .models import Application, ApplicationClock, ApplicationEvent, ApplicationFile
from .permissions import Thing, may_see
from .telling import tell
from .types import ApplicationRef, Decision, Facts, Level, Opinion, State
from .values import home_at, item_at, times_at

album = Album("applications")
"""Where the papers of applications lie."""


@dataclass
class Opened:
    """An application opened for one move."""

    deed: Deed
    verb: str
    row: Application
    home: Home
    thing: Thing
    facts: Facts
    times: Moment
    before: str


def open_application(
    deed: Deed, verb: str, estate_id: int, application_id: int, sentence: Predicate, version: int | None = None
) -> Opened:
    """Lock it, ask whether the actor may, and that it stands as the actor saw it.

    Refuses not_found (also for who may not even see it), not_permitted, stale.
    """
    row = Application.objects.select_for_update().filter(estate_id=estate_id, pk=application_id).first()
    if row is None:
        refuse("not_found")
    home = home_at(estate_id)
    thing = thing_of(row, home)
    try:
        deed.permit(sentence, thing)
    except Refusal:
        if not may_see(deed.actor, thing):
            refuse("not_found")
        raise
    if version is not None and version != row.version:
        refuse("stale", version=row.version, state=row.state)
    return Opened(deed, verb, row, home, thing, facts_of(row, thing), times_at(home, deed.at), row_digest(row))


def thing_of(row: Application, home: Home) -> Thing:
    """An application as the sentences see it, under the catalogue of the day on which it was handed in."""
    item = item_at(home, row.item, row.opened_on)
    return Thing(home.path, item, row.account_id, row.role, row.organisation_id)


def facts_of(row: Application, thing: Thing) -> Facts:
    """What the rules need to know."""
    events = ApplicationEvent.objects.filter(estate_id=row.estate_id, application_id=row.pk)
    said = events.filter(verb__in=["opine", "recuse"]).order_by("seq")
    opinions = tuple(Opinion(Level(e.level), e.account_id or 0, bool(e.agrees)) for e in said if e.verb == "opine")
    papers = ApplicationFile.objects.filter(estate_id=row.estate_id, application_id=row.pk)
    return Facts(
        item=thing.item, state=State(row.state), preparer=row.account_id, submitter=row.submitter_id,
        acceptor=row.acceptor_id, corrected=row.corrected,
        given=frozenset(name for name, text in row.answers.items() if str(text).strip()),
        papers=frozenset(papers.values_list("code", flat=True)), asked=frozenset(row.asked), opinions=opinions,
        recused=frozenset(e.account_id or 0 for e in said if e.verb == "recuse"),
        clocks=clock_rows.running(ApplicationClock, _of(row)),
    )  # fmt: skip


def _of(row: Application) -> dict[str, int]:
    """What its clocks' rows are found by."""
    return {"estate_id": row.estate_id, "application_id": row.pk}


def carry_out(
    opened: Opened, decision: Decision, words: str = "", level: Level | None = None, agrees: bool | None = None
) -> ApplicationRef:
    """Store what the rule said: the row, its clocks, one event; tell whom it concerns."""
    row, deed = opened.row, opened.deed
    row.state = decision.state.value
    owed = min((c for c in decision.clocks if not c.paused), key=lambda c: c.due_at, default=None)
    row.due_at, row.due_step = (owed.due_at, str(owed.step)) if owed else (None, "")
    row.version += 1
    row.save()
    deed.touched(row, before=opened.before)
    clock_rows.save(deed, ApplicationClock, _of(row), opened.facts.clocks, decision.clocks, decision.ended)
    note(deed, row, opened.verb, decision, words, level, agrees)
    deed.under(opened.thing.item.version)
    tell(deed, opened.verb, row, opened.thing)
    return ref_of(row)


def note(
    deed: Deed, row: Application, verb: str, decision: Decision, words: str = "", level: Level | None = None,
    agrees: bool | None = None,
) -> None:  # fmt: skip
    """The line of the history that this act writes; its number is the application's version."""
    mandate = deed.mandate
    event = ApplicationEvent(
        estate_id=row.estate_id, application_id=row.pk, seq=row.version, at=deed.at, verb=verb,
        account_id=deed.actor.account_id, by_name="" if deed.actor.is_system else deed.actor.name,
        role=mandate.role if mandate else "", body=body_of(mandate), level=level.value if level else "",
        agrees=agrees, state_after=row.state, words=words.strip(), data=dict(decision.data),
        ended=[[str(end.clock.step), end.result] for end in decision.ended],
    )  # fmt: skip
    event.save(force_insert=True)
    deed.touched(event)


def body_of(mandate: Mandate | None) -> str:
    """The office, company or committee in whose name it was done; nothing for residents."""
    if mandate is None or mandate.role in ("owner", "tenant"):
        return ""
    if mandate.organisation_id is not None:
        return str(registry.organisation(mandate.organisation_id).name)[:60]
    place = Home.objects.filter(pk=mandate.home_id).values_list("name", flat=True).first()
    return f"{place or ''}{Role(mandate.role).label}"[:60]


def add_files(deed: Deed, row: Application, files: Iterable[tuple[str, StoredFile]]) -> None:
    """Put papers into the file; the same copy again is one."""
    known = set(
        ApplicationFile.objects.filter(estate_id=row.estate_id, application_id=row.pk).values_list("code", "sha256")
    )
    for code, file in files:
        if (code, file.sha256) in known:
            continue
        known.add((code, file.sha256))
        added = ApplicationFile(
            estate_id=row.estate_id, application_id=row.pk, code=code, name=file.name, kind=file.kind,
            sha256=file.sha256, size=file.size, at=deed.at, account_id=deed.actor.account_id,
        )  # fmt: skip
        added.save(force_insert=True)
        deed.touched(added)


def ref_of(row: Application) -> ApplicationRef:
    """What an act answers."""
    return ApplicationRef(row.estate_id, row.pk, row.number, row.state, row.version, row.decision_number or 0)


def account_of(deed: Deed) -> int:
    """The account that acts: an application is moved by people."""
    return deed.actor.account_id if deed.actor.account_id is not None else refuse("not_permitted")
