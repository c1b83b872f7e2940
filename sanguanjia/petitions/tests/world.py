"""A world for tests of the pure rules: the shipped packs, a clock that the test turns."""

from __future__ import annotations

import datetime as dt
import itertools
from functools import cache
from typing import Any

import pytest

from sanguanjia.cases.rules.clocks import Times
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.petitions.rules import handling, moves
from sanguanjia.petitions.rules.parts import World
from sanguanjia.petitions.rules.reading import read_policy
from sanguanjia.petitions.types import Facts, Kind, PetitionPolicy, State, Step, Unit
from sanguanjia.policy import packs

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
STREET, CENTRE = Unit(7, None, "天元街道"), Unit(5, None, "天元区")
HOUSING = Unit(5, 40, "住建局")
ids = itertools.count(1)


@cache
def policy() -> PetitionPolicy:
    shipped = packs.load()
    return read_policy(lambda key: shipped.rule_for(key, "CN", dt.date(2024, 3, 1)))


def at(day: str, hour: int = 10) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), SHANGHAI)


def world(now: dt.datetime, account_id: int = 1, values: PetitionPolicy | None = None) -> World:
    shipped = packs.load()
    times = Times(now, shipped.calendar_for("CN"), shipped.hours_for("CN", now.date()), lambda: next(ids))
    return World(values or policy(), times, account_id)


def received(day: str = "2024-03-01", **known: Any) -> Facts:
    facts = Facts(State.RECEIVED, Kind(known.pop("kind", "request")), **known)
    on = dt.date.fromisoformat(day)
    return handling.received(facts, world(at(day)), on=on, people=1, representatives=0).after


WISHES: dict[str, dict[str, Any]] = {
    "route": {"to": STREET, "words": "请依法办理"},
    "accept": {"words": "予以受理"},
    "refuse": {"ground": "no_duty", "words": "请向市场监管部门提出"},
    "split_off": {"whole": True, "words": "已起诉部分请向法院提出"},
    "object": {"words": "不归本街道"},
    "decide_objection": {"upheld": False, "words": "属于本街道"},
    "ask_extension": {"amount": 30, "words": "情况复杂"},
    "decide_extension": {"granted": True, "words": "同意"},
    "mediate": {"petitioner_agrees": True, "other_agrees": True, "words": "三日内拆除"},
    "answer": {"opinion": "partly", "words": "意见"},
    "ask_review": {"words": "不服"},
    "answer_review": {"opinion": "upheld", "words": "维持"},
    "ask_recheck": {"words": "不服"},
    "open_hearing": {"words": "听证"},
    "close_hearing": {"words": "结论"},
    "answer_recheck": {"opinion": "upheld", "words": "维持"},
    "supervise": {"fault": "evasion", "words": "请整改"},
    "answer_supervision": {"words": "已整改"},
}
DELIVERS = ("answer", "answer_review", "answer_recheck")


def do(verb: str, facts: Facts, day: str, account_id: int = 1, **wishes: Any) -> Facts:
    """One move on a day, with wishes that fit."""
    given = {**WISHES.get(verb, {}), **wishes}
    if verb in DELIVERS:
        given.setdefault("delivered_on", dt.date.fromisoformat(day))
    return moves.decide(verb, facts, world(at(day), account_id), **given).after


def codes(verb: str, facts: Facts, day: str, account_id: int = 1, **wishes: Any) -> list[str]:
    with pytest.raises(Refusal) as refused:
        do(verb, facts, day, account_id, **wishes)
    return [reason.code for reason in refused.value.reasons]


def due(facts: Facts, step: Step) -> str:
    """The last day of a clock, as people say it."""
    clock = facts.clock(step)
    assert clock is not None
    last = clock.due_at.astimezone(SHANGHAI)
    return (last - dt.timedelta(seconds=1)).date().isoformat()
