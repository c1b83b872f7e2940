"""Policy values under `cases.*` as the typed values this room's rules work with. Pure: it is given the resolutions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from sanguanjia.cases.types import CasePolicy, ClockRule, Level, LevelName, Need, RatesRule
from sanguanjia.policy.types import Resolution

CLOCKS = (
    "accept", "take_order", "assign", "emergency", "ask_back", "hand_on", "extend_decide", "decide", "urged",
    "supervised", "handle.consult", "handle.help", "handle.complaint",
)  # fmt: skip
KEYS = (
    "cases.ladder", "cases.needs", "cases.hand_on.max", "cases.extend", "cases.silence.days", "cases.reopen.days",
    "cases.urge.days", "cases.duplicate.days", "cases.rates", *(f"cases.clock.{name}" for name in CLOCKS),
)  # fmt: skip


class PolicyMissing(LookupError):
    """A key this room needs has no rule at a place on a day: the packs are not whole."""


def read_policy(resolution_of: Callable[[str], Resolution | None]) -> CasePolicy:
    """All values of one place and day. PolicyMissing names what is missing."""
    found: dict[str, Resolution] = {}
    missing = []
    for key in KEYS:
        resolution = resolution_of(key)
        if resolution is None:
            missing.append(key)
        else:
            found[key] = resolution
    if missing:
        raise PolicyMissing(", ".join(missing))
    extend = found["cases.extend"].value
    return CasePolicy(
        ladder=tuple(_level(level) for level in found["cases.ladder"].value["levels"]),
        ladder_version=_version(found["cases.ladder"]),
        needs={entry["code"]: _need(entry) for entry in found["cases.needs"].value["needs"]},
        needs_version=_version(found["cases.needs"]),
        clocks={name: _clock(found[f"cases.clock.{name}"]) for name in CLOCKS},
        hand_on_max=found["cases.hand_on.max"].value,
        hand_on_version=_version(found["cases.hand_on.max"]),
        extend_max_times=extend["max_times"],
        extend_max_amount=extend["max_amount"],
        extend_unit=extend["unit"],
        extend_version=_version(found["cases.extend"]),
        silence=_clock(found["cases.silence.days"]),
        reopen=_clock(found["cases.reopen.days"]),
        urge=_clock(found["cases.urge.days"]),
        duplicate_days=found["cases.duplicate.days"].value["amount"],
        rates=_rates(found["cases.rates"], resolution_of("cases.exclusions")),
    )


def _version(resolution: Resolution) -> str:
    return resolution.winner.version


def _clock(resolution: Resolution) -> ClockRule:
    value = resolution.value
    return ClockRule(resolution.key, value["amount"], value["unit"], value.get("roll", "none"), _version(resolution))


def _level(entry: dict[str, Any]) -> LevelName:
    return LevelName(Level(entry["code"]), entry["name"], entry["handler_name"])


def _need(entry: dict[str, Any]) -> Need:
    return Need(
        code=entry["code"],
        name=entry["name"],
        words=tuple(entry.get("words", ())),
        kind=entry["kind"],
        first=Level(entry["first"]),
        priority=entry.get("priority", 3),
        route=entry.get("route", ""),
        matter=entry.get("matter", ""),
        lead=entry.get("lead", ""),
        about=entry.get("about", ""),
        matters=tuple(entry.get("matters") or filter(None, [entry.get("matter", "")])),
    )


def _rates(resolution: Resolution, exclusions: Resolution | None) -> RatesRule:
    value = resolution.value
    formulas = {}
    for name in ("response", "solved", "satisfied"):
        part = value[name]
        formulas[name] = f"{part['numerator']} ÷ {part['denominator']}（{part['formula']}）"
    formulas["score"] = value["score"]
    reasons = exclusions.value["reasons"] if exclusions else ()
    steps = value.get("steps", {}) if value.get("shape") == "steps" else {}
    return RatesRule(
        weights={name: Fraction(weight) for name, weight in value["weights"].items()},
        satisfied_from=value.get("satisfied_from", 4),
        formulas=formulas,
        version=_version(resolution),
        terms={name: terms_of(value[name]["formula"]) for name in ("response", "solved", "satisfied")},
        steps={name: tuple(_rung(rung) for rung in rungs) for name, rungs in steps.items()},
        exclusions={entry["code"]: entry["name"] for entry in reasons},
        exclusions_version=_version(exclusions) if exclusions else "",
    )


def _rung(rung: dict[str, str]) -> tuple[Fraction, Fraction | None]:
    return Fraction(rung["from"]), None if rung["scores"] == "rate" else Fraction(rung["scores"])


def terms_of(formula: str) -> tuple[str, str]:
    """("responded", "tickets") of "responded/tickets"."""
    above, _, below = formula.partition("/")
    return above.strip(), below.strip()
