"""Two votes as people live them: one that fails by 67 square centimetres, and the roof of building 3."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from sanguanjia.decisions import jobs
from sanguanjia.decisions.tests.scene import Scene, make_scene
from sanguanjia.kernel import clock
from sanguanjia.policy import queries as policy
from tests.support.guard import preparing

MAY, JUNE, AFTER, LATER = (
    dt.datetime(2024, month, day, 10, tzinfo=clock.SHANGHAI) for month, day in ((5, 15), (6, 3), (6, 11), (6, 20))
)
ROOF = {
    "title": "维修 3 栋屋面", "caller": "committee", "form": "electronic", "precedence": "paper",
    "opens_on": "2024-06-01", "closes_on": "2024-06-10", "matter_1": "5", "title_1": "使用维修资金",
    "text_1": "防水层更换，预算 118,000 元。",
}  # fmt: skip


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    policy.forget()
    with clock.turned_to(MAY), override_settings(DEMO=True):
        yield make_scene()
    policy.forget()


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def announced(scene: Scene, **more: str) -> str:
    """The desk drafts and announces on 15 May; the address of the vote."""
    desk = browser(scene.city.person("committee_member"))
    answer = desk.post(f"/decisions/{scene.home}/new/", {**ROOF, **more})
    assert answer.status_code == 302, answer.content.decode()
    assert desk.post(f"{answer.url}move/announce/", {}).status_code == 302
    return answer.url


def cast(scene: Scene, here: str, name: str, code: str, choice: str) -> None:
    """An owner on the phone: choose, code, confirm."""
    phone, path = browser(scene.accounts[name]), f"{here}cast/{scene.units[code].pk}/"
    page = phone.post(path, {"item_1": choice}).content.decode()
    token, typed = re.search(r'name="token" value="([^"]+)"', page)[1], re.search(r"验证码是 (\d{6})", page)[1]
    answer = phone.post(path, {"item_1": choice, "step": "cast", "token": token, "proof": typed})
    assert answer.status_code == 302, answer.content.decode()


def test_a_vote_fails_by_sixty_seven_square_centimetres(scene: Scene) -> None:
    from sanguanjia.registry.models import Unit

    with preparing():
        Unit.objects.filter(estate_id=scene.home).update(valid_to=dt.date(2024, 1, 1))
        Unit.objects.filter(estate_id=scene.home, code__in=["101", "102", "201"]).update(valid_to=None)
        for code, area in (("101", "50000.00"), ("102", "16666.66"), ("201", "33333.34")):
            Unit.objects.filter(estate_id=scene.home, code=code).update(exclusive_area=area)
    here = announced(scene, scope="estate")
    with clock.turned_to(JUNE):
        jobs.tend_due()
        cast(scene, here, "业主1", "101", "for")
        cast(scene, here, "业主2", "102", "for")
        page = browser(scene.accounts["业主1"]).get(here).content.decode()
        assert "还差 0.01 平方米" in page, "what is missing is never rounded away"
        assert "已够三分之二" in page, "the heads are enough: two of three"
    with clock.turned_to(AFTER):
        jobs.tend_due(), jobs.tend_due()
        page = browser(scene.city.person("committee_member")).get(here).content.decode()
        assert "未通过" in page
        assert "参与表决的面积不够" in page
        assert "参与表决的人数不够" not in page


def test_the_roof_of_building_three(scene: Scene) -> None:
    from sanguanjia.registry.models import Building

    with preparing():
        other = Building.objects.create(estate=scene.city.estate, code="5", name="5栋")
    scene.own("5-101", "邻居", building=other)
    building = scene.city.buildings["estate"].pk
    here = announced(scene, scope=f"building-{building}")
    with clock.turned_to(JUNE):
        jobs.tend_due()
        beside = browser(scene.accounts["邻居"])
        assert "我的面积" not in beside.get(here).content.decode(), "who does not bear the cost has no vote"
        assert beside.get(f"{here}cast/{scene.units['5-101'].pk}/").status_code == 404
        for number, code in enumerate(("101", "102", "201", "202", "301"), start=1):
            cast(scene, here, f"业主{number}", code, "for" if number < 5 else "against")
        cast(scene, here, "开发商", "501", "for")
    with clock.turned_to(AFTER):
        jobs.tend_due(), jobs.tend_due()
        desk = browser(scene.city.person("committee_member"))
        page = desk.get(here).content.decode()
        assert "通过" in page
        digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]
        assert desk.post(f"{here}move/sign/", {"digest": digest}).status_code == 302
        assert desk.post(f"{here}move/post/", {}).status_code == 302
    with clock.turned_to(LATER):
        desk = browser(scene.city.person("committee_member"))
        assert desk.post(f"{here}move/in-force/", {}).status_code == 302
        paper = desk.get(f"{here}certificate/").content.decode()
        for words in ("通过", "800.00", "700.00", "第二百七十八条", digest):
            assert words in paper, words
