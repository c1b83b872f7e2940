"""Lists of candidates as they are kept and posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse
from sanguanjia.registry import queries as registry
from sanguanjia.registry.queries.holdings import PersonLine

from . import law as laws
from .models import Candidate, Slate
from .rules import committee as rules
from .types import CandidateState, SlateState
from .vote_wording import ROUTE_WORDS

MOST_WORDS = 600


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


def demand_naming(estate_id: int, slate_id: int) -> Slate:
    """A list on which somebody may still be named, locked. Refuses slate_wrong_state, naming_is_over."""
    slate = lock(estate_id, slate_id, SlateState.NAMING)
    if clock.today() > slate.until:
        refuse("naming_is_over", "slate", until=slate.until)
    return slate


def owner_named(estate_id: int, unit_code: str, name: str) -> tuple[PersonLine, int]:
    """Somebody by door and name, with the unit he owns. Refuses not_owner_of_unit."""
    found = registry.owner_named(estate_id, unit_code, name.strip(), clock.today())
    return found or refuse("not_owner_of_unit", "name")


def named(
    deed: Deed, *, estate_id: int, slate_id: int, route: str, party_id: int, unit_id: int, statement: str,
    document: str = "", state: str = CandidateState.NAMED.value, account_id: int | None = None, agrees: bool = False,
) -> Candidate:  # fmt: skip
    """Somebody is put on the list. Who is still signed for by owners may be named in another way meanwhile.

    Refuses not_found, slate_wrong_state, naming_is_over, too_long, no_such_nomination, named_already.
    """
    demand_naming(estate_id, slate_id)
    if len(statement) > MOST_WORDS:
        refuse("too_long", "statement", label="自我介绍", most=MOST_WORDS)
    finding = rules.nominated(laws.law_of(estate_id, clock.today()), route)
    laws.demand(finding)
    deed.under(*laws.versions(finding))
    row = Candidate.objects.filter(estate_id=estate_id, slate_id=slate_id, party_id=party_id).first()
    if row is not None and (row.state != CandidateState.COLLECTING or state == CandidateState.COLLECTING):
        refuse("named_already", "name")
    before = row_digest(row) if row is not None else None
    row = row or Candidate(estate_id=estate_id, slate_id=slate_id, party_id=party_id)
    row.unit_id, row.route, row.state, row.document = unit_id, route, state, document
    row.statement = statement.strip() or row.statement
    row.account_id, row.agreed_at = account_id, deed.at if agrees else row.agreed_at
    row.named_by, row.named_at = deed.actor.account_id or 0, deed.at
    row.save(force_insert=before is None)
    deed.touched(row, before=before)
    return row


def change_candidate(deed: Deed, row: Candidate, **values: object) -> CandidateRef:
    """Set columns of a candidate and tell the record."""
    before = row_digest(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    deed.touched(row, before=before)
    return candidate_ref(row)


def posted_text(slate: Slate, standing: Sequence[Candidate]) -> str:
    """What is posted: the seats, and everybody who stands with the way by which they came and their own words."""
    people = registry.people_of(slate.estate_id, [one.party_id for one in standing])
    lines = [f"应选 {slate.seats} 人，候选人 {len(standing)} 人。对候选人有异议的，请在公示期内提出。", ""]
    for number, one in enumerate(standing, start=1):
        lines.append(f"{number}. {people[one.party_id].name}（{ROUTE_WORDS[one.route]}）")
        lines += [one.statement] if one.statement else []
    return "\n".join(lines)
