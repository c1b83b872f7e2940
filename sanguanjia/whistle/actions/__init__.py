"""Every act of the whistle room. `BY_VERB`: the moves of a task by verb."""

from __future__ import annotations

from collections.abc import Mapping

from sanguanjia.kernel.act import Act
from sanguanjia.whistle.types import TaskRef

from .assign import assign
from .blow import blow
from .name_desk import name_desk
from .record_attempt import record_attempt
from .take_back import take_back
from .tasks import (
    accept,
    arbitrate,
    check_in,
    climb,
    decide_objection,
    finish,
    give_back,
    object_to,
    pause,
    reckon_again,
    respond,
    resume,
)

BY_VERB: Mapping[str, Act[TaskRef]] = {
    "respond": respond,
    "check_in": check_in,
    "finish": finish,
    "object": object_to,
    "decide_objection": decide_objection,
    "pause": pause,
    "resume": resume,
    "accept": accept,
    "give_back": give_back,
    "arbitrate": arbitrate,
    "climb": climb,
    "reckon_again": reckon_again,
}
__all__ = [
    "BY_VERB", "accept", "arbitrate", "assign", "blow", "check_in", "climb", "decide_objection", "finish", "give_back",
    "name_desk", "object_to", "pause", "reckon_again", "record_attempt", "respond", "resume",
    "take_back",
]  # fmt: skip
