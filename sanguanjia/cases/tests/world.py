"""A world for tests of the pure rules: the shipped packs, a whole ladder of holders, a clock that the test turns."""

from __future__ import annotations

import datetime as dt
import itertools
from functools import cache

from sanguanjia.cases.rules.clocks import Times
from sanguanjia.cases.rules.moves import World
from sanguanjia.cases.rules.moves.world import given_to
from sanguanjia.cases.rules.reading import read_policy
from sanguanjia.cases.types import (
    HOLDER_OF_LEVEL,
    LADDER,
    CasePolicy,
    Confidentiality,
    Facts,
    Holder,
    HolderKind,
    Holders,
    Level,
    State,
)
from sanguanjia.policy import packs

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
MORNING = dt.datetime(2024, 4, 25, 9, 30, tzinfo=SHANGHAI)  # a Thursday before the May holidays

COMPANY = Holder(HolderKind.COMPANY, organisation_id=50)
GRID = Holder(HolderKind.GRID_WORKER, grid_id=7)
OFFICE = Holder(HolderKind.NEIGHBOURHOOD)
ids = itertools.count(1)


@cache
def policy() -> CasePolicy:
    shipped = packs.load()
    return read_policy(lambda key: shipped.rule_for(key, "CN", MORNING.date()))


def holders(*without: Level) -> Holders:
    every = {level: Holder(HOLDER_OF_LEVEL[level]) for level in LADDER}
    every[Level.ESTATE] = COMPANY
    every[Level.GRID] = GRID
    every[Level.BUILDING] = Holder(HolderKind.BUILDING_HEAD, building_id=3)
    return Holders({level: holder for level, holder in every.items() if level not in without})


def times(now: dt.datetime = MORNING) -> Times:
    shipped = packs.load()
    return Times(now, shipped.calendar_for("CN"), shipped.hours_for("CN", now.date()), lambda: next(ids))


def world(now: dt.datetime = MORNING, *without: Level) -> World:
    return World(policy(), holders(*without), times(now))


def fresh(
    holder: Holder = COMPANY,
    now: dt.datetime = MORNING,
    *,
    kind: str = "help",
    priority: int = 3,
    confidentiality: Confidentiality = Confidentiality.OPEN,
) -> Facts:
    empty = Facts(State.NEW, holder.level, holder, kind, priority, confidentiality, now)
    return given_to(empty, holder, world(now))
