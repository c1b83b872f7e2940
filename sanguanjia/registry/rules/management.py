"""Which company manages an estate from when to when, and the three facts of an unmanaged one (rules.md 5.4). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sanguanjia.kernel.refusal import Reason
from sanguanjia.registry.types import UnmanagedKind


@dataclass(frozen=True, slots=True)
class Span:
    """Days [since, until); until None: still running."""

    since: date | None
    until: date | None

    def meets(self, other: Span) -> bool:
        """Whether the two have a day in common."""
        begins = self.since is None or other.until is None or self.since < other.until
        ends = other.since is None or self.until is None or other.since < self.until
        return begins and ends


def problems_of_span(span: Span, field: str = "until") -> list[Reason]:
    """A period ends after it began."""
    if span.since is not None and span.until is not None and span.until <= span.since:
        return [Reason("end_not_after_begin", field, {"day": span.until.isoformat()})]
    return []


def new_tenure(span: Span, kind: str, tenures: Iterable[Span]) -> list[Reason]:
    """A company, and nobody else on those days (the one before ends first)."""
    wrong_span = problems_of_span(span)
    reasons = list(wrong_span)
    if kind != "company":
        reasons.append(Reason("not_a_company", "organisation"))
    if not wrong_span and any(span.meets(other) for other in tenures):
        reasons.append(Reason("tenure_overlaps", "since"))
    return reasons


def end_of(span: Span, day: date) -> list[Reason]:
    """A running period ends on a day after its first; a planned end may be brought forward, not put off."""
    if span.until is not None and span.until <= day:
        return [Reason("period_ended_before", "day")]
    if span.since is not None and day <= span.since:
        return [Reason("end_not_after_begin", "day", {"day": day.isoformat()})]
    return []


def unmanaged(
    kind: str, span: Span, evidence: str, today: date, facts: Iterable[Span], tenures: Iterable[Span]
) -> list[Reason]:
    """One of three facts, with evidence, not twice on one day, and never "no company" while one manages."""
    reasons = problems_of_span(span)
    if kind not in set(UnmanagedKind):
        reasons.append(Reason("unmanaged_kind_unknown", "kind"))
    if not evidence.strip():
        reasons.append(Reason("evidence_not_given", "evidence"))
    if span.since is None or span.since > today:
        reasons.append(Reason("day_not_yet_come", "since", {"day": str(span.since or "")}))
    if any(span.meets(other) for other in facts):
        reasons.append(Reason("unmanaged_fact_known", "since"))
    if kind == UnmanagedKind.NO_COMPANY and any(span.meets(other) for other in tenures):
        reasons.append(Reason("company_manages", "since"))
    return reasons
