"""Rows to facts and back, and one move of a procedure inside an act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanguanjia.access.types import Role
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.actor import Mandate
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.policy import clock_rows

from .models import Procedure, ProcedureClock, ProcedureEvent
from .permissions import BY_VERB, Thing, may_read
from .rules.parts import World
from .rules.table import allowed
from .telling import tell
from .types import ENDS, Decision, Facts, Kind, ProcedureRef, State
from .values import home_at, world_at


@dataclass
class Opened:
    """A procedure opened for one move."""

    deed: Deed
    verb: str
    row: Procedure
    home: Home
    facts: Facts
    world: World
    before: str


def open_procedure(
    deed: Deed, verb: str, estate_id: int, procedure_id: int, version: int | None = None
) -> Opened:  # fmt: skip
    """Lock it, ask whether the actor may, whether it stands as the actor saw it, and whether the table has the verb.

    Refuses not_found (also for who may not even see it), not_permitted, stale, wrong_phase.
    """
    home = home_at(estate_id)
    row = Procedure.objects.select_for_update().filter(estate_id=estate_id, pk=procedure_id).first()
    if row is None:
        refuse("not_found")
    thing = thing_of(row, home)
    try:
        deed.permit(BY_VERB[verb], thing)
    except Refusal:
        if not deed.actor.is_system and not may_read(deed.actor, thing):
            refuse("not_found")
        raise
    if version is not None and version != row.version:
        refuse("stale", version=row.version, state=row.state)
    facts = facts_of(row)
    if not allowed(facts.kind, facts.state, verb):
        refuse("wrong_phase", state=row.state, verb=verb)
    return Opened(deed, verb, row, home, facts, world_at(home, row.opened_on, deed.at), row_digest(row))


def thing_of(row: Procedure, home: Home) -> Thing:
    """A procedure as the sentences see it."""
    return Thing(home.path, Kind(row.kind), row.asked_by)


def facts_of(row: Procedure) -> Facts:
    """What the rules need to know."""
    return Facts(
        kind=Kind(row.kind), state=State(row.state), listed=bool(row.listed), drafted=row.drafts_on is not None,
        extensions=row.extensions, alarmed=row.alarmed, things=frozenset(row.things),
        clocks=clock_rows.running(ProcedureClock, _of(row)),
    )  # fmt: skip


def _of(row: Procedure) -> dict[str, int]:
    """What its clocks' rows are found by."""
    return {"estate_id": row.estate_id, "procedure_id": row.pk}


def carry_out(opened: Opened, decision: Decision, words: str = "", *, outcome: str = "") -> ProcedureRef:
    """Store what the rule said: the row, its clocks, one event; tell whom it concerns."""
    row, deed = opened.row, opened.deed
    moved = row.state != decision.state.value
    row.state = decision.state.value
    set_due(row, decision)
    row.alarmed = opened.verb == "warn" or (row.alarmed and not moved)
    if decision.state in ENDS:
        row.ended_at, row.outcome = deed.at, outcome or decision.state.value
    row.version += 1
    row.save()
    deed.touched(row, before=opened.before)
    clock_rows.save(deed, ProcedureClock, _of(row), opened.facts.clocks, decision.clocks, decision.ended)
    note(deed, row, opened.verb, decision, words)
    deed.under(*decision.versions)
    tell(deed, opened.verb, row, opened.home, decision)
    return ref_of(row)


def set_due(row: Procedure, decision: Decision) -> None:
    """The clock that runs out first stands on the row."""
    owed = min((c for c in decision.clocks if not c.paused), key=lambda c: c.due_at, default=None)
    row.due_at, row.due_step = (owed.due_at, str(owed.step)) if owed else (None, "")


def begin(deed: Deed, row: Procedure, decision: Decision, words: str = "") -> ProcedureRef:
    """A new procedure: its row, clocks, first event."""
    set_due(row, decision)
    row.save(force_insert=True)
    deed.touched(row)
    clock_rows.save(deed, ProcedureClock, _of(row), (), decision.clocks, ())
    note(deed, row, "start", decision, words)
    deed.under(*decision.versions)
    tell(deed, "start", row, home_at(row.estate_id), decision)
    return ref_of(row)


def note(deed: Deed, row: Procedure, verb: str, decision: Decision, words: str = "") -> None:
    """The line of the history that this act writes; its number is the procedure's version."""
    mandate = deed.mandate
    event = ProcedureEvent(
        estate_id=row.estate_id, procedure_id=row.pk, seq=row.version, at=deed.at, verb=verb,
        account_id=deed.actor.account_id, by_name=_name(deed, mandate), role=mandate.role if mandate else "",
        body=body_of(mandate), state_after=row.state, words=words.strip(), data=_plain(decision.data),
        ended=[[str(end.clock.step), end.result] for end in decision.ended],
    )  # fmt: skip
    event.save(force_insert=True)
    deed.touched(event)


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    return dict(data)


def _name(deed: Deed, mandate: Mandate | None) -> str:
    """Offices act by name; neighbours read "a owner", never who."""
    named = mandate is not None and mandate.role not in ("owner", "tenant") and not deed.actor.is_system
    return deed.actor.name if named else ""


def body_of(mandate: Mandate | None) -> str:
    """The office, company or committee in whose name it was done; nothing for owners."""
    if mandate is None or mandate.role in ("owner", "tenant"):
        return ""
    place = Home.objects.filter(pk=mandate.home_id).values_list("name", flat=True).first()
    return f"{place or ''}{Role(mandate.role).label}"[:60]


def ref_of(row: Procedure) -> ProcedureRef:
    """What an act answers."""
    return ProcedureRef(row.estate_id, row.pk, row.number, row.state, row.version)
