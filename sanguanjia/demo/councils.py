"""Meetings of the demo city: a conference that was held, with minutes and a task still open, and one that is coming."""

from __future__ import annotations

import io
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sanguanjia.cases import actions as cases
from sanguanjia.councils import actions as councils
from sanguanjia.councils.models import Seat
from sanguanjia.councils.store import album
from sanguanjia.kernel import clock

from . import pictures

if TYPE_CHECKING:
    from .load import Loaded

_ROOF = "20栋顶楼搭了阳光房，物业劝了几次没有停，施工到晚上十点。"
_SMOKE = "地下车库里停满电动自行车，还从墙上拉线充电，烟感报警器也坏了。"


def meet(city: Loaded, now: datetime) -> int:
    """Answers how many matters it filed."""
    _held(city, now)
    _coming(city, now)
    return 2


def _held(city: Loaded, now: datetime) -> None:
    """Three weeks ago: an illegal roof room; one task is accepted, one still open and late."""
    host, manager, home = city.actor("quwuguan"), city.actor("jingli"), city.homes["tianyuan"]
    estate = city.homes["shanshui"]
    began = _at(now, -21, 9)
    with clock.turned_to(began - timedelta(days=8)):
        ref = cases.report(city.actor("yezhu"), estate_id=estate, need="N25", text=_ROOF, place_words="20栋顶楼")
        cases.take_order(manager, estate_id=estate, case_id=ref.case_id)
        proposal = councils.propose(
            manager, estate_id=home, matter_estate_id=estate, matter_id=ref.case_id, trigger="cross",
            words="城管、资源规划意见不一，施工还在继续。",
        )  # fmt: skip
    with clock.turned_to(began - timedelta(days=6)):
        made = councils.convene(
            host, estate_id=home, kind="conference", title="山水文园私搭乱建联席会议", starts_at=began,
            ends_at=began + timedelta(hours=2), place_words="区物业服务中心三楼会议室",
        )  # fmt: skip
        where = {"estate_id": home, "meeting_id": made.meeting_id}
        item = councils.table_item(
            host,
            **where,
            proposal_id=proposal.proposal_id,
            lead="chengguan",
            brief="楼顶搭建屡劝不止，需要部门一起处置。",
        )
        sides = (f"company:{estate}", f"committee:{estate}", f"subdistrict:{estate}")
        councils.invite(host, **where, seats=("chengguan", "xiaofang", *sides))
        councils.call(host, **where)
        seats = {s.code.partition(":")[0]: s.pk for s in Seat.objects.filter(**where)}
        councils.answer(city.actor("chengguan"), **where, seat=seats["chengguan"], answer="comes")
    with clock.turned_to(began):
        councils.open_it(host, **where)
        for name in ("chengguan", "company", "committee", "subdistrict"):
            councils.attend(host, **where, seat=seats[name], direction="in")
    with clock.turned_to(began + timedelta(minutes=50)):
        councils.decide(
            host, **where, item=item.part_id, words="城管执法责令停工、限期拆除，物业封住材料通道。",
            public_words="20栋楼顶的阳光房停工，限期拆除。",
        )  # fmt: skip
        councils.assign(
            host, **where, item=item.part_id, seat=seats["chengguan"], words="立案查处，限期拆除", amount=10
        )
        watch = councils.assign(
            host,
            **where,
            item=item.part_id,
            seat=seats["company"],
            words="封住材料上楼的通道，每天巡查并记录",
            amount=3,
        )
    with clock.turned_to(began + timedelta(hours=1)):
        councils.adjourn(host, **where)
    with clock.turned_to(began + timedelta(hours=6)):
        councils.sign(host, **where)
    with clock.turned_to(began + timedelta(days=2)):
        photos = album.take_in(home, [io.BytesIO(pictures.jpeg("door", 21, mended=True))])
        councils.report_done(
            manager, estate_id=home, task_id=watch.task_id, words="通道已封，巡查记录已上墙。", photos=photos
        )
    with clock.turned_to(began + timedelta(days=3)):
        councils.accept(city.actor("yeweihui"), estate_id=home, task_id=watch.task_id, words="看过，封好了。")


def _coming(city: Loaded, now: datetime) -> None:
    """Next week: fire hazards in a garage."""
    host, home, estate = city.actor("quwuguan"), city.homes["tianyuan"], city.homes["shanshui"]
    start = _at(now, 6, 14, 30)
    with clock.turned_to(now - timedelta(days=2)):
        ref = cases.report(city.actor("yezhu"), estate_id=estate, need="N15", text=_SMOKE, place_words="地下车库")
        made = councils.convene(
            host, estate_id=home, kind="visit", title="山水文园地下车库消防联合检查", starts_at=start,
            ends_at=start + timedelta(hours=2), place_words="山水文园地下车库入口集合", checklist="fire",
        )  # fmt: skip
        where = {"estate_id": home, "meeting_id": made.meeting_id}
        councils.table_item(host, **where, matter_estate_id=estate, matter_id=ref.case_id, lead="xiaofang")
        councils.invite(host, **where, seats=("xiaofang", "chengguan", f"company:{estate}", f"committee:{estate}"))
        councils.call(host, **where)


def _at(now: datetime, days: int, hour: int, minute: int = 0) -> datetime:
    """So many days from now, or the Monday after, at an hour in China."""
    day = clock.local(now).date() + timedelta(days=days)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return datetime.combine(day, time(hour, minute), clock.SHANGHAI)
