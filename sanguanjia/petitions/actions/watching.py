"""Supervision (督办) and its answer; what the platform does by itself when something runs out."""

from __future__ import annotations

from sanguanjia.kernel.act import Deed, act
from sanguanjia.petitions.store import carry_out, open_petition
from sanguanjia.petitions.types import PetitionRef


@act("petitions.supervise")
def supervise(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    fault: str,
    words: str,
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, fault_unknown, fault_not_so,
    supervised_already.
    """
    opened = open_petition(deed, "supervise", estate_id, petition_id, version)
    return carry_out(opened, words=words, fault=fault)


@act("petitions.answer_supervision")
def answer_supervision(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    words: str,
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, not_supervised."""
    opened = open_petition(deed, "answer_supervision", estate_id, petition_id, version)
    return carry_out(opened, words=words)


@act("petitions.lapse")
def lapse(deed: Deed, *, estate_id: int, petition_id: int, version: int | None = None) -> PetitionRef:
    """Nobody asked for a review in time. Refuses not_found, not_permitted, stale, wrong_phase, not_overdue."""
    opened = open_petition(deed, "lapse", estate_id, petition_id, version)
    return carry_out(opened)


@act("petitions.warn")
def warn(deed: Deed, *, estate_id: int, petition_id: int, version: int | None = None) -> PetitionRef:
    """What is owed is late. Refuses not_found, not_permitted, stale, wrong_phase, not_overdue."""
    opened = open_petition(deed, "warn", estate_id, petition_id, version)
    return carry_out(opened)


@act("petitions.reckon_again")
def reckon_again(deed: Deed, *, estate_id: int, petition_id: int, version: int | None = None) -> PetitionRef:
    """A calendar was published or corrected (CAL-007). Done by the platform. Refuses … nothing_to_reckon."""
    opened = open_petition(deed, "reckon_again", estate_id, petition_id, version)
    return carry_out(opened)
