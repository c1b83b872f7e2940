"""One move of a matter inside an act: lock, permission, version, rule, store, history. Every act of `actions/` is
made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Refusal, refuse

from . import store
from .models import Case, CaseEvent, CasePhoto
from .permissions import SENTENCES, CaseThing, may_see
from .photos import StoredPhoto
from .places import PlaceFacts
from .rules.moves import World, decide, takes
from .rules.table import BY_VERB
from .telling import tell
from .types import CaseRef, Decision, Facts
from .values import world_at


@dataclass
class Step:
    """A matter opened for one move."""

    deed: Deed
    verb: str
    row: Case
    place: PlaceFacts
    world: World
    facts: Facts
    before: str


def open_case(
    deed: Deed, verb: str, estate_id: int, case_id: int, version: int | None, other_place: str | None = None
) -> Step:
    """Lock the matter and ask whether the actor may; `version` is the one the actor saw (None: whatever it is now).

    Refuses not_found (also for who may not even see it), not_permitted, stale.
    """
    row = store.lock(estate_id, case_id)
    place, world = world_at(estate_id, deed.at, row.building_id)
    facts = store.facts_of(row)
    thing = thing_of(row, facts, place, other_place)
    try:
        deed.permit(SENTENCES[BY_VERB[verb].who], thing)
    except Refusal:
        if not deed.actor.is_system and not may_see(deed.actor, thing):
            refuse("not_found")
        raise
    if version is not None and version != row.version:
        refuse("stale", version=row.version, state=row.state)
    return Step(deed, verb, row, place, world, facts, row_digest(row))


def thing_of(row: Case, facts: Facts, place: PlaceFacts, other_place: str | None = None) -> CaseThing:
    """The matter as the permission sentences see it."""
    return CaseThing(
        place.path, facts, row.reporter_account_id, row.company_id, row.building_id, place.grid_id, other_place
    )


def carry_out(step: Step, *, words: str = "", photos: Sequence[StoredPhoto] = (), **wishes: Any) -> CaseRef:
    """Ask the rule and store what it says: the row, its clocks, one event, the pictures."""
    known = takes(step.verb)
    told = {name: value for name, value in (("words", words), ("photos", len(photos))) if name in known}
    decision = decide(step.verb, step.facts, step.world, **told, **wishes)
    return store_decision(step, decision, words, photos)


def store_decision(step: Step, decision: Decision, words: str = "", photos: Sequence[StoredPhoto] = ()) -> CaseRef:
    """Store a decision already made."""
    row, deed = step.row, step.deed
    state_before = row.state
    store.apply(row, decision.after)
    row.version += 1
    row.save()
    deed.touched(row, before=step.before)
    store.save_clocks(deed, row, step.facts, decision)
    event = store.event_row(deed, row, step.verb, decision, words, state_before)
    event.save(force_insert=True)
    deed.touched(event)
    add_photos(deed, event, photos)
    deed.under(*event.rules)
    tell(deed, step.verb, row, step.place, step.world.policy, decision.data)
    return ref_of(row)


def add_photos(deed: Deed, event: CaseEvent, photos: Sequence[StoredPhoto]) -> None:
    """The pictures that came with an event."""
    for photo in photos:
        row = CasePhoto(
            estate_id=event.estate_id, case_id=event.case_id, event_id=event.pk, sha256=photo.sha256,
            width=photo.width, height=photo.height, size=photo.size,
        )  # fmt: skip
        row.save(force_insert=True)
        deed.touched(row)


def ref_of(row: Case) -> CaseRef:
    """What an act answers."""
    return CaseRef(row.estate_id, row.pk, row.number, row.tracking_code, row.state, row.version)
