"""Policy values under `whistle.*` as typed values. Pure: it is given the resolutions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanguanjia.policy.rules.running import ClockRule
from sanguanjia.policy.types import Resolution
from sanguanjia.whistle.types import Department, Duty, WhistlePolicy

CLOCKS = ("respond", "check_in", "emergency", "handle", "accept", "decide", "pause", "climb")


def read_policy(resolution_of: Callable[[str], Resolution | None]) -> WhistlePolicy:
    """All values of one place and day. LookupError names what is missing."""

    def need(key: str) -> Resolution:
        found = resolution_of(key)
        if found is None:
            raise LookupError(key)
        return found

    lists, limits = need("whistle.departments"), need("whistle.limits")
    version = lists.winner.version
    return WhistlePolicy(
        departments={d["code"]: Department(d["code"], d["name"], d["kind"]) for d in lists.value["departments"]},
        duties={entry["code"]: _duty(entry, version) for entry in lists.value["matters"]},
        duties_version=version,
        clocks={name: _clock(found.value, found.winner.version) for name, found in
                ((name, need(f"whistle.clock.{name}")) for name in CLOCKS)},
        most_returns=limits.value["returns"],
        most_pauses=limits.value["pauses"],
        report_hours=limits.value["report_hours"],
        limits_version=limits.winner.version,
    )  # fmt: skip


def _clock(value: dict[str, Any], version: str) -> ClockRule:
    return ClockRule(value["amount"], value["unit"], value.get("roll", "none"), version)


def _duty(entry: dict[str, Any], version: str) -> Duty:
    handle = entry.get("handle")
    return Duty(
        code=entry["code"], name=entry["name"], lead=entry["lead"], support=tuple(entry.get("support", ())),
        basis=entry.get("basis", ""), urgent=bool(entry.get("urgent")), civil_first=bool(entry.get("civil_first")),
        handle=_clock(handle, version) if handle else None,
    )  # fmt: skip
