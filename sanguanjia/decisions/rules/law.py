"""The law of one place and day, as the rules of this room ask it: a key in, a value with its clause out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from sanguanjia.decisions.types import Base, Clause, Test, Threshold
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.policy.rules.calendar import WorkCalendar
from sanguanjia.policy.rules.deadlines import Direction, Period, Roll, Unit, deadline
from sanguanjia.policy.types import Force, Json, Resolution, RuleVersion

RuleFor = Callable[[str, str, dt.date], Resolution | None]


@dataclass(frozen=True, slots=True)
class Held:
    """A value that held, its clause, and whether agreement may not depart from it."""

    value: Json
    clause: Clause
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Law:
    """Policy at a place on a day; `rule_for` is `Packs.rule_for` or `policy.queries.rule_for`.

    The working calendar is needed only by rules that reckon in working days.
    """

    rule_for: RuleFor
    place: str
    day: dt.date
    calendar: WorkCalendar | None = None

    def held(self, key: str) -> Held | None:
        """What held, or None when nothing did: then there is no such requirement here."""
        found = self.rule_for(key, self.place, self.day)
        if found is None:
            return None
        return Held(found.value, clause_of(found.winner), found.winner.force is Force.MANDATORY)

    def need(self, key: str) -> Held:
        """The same for what cannot be decided without a rule; Refusal no_rule otherwise."""
        found = self.held(key)
        if found is None:
            raise Refusal([self.no_rule(key)])
        return found

    def no_rule(self, key: str) -> Reason:
        """Why a question about a day without law is refused."""
        words = f"{self.day.year}年{self.day.month}月{self.day.day}日"
        return Reason("no_rule", "date", {"key": key, "place": self.place, "day": words})


def clause_of(version: RuleVersion) -> Clause:
    """The clause of a policy version."""
    source = version.source
    return Clause(version.rules[0] if version.rules else "", source.title, source.article, source.tag, version.version)


def threshold(value: Json) -> Threshold:
    """{test, num, den, base} as a threshold."""
    test = Test(value["test"])
    share = Fraction(0) if test is Test.NONE else Fraction(value["num"], value["den"])
    base = Base.PARTICIPANTS if value.get("base") == Base.PARTICIPANTS else Base.ALL  # all owners, all members, …
    return Threshold(test, share, base)


def last_day(law: Law, value: Json, start: dt.date, *, clear_days: bool = False) -> dt.date:
    """The last day of a clock {amount, unit, direction, roll}; `direction` before counts backwards (notice)."""
    period = Period(
        value["amount"],
        Unit(value["unit"]),
        Direction(value.get("direction", Direction.AFTER)),
        Roll(value.get("roll", Roll.NONE)),
        clear_days,
    )
    return deadline(start, period, law.calendar or WorkCalendar(lambda _year: None), explain=False).due


def clauses(helds: Iterable[Held | None]) -> tuple[Clause, ...]:
    """The clauses of what held, each once, in order."""
    return tuple(dict.fromkeys(held.clause for held in helds if held is not None))
