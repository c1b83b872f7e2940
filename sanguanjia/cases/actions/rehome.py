"""Re-home a matter filed under the wrong place (改到正确的小区): `estate_id` of a row never changes, so a new row
goes on.
"""

from __future__ import annotations

from dataclasses import replace

from sanguanjia.cases import photos, store
from sanguanjia.cases.models import Case, CasePhoto
from sanguanjia.cases.permissions import SENTENCES
from sanguanjia.cases.photos import StoredPhoto
from sanguanjia.cases.rules import clocks
from sanguanjia.cases.rules.moves import World, decide
from sanguanjia.cases.rules.routing import route
from sanguanjia.cases.rules.table import allowed
from sanguanjia.cases.step import open_case, store_decision, thing_of
from sanguanjia.cases.types import CaseRef, Clock, Confidentiality, Level, Step
from sanguanjia.cases.values import world_at
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse

from .report import file_case

_CARRIED = (
    "tracking_code", "need_code", "summary", "text", "place_words", "channel", "reporter_account_id",
    "entered_by_account_id", "contact_name", "contact_phone", "reported_at", "first_responded_at", "responded_in_time",
)  # fmt: skip


@act("cases.rehome")
def rehome(
    deed: Deed, *, estate_id: int, case_id: int, version: int | None = None, to_estate_id: int, words: str
) -> CaseRef:
    """The old row ends as moved and points on; the new one keeps the tracking code, the first moment and the
    handling clock.

    Answers the new matter. Refuses not_found, not_permitted, stale, wrong_phase, missing, same_estate, unknown_place.
    """
    if to_estate_id == estate_id:
        refuse("same_estate", "to_estate_id")
    target = Home.objects.filter(pk=to_estate_id).first() or refuse("unknown_place", "to_estate_id")
    step = open_case(deed, "rehome", estate_id, case_id, version, other_place=target.path)
    decision = decide("rehome", step.facts, step.world, to_estate_id=to_estate_id, words=words)
    arrived = arrive(deed.actor, estate_id=to_estate_id, from_estate_id=estate_id, from_case_id=case_id)
    step.row.moved_to_estate_id, step.row.moved_to_case_id = to_estate_id, arrived.case_id
    store_decision(step, decision, words)
    return arrived


@act("cases.arrive")
def arrive(deed: Deed, *, estate_id: int, from_estate_id: int, from_case_id: int) -> CaseRef:
    """The other half of re-homing, in the right place: one record there too. Called by `rehome` only.

    Refuses not_found, not_permitted, wrong_phase (a matter that has ended, or was moved already, begins nowhere anew).
    """
    place, world = world_at(estate_id, deed.at)
    old = store.lock(from_estate_id, from_case_id)
    old_facts = store.facts_of(old)
    old_place, _ = world_at(from_estate_id, deed.at)
    deed.permit(SENTENCES["officer_of_both"], thing_of(old, old_facts, old_place, place.path))
    if not allowed("rehome", old_facts.state):
        refuse("wrong_phase", verb="rehome", state=old_facts.state.value)
    secrecy = Confidentiality(old.confidentiality)
    chosen = route(old.need_code, secrecy, place.holders, world.policy)
    row = Case(
        estate_id=estate_id,
        need_name=chosen.need.name,
        moved_from_estate_id=from_estate_id,
        moved_from_case_id=from_case_id,
        **{name: getattr(old, name) for name in _CARRIED},
    )
    kept = _carried(old_facts.clock(Step.SOLVE), world, chosen.level)
    taken = _share_photos(from_estate_id, from_case_id, estate_id)
    return file_case(deed, row, chosen, secrecy, place, world, taken, kept, verb="arrive")


def _carried(solve: Clock | None, world: World, level: Level) -> tuple[Clock, ...]:
    """The handling clock as it ran so far: same start, same pauses, reckoned on the calendar of the right place."""
    if solve is None:
        return ()
    running = clocks.resume(solve, world.times)
    return (clocks.reckon(replace(running, id=new_id(), level=level), world.times),)


def _share_photos(from_home: int, case_id: int, to_home: int) -> tuple[StoredPhoto, ...]:
    rows = CasePhoto.objects.filter(estate_id=from_home, case_id=case_id).order_by("id")
    return tuple(photos.share(from_home, to_home, StoredPhoto(r.sha256, r.width, r.height, r.size)) for r in rows)
