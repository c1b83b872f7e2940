"""The tables of the generator say what the policy's arithmetic says."""

from datetime import date, datetime, timedelta

import pytest

from sanguanjia.demo.city.dues import Dues
from sanguanjia.demo.dice import Dice
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.policy import packs
from sanguanjia.policy.rules.clocks import Clock, due_with_pauses
from sanguanjia.policy.rules.deadlines import Unit

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the wall clock's own zero


@pytest.mark.parametrize("unit", ["workday", "workhour", "minute", "workminute", "day"])
def test_against_the_policy(unit):
    loaded = packs.load()
    calendar, hours = loaded.calendar_for("430200"), loaded.hours_for("430200", date(2026, 1, 5))
    dues = Dues(calendar, hours, date(2025, 1, 1), date(2026, 12, 31))
    dice = Dice(5, unit)
    for _ in range(400):
        start = datetime(2025, 1, 2, tzinfo=SHANGHAI) + timedelta(
            days=dice.below(650), seconds=dice.below(86_400) // 300 * 300
        )
        amount = dice.between(1, 10)
        expected = due_with_pauses(Clock(start, amount, Unit(unit)), [], calendar, hours).at
        moment = int((start.replace(tzinfo=None) - _EPOCH).total_seconds())
        assert datetime.fromisoformat(dues.text(dues.due(moment, amount, unit))) == expected, (start, amount)
