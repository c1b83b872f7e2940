"""Lists of candidates as they are kept and posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse
from sanguanjia.registry import queries as registry

from .models import Candidate, Slate
from .types import SlateState
from .vote_wording import ROUTE_WORDS


@dataclass(frozen=True, slots=True)
class SlateRef:
    """A list of candidates, as acts answer it."""

    id: int
    estate_id: int
    number: int
    state: str


@dataclass(frozen=True, slots=True)
class CandidateRef:
    """A candidate, as acts answer it."""

    id: int
    estate_id: int
    slate_id: int
    state: str


def lock(estate_id: int, slate_id: int, *states: SlateState) -> Slate:
    """A list for a change. Refuses not_found, slate_wrong_state."""
    row = Slate.objects.select_for_update().filter(estate_id=estate_id, pk=slate_id).first() or refuse("not_found")
    if row.state not in states:
        refuse("slate_wrong_state", "slate")
    return row


def find(estate_id: int, slate_id: int) -> Slate:
    """A list. Refuses not_found."""
    return Slate.objects.filter(estate_id=estate_id, pk=slate_id).first() or refuse("not_found")


def slates_of(estate_id: int) -> list[Slate]:
    """The lists of an estate, the latest first."""
    return list(Slate.objects.filter(estate_id=estate_id).order_by("-number")[:50])


def candidates_of(slate: Slate) -> list[Candidate]:
    """Everybody who was named, in order."""
    return list(Candidate.objects.filter(estate_id=slate.estate_id, slate_id=slate.pk).order_by("id"))


def change(deed: Deed, row: Slate, **values: Any) -> SlateRef:
    """Set columns of a list and tell the record."""
    before = row_digest(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    deed.touched(row, before=before)
    return ref(row)


def ref(row: Slate) -> SlateRef:
    """The list as acts answer it."""
    return SlateRef(row.pk, row.estate_id, row.number, row.state)


def candidate_ref(row: Candidate) -> CandidateRef:
    """A candidate as acts answer it."""
    return CandidateRef(row.pk, row.estate_id, row.slate_id, row.state)


def posted_text(slate: Slate, standing: Sequence[Candidate]) -> str:
    """What is posted: the seats, and everybody who stands with the way by which they came and their own words."""
    people = registry.people_of(slate.estate_id, [one.party_id for one in standing])
    lines = [f"应选 {slate.seats} 人，候选人 {len(standing)} 人。对候选人有异议的，请在公示期内提出。", ""]
    for number, one in enumerate(standing, start=1):
        lines.append(f"{number}. {people[one.party_id].name}（{ROUTE_WORDS[one.route]}）")
        lines += [one.statement] if one.statement else []
    return "\n".join(lines)
