"""What one calculation of `sgj calc` is, and how a refused question is answered."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sanguanjia.kernel import wording
from sanguanjia.kernel.refusal import Reason
from sanguanjia.policy.packs import Packs

Answer = dict[str, Any]


class Told(dict[str, Any]):
    """An answer that brings its sentences for people along; machines get the form alone."""

    def __init__(self, form: Answer, lines: list[str]) -> None:
        super().__init__(form)
        self.lines = lines


def tell(answer: Answer) -> str:
    """The sentences of such an answer."""
    return "\n".join(answer.lines) if isinstance(answer, Told) else ""


@dataclass(frozen=True, slots=True)
class Calculation:
    """One calculation: its keys, its flags, the answer to one question, and the answer in sentences.

    `nested` names the keys of objects inside a question ("total" -> area, n). `sentences` are the room's refusals.
    """

    help: str
    keys: frozenset[str]
    configure: Callable[[argparse.ArgumentParser], None]
    answer: Callable[[Mapping[str, Any], Packs], Answer]
    say: Callable[[Answer], str]
    nested: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sentences: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def refused(reasons: list[Reason]) -> Answer:
    """The form of a refused element."""
    return {
        "refusals": [
            {"code": reason.code, "field": reason.field, "message": str(wording.say(reason))} for reason in reasons
        ]
    }


def only_place(parser: argparse.ArgumentParser) -> None:
    """The flags of a calculation whose question is too rich for flags: it comes on stdin; the place may be a flag."""
    parser.add_argument("--place", help="CN 或行政区划代码")
