"""表决规则: totals in, the verdict with its clauses and both counts out; nothing is stored; how a place votes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from sanguanjia.kernel import clock
from sanguanjia.policy import queries

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 11, 22, 2, tzinfo=dt.UTC)
V01 = {
    "place": "430200",
    "date": "2024-05-01",
    "matter": "4",
    "total_area": "100,000",
    "total_n": "1000",
    "for_area": "36000",
    "for_n": "360",
    "against_area": "30000.00",
    "against_n": "300",
    "abstain_area": "4000",
    "abstain_n": "40",
}


@pytest.fixture(autouse=True)
def _fresh():
    queries.forget()
    with clock.turned_to(TODAY):
        yield
    queries.forget()


def page(client, **typed):
    answer = client.get(reverse("decisions:trial"), typed)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_empty_page_says_how_this_place_votes(client):
    text = page(client, place="330100", date="2024-05-01")
    assert "结果：" not in text
    assert "还不能计票" not in text
    for words in ("杭州市怎么表决", "表决期间的长短", "一人最多代理几户投票", "谁召集业主大会会议", "5 至 60 日"):
        assert words in text
    assert reverse("policy:rule", args=["own.ballot.window"]) + "?place=330100&amp;date=2024-05-01" in text
    assert "{" not in text.split("怎么表决（")[1].split("看全部")[0]  # every value in words


def test_a_vote_that_passes(client):
    text = page(client, **V01)
    assert "结果：通过" in text
    assert "已超过 1/2" in text
    assert "18/35" in text
    assert "第二百七十八条第一款第四项" in text
    assert reverse("policy:rule", args=["own.joint_decision.manager.consent"]) in text


def test_the_same_numbers_under_the_old_law(client):
    text = page(client, **{**V01, "date": "2020-12-31"})
    assert "结果：未通过" in text
    assert "以全体业主为基数" in text
    assert "物权法第七十六条" in text
    assert "参与面积 <strong>" not in text  # no threshold, no mark


def test_exactly_half_is_not_reached(client):
    text = page(client, **{**V01, "for_area": "35000", "for_n": "350", "against_area": "35000", "against_n": "350",
                           "abstain_area": "", "abstain_n": ""})  # fmt: skip
    assert "一半不是过半数" in text
    assert "未超过 1/2" in text
    assert "已超过 1/2" not in text


def test_deemed_is_a_line_of_its_own(client):
    text = page(client, **{**V01, "total_area": "110000", "total_n": "1100", "deemed_area": "10000", "deemed_n": "100"})
    assert "结果：未通过" in text
    assert "另列：计入送达未投票的，通过" in text
    assert "逐票有送达凭证" in text


def test_all_faults_at_once_beside_their_fields(client):
    text = page(client, **{**V01, "matter": "", "for_area": "many", "against_n": "3.5", "total_area": ""})
    for words in ("还不能计票", "请填写“事项”", "“many”不是面积", "“3.5”不是人数", "请填写“全体业主面积”"):
        assert words in text
    for field in ("matter", "for_area", "against_n", "total_area"):
        assert f'href="#f-{field}"' in text
    assert 'value="many"' in text
    assert "结果：" not in text
    assert "比全体的" in page(client, **{**V01, "for_n": "999"})
    assert "还没有可以适用的" in page(client, **{**V01, "date": "2001-01-01"})


def test_it_asks_the_database_little(client, django_assert_max_num_queries):
    page(client)
    with django_assert_max_num_queries(5):
        page(client, **V01)
