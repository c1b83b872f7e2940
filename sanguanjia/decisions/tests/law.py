"""The shipped packs as a law of a place and day, for tests of rules."""

from __future__ import annotations

import datetime as dt

from sanguanjia.decisions.rules.law import Law
from sanguanjia.decisions.types import Finding
from sanguanjia.policy.packs import load


def law(place: str = "CN", day: str = "2024-05-01") -> Law:
    """What the shipped packs say at a place on a day."""
    packs = load()
    return Law(packs.rule_for, place, dt.date.fromisoformat(day), packs.calendar_for(place))


def unmet(finding: Finding) -> list[str]:
    """The codes of what is not met, in order."""
    return [reason.code for reason in finding.refusals]


def day(text: str) -> dt.date:
    """2024-05-01."""
    return dt.date.fromisoformat(text)
