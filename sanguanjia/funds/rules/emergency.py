"""Emergency use: what counts as one here, with what evidence and who must confirm it (FUND-050, table 2.3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sanguanjia.funds.types import Step
from sanguanjia.kernel.refusal import Reason, refuse_if_any
from sanguanjia.policy.types import Json


@dataclass(frozen=True, slots=True)
class EmergencyUse:
    """A request that is complete: how long its use is posted before money is drawn, and whether an audit follows."""

    category: str
    post_days: int
    audit: bool
    explain: tuple[Step, ...]


def emergency_use(category: str, evidence: Collection[str], confirmed_by: Collection[str], value: Json) -> EmergencyUse:
    """Judge a request by the place's table (`value`: `fund.emergency.categories`); refuses with all that is missing.

    `cases` names each category with the evidence it needs; `confirmers` are groups, and one of every group confirms.
    """
    asked = {case["category"]: case.get("evidence", []) for case in value["cases"]}
    reasons = []
    if category not in asked:
        reasons.append(Reason("emergency_unknown", "category", {"given": category}))
    reasons += [
        Reason("emergency_evidence_missing", "evidence", {"given": kind})
        for kind in asked.get(category, [])
        if kind not in evidence
    ]
    reasons += [
        Reason("emergency_confirmer_missing", "confirmers", {"given": list(group)})
        for group in value["confirmers"]
        if not set(group) & set(confirmed_by)
    ]
    refuse_if_any(reasons)
    facts = {"category": category, "post_days": value["post_days"]}
    return EmergencyUse(category, value["post_days"], value["audit"], (Step("emergency", facts, "FUND-050"),))


def reserve(first_deposits_fen: int, value: Json) -> int:
    """The emergency reserve some cities set aside: a share of first deposits, whole fen, rounded down.

    `value`: `fund.emergency.reserve`, None where there is none.
    """
    return 0 if value is None else first_deposits_fen * value["num"] // value["den"]
