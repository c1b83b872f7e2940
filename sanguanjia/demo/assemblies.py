"""Estates of the demo city on their way to an owners' assembly: 轴承厂家属院 (unmanaged) has a preparation group and
posted drafts, 御林家园 waits for an interim body longer than the subdistrict may take, in 新桂都 owners still join."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sanguanjia.assemblies import actions
from sanguanjia.assemblies.types import Member
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM

if TYPE_CHECKING:
    from .load import Loaded

_GROUP = (
    Member("武文涛", "subdistrict", True), Member("郝雪芹", "neighbourhood"), Member("秦大成", "owner"),
    Member("路爱国", "owner"), Member("申桂枝", "owner"), Member("牛志刚", "owner"),
    Member("原轴承厂留守处", "developer"),
)  # fmt: skip
_RULES = (
    "第一条 业主大会由全体业主组成，每年至少开一次会议。\n第二条 表决按专有部分面积和业主人数两个标准计算。\n"
    "第三条 业主委员会由五名委员组成，任期五年。\n"
    "第四条 可以用手机投票，也可以交编号的纸质票；截止前可以改投，以最后一次为准。"
)
_COVENANT = (
    "第一条 楼道、门厅不堆放杂物，不停放电动自行车。\n第二条 空调外机、雨棚按统一位置安装。\n"
    "第三条 保洁、保安、保运转三项由全体业主分担，收支每季度公布。\n第四条 装修时间：工作日 8:00 至 18:00。"
)


def on_the_way(city: Loaded, now: datetime) -> int:
    """Answers how many procedures were laid out."""
    _prepared(city, now)
    _overdue(city, now)
    _asked(city, now)
    return 3


def _prepared(city: Loaded, now: datetime) -> None:
    home, desk, community = city.homes["zhoucheng"], city.actor("jiedao3"), city.actor("shequ3")
    with clock.turned_to(now - timedelta(days=40)):
        ref = actions.start(
            city.actor("jiashu"), estate_id=home, kind="first", words="想选业委会，先把门禁和路灯管起来。"
        )
        here = {"estate_id": home, "procedure_id": ref.id}
        actions.hand_in(city.actor("jiashu"), **here)
    with clock.turned_to(now - timedelta(days=30)):
        actions.name_group(desk, **here, members=_GROUP, contact="英雄中路街道物业办")
    with clock.turned_to(now - timedelta(days=22)):
        actions.follow(SYSTEM, **here)
        actions.verify_list(community, **here, words="对照房产档案和入户登记，改正 3 户的面积")
    with clock.turned_to(now - timedelta(days=6)):
        actions.publish_drafts(community, **here, rules=_RULES, covenant=_COVENANT, contact="英雄社区居委会")


def _overdue(city: Loaded, now: datetime) -> None:
    home, community = city.homes["yulin"], city.actor("shequ3")
    with clock.turned_to(now - timedelta(days=63)):
        ref = actions.start(
            community, estate_id=home, kind="interim", situation="no_committee", words="两次选举都没有选出业委会。"
        )
        actions.hand_in(community, estate_id=home, procedure_id=ref.id)
    with clock.turned_to(now - timedelta(days=1)):
        actions.warn(SYSTEM, estate_id=home, procedure_id=ref.id)


def _asked(city: Loaded, now: datetime) -> None:
    home = city.homes["xingui"]
    with clock.turned_to(now - timedelta(days=5)):
        ref = actions.start(city.actor("yezhu2"), estate_id=home, kind="first", moved_in=0)
    with clock.turned_to(now - timedelta(days=3)):
        actions.join(city.actor("shequ2"), estate_id=home, procedure_id=ref.id, codes=("2-1-1102",))
