"""One function per verb of the state table: facts and wishes in, a Decision out, or a Refusal with all reasons.

They check what must be given and what the limits allow. *May this verb exist in this state?* is the table's business
(`rules.table`), *may this actor?* that of `permissions`; `decide` asks the table first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import Any

from sanguanjia.cases.rules.table import allowed
from sanguanjia.cases.types import Decision, Facts
from sanguanjia.kernel.refusal import refuse

from . import closing, excluding, handing, helping, supervising, timing, whistling, working
from .world import World

DECIDERS: dict[str, Callable[..., Decision]] = {
    "accept": working.accept,
    "take_order": working.accept,
    "assign": working.assign,
    "start": working.start,
    "finish": working.finish,
    "ask_back": timing.ask_back,
    "answer": timing.answer,
    "resume": timing.resume,
    "reckon_again": timing.reckon_again,
    "ask_extension": timing.ask_extension,
    "decide_extension": timing.decide_extension,
    "hand_on": handing.hand_on,
    "dispatch": handing.dispatch,
    "decide_holder": handing.decide_holder,
    "escalate": handing.escalate,
    "climb": handing.climb,
    "close": closing.close,
    "confirm": closing.confirm,
    "reopen": closing.reopen,
    "close_by_silence": closing.close_by_silence,
    "rate": closing.rate,
    "withdraw": closing.withdraw,
    "merge": closing.merge,
    "rehome": closing.move_out,
    "call_back": closing.call_back,
    "whistle": whistling.whistle,
    "parts_done": whistling.parts_done,
    "whistle_over": whistling.whistle_over,
    "ask_exclusion": excluding.ask_exclusion,
    "decide_exclusion": excluding.decide_exclusion,
    "urge": helping.urge,
    "answer_urge": helping.answer_urge,
    "supervise": supervising.supervise,
    "answer_supervision": supervising.answer_supervision,
    "end_supervision": supervising.end_supervision,
    "link": helping.note,
    "add_note": helping.note,
}


def decide(verb: str, facts: Facts, world: World, **wishes: Any) -> Decision:
    """What the verb does to a matter now. Refuses `wrong_phase` where the table has no such line."""
    if not allowed(verb, facts.state):
        refuse("wrong_phase", state=facts.state.value, verb=verb)
    return DECIDERS[verb](facts, world, **wishes)


@cache
def takes(verb: str) -> frozenset[str]:
    """The wishes a verb knows."""
    return frozenset(signature(DECIDERS[verb]).parameters) - {"facts", "world"}


__all__ = ["DECIDERS", "World", "decide", "takes"]
