"""Every act on matters, one file per verb. `BY_VERB` is what pages and API look verbs up in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanguanjia.kernel.act import Act

from .accept import accept
from .add_note import add_note
from .answer import answer
from .answer_supervision import answer_supervision
from .answer_urge import answer_urge
from .ask_back import ask_back
from .ask_exclusion import ask_exclusion
from .ask_extension import ask_extension
from .assign import assign
from .call_back import call_back
from .choose_matter import choose_matter
from .climb import climb
from .close import close
from .close_by_silence import close_by_silence
from .confirm import confirm
from .decide_exclusion import decide_exclusion
from .decide_extension import decide_extension
from .decide_holder import decide_holder
from .dispatch import dispatch
from .end_supervision import end_supervision
from .escalate import escalate
from .finish import finish
from .hand_on import hand_on
from .link import link
from .merge import merge
from .parts_done import parts_done
from .rate import rate
from .reckon_again import reckon_again
from .rehome import arrive, rehome
from .reopen import reopen
from .report import report
from .resume import resume
from .see_contact import see_contact
from .set_duty import set_duty
from .start import start
from .supervise import supervise
from .take_order import take_order
from .take_rates import take_rates
from .urge import urge
from .whistle import whistle
from .whistle_over import whistle_over
from .withdraw import withdraw

BY_VERB: Mapping[str, Act[Any]] = {
    "accept": accept,
    "add_note": add_note,
    "answer": answer,
    "answer_supervision": answer_supervision,
    "answer_urge": answer_urge,
    "ask_back": ask_back,
    "ask_exclusion": ask_exclusion,
    "ask_extension": ask_extension,
    "assign": assign,
    "call_back": call_back,
    "close": close,
    "confirm": confirm,
    "decide_exclusion": decide_exclusion,
    "decide_extension": decide_extension,
    "decide_holder": decide_holder,
    "dispatch": dispatch,
    "end_supervision": end_supervision,
    "escalate": escalate,
    "finish": finish,
    "hand_on": hand_on,
    "link": link,
    "merge": merge,
    "rate": rate,
    "rehome": rehome,
    "reopen": reopen,
    "resume": resume,
    "start": start,
    "supervise": supervise,
    "take_order": take_order,
    "urge": urge,
    "withdraw": withdraw,
}

__all__ = [
    "BY_VERB",
    "accept",
    "add_note",
    "answer",
    "answer_supervision",
    "answer_urge",
    "arrive",
    "ask_back",
    "ask_exclusion",
    "ask_extension",
    "assign",
    "call_back",
    "choose_matter",
    "climb",
    "close",
    "close_by_silence",
    "confirm",
    "decide_exclusion",
    "decide_extension",
    "decide_holder",
    "dispatch",
    "end_supervision",
    "escalate",
    "finish",
    "hand_on",
    "link",
    "merge",
    "parts_done",
    "rate",
    "reckon_again",
    "rehome",
    "reopen",
    "report",
    "resume",
    "see_contact",
    "set_duty",
    "start",
    "supervise",
    "take_order",
    "take_rates",
    "urge",
    "whistle",
    "whistle_over",
    "withdraw",
]
