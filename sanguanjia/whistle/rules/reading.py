"""Policy values under `whistle.*`, and the published list of duties, as typed values. Pure: given the resolutions.

A city publishes which department leads and which support in a matter, each with what it does and how long
(`cases.duties`, WHI-001: 136 in Zhuzhou). That list holds where it speaks of a matter. `whistle.departments` is the
starting list: it has the departments with their codes and kinds, says what may be whistled as an emergency, and holds
for matters that no duty names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sanguanjia.policy.rules.running import ClockRule
from sanguanjia.policy.types import Resolution
from sanguanjia.whistle.types import Department, Duty, Part, WhistlePolicy

CLOCKS = ("respond", "check_in", "emergency", "handle", "accept", "decide", "pause", "climb")
MOST_CODE, MOST_DEPARTMENT, MOST_NAME, MOST_BASIS = 20, 40, 60, 120


def read_policy(resolution_of: Callable[[str], Resolution | None]) -> WhistlePolicy:
    """All values of one place and day. LookupError names what is missing; a place without a list of duties is whole."""

    def need(key: str) -> Resolution:
        found = resolution_of(key)
        if found is None:
            raise LookupError(key)
        return found

    lists, limits = need("whistle.departments"), need("whistle.limits")
    version = lists.winner.version
    departments = {d["code"]: Department(d["code"], d["name"], d["kind"]) for d in lists.value["departments"]}
    duties = {entry["code"]: _duty(entry, version) for entry in lists.value["matters"]}
    published = resolution_of("cases.duties")
    entries = published.value["duties"] if published else []
    if published:
        departments |= _unlisted(entries, departments)
        duties |= _published(entries, published.winner.version, departments, duties)
    return WhistlePolicy(
        departments=departments,
        duties=duties,
        published=len(entries),
        clocks={name: _clock(found.value, found.winner.version) for name, found in
                ((name, need(f"whistle.clock.{name}")) for name in CLOCKS)},
        most_returns=limits.value["returns"],
        most_pauses=limits.value["pauses"],
        report_hours=limits.value["report_hours"],
        limits_version=limits.winner.version,
    )  # fmt: skip


def _clock(value: Mapping[str, Any], version: str) -> ClockRule:
    return ClockRule(value["amount"], value["unit"], value.get("roll", "none"), version)


def _duty(entry: Mapping[str, Any], version: str) -> Duty:
    handle = entry.get("handle")
    return Duty(
        code=entry["code"], name=entry["name"], lead=entry["lead"], support=tuple(entry.get("support", ())),
        basis=entry.get("basis", ""), urgent=bool(entry.get("urgent")), civil_first=bool(entry.get("civil_first")),
        handle=_clock(handle, version) if handle else None, version=version,
    )  # fmt: skip


def _unlisted(entries: Iterable[Mapping[str, Any]], known: Mapping[str, Department]) -> dict[str, Department]:
    """Departments that only the published list names: they are called too, under their own name."""
    found, codes = {}, _codes(known)
    for name in dict.fromkeys(str(entry["department"]) for entry in entries):
        if name and name not in codes:
            found[name[:MOST_CODE]] = Department(name[:MOST_CODE], name[:MOST_DEPARTMENT], "department")
    return found


def _codes(departments: Mapping[str, Department]) -> dict[str, str]:
    """Name → department; 司法行政 is 司法行政（人民调解）."""
    bare = {found.name.partition("（")[0]: code for code, found in departments.items()}
    return bare | {found.name: code for code, found in departments.items()}


def _published(
    entries: Iterable[Mapping[str, Any]], version: str, departments: Mapping[str, Department],
    starting: Mapping[str, Duty],
) -> dict[str, Duty]:
    """Matters as the published list has them; a duty that names no matter is one of its own, under its own code."""
    matters: dict[str, list[Mapping[str, Any]]] = {}
    for entry in entries:
        matters.setdefault(entry.get("matter") or entry["code"], []).append(entry)
    codes = _codes(departments)
    return {code: _matter(code, found, version, codes, starting.get(code)) for code, found in matters.items()}


def _matter(
    code: str, entries: Iterable[Mapping[str, Any]], version: str, codes: Mapping[str, str], before: Duty | None
) -> Duty:
    """One matter: the lead first. Where the list names only supports, the starting list's lead leads."""
    ranked = sorted(entries, key=lambda entry: entry["role"] != "lead")
    parts: dict[str, Part] = {}
    for entry in ranked:
        name = str(entry["department"])
        department = codes.get(name, name[:MOST_CODE])
        part = Part(entry["code"], entry["name"], entry.get("basis") or "", _clock(entry, version))
        earlier = parts.get(department)  # two duties of one department in one matter are one task
        parts[department] = replace(earlier, does=f"{earlier.does}；{part.does}") if earlier else part
    called = list(parts)
    if ranked[0]["role"] != "lead" and before is not None:
        called = list(dict.fromkeys((before.lead, *called)))
    name = (ranked[0].get("about") or ranked[0]["name"])[:MOST_NAME]
    basis = next((part.basis for part in parts.values() if part.basis), "")[:MOST_BASIS]
    found = before or Duty(code, name, "", (), "", urgent=False, civil_first=False, handle=None, version=version)
    return replace(
        found, lead=called[0], support=tuple(called[1:]), basis=basis or found.basis, version=version, parts=parts
    )
