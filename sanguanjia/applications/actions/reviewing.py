"""The offices: accept or name once what is missing, review level by level, step aside, let the clock stand."""

from __future__ import annotations

from sanguanjia.applications.permissions import is_level, is_office, office_of
from sanguanjia.applications.rules import moves
from sanguanjia.applications.store import account_of, carry_out, open_application
from sanguanjia.applications.types import ApplicationRef
from sanguanjia.kernel.act import Deed, act


@act("applications.ask_correction")
def ask_correction(
    deed: Deed,
    *,
    estate_id: int,
    application_id: int,
    codes: tuple[str, ...],
    words: str,
    version: int | None = None,
) -> ApplicationRef:
    """Name everything that is missing or wrong, once. Refuses not_found, not_permitted, stale, wrong_phase,
    application_asked_once, application_nothing_named, missing."""
    opened = open_application(deed, "ask_correction", estate_id, application_id, is_office, version)
    decision = moves.ask_correction(opened.facts, opened.times, codes, words)
    opened.row.corrected = True
    opened.row.asked = list(decision.data["codes"])
    return carry_out(opened, decision, words)


@act("applications.accept")
def accept(deed: Deed, *, estate_id: int, application_id: int, version: int | None = None) -> ApplicationRef:
    """Take it in. Refuses not_found, not_permitted, stale, wrong_phase."""
    opened = open_application(deed, "accept", estate_id, application_id, is_office, version)
    opened.row.acceptor_id = account_of(deed)
    return carry_out(opened, moves.accept(opened.facts, opened.times))


@act("applications.opine")
def opine(
    deed: Deed,
    *,
    estate_id: int,
    application_id: int,
    agrees: bool,
    clear: bool,
    words: str = "",
    version: int | None = None,
) -> ApplicationRef:
    """The opinion of the level the actor stands for. `clear`: declares to have no interest in it.

    Refuses not_found, not_permitted, stale, wrong_phase, and what `rules.moves.opine` refuses.
    """
    opened = open_application(deed, "opine", estate_id, application_id, is_level, version)
    found = office_of(deed.actor, opened.thing, opened.thing.item.levels)
    level = found[0] if found else None
    decision = moves.opine(
        opened.facts, opened.times, level, account_of(deed), agrees=agrees, clear=clear, words=words
    )  # fmt: skip
    return carry_out(opened, decision, words, level, agrees)


@act("applications.recuse")
def recuse(
    deed: Deed, *, estate_id: int, application_id: int, words: str, version: int | None = None
) -> ApplicationRef:
    """Declare an interest in it and step aside. Refuses not_found, not_permitted, stale, wrong_phase,
    application_spoke_already, missing."""
    opened = open_application(deed, "recuse", estate_id, application_id, is_office, version)
    return carry_out(opened, moves.recuse(opened.facts, account_of(deed), words), words)


@act("applications.pause")
def pause(deed: Deed, *, estate_id: int, application_id: int, words: str) -> ApplicationRef:
    """The clock stands, for a room above whose notice runs. Refuses not_found, not_permitted, wrong_phase,
    application_paused."""
    opened = open_application(deed, "pause", estate_id, application_id, is_office)
    return carry_out(opened, moves.pause(opened.facts, opened.times), words)


@act("applications.resume")
def resume(deed: Deed, *, estate_id: int, application_id: int, words: str) -> ApplicationRef:
    """The clock runs on. Refuses not_found, not_permitted, wrong_phase, application_not_paused."""
    opened = open_application(deed, "resume", estate_id, application_id, is_office)
    return carry_out(opened, moves.resume(opened.facts, opened.times), words)
