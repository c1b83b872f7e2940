"""Pages: law is public and in words; publishing is for those who may, by one act."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import quote

import pytest
from django.urls import reverse

from sanguanjia.kernel import clock
from sanguanjia.policy import queries
from sanguanjia.policy.models import PolicyVersion
from sanguanjia.policy.places import place_of
from sanguanjia.registry.models import Division
from tests.support.guard import preparing
from tests.support.small_city import city  # noqa: F401 the fixture

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 11, 22, 2, tzinfo=dt.UTC)
KEY = "own.joint_decision.use_fund.consent"


@pytest.fixture(autouse=True)
def _fresh():
    queries.forget()
    with clock.turned_to(TODAY):
        yield
    queries.forget()


def text(response):
    return response.content.decode()


def test_every_key_has_a_page(client):
    response = client.get(reverse("policy:index"), {"place": "430200", "date": "2024-05-01"})
    assert response.status_code == 200
    assert "2024年5月1日在株洲市适用的规则" in text(response)
    for key in queries.packs().keys:
        page = client.get(reverse("policy:rule", args=[key]), {"place": "430211", "date": "2024-05-01"})
        assert page.status_code == 200, key


def test_the_list_asks_the_database_little(client, django_assert_max_num_queries):
    client.get(reverse("policy:index"))
    with django_assert_max_num_queries(5):
        client.get(reverse("policy:index"), {"place": "430200", "date": "2024-05-01"})


def test_search_in_the_list(client):
    page = text(client.get(reverse("policy:index"), {"q": "延期"}))
    assert "延期：最多几次" in page
    assert "办理层级" not in page
    assert "没有找到规则" in text(client.get(reverse("policy:index"), {"q": "没有这样的词"}))


def test_what_held_and_what_was_overruled(client):
    page = text(client.get(reverse("policy:rule", args=[KEY]), {"place": "430200", "date": "2024-05-01"}))
    assert "参与表决的业主的专有部分面积和人数均超过 1/2" in page
    assert "第二百七十八条" in page
    assert page.count("未适用，因为：") == 3
    old = text(client.get(reverse("policy:rule", args=[KEY]), {"place": "430200", "date": "2020-12-31"}))
    assert "全体业主的专有部分面积和人数均不少于 2/3" in old
    never = client.get(reverse("policy:rule", args=[KEY]), {"place": "430200", "date": "1999-01-01"})
    assert "没有关于" in text(never)
    assert client.get(reverse("policy:rule", args=["no.such.rule"])).status_code == 404


def test_odd_questions_are_answered_kindly(client):
    page = client.get(reverse("policy:index"), {"place": "<script>", "date": "2024-02-30"})
    assert page.status_code == 200
    assert "没有“&lt;script&gt;”这个地方" in text(page)
    assert "“2024-02-30”不是日期" in text(page)


def test_the_picture_of_a_year(client):
    page = text(client.get(reverse("policy:calendar", args=[2024])))
    assert "全年 251 个工作日" in page
    assert page.count('class="worked"') == 8
    assert "5月1日至5日" in page
    assert "4月28日、5月11日" in page
    assert "国办发明电〔2023〕7号" in page
    future = text(client.get(reverse("policy:calendar", args=[2031])))
    assert "尚未公布" in future
    assert client.get(reverse("policy:calendar", args=[99999])).status_code == 200


FORM = {
    "key": "cases.silence.days",
    "title": "静默办结",
    "jurisdiction": "430200",
    "layer": "normative_doc",
    "force": "default",
    "value": '{"amount": 7, "unit": "workday", "roll": "none"}',
    "effective_from": "2026-12-01",
    "source_title": "株洲市某办法",
    "source_tag": "K",
}


def test_publishing(client, city):  # noqa: F811
    url = reverse("policy:publish")
    assert client.get(url).status_code == 302
    client.force_login(city.person("owner"))
    assert client.get(url).status_code == 403
    client.force_login(city.person("system_admin"))
    assert "公布规则的新版本" in text(client.get(url, {"key": "cases.clock.accept"}))
    response = client.post(url, {**FORM, "idempotency_key": "abc"})
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("policy:rule", args=["cases.silence.days"]))
    assert client.post(url, {**FORM, "idempotency_key": "abc"}).status_code == 302
    assert PolicyVersion.objects.filter(key="cases.silence.days", jurisdiction="430200").count() == 1
    again = client.post(url, FORM)
    assert again.status_code == 422
    assert "新版本要晚于现行版本" in text(again)


def test_correcting_what_was_entered_wrong(client, city):  # noqa: F811
    url, rule = reverse("policy:publish"), reverse("policy:rule", args=["cases.silence.days"])
    client.force_login(city.person("system_admin"))
    client.post(url, FORM)
    queries.forget()
    seen = text(client.get(rule, {"place": "430200", "date": FORM["effective_from"]}))
    wrong = PolicyVersion.objects.get(key="cases.silence.days", jurisdiction="430200").version
    assert quote(wrong, safe="") in seen or quote(wrong) in seen
    form = text(client.get(url, {"wrong": wrong}))
    assert "更正录入有误的规则" in form
    sent = {**FORM, "wrong": wrong, "idempotency_key": "right"}
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "没有写更正的理由" in text(refused)
    assert "完全相同" in text(refused)
    value = FORM["value"].replace("7", "6")
    assert value != FORM["value"]
    assert client.post(url, {**sent, "value": value, "belated": "天数抄错"}).status_code == 302
    queries.forget()
    shown = text(client.get(rule, {"place": "430200", "date": FORM["effective_from"]}))
    assert "更正：天数抄错" in shown


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("value", "", "请填写“内容”"),
        ("value", '{"amount": 7', "不配对"),
        ("value", "[" * 20_000, "不配对"),
        ("value", "0.5", "小数"),
        ("effective_from", "2026-02-30", "不是日期"),
        ("effective_from", "2020-01-01", "已经过去"),
        ("layer", "decree", "layer 不对"),
        ("title", "", "请填写“标题”"),
        ("exception_to", "nothing", "不存在"),
    ],
)
def test_faults_of_the_form_are_said(client, city, field, value, words):  # noqa: F811
    client.force_login(city.person("system_admin"))
    response = client.post(reverse("policy:publish"), {**FORM, field: value})
    assert response.status_code == 422
    assert words in text(response)
    assert "株洲市某办法" in text(response)


def test_a_list_with_an_unknown_code_is_refused_with_its_entry(client, city):  # noqa: F811
    client.force_login(city.person("system_admin"))
    before = PolicyVersion.objects.filter(key="cases.needs", jurisdiction="430200").count()
    value = queries.packs().resolve("cases.needs", ("CN",), TODAY.date()).value
    value = {"needs": [entry | {"first": "block"} if entry["code"] == "N07" else entry for entry in value["needs"]]}
    form = FORM | {"key": "cases.needs", "value": json.dumps(value, ensure_ascii=False)}
    response = client.post(reverse("policy:publish"), form)
    assert response.status_code == 422
    assert "needs 第 7 项（“N07”）：first 不认识 “block”" in text(response)
    assert PolicyVersion.objects.filter(key="cases.needs", jurisdiction="430200").count() == before


NOTICE_2027 = {
    "key": "calendar.workdays",
    "title": "2027 年节假日与调休安排",
    "jurisdiction": "CN",
    "layer": "normative_doc",
    "force": "mandatory",
    "value": '{"year": 2027, "announced": "2026-11-20", "worked": [],'
    ' "holidays": [{"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}]}',
    "effective_from": "2027-01-01",
    "effective_to": "2027-12-31",
    "source_title": "国务院办公厅关于2027年部分节假日安排的通知（测试）",
    "source_tag": "E",
}


def test_the_next_years_calendar_is_published_by_the_form(client, city):  # noqa: F811
    url = reverse("policy:publish")
    client.force_login(city.person("system_admin"))
    assert "&#34;holidays&#34;" in text(client.get(url, {"key": "calendar.workdays"}))
    assert "尚未公布" in text(client.get(reverse("policy:calendar", args=[2027])))
    for value, words in (('{"year": 2027}', "缺 holidays"), ('{"year": 2026}', "从该年1月1日起生效")):
        refused = client.post(url, {**NOTICE_2027, "value": value})
        assert refused.status_code == 422
        assert words in text(refused)
    assert client.post(url, NOTICE_2027).status_code == 302
    queries.forget()
    assert "全年 " in text(client.get(reverse("policy:calendar", args=[2027])))
    assert "尚未公布" not in text(client.get(reverse("policy:calendar", args=[2027])))


@pytest.mark.parametrize(("role", "place"), [("city_officer", "430200"), ("district_officer", "430211")])
def test_an_office_publishes_a_calendar_for_its_own_place_only(client, city, role, place):  # noqa: F811
    client.force_login(city.person(role))
    assert client.post(reverse("policy:publish"), NOTICE_2027).status_code == 403
    assert client.post(reverse("policy:publish"), {**NOTICE_2027, "jurisdiction": place}).status_code == 302
    queries.forget()
    assert queries.calendar_for("430211").year(2027).published
    assert not queries.calendar_for("CN").year(2027).published


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("district_officer", "天元区"),
        ("city_officer", "株洲市"),
        ("subdistrict_officer", "嵩山路街道"),
        ("neighbourhood_officer", "文园社区"),
        ("owner", "山水文园"),
    ],
)
def test_the_page_opens_at_the_visitors_own_place(client, city, role, name):  # noqa: F811
    client.force_login(city.person(role))
    page = text(client.get(reverse("policy:index")))
    assert f"在{name}适用的规则" in page
    assert "没有按您写的查" not in page
    assert "在芦淞区适用的规则" in text(client.get(reverse("policy:index"), {"place": "430202"}))


def test_several_mandates_open_what_they_have_in_common(city):  # noqa: F811
    from dataclasses import replace

    one, two = city.actor("company_manager"), city.actor("company_manager", "cousin")
    both = replace(one, mandates=(*one.mandates, *two.mandates))
    assert place_of(both) == ("430211001", "嵩山路街道")
    assert place_of(city.actor("system_admin")) is None


def test_a_stranger_reads_the_one_city_or_with_several_the_nation(client, city):  # noqa: F811
    assert "在全国适用的规则" in text(client.get(reverse("policy:index")))
    with preparing():  # the second city is a name in the register, no longer served here
        assert Division.objects.filter(code="140400", home=city.city2).update(home=None) == 1
    assert "在株洲市适用的规则" in text(client.get(reverse("policy:index")))
    with preparing():
        Division.objects.filter(code="140400").update(home=city.city2)
    assert "在全国适用的规则" in text(client.get(reverse("policy:index")))
    client.force_login(city.person("district_officer"))
    assert "在天元区适用的规则" in text(client.get(reverse("policy:index")))
