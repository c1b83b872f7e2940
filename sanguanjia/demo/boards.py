"""The boards of the demo city: public notices that run, that are over with an objection answered, and a correction."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sanguanjia.kernel import clock
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.notices import actions, files, spreading
from sanguanjia.notices.models import Message
from sanguanjia.notices.types import PublicRef

from . import pictures

if TYPE_CHECKING:
    from .load import Loaded

_READ_AFTER: Final = timedelta(days=3)

_ROPES = """一、项目：3栋1号梯更换曳引绳和对重导靴。
二、原因：年度检验发现曳引绳磨损超过报废标准，检验机构要求三十日内更换。
三、预算：12,600 元，由3栋维修资金按专有部分面积分摊，每平方米约 1.42 元。
四、施工：取得同意后五个工作日内开工，停梯两天，一天一个单元错开。
五、公示期内有不同意见的业主，可以扫码或书面提出异议，业委会逐条答复。"""
_INCOME = """一、收入：电梯和道闸广告 18,400 元，地面临时停车 26,350 元，快递柜场地 4,800 元，合计 49,550 元。
二、支出：3栋至9栋楼道灯更换 11,280 元，儿童区地垫 6,900 元，合计 18,180 元。
三、结余：本季结余 31,370 元，并入公共收益专户。
四、票据：原始票据存物业服务中心，工作日可以查看。"""
_WATER = """一、时间：本周六 9:00 至 16:00。
二、范围：11栋至16栋。
三、原因：二次供水水箱清洗消毒，完成后送检，结果会在公示栏张贴。
四、请提前储水，恢复供水后先放水一分钟。"""
_COUNCIL = """一、议题：加装非机动车充电棚的位置。
二、时间和地点：本周五 19:30，党群服务站。
三、参加：小区党支部、业委会、物业公司、居民代表；业主可以旁听。"""


def post_all(city: Loaded, now: datetime) -> int:
    """Post, prove, object, answer, each at its moment; then everybody is found whom any notice concerns."""
    with clock.turned_to(_at(now, 16)):
        ropes = _post(city, "shanshui", "yeweihui", "fund_use", "3栋1号梯更换曳引绳，使用维修资金", _ROPES)
        _prove(city, ropes, "yeweihui", "3栋1单元大厅", 1)
    with clock.turned_to(_at(now, 13)):
        objection = actions.object_to(
            city.actor("yezhu"), estate_id=ropes.estate_id, notice_id=ropes.id,
            text="去年刚换过导靴，这次为什么又换？请说明和去年的差别。",
        )  # fmt: skip
    with clock.turned_to(_at(now, 11)):
        actions.answer(
            city.actor("yeweihui"), estate_id=ropes.estate_id, objection_id=objection.id, accepted=True,
            text="去年换的是轿厢导靴，这次是对重导靴。检验报告已补张贴，导靴一项改由维保合同承担，预算减少 800 元。",
        )  # fmt: skip
    with clock.turned_to(_at(now, 2)):
        income = _post(city, "shanshui", "jingli", "income", "第三季度公共收益收支", _INCOME)
        _prove(city, income, "jingli", "南门公示栏", 2)
        _post(city, "shanshui", "zhibu", "council", "四方议事会：充电棚放在哪里", _COUNCIL)
        _post(city, "xingui", "shequ2", "works", "水箱清洗停水", _WATER)
    spread = spreading.spread_due(most=100_000)
    with cross_estate():  # people have read what is old
        Message.objects.filter(at__lt=now - _READ_AFTER).update(read_at=now - _READ_AFTER)
    return spread


def _at(now: datetime, days_ago: int) -> datetime:
    return (clock.local(now) - timedelta(days=days_ago)).replace(hour=10, minute=15, second=0, microsecond=0)


def _post(city: Loaded, place: str, who: str, kind: str, title: str, text: str) -> PublicRef:
    wishes: dict[str, Any] = {"kind": kind, "title": title, "text": text, "contact": "小区党群服务站一楼"}
    return actions.post(city.actor(who), estate_id=city.homes[place], **wishes)


def _prove(city: Loaded, ref: PublicRef, who: str, where: str, seed: int) -> None:
    photos = files.album.take_in(ref.estate_id, [io.BytesIO(pictures.jpeg("door", seed, mended=True))])
    actions.prove_posting(city.actor(who), estate_id=ref.estate_id, notice_id=ref.id, place_words=where, photos=photos)
