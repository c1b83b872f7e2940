"""Three petitions of the demo city: one answered in time, one accepted and joint, one just in over the network. And a
roster for its nights.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sanguanjia.cases import actions as cases
from sanguanjia.kernel import clock
from sanguanjia.petitions import actions as petitions

if TYPE_CHECKING:
    from .load import Loaded


def file_three(city: Loaded, now: datetime) -> int:
    """Answers how many petitions there are."""
    district, street, estate = city.homes["tianyuan"], city.homes["songshan"], city.homes["shanshui"]
    centre, clerk = city.actor("quwuguan"), city.actor("jiedao")
    with clock.turned_to(now - timedelta(days=40)):
        ref = petitions.register(
            centre, estate_id=district, channel="letter", name="胡德明", phone="13800138011", about_estate_id=estate,
            title="请求公开小区公共收益", need="N99",
            text="小区电梯广告和车位收入三年没有公开，请求责令公开并说明去向。",
        )  # fmt: skip
        place = {"estate_id": district, "petition_id": ref.petition_id}
        petitions.route(centre, to=f"home-{street}", words="请依法核查并书面答复信访人。", **place)
    with clock.turned_to(now - timedelta(days=33)):
        petitions.accept(clerk, words="经审查，予以受理，自受理之日起60日内答复。", **place)
    with clock.turned_to(now - timedelta(days=5)):
        petitions.answer(
            clerk, opinion="supported", delivered_on=clock.today(), **place,
            words="经核查，收益未按规定公示属实。已责令物业公司10日内公示近三年收支，街道跟踪督促。",
        )  # fmt: skip
    with clock.turned_to(now - timedelta(days=9)):
        joint = petitions.register(
            centre, estate_id=district, channel="visit", name="唐玉梅", phone="13800138012", people=26,
            about_estate_id=estate, title="反映地下车库渗水", text="地下车库多处渗水，影响26户停车，请求协调维修。",
            representatives=(("唐玉梅", "13800138012"), ("贺建军", "13800138013")), need="N99",
        )  # fmt: skip
        place = {"estate_id": district, "petition_id": joint.petition_id}
        petitions.route(centre, to=f"home-{street}", words="请会同物业公司核查。", **place)
    with clock.turned_to(now - timedelta(days=2)):
        petitions.accept(clerk, words="予以受理，拟组织现场查勘。", **place)
    with clock.turned_to(now - timedelta(hours=3)):
        petitions.register(
            city.actor("yezhu"), estate_id=street, kind="suggestion", about_estate_id=estate,
            title="建议增设电动自行车充电棚", text="建议在北门空地增设集中充电棚，方便居民，也避免飞线充电。",
        )  # fmt: skip
    return 3


NIGHTS = (("songshan", "jiedao"), ("shanshui", "jingli"), ("xingui", "jingli2"), ("yulin", "jingli3"))


def keep_nights(city: Loaded, now: datetime) -> None:
    """The next two weeks: who takes what comes after hours. A company keeps its own estate's nights, so that a light
    that fails in the evening does not wake the street.
    """
    with clock.turned_to(now):
        nights = [clock.today() + timedelta(days=n) for n in range(14)]
        for home, who in NIGHTS:
            actor = city.actor(who)
            days = tuple((day, actor.account_id) for day in nights)
            cases.set_duty(actor, estate_id=city.homes[home], days=days)
