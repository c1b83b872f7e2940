"""Rows to facts and back, and one move of a petition inside an act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy import clock_rows
from sanguanjia.registry.models import Organisation

from .models import Petition, PetitionClock, PetitionEvent
from .permissions import SENTENCES, Thing, may_see
from .rules.moves import decide, takes
from .rules.parts import World
from .rules.table import BY_VERB
from .rules.watching import next_look
from .telling import tell
from .types import DUTIES, Decision, Facts, Kind, PetitionRef, State, Step, Unit
from .values import bodies_of, path_of, world_at

_SAME = (
    "accused_home_id", "accused_organisation_id", "objected", "settled", "extended", "extension_asked", "asked_by",
    "answered_by", "reviewed_by", "hearing", "outcome", "supervised", "alarmed", "ended_at",
)  # fmt: skip


@dataclass
class Opened:
    """A petition opened for one move."""

    deed: Deed
    verb: str
    row: Petition
    thing: Thing
    world: World
    facts: Facts
    before: str


def open_petition(deed: Deed, verb: str, estate_id: int, petition_id: int, version: int | None) -> Opened:
    """Lock the petition, ask whether the actor may, and that it still stands as the actor saw it.

    Refuses not_found (also for who may not even see it), not_permitted, stale (with the state it has now).
    """
    row = Petition.objects.select_for_update().filter(estate_id=estate_id, pk=petition_id).first()
    if row is None:
        refuse("not_found")
    thing = thing_of(row)
    try:
        deed.permit(SENTENCES[BY_VERB[verb].who], thing)
    except Refusal:
        if not deed.actor.is_system and not may_see(deed.actor, thing):
            refuse("not_found")
        raise
    if version is not None and version != row.version:
        refuse("stale", version=row.version, state=row.state)
    world = world_at(thing.place, deed.at, deed.actor.account_id)
    return Opened(deed, verb, row, thing, world, facts_of(row), row_digest(row))


def carry_out(opened: Opened, *, words: str = "", **wishes: Any) -> PetitionRef:
    """Ask the rule and store what it says: the row, its clocks, one event."""
    told = {"words": words} if "words" in takes(opened.verb) else {}
    decision = decide(opened.verb, opened.facts, opened.world, **told, **wishes)
    row, deed = opened.row, opened.deed
    state_before = row.state
    apply(row, decision.after)
    row.version += 1
    row.save()
    deed.touched(row, before=opened.before)
    clock_rows.save(deed, PetitionClock, _of(row), opened.facts.clocks, decision.after.clocks, decision.ended)
    note(deed, row, opened.verb, decision, words, state_before)
    tell(deed, opened.verb, row, thing_of(row), decision.data)
    return ref_of(row)


def ref_of(row: Petition) -> PetitionRef:
    """What an act answers."""
    return PetitionRef(row.estate_id, row.pk, row.number, row.tracking_code, row.state, row.version)


def thing_of(row: Petition) -> Thing:
    """A petition as the permission sentences see it."""
    unit = unit_of_row(row)
    review, recheck = bodies_of(unit) if unit else ("", "")
    return Thing(
        place=path_of(row.estate_id), state=row.state, unit_place=path_of(row.unit_home_id),
        unit_organisation_id=row.unit_organisation_id, review_place=review, recheck_place=recheck,
        petitioner_account_id=row.petitioner_account_id, accused_place=path_of(row.accused_home_id),
        accused_organisation_id=row.accused_organisation_id,
    )  # fmt: skip


def unit_of_row(row: Petition) -> Unit | None:
    """The competent unit, once there is one."""
    return Unit(row.unit_home_id, row.unit_organisation_id, row.unit_name) if row.unit_home_id is not None else None


def facts_of(row: Petition) -> Facts:
    """What the rules need to know, with the clocks that are open and how the earlier petition stands."""
    return Facts(
        state=State(row.state), kind=Kind(row.kind), unit=unit_of_row(row), same=_same(row),
        clocks=clock_rows.running(PetitionClock, _of(row)), **{name: getattr(row, name) for name in _SAME},
    )  # fmt: skip


def _same(row: Petition) -> str:
    if row.same_id is None:
        return ""
    found = Petition.objects.filter(estate_id=row.same_home_id, pk=row.same_id).values_list("state", "ended_at")
    state, ended_at = found.first() or ("", None)
    if state == State.FINAL.value:
        return "final"
    return "running" if state and ended_at is None else ""


def apply(row: Petition, facts: Facts) -> None:
    """Write the facts into the row's columns (not yet into the database)."""
    row.state = facts.state.value
    if facts.unit is not None:
        row.unit_home_id, row.unit_organisation_id = facts.unit.home_id, facts.unit.organisation_id
        row.unit_name = facts.unit.name or row.unit_name
    for name in _SAME:
        setattr(row, name, getattr(facts, name))
    owed = [c for c in facts.clocks if not c.paused and c.step in DUTIES]
    windows = [c for c in facts.clocks if c.step in (Step.ASK_REVIEW, Step.ASK_RECHECK)]
    shown = min(owed or windows, key=lambda c: c.due_at, default=None)
    row.due_at, row.due_step = (shown.due_at, str(shown.step)) if shown else (None, "")
    row.acts_at = next_look(facts)


def _of(row: Petition) -> dict[str, int]:
    """What its clocks' rows are found by."""
    return {"estate_id": row.estate_id, "petition_id": row.pk}


def note(deed: Deed, row: Petition, verb: str, decision: Decision, words: str, before: str) -> None:
    """The line of the history that this act writes; its number is the petition's version."""
    mandate = deed.mandate
    event = PetitionEvent(
        estate_id=row.estate_id, petition_id=row.pk, seq=row.version, at=deed.at, verb=verb,
        account_id=deed.actor.account_id, by_name="" if deed.actor.is_system else deed.actor.name,
        role=mandate.role if mandate else ("" if deed.actor.is_system else "petitioner"), body=_body(deed),
        state_before=before, state_after=row.state, words=words.strip(), data=dict(decision.data),
        rules=list(dict.fromkeys(v for v in decision.versions if v)),
        ended=[[str(e.clock.step), e.result] for e in decision.ended],
    )  # fmt: skip
    event.save(force_insert=True)
    deed.touched(event)
    deed.under(*event.rules)


def _body(deed: Deed) -> str:
    """The office or department in whose name it was done, as it is called now."""
    held = deed.mandate
    if held is None or held.role in ("owner", "tenant"):
        return ""
    if held.organisation_id is not None:
        found = Organisation.objects.filter(pk=held.organisation_id).values_list("name", flat=True).first()
    else:
        found = Home.objects.filter(pk=held.home_id).values_list("name", flat=True).first()
    return str(found or "")[:60]


def earlier(home_id: int, petition_id: int) -> Petition | None:
    """A petition at whichever office, to be named as the same; None when there is none."""
    with cross_estate():
        return Petition.objects.filter(estate_id=home_id, pk=petition_id).first()


def fresh(deed: Deed, row: Petition, facts: Facts, decision: Decision, words: str) -> PetitionRef:
    """Store a petition that was just received: the row, its clock, its first event."""
    apply(row, decision.after)
    row.save(force_insert=True)
    deed.touched(row)
    clock_rows.save(deed, PetitionClock, _of(row), (), decision.after.clocks, decision.ended)
    note(deed, row, "register", decision, words, "")
    tell(deed, "register", row, thing_of(row), decision.data)
    return ref_of(row)
