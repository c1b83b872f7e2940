"""The petition office sorts: routes, refuses, splits off, decides objections; the unit accepts or objects."""

from __future__ import annotations

from sanguanjia.kernel.act import Deed, act
from sanguanjia.petitions.store import carry_out, open_petition
from sanguanjia.petitions.types import PetitionRef
from sanguanjia.petitions.values import unit_of


@act("petitions.route")
def route(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    to: str,
    words: str,
) -> PetitionRef:
    """`to`: a code of `values.units_near`. Refuses not_found, not_permitted, stale, wrong_phase, missing,
    unit_missing, unit_is_accused.
    """
    opened = open_petition(deed, "route", estate_id, petition_id, version)
    unit = unit_of(opened.thing.place, to)
    return carry_out(opened, words=words, to=unit)


@act("petitions.accept")
def accept(deed: Deed, *, estate_id: int, petition_id: int, version: int | None = None, words: str) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, same_petition_running, petition_is_final."""
    opened = open_petition(deed, "accept", estate_id, petition_id, version)
    return carry_out(opened, words=words)


@act("petitions.refuse")
def refuse(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    ground: str,
    words: str,
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, ground_unknown, ground_not_true."""
    opened = open_petition(deed, "refuse", estate_id, petition_id, version)
    return carry_out(opened, words=words, ground=ground)


@act("petitions.split_off")
def split_off(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    whole: bool,
    words: str,
) -> PetitionRef:
    """What belongs before a court goes the legal way. Refuses not_found, not_permitted, stale, wrong_phase, missing."""
    opened = open_petition(deed, "split_off", estate_id, petition_id, version)
    return carry_out(opened, words=words, whole=whole)


@act("petitions.object")
def object_to(deed: Deed, *, estate_id: int, petition_id: int, version: int | None = None, words: str) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, too_late_to_object, settled_by_decision."""
    opened = open_petition(deed, "object", estate_id, petition_id, version)
    return carry_out(opened, words=words)


@act("petitions.decide_objection")
def decide_objection(
    deed: Deed,
    *,
    estate_id: int,
    petition_id: int,
    version: int | None = None,
    upheld: bool,
    words: str,
    to: str = "",
) -> PetitionRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, unit_missing, unit_is_accused."""
    opened = open_petition(deed, "decide_objection", estate_id, petition_id, version)
    unit = unit_of(opened.thing.place, to) if to else None
    return carry_out(opened, words=words, upheld=upheld, to=unit)
