"""Every act of the councils room. `BY_VERB`: the moves of a meeting; `TASK_BY_VERB`: those of a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanguanjia.councils.types import TaskRef
from sanguanjia.kernel.act import Act

from .agenda import amend_item, strike_item, table_item
from .calling import answer, call, cancel, invite, invite_expert, reschedule, uninvite
from .consulting import declare, opine
from .convene import convene
from .propose import decline, propose
from .sitting import adjourn, attend, close, correct, decide, open_it, sign, take_chair
from .tasks import accept, assign, climb, drop, give_back, reckon_again, report_done
from .visiting import back_to_matter, find

BY_VERB: Mapping[str, Act[Any]] = {
    "table_item": table_item, "amend_item": amend_item, "strike_item": strike_item, "invite": invite,
    "invite_expert": invite_expert, "uninvite": uninvite, "call": call, "reschedule": reschedule, "cancel": cancel,
    "answer": answer, "open": open_it, "attend": attend, "declare": declare, "opine": opine, "find": find,
    "decide": decide, "assign": assign, "back_to_matter": back_to_matter, "adjourn": adjourn,
    "take_chair": take_chair, "sign": sign, "correct": correct, "close": close,
}  # fmt: skip
TASK_BY_VERB: Mapping[str, Act[TaskRef]] = {
    "report_done": report_done, "accept": accept, "give_back": give_back, "drop": drop, "climb": climb,
    "reckon_again": reckon_again,
}  # fmt: skip
__all__ = [
    "BY_VERB", "TASK_BY_VERB", "accept", "adjourn", "amend_item", "answer", "assign", "attend", "back_to_matter",
    "call", "cancel", "climb", "close", "convene", "correct", "decide", "declare", "decline", "drop", "find",
    "give_back", "invite", "invite_expert", "open_it", "opine", "propose", "reckon_again", "report_done", "reschedule",
    "sign", "strike_item", "table_item", "take_chair", "uninvite",
]  # fmt: skip
