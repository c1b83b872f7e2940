"""The policy and calendar of a place and moment."""

from __future__ import annotations

from datetime import date, datetime

from sanguanjia.cases.values import governing, times_at
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.models import Home
from sanguanjia.policy import queries as policy

from .rules.reading import read_policy
from .rules.tasks import World, offices_above
from .types import CouncilPolicy


def council_policy(home: Home, day: date) -> CouncilPolicy:
    """All `councils.*` values at a home on a day."""
    path = governing(home.kind, home.path)
    return read_policy(lambda key: policy.rule_for(key, path, day))


def world_at(home: Home, now: datetime) -> World:
    """Everything the rules of tasks need to know about a home at a moment."""
    values = council_policy(home, now.astimezone(SHANGHAI).date())
    return World(values, times_at(governing(home.kind, home.path), now), offices_above(home.kind))
