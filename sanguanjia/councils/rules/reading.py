"""Policy values under `councils.*` as typed values. Pure: it is given the resolutions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanguanjia.councils.types import CheckLine, Checklist, ClockRule, CouncilPolicy, KindRule, Quorum, Trigger
from sanguanjia.policy.types import Resolution

CLOCKS = ("task", "accept", "climb")


def read_policy(resolution_of: Callable[[str], Resolution | None]) -> CouncilPolicy:
    """All values of one place and day. LookupError names what is missing."""

    def need(key: str) -> Resolution:
        found = resolution_of(key)
        if found is None:
            raise LookupError(key)
        return found

    kinds, triggers, lists = need("councils.kinds"), need("councils.triggers"), need("councils.checklists")
    return CouncilPolicy(
        kinds={k["code"]: _kind(k) for k in kinds.value["kinds"]},
        kinds_version=kinds.winner.version,
        triggers=tuple(_trigger(t) for t in triggers.value["triggers"]),
        triggers_version=triggers.winner.version,
        checklists={c["code"]: _checklist(c) for c in lists.value["lists"]},
        clocks={name: _clock(need(f"councils.clock.{name}")) for name in CLOCKS},
    )


def _kind(value: dict[str, Any]) -> KindRule:
    share = value["quorum"]
    quorum = Quorum(share["num"], share["den"], tuple(value["seats"]), value["experts"])
    return KindRule(value["code"], value["name"], tuple(value["homes"]), tuple(value["chairs"]), quorum)


def _trigger(value: dict[str, Any]) -> Trigger:
    return Trigger(
        value["code"], value["name"], tuple(value.get("matters", ())), value.get("days", 0),
        value.get("departments", 0), bool(value.get("emergency")), bool(value.get("late")),
    )  # fmt: skip


def _checklist(value: dict[str, Any]) -> Checklist:
    lines = tuple(CheckLine(each["code"], each["words"], each["department"]) for each in value["lines"])
    return Checklist(value["code"], value["name"], tuple(value["matters"]), lines)


def _clock(found: Resolution) -> ClockRule:
    value = found.value
    return ClockRule(value["amount"], value["unit"], value.get("roll", "none"), found.winner.version)
