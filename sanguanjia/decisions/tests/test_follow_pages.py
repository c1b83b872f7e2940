"""The draft's page offers what follows from a vote: a work of the fund is paid, a company comes or goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sanguanjia.decisions import actions, queries
from sanguanjia.decisions.actions.casting import Confirmed
from sanguanjia.decisions.following import HIRING, SPENDING
from sanguanjia.decisions.models import Vote
from sanguanjia.decisions.tests.scene import CLOSES, Scene, make_scene
from sanguanjia.decisions.types import VoteRef
from sanguanjia.funds import actions as fund_acts
from sanguanjia.funds import works
from sanguanjia.funds.models import FundBook
from sanguanjia.funds.rules.spending import Reach
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.policy import queries as policy
from sanguanjia.registry import queries as registry
from sanguanjia.registry.models import Organisation
from tests.support.guard import preparing

BEFORE, VOTING = (dt.datetime(2024, month, day, 10, tzinfo=clock.SHANGHAI) for month, day in ((5, 4), (6, 3)))
AFTER = dt.datetime.combine(CLOSES + dt.timedelta(days=60), dt.time(9), clock.SHANGHAI)
DRAFT = {
    "title": "两件事", "caller": "committee", "scope": "estate", "form": "electronic", "precedence": "paper",
    "opens_on": "2024-06-01", "closes_on": "2024-06-10",
}  # fmt: skip


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    policy.forget()
    with clock.turned_to(BEFORE):
        yield make_scene()
    policy.forget()


def desk_of(scene: Scene) -> Client:
    client = Client()
    client.force_login(scene.city.person("committee_member"))
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def planned(scene: Scene, reach: Reach = Reach.ESTATE) -> int:
    with preparing():
        FundBook.objects.get_or_create(estate_id=scene.home)
    building = scene.city.buildings["estate"].pk if reach is Reach.BUILDING else None
    return fund_acts.plan_work(
        scene.desk, estate_id=scene.home, title="更换电梯", plan="两台，换新。", reach=reach, budget_fen=40_000_000,
        building_id=building,
    ).id  # fmt: skip


def company(name: str = "新物业公司") -> int:
    with preparing():
        return int(Organisation.objects.create(kind="company", name=name, credit_code="", phone="").pk)


def run(scene: Scene, ref: VoteRef, choices: dict[str, str]) -> None:
    """From the notice to its force, everybody says the same."""
    own = {"estate_id": scene.home, "vote_id": ref.id}
    with clock.turned_to(VOTING):
        actions.open_vote(SYSTEM, **own)
        codes = ("101", "102", "201", "202", "301", "302")
        people = [*((f"业主{n}", code) for n, code in enumerate(codes, start=1)), ("开发商", "501")]
        for name, code in people:
            actions.cast(
                scene.owner(name), **own, unit_id=scene.units[code].pk, choices=choices, confirmed=Confirmed(True)
            )
    scene.counted(ref)
    with clock.turned_to(AFTER - dt.timedelta(days=40)):
        found = queries.certificate(scene.row(ref))
        actions.sign(scene.desk, **own, digest=found[0].digest if found else "")
        actions.post_result(scene.desk, **own)
    with clock.turned_to(AFTER):
        actions.put_in_force(SYSTEM, **own)


def test_a_work_and_a_company_from_the_form_to_their_rooms(scene: Scene) -> None:
    work, firm, desk = planned(scene), company(), desk_of(scene)
    page = text(desk.get(reverse("funds:work", args=[scene.home, work])))
    here = f"/decisions/{scene.home}/new/"
    assert f"{here}?work={work}" in page
    page = text(desk.get(f"{here}?work={work}"))
    for words in (
        "使用维修资金：第 1 号维修项目“更换电梯”（全小区，预算 400,000.00 元）",
        "使用维修资金：更换电梯",
        "新物业公司",
    ):
        assert words in page, words
    sent = {
        **DRAFT, "follow_1": f"work-{work}", "title_2": "选聘新物业公司", "text_2": "合同三年。", "follow_2": "hire",
        "company": str(firm), "since": "2024-09-01", "until": "2027-09-01", "contract_number": "WY-1",
    }  # fmt: skip
    answer = desk.post(here, sent)
    assert answer.status_code == 302, text(answer)
    vote = Vote.objects.get(estate_id=scene.home)
    first, second = queries.items(vote)
    assert (first.matter, first.effect, first.facts, first.title) == (
        5,
        SPENDING,
        {"work_id": work},
        "使用维修资金：更换电梯",
    )
    assert "两台，换新。\n预算 400,000.00 元，由全小区的业主承担" in first.text
    assert (second.matter, second.effect, second.facts["organisation_id"]) == (4, HIRING, firm)
    page = text(desk.get(f"{answer.url}edit/"))
    for words in (
        f'value="work-{work}" selected',
        'value="hire" selected',
        f'value="{firm}" selected',
        "WY-1",
        "2027-09-01",
    ):
        assert words in page, words
    assert desk.post(f"{answer.url}edit/", {**sent, "title": "维修和物业"}).status_code == 302
    assert desk.post(f"{answer.url}move/announce/", {"verb": "announce"}).status_code == 302
    number = queries.vote(scene.home, vote.pk).notice_number
    notice = text(desk.get(reverse("notices:notice", args=[scene.home, number])))
    hired = "新物业公司从2024-09-01起登记为本小区的物业服务企业，到2027-09-01，合同编号 WY-1"
    for words in ("通过并生效后：第 1 号维修项目“更换电梯”（全小区，预算 400,000.00 元）可以使用维修资金。", hired):
        assert words in notice, words
    run(scene, VoteRef(vote.pk, scene.home, vote.number, "announced"), {"1": "for", "2": "for"})
    with clock.turned_to(AFTER):
        desk = desk_of(scene)
        page = text(desk.get(answer.url))
        assert "已办理：第 1 号维修项目" in page
        assert reverse("funds:work", args=[scene.home, work]) in page
        assert hired in text(desk.get(f"{answer.url}certificate/"))
    assert (works.work(scene.home, work).state, works.work(scene.home, work).vote_id) == ("authorised", vote.pk)
    managing = registry.managing_company(scene.home, dt.date(2024, 9, 1))
    assert managing is not None
    assert managing.id == firm


def test_a_work_of_one_building_is_voted_by_that_building(scene: Scene) -> None:
    work, desk, here = planned(scene, Reach.BUILDING), desk_of(scene), f"/decisions/{scene.home}/new/"
    building = scene.city.buildings["estate"]
    page = text(desk.get(f"{here}?work={work}"))
    assert f'value="building-{building.pk}" selected' in page
    answer = desk.post(here, {**DRAFT, "follow_1": f"work-{work}"})
    assert answer.status_code == 422
    assert f"请把范围改成{building.name}。" in text(answer)
    assert f'value="work-{work}" selected' in text(answer), "nothing typed is lost"
    assert desk.post(here, {**DRAFT, "follow_1": f"work-{work}", "scope": f"building-{building.pk}"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"follow_1": "work-999999"}, "没有这个等待核准的维修项目"),
        ({"follow_1": "hat"}, "没有这个等待核准的维修项目"),
        ({"follow_1": "hire", "matter_1": "5"}, "这一类事项不能附这样的办理结果"),
        ({"follow_1": "hire"}, "没有选物业服务企业"),
        ({"follow_1": "hire", "since": "2024-06-10"}, "日期不在投票截止以后"),
        ({"follow_1": "dismiss", "since": "2024-06-09"}, "日期不在投票截止以后"),
        ({"follow_1": "dismiss", "since": "2024-09-01", "follow_2": "dismiss", "title_2": "再", "text_2": "再"},
         "同一个办理结果选了两次"),
    ],
)  # fmt: skip
def test_what_cannot_follow_is_said_at_once(scene: Scene, typed: dict[str, str], said: str) -> None:
    answer = desk_of(scene).post(f"/decisions/{scene.home}/new/", {**DRAFT, "title_1": "事", "text_1": "全文", **typed})
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Vote.objects.filter(estate_id=scene.home).exists()


def test_one_of_several_companies_is_hired_by_the_vote_that_chose_it(scene: Scene) -> None:
    firms = {name: company(name) for name in ("甲物业公司", "乙物业公司")}
    desk, here = desk_of(scene), f"/decisions/{scene.home}/new/"
    sent = {
        **DRAFT, "choice_title": "选聘物业服务企业", "choice_text": "两家选一家。", "choice_matter": "4",
        "choice_hire": "1",
        "choice_answers": "甲物业公司：1.20 元\n乙物业公司：1.35 元", "since": "2024-09-01", "contract_number": "WY-2",
    }  # fmt: skip
    answer = desk.post(here, {**sent, "choice_answers": "甲物业公司：1\n丙公司：2", "since": ""})
    assert answer.status_code == 422
    assert "“丙公司”不是登记过的物业服务企业" in text(answer)
    assert text(answer).count("日期不在投票截止以后") == 2, "once above, once at the field"
    answer = desk.post(here, sent)
    assert answer.status_code == 302, text(answer)
    page = text(desk.get(f"{answer.url}edit/"))
    assert 'name="choice_hire" value="1" checked' in page
    assert "WY-2" in page
    assert desk.post(f"{answer.url}edit/", sent).status_code == 302
    vote = Vote.objects.get(estate_id=scene.home)
    (question,) = queries.questions(vote)
    offers = question.facts["offers"]
    assert {name: one["organisation_id"] for name, one in offers.items()} == firms
    assert desk.post(f"{answer.url}move/announce/", {"verb": "announce"}).status_code == 302
    number = queries.vote(scene.home, vote.pk).notice_number
    notice = text(desk.get(reverse("notices:notice", args=[scene.home, number])))
    assert "通过并生效后：选出的公司从2024-09-01起登记为本小区的物业服务企业，合同编号 WY-2。" in notice
    run(scene, VoteRef(vote.pk, scene.home, vote.number, "announced"), {"1": "abstain", "2": "for"})
    managing = registry.managing_company(scene.home, dt.date(2024, 9, 1))
    assert managing is not None
    assert managing.id == firms["乙物业公司"]
