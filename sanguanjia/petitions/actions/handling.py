"""The competent unit handles: more time, mediation, the written opinion; the petitioner may take it back."""

from __future__ import annotations

from datetime import date

from sanguanjia.kernel.act import Deed, act
from sanguanjia.petitions.store import carry_out, open_petition
from sanguanjia.petitions.types import PetitionRef


@act("petitions.ask_extension")
def ask_extension(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    amount: int,
    words: str,
) -> PetitionRef:
    """`amount` in days. Refuses not_found, not_permitted, stale, wrong_phase, missing, extended_already,
    extension_pending, too_many_days_more, extension_too_late.
    """
    opened = open_petition(deed, "ask_extension", estate_id, petition_id, version)
    return carry_out(opened, words=words, amount=amount)


@act("petitions.decide_extension")
def decide_extension(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    granted: bool,
    words: str,
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, no_extension_asked, same_person."""
    opened = open_petition(deed, "decide_extension", estate_id, petition_id, version)
    return carry_out(opened, words=words, granted=granted)


@act("petitions.mediate")
def mediate(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    petitioner_agrees: bool,
    other_agrees: bool,
    words: str,
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, both_must_agree, not_for_mediation."""
    opened = open_petition(deed, "mediate", estate_id, petition_id, version)
    return carry_out(opened, words=words, petitioner_agrees=petitioner_agrees, other_agrees=other_agrees)


@act("petitions.answer")
def answer(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    opinion: str,
    delivered_on: date,
    words: str,
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, opinion_unknown, day_not_so."""
    opened = open_petition(deed, "answer", estate_id, petition_id, version)
    return carry_out(opened, words=words, opinion=opinion, delivered_on=delivered_on)


@act("petitions.withdraw")
def withdraw(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    words: str = "",
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase."""
    opened = open_petition(deed, "withdraw", estate_id, petition_id, version)
    return carry_out(opened, words=words)
