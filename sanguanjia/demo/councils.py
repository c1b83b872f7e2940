"""Meetings of the demo city: a conference, a joint visit and a consultation that were held, with minutes and tasks, and
a visit that is coming."""

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


_SHAFT = "3栋管道井里堆满旧家具和纸箱，消火栓门打不开。"
_WALL = "7栋西面外墙保温层整片鼓起来，下面是幼儿园的路。"


def meet(city: Loaded, now: datetime) -> int:
    """Answers how many matters it filed."""
    for meeting in (_held, _visited, _consulted, _coming):
        meeting(city, now)
    return 4


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


def _visited(city: Loaded, now: datetime) -> None:
    """Two weeks ago: agencies on site with the checklist of fire; one fault became a task, done and accepted."""
    host, home, estate = city.actor("quwuguan"), city.homes["tianyuan"], city.homes["shanshui"]
    began = _at(now, -14, 14, 30)
    with clock.turned_to(began - timedelta(days=5)):
        ref = cases.report(city.actor("yezhu"), estate_id=estate, need="N14", text=_SHAFT, place_words="3栋管道井")
        made = councils.convene(
            host, estate_id=home, kind="visit", title="山水文园消防联合检查", starts_at=began,
            ends_at=began + timedelta(hours=2), place_words="山水文园北门集合", checklist="fire",
        )  # fmt: skip
        where = {"estate_id": home, "meeting_id": made.meeting_id}
        item = councils.table_item(host, **where, matter_estate_id=estate, matter_id=ref.case_id, lead="xiaofang")
        councils.invite(host, **where, seats=("xiaofang", "chengguan", f"company:{estate}"))
        councils.call(host, **where)
        seats = {s.code.partition(":")[0]: s.pk for s in Seat.objects.filter(**where)}
    with clock.turned_to(began):
        councils.open_it(host, **where)
        for name in ("xiaofang", "chengguan", "company"):
            councils.attend(host, **where, seat=seats[name], direction="in")
    fire = {**where, "seat": seats["xiaofang"], "item": item.part_id}
    with clock.turned_to(began + timedelta(minutes=30)):
        photo = album.take_in(home, [io.BytesIO(pictures.jpeg("door", 31))])
        fault = councils.find(
            city.actor("xiaofang"), **fire, check="F3", result="fault", place_words="3栋5层管道井",
            words="消火栓门被旧家具顶住，水带不在箱内。", photos=photo,
        )  # fmt: skip
        councils.find(city.actor("xiaofang"), **fire, check="F1", result="fine", place_words="小区环路")
        task = councils.assign(
            host, **where, seat=seats["company"], finding=fault.part_id, words="清空管道井，补齐水带", amount=3
        )
    with clock.turned_to(began + timedelta(minutes=90)):
        councils.adjourn(host, **where)
    with clock.turned_to(began + timedelta(days=1)):
        councils.sign(host, **where)
    with clock.turned_to(began + timedelta(days=2)):
        mended = album.take_in(home, [io.BytesIO(pictures.jpeg("door", 32, mended=True))])
        councils.report_done(
            city.actor("jingli"), estate_id=home, task_id=task.task_id, words="已清空，水带补齐。", photos=mended
        )
    with clock.turned_to(began + timedelta(days=3)):
        councils.accept(city.actor("yeweihui"), estate_id=home, task_id=task.task_id, words="看过，都齐了。")


def _consulted(city: Loaded, now: datetime) -> None:
    """Ten days ago: two experts on a wall, one writes himself, the other on paper; their opinion is decided upon."""
    host, home, estate = city.actor("quwuguan"), city.homes["tianyuan"], city.homes["shanshui"]
    began = _at(now, -10, 9, 30)
    with clock.turned_to(began - timedelta(days=4)):
        ref = cases.report(city.actor("yezhu"), estate_id=estate, need="N10", text=_WALL, place_words="7栋西面")
        made = councils.convene(
            host, estate_id=home, kind="consultation", title="山水文园7栋外墙会诊", starts_at=began,
            ends_at=began + timedelta(hours=3), place_words="区物业服务中心三楼会议室",
        )  # fmt: skip
        where = {"estate_id": home, "meeting_id": made.meeting_id}
        item = councils.table_item(host, **where, matter_estate_id=estate, matter_id=ref.case_id, lead="chengguan")
        councils.invite(host, **where, seats=("chengguan", f"company:{estate}", f"committee:{estate}"))
        own = councils.invite_expert(host, **where, name="郭佳怡", expertise="注册结构工程师", username="zhiyuan")
        paper = councils.invite_expert(host, **where, name="孟庆友", expertise="外墙保温")
        councils.call(host, **where)
        seats = {s.code.partition(":")[0]: s.pk for s in Seat.objects.filter(**where).exclude(kind="expert")}
    with clock.turned_to(began):
        councils.open_it(host, **where)
        for seat in (seats["chengguan"], seats["company"], own.part_id, paper.part_id):
            councils.attend(host, **where, seat=seat, direction="in")
        councils.declare(city.actor("zhiyuan"), **where, seat=own.part_id, conflict="none")
        councils.declare(host, **where, seat=paper.part_id, conflict="none", words="书面声明")
    with clock.turned_to(began + timedelta(hours=1)):
        councils.opine(
            city.actor("zhiyuan"), **where, seat=own.part_id, item=item.part_id,
            words="鼓起处已与基层脱开，须先围挡，再整片清除重做。",
        )  # fmt: skip
        signed = album.take_in(home, [io.BytesIO(pictures.jpeg("door", 33))])
        councils.opine(
            host, **where, seat=paper.part_id, item=item.part_id, words="同意，清除前不得注胶。", photos=signed
        )
        councils.decide(
            host, **where, item=item.part_id, words="当日围挡，十五个工作日内清除重做，费用按应急维修申请。",
            public_words="7栋西面外墙先围挡，再整片重做。",
        )  # fmt: skip
        councils.assign(
            host, **where, item=item.part_id, seat=seats["company"], words="围挡并申请应急维修，清除重做", amount=15
        )
    with clock.turned_to(began + timedelta(hours=2)):
        councils.adjourn(host, **where)
    with clock.turned_to(began + timedelta(hours=5)):
        councils.sign(host, **where)


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
