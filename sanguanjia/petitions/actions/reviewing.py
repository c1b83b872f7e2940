"""Review and re-review: asked for by the petitioner, answered by the bodies above; a hearing stops the clock."""

from __future__ import annotations

from datetime import date

from sanguanjia.kernel.act import Deed, act
from sanguanjia.petitions.store import carry_out, open_petition
from sanguanjia.petitions.types import PetitionRef


@act("petitions.ask_review")
def ask_review(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    words: str,
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, too_late_to_ask."""
    opened = open_petition(deed, "ask_review", estate_id, petition_id, version)
    return carry_out(opened, words=words)


@act("petitions.answer_review")
def answer_review(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    opinion: str,
    delivered_on: date,
    words: str,
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, opinion_unknown, day_not_so, same_person."""
    opened = open_petition(deed, "answer_review", estate_id, petition_id, version)
    return carry_out(opened, words=words, opinion=opinion, delivered_on=delivered_on)


@act("petitions.ask_recheck")
def ask_recheck(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    words: str,
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, too_late_to_ask."""
    opened = open_petition(deed, "ask_recheck", estate_id, petition_id, version)
    return carry_out(opened, words=words)


@act("petitions.open_hearing")
def open_hearing(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    words: str,
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, hearing_open, too_late_to_hear."""
    opened = open_petition(deed, "open_hearing", estate_id, petition_id, version)
    return carry_out(opened, words=words)


@act("petitions.close_hearing")
def close_hearing(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    words: str,
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, no_hearing."""
    opened = open_petition(deed, "close_hearing", estate_id, petition_id, version)
    return carry_out(opened, words=words)


@act("petitions.answer_recheck")
def answer_recheck(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    opinion: str,
    delivered_on: date,
    words: str,
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, opinion_unknown, day_not_so, same_person,
    hearing_open.
    """
    opened = open_petition(deed, "answer_recheck", estate_id, petition_id, version)
    return carry_out(opened, words=words, opinion=opinion, delivered_on=delivered_on)
