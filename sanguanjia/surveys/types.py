"""Values of the surveys room that may cross its border: no Django, no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

OVERALL = "overall"
"""The question on the whole, beside the five services."""


class Channel(StrEnum):
    """How an answer came."""

    WEB = "web"
    SHEET = "sheet"
    PHONE = "phone"
    PAPER = "paper"


BY_HAND = (Channel.PHONE, Channel.PAPER)
"""The ways of an answer that somebody typed in for the household, one after another."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its code, the same over years, and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class SurveyPolicy:
    """The values of one place and day. `scale` best first: (score, word). `confidence` is z."""

    questions: tuple[Question, ...]
    scale: tuple[tuple[int, str], ...]
    satisfied_from: int
    least_answers: int
    least_share: Fraction
    confidence: Fraction
    least_days: int
    most_days: int
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of one question: households in all, answers, those that rated it, those satisfied."""

    households: int
    answers: int
    rated: int
    satisfied: int

    def __add__(self, other: Counted) -> Counted:
        return Counted(
            self.households + other.households, self.answers + other.answers, self.rated + other.rated,
            self.satisfied + other.satisfied,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure fit to be published: tenths of a percent, low ≤ rate ≤ high; `margin` the larger side."""

    rate: int
    low: int
    high: int
    margin: int
    counted: Counted


@dataclass(frozen=True, slots=True)
class SurveyRef:
    """A survey, as acts answer it."""

    estate_id: int
    survey_id: int
    year: int
    wave: int


@dataclass(frozen=True, slots=True)
class BadLine:
    """A row of a sheet that was not taken in, and why (a code of `wording.LINES`)."""

    row: int
    column: str
    typed: str
    code: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a sheet: rows in all, taken in, and every other one by name."""

    survey_id: int
    rows: int
    taken: int
    bad: tuple[BadLine, ...]
