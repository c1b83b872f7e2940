"""A new matter on paper: what a report must say, who gets it, its first event and clocks. Nothing is stored here.

Both the act of one report (`actions/report.py`) and many reports at once (`filing_many.py`) are made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.refusal import Reason, refuse_if_any

from . import store
from .duty import with_duty
from .models import Case, CaseClock, CaseEvent
from .naming import confidentiality_named
from .permissions import FRONT_DESK_ROLES, may_report
from .places import PlaceFacts
from .rules.intake import summary_of, wrong_with
from .rules.moves import World
from .rules.routing import route
from .types import Channel, Clock, Confidentiality, Decision, Facts, Route, State


def draft(
    deed: Deed,
    place: PlaceFacts,
    world: World,
    *,
    need: str,
    text: str,
    building_id: int | None = None,
    unit_id: int | None = None,
    place_words: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    confidentiality: str = "open",
    channel: str = "web",
    for_somebody: bool = False,
) -> tuple[Case, Route, Confidentiality]:
    """The matter as it was reported, still without number and code, and where it goes.

    Refuses login_needed, not_permitted, missing, too_long, malformed, unknown_need, nobody_holds_it.
    """
    deed.permit(may_report, place)
    wants_phone = asks_phone({"for_somebody": for_somebody, "channel": channel})
    found = list(wrong_with(need, text, place_words, contact_name, contact_phone, for_somebody=wants_phone))
    if for_somebody and (deed.mandate is None or deed.mandate.role not in FRONT_DESK_ROLES):
        found.append(Reason("not_permitted", "for_somebody"))
    refuse_if_any(found)
    secrecy = confidentiality_named(confidentiality)
    chosen = with_duty(route(need, secrecy, place.holders, world.policy), place, world, secrecy)
    row = Case(
        estate_id=place.home_id,
        need_code=chosen.need.code,
        need_name=chosen.need.name,
        summary=summary_of(text),
        text=text.strip(),
        building_id=building_id,
        unit_id=unit_id,
        place_words=place_words.strip(),
        channel=Channel(channel).value,
        reporter_account_id=None if for_somebody else deed.actor.account_id,
        entered_by_account_id=deed.actor.account_id if for_somebody else None,
        contact_name=contact_name.strip(),
        contact_phone=contact_phone.strip(),
        reported_at=deed.at,
        duty_account_id=chosen.duty_account_id,
    )
    return row, chosen, secrecy


def asks_phone(wish: Mapping[str, Any]) -> bool:
    """Whether who is reported for must be named with a telephone: a sheet of a hotline may come without one."""
    return bool(wish.get("for_somebody")) and wish.get("channel") != Channel.HOTLINE.value


def drawn_up(
    deed: Deed,
    row: Case,
    chosen: Route,
    secrecy: Confidentiality,
    clocks: tuple[Clock, ...],
    photos: int = 0,
    verb: str = "report",
) -> tuple[Facts, CaseEvent, list[CaseClock]]:
    """The matter with its first holder: fills the row's columns; its facts, the first event and the clocks' rows."""
    need = chosen.need
    facts = Facts(State.NEW, chosen.level, chosen.holder, need.kind, need.priority, secrecy, deed.at, clocks)
    store.apply(row, facts)
    why: dict[str, Any] = {"route": [{"step": s.code, **s.data} for s in chosen.steps], "photos": photos}
    if chosen.duty_until is not None:
        why["duty_until"] = chosen.duty_until.isoformat()
    decision = Decision(facts, (), why, (*chosen.versions, *(c.version for c in clocks)))
    event = store.event_row(deed, row, verb, decision, "", "")
    return facts, event, [store.clock_row(row, c) for c in clocks]
