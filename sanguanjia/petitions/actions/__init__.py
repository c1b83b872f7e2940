"""Every act of the petitions room. `BY_VERB`: the moves of a petition by verb."""

from __future__ import annotations

from collections.abc import Mapping

from sanguanjia.kernel.act import Act
from sanguanjia.petitions.types import PetitionRef

from .forget_petitioner import forget_petitioner
from .handling import answer, ask_extension, decide_extension, mediate, withdraw
from .register import register
from .reviewing import answer_recheck, answer_review, ask_recheck, ask_review, close_hearing, open_hearing
from .see_contact import see_contact
from .sorting import accept, decide_objection, object_to, refuse, route, split_off
from .watching import answer_supervision, lapse, reckon_again, supervise, warn

BY_VERB: Mapping[str, Act[PetitionRef]] = {
    "route": route,
    "accept": accept,
    "refuse": refuse,
    "split_off": split_off,
    "object": object_to,
    "decide_objection": decide_objection,
    "ask_extension": ask_extension,
    "decide_extension": decide_extension,
    "mediate": mediate,
    "answer": answer,
    "ask_review": ask_review,
    "answer_review": answer_review,
    "ask_recheck": ask_recheck,
    "open_hearing": open_hearing,
    "close_hearing": close_hearing,
    "answer_recheck": answer_recheck,
    "withdraw": withdraw,
    "supervise": supervise,
    "answer_supervision": answer_supervision,
    "lapse": lapse,
    "warn": warn,
    "reckon_again": reckon_again,
}
__all__ = [
    "BY_VERB", "accept", "answer", "answer_recheck", "answer_review", "answer_supervision", "ask_extension",
    "ask_recheck", "ask_review", "close_hearing", "decide_extension", "decide_objection", "forget_petitioner", "lapse",
    "mediate", "object_to", "open_hearing", "reckon_again", "refuse", "register", "route", "see_contact", "split_off",
    "supervise", "warn", "withdraw",
]  # fmt: skip
