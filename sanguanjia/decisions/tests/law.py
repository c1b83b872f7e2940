"""The shipped packs as a law of a place and day, for tests of rules."""

from __future__ import annotations

import datetime as dt

from sanguanjia.decisions.rules.law import Law
from sanguanjia.policy.packs import load


def law(place: str = "CN", day: str = "2024-05-01") -> Law:
    """What the shipped packs say at a place on a day."""
    return Law(load().rule_for, place, dt.date.fromisoformat(day))
