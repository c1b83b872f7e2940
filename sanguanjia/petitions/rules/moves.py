"""One function per verb of the table: facts and wishes in, a Decision out, or a Refusal with all reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from inspect import signature
from types import MappingProxyType
from typing import Any

from sanguanjia.kernel.refusal import refuse
from sanguanjia.petitions.types import Decision, Facts

from . import handling, reviewing, watching
from .parts import World
from .table import BY_VERB


def decide(verb: str, facts: Facts, world: World, **wishes: Any) -> Decision:
    """What the verb does to a petition now. Refuses `wrong_phase` where the table has no such line."""
    if facts.state not in BY_VERB[verb].origins:
        refuse("wrong_phase", state=facts.state.value, verb=verb)
    return DECIDERS[verb](facts, world, **wishes)


DECIDERS: Mapping[str, Callable[..., Decision]] = MappingProxyType(
    {
        "route": handling.route,
        "accept": handling.accept,
        "refuse": handling.refuse_petition,
        "split_off": handling.split_off,
        "object": handling.object_to,
        "decide_objection": handling.decide_objection,
        "ask_extension": handling.ask_extension,
        "decide_extension": handling.decide_extension,
        "mediate": handling.mediate,
        "answer": handling.answer,
        "ask_review": reviewing.ask_review,
        "answer_review": reviewing.answer_review,
        "ask_recheck": reviewing.ask_recheck,
        "open_hearing": reviewing.open_hearing,
        "close_hearing": reviewing.close_hearing,
        "answer_recheck": reviewing.answer_recheck,
        "withdraw": handling.withdraw,
        "supervise": watching.supervise,
        "answer_supervision": watching.answer_supervision,
        "lapse": reviewing.lapse,
        "warn": watching.warn,
        "reckon_again": watching.reckon_again,
    }
)


@cache
def takes(verb: str) -> frozenset[str]:
    """The wishes a verb knows."""
    return frozenset(signature(DECIDERS[verb]).parameters) - {"facts", "world"}
