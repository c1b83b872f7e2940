"""The shipped calendars: every day 2020–2026 against an independent source, and the counts of reliability.md 3.6."""

from __future__ import annotations

import datetime as dt

import chinese_calendar
import pytest

from sanguanjia.policy.packs import CALENDAR_KEY, load

COUNTS = {2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}


@pytest.mark.parametrize("year", COUNTS)
def test_every_day_of_the_year(year):
    calendar = load().calendar_for("CN")
    day = dt.date(year, 1, 1)
    count = 0
    while day.year == year:
        assert calendar.is_workday(day) == chinese_calendar.is_workday(day), day
        count += calendar.is_workday(day)
        day += dt.timedelta(days=1)
    assert count == COUNTS[year] == calendar.year(year).count == len(calendar.year(year).workdays)
    assert calendar.year(year).published


def test_every_year_names_its_notice():
    for version in load().of(CALENDAR_KEY):
        assert "国办发明电" in version.source.article
        assert version.value["year"] == version.effective_from.year == version.effective_to.year
        for entry in version.value["worked"]:
            assert dt.date.fromisoformat(entry["date"]).weekday() >= 5


def test_reasons_are_said_in_words():
    calendar = load().calendar_for("430200")
    assert calendar.reason(dt.date(2024, 4, 28)) == "周日，调休上班（劳动节）"
    assert calendar.reason(dt.date(2024, 5, 1)) == "周三，劳动节放假"
    assert "尚未公布" in calendar.reason(dt.date(2027, 1, 4))
