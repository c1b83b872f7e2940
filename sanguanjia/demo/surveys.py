"""Surveys of the demo city: the series of the article for the whole city, one that was counted, one open now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.surveys import actions as surveys
from sanguanjia.surveys import store

if TYPE_CHECKING:
    from .load import Loaded

_SERIES = ((2020, 637), (2021, 742), (2022, 851), (2023, 918), (2024, 959))  # 63.7 % and 95.9 % are the article's
_MOST_CALLED = 1_500  # one sheet holds fewer than two thousand rows
_WORDS = ("很满意", "满意", "满意", "满意", "一般", "满意", "很满意", "不满意", "满意", "满意")
_COLUMNS = ("保安", "保洁", "保修", "保绿", "共用设施养护", "总体")

_SAID = (("wangge", "paper", ("1-1-101", "1-1-102", "1-1-201")), ("shequ", "phone", ("2-1-301", "2-1-302")))
"""Who typed in what came by which way from which doors, in the survey that is open."""


def ask_all(city: Loaded, now: datetime) -> int:
    """Answers how many surveys there are."""
    for year, satisfied in _SERIES:
        surveys.record_earlier(
            city.actor("shiju"), estate_id=city.homes["zhuzhou"], year=year, households=260_000, answers=1000,
            satisfied={"overall": satisfied}, source="演示数据（首尾两年为报道的满意率）",
        )  # fmt: skip
    _counted(city, now - timedelta(days=200))
    today = clock.local(now).date()
    ref = surveys.open_survey(
        city.actor("shequ"), estate_id=city.homes["shanshui"], year=today.year, wave=2, opens_on=today,
        closes_on=today + timedelta(days=30),
    )  # fmt: skip
    for typist, channel, doors in _SAID:
        for n, door in enumerate(doors):
            surveys.enter(
                city.actor(typist), estate_id=ref.estate_id, survey_id=ref.survey_id, door=door, channel=channel,
                scores={"repairs": 3 + n % 3, "overall": 4},
            )  # fmt: skip
    return len(_SERIES) + 2


def _counted(city: Loaded, opened: datetime) -> None:
    """Half a year ago two of three households were rung up; then it was counted."""
    estate, officer = city.homes["shanshui"], city.actor("shequ")
    with clock.turned_to(opened):
        today = clock.local(opened).date()
        ref = surveys.open_survey(
            officer, estate_id=estate, year=today.year, opens_on=today, closes_on=today + timedelta(days=20)
        )
        doors = sorted(store.households(estate, today))
        rows = tuple(
            (n + 2, {"房号": door} | {name: _WORDS[(n + 3 * at) % len(_WORDS)] for at, name in enumerate(_COLUMNS)})
            for n, door in enumerate(doors)
            if n % 3
        )[:_MOST_CALLED]
        surveys.take_in(officer, estate_id=estate, survey_id=ref.survey_id, rows=rows)
    with clock.turned_to(opened + timedelta(days=21)):
        surveys.close(SYSTEM, estate_id=estate, survey_id=ref.survey_id)
