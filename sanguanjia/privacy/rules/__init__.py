"""What this room decides, without a database: reasons, erasure, the latest word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sanguanjia.kernel.refusal import Reason
from sanguanjia.privacy.types import Purpose

LEAST_REASON, MOST_REASON = 4, 200


def reasons_against_looking(reason: str) -> list[Reason]:
    """A full value is shown for a reason in words (PIPL 51: each view with its reason)."""
    length = len(reason.strip())
    if length < LEAST_REASON:
        return [Reason("look_reason_missing", "reason", {"least": LEAST_REASON})]
    return [Reason("too_long", "reason", {"label": "理由", "most": MOST_REASON})] if length > MOST_REASON else []


def reasons_against_erasing(reason: str, clause: str, *, needed: bool, is_open: bool) -> list[Reason]:
    """Erasure is lawful with a reason and a clause, and never while the register needs the person, or a matter that is
    not yet ended does (PIPL 13, 47)."""
    found = reasons_against_looking(reason)
    if not clause.strip():
        found.append(Reason("clause_missing", "clause"))
    if needed:
        found.append(Reason("person_still_needed"))
    if is_open:
        found.append(Reason("matters_still_open"))
    return found


def in_force(words: Iterable[tuple[str, int, bool]], purposes: Sequence[Purpose]) -> Mapping[str, bool]:
    """Whether a consent stands for each purpose that asks one: words are (purpose, version, given), oldest first. A
    consent to an older version of the notice says nothing about the present one."""
    latest = {purpose: (version, given) for purpose, version, given in words}
    return {p.key: latest.get(p.key) == (p.version, True) for p in purposes if p.needs_consent}
