"""The departments of the demo city: who answers for what, and one whistle that is on its way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sanguanjia.cases import actions as cases
from sanguanjia.kernel import clock
from sanguanjia.whistle import actions as whistle

if TYPE_CHECKING:
    from .load import Loaded

_DESKS = (("chengguan", "tianyuan-chengguan"), ("xiaofang", "tianyuan-xiaofang"))
_WORDS = "8栋一楼住户把杂物堆在单元门口和消防通道边，清了又堆。"


def name_desks(city: Loaded) -> None:
    """The district says which organisation answers for 城管执法 and 消防救援."""
    for department, organisation in _DESKS:
        whistle.name_desk(
            city.actor("quwuguan"), estate_id=city.homes["tianyuan"], department=department,
            organisation_id=city.organisations[organisation],
        )  # fmt: skip


def blow_one(city: Loaded, now: datetime) -> int:
    """Tried, whistled half an hour ago: 城管 leads, the street supports. Answers how many matters it filed."""
    home, manager = city.homes["shanshui"], city.actor("jingli")
    with clock.turned_to(now - timedelta(hours=2)):
        ref = cases.report(city.actor("yezhu"), estate_id=home, need="N18", text=_WORDS, place_words="8栋1单元门口")
        cases.take_order(manager, estate_id=home, case_id=ref.case_id)
    with clock.turned_to(now - timedelta(hours=1)):
        tried = "上门劝阻两次并张贴提醒，对方拒绝清理。"
        whistle.record_attempt(manager, estate_id=home, case_id=ref.case_id, method="persuaded", words=tried)
    with clock.turned_to(now - timedelta(minutes=30)):
        whistle.blow(manager, estate_id=home, case_id=ref.case_id, duty="M10", kind="grievance")
    return 1
