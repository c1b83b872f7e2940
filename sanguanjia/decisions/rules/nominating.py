"""How many owners must sign before somebody whom they name together is a candidate (OWN-063)."""

from __future__ import annotations

from sanguanjia.decisions.rules.inquiry import Inquiry
from sanguanjia.decisions.rules.law import Law
from sanguanjia.decisions.types import Finding
from sanguanjia.policy.types import Json

JOINT = "own.committee.nomination.joint"


def needed(rule: Json, heads: int) -> int:
    """How many heads of so many: the share rounded up, within the bounds the place sets."""
    share = -(-heads * int(rule["num"]) // int(rule["den"]))
    return min(max(share, int(rule["least"])), int(rule["most"]))


def jointly(law: Law, signed: int, heads: int) -> Finding:
    """Whether `signed` heads of all `heads` are enough."""
    looked = Inquiry(law)
    need = needed(looked.need(JOINT), heads)
    looked.check("cosigners_missing", signed >= need, "slate", n=signed, need=need)
    return looked.finding()
