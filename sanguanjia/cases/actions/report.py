"""Report a matter (报事): words, place, pictures in; number, tracking code and a route with its reasons out."""

from __future__ import annotations

import secrets

from sanguanjia.cases import filing
from sanguanjia.cases.models import Case, CaseClock, CaseEvent, CasePause
from sanguanjia.cases.opening import draft, drawn_up
from sanguanjia.cases.photos import StoredPhoto
from sanguanjia.cases.places import PlaceFacts
from sanguanjia.cases.rules import tracking
from sanguanjia.cases.rules.moves import World
from sanguanjia.cases.rules.moves.world import opening_clocks
from sanguanjia.cases.step import add_photos, ref_of
from sanguanjia.cases.telling import tell
from sanguanjia.cases.types import CaseRef, Clock, Confidentiality, Route
from sanguanjia.cases.values import world_at
from sanguanjia.kernel.act import Deed, act


@act("cases.report")
def report(
    deed: Deed,
    *,
    estate_id: int,
    need: str,
    text: str,
    building_id: int | None = None,
    unit_id: int | None = None,
    place_words: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    confidentiality: str = "open",
    photos: tuple[StoredPhoto, ...] = (),
    channel: str = "web",
    for_somebody: bool = False,
) -> CaseRef:
    """File a matter at a home. Who reports is logged in and has a role at the place; `for_somebody` is for front desks.

    Refuses not_found, login_needed, not_permitted, missing, too_long, malformed, unknown_need, nobody_holds_it,
    unknown_place.
    """
    place, world = world_at(estate_id, deed.at, building_id)
    row, chosen, secrecy = draft(
        deed, place, world, need=need, text=text, building_id=building_id, unit_id=unit_id, place_words=place_words,
        contact_name=contact_name, contact_phone=contact_phone, confidentiality=confidentiality, channel=channel,
        for_somebody=for_somebody,
    )  # fmt: skip
    row.tracking_code = _draw_code(estate_id)
    return file_case(deed, row, chosen, secrecy, place, world, photos)


def _draw_code(estate_id: int) -> str:
    return tracking.make(estate_id, lambda: secrets.randbits(35))


def file_case(
    deed: Deed,
    row: Case,
    chosen: Route,
    secrecy: Confidentiality,
    place: PlaceFacts,
    world: World,
    photos: tuple[StoredPhoto, ...] = (),
    kept: tuple[Clock, ...] = (),
    verb: str = "report",
) -> CaseRef:
    """Give a matter to its first holder and store everything; `kept` are clocks that a re-homed matter brings along."""
    need, holder = chosen.need, chosen.holder
    fresh = opening_clocks(holder, need.kind, need.priority, world)
    clocks = tuple(c for c in fresh if c.step not in {k.step for k in kept}) + kept
    _, event, running = drawn_up(deed, row, chosen, secrecy, clocks, len(photos), verb)
    # A matter that arrives keeps its code; nothing else of that code can have come from the same row.
    arrives = row.moved_from_case_id is not None
    filing.insert(row, event, running, None if arrives else lambda: _draw_code(row.estate_id))
    _touch(deed, row, event, running)
    _bring_pauses(deed, row, kept)
    add_photos(deed, event, photos)
    tell(deed, verb, row, place, world.policy)
    return ref_of(row)


def _bring_pauses(deed: Deed, row: Case, kept: tuple[Clock, ...]) -> None:
    for clock in kept:
        for span in clock.pauses:
            pause = CasePause(
                estate_id=row.estate_id, clock_id=clock.id, start_at=span.start, end_at=span.end, reason=span.reason
            )
            pause.save(force_insert=True)
            deed.touched(pause)


def _touch(deed: Deed, row: Case, event: CaseEvent, clocks: list[CaseClock]) -> None:
    deed.touched(row)
    deed.touched(event)
    for clock in clocks:
        deed.touched(clock)
    deed.under(*event.rules)
