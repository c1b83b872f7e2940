"""The pages of procedures: an owner's phone, the neighbourhood's and the subdistrict's desks."""

from __future__ import annotations

import datetime as dt

from django.test import Client

from sanguanjia.assemblies import jobs
from sanguanjia.assemblies.tests.way import GROUP, NOON, Way
from sanguanjia.kernel import clock


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_from_the_owners_phone_to_the_subdistricts_desk(way: Way):
    city = way.scene.city
    owner = browser(way.scene.accounts["业主1"])
    assert owner.get("/assemblies/mine/").headers["Location"] == f"/assemblies/{way.home}/"
    text = owner.get(f"/assemblies/{way.home}/").content.decode()
    for words in ("成立业主大会和业主委员会", "组建物业管理委员会", "无物业的老旧小区"):
        assert words in text
    here = f"/assemblies/{way.home}/"
    refused = owner.post(here, {"kind": "first", "moved_in": "许多"})
    assert refused.status_code == 422
    assert "已入住户数不对" in refused.content.decode()
    page = owner.post(here, {"kind": "first", "moved_in": "8"}).headers["Location"]
    text = owner.get(page).content.decode()
    for words in ("符合成立筹备组的条件之一", "您已经联名", "提交申请", "60日内", "街道组成筹备组", "接下来"):
        assert words in text, words
    assert owner.post(f"{page}do/hand_in/", {}).status_code == 302
    assert "现在不用您做什么" not in owner.get(page).content.decode()  # the owner may still take it back
    neighbour = browser(way.scene.accounts["业主2"])
    assert "现在不用您做什么" in neighbour.get(page).content.decode()
    assert neighbour.post(f"{page}do/decline/", {"words": "x"}).status_code == 403

    desk = browser(city.person("subdistrict_officer"))
    text = desk.get("/assemblies/").content.decode()
    for words in ("无物业小区清零", "山水文园", "等街道组成筹备组", "还没有开始", "每月末无物业小区"):
        assert words in text, words
    assert desk.get("/assemblies/?view=late&page=2").status_code == 200
    names = {f"name-{n}": m.name for n, m in enumerate(GROUP, start=1)}
    names |= {f"capacity-{n}": m.capacity for n, m in enumerate(GROUP, start=1)}
    text = desk.post(f"{page}do/name_group/", {**names, "head": "3"}).content.decode()
    assert "组长（主任）由规定的一方担任" in text
    assert "刘主任" in text
    assert desk.post(f"{page}do/name_group/", {**names, "head": "9"}).status_code == 422
    assert desk.post(f"{page}do/name_group/", {**names, "head": "1"}).status_code == 302
    assert "陈社工" in owner.get(page).content.decode()
    with clock.turned_to(NOON + dt.timedelta(days=8)):
        jobs.tend_due()
        community = browser(city.person("neighbourhood_officer"))
        assert community.post(f"{page}do/verify_list/", {"words": "对照登记"}).status_code == 302
        drafts = {"rules": "第一条", "covenant": "第一条 爱护"}
        assert community.post(f"{page}do/publish_drafts/", drafts).status_code == 302
        text = community.post(f"{page}do/call_vote/", {"opens_on": "", "closes_on": "2024-06-29"}).content.decode()
        assert "开始投票的日期" in text
        days = {"opens_on": "2024-06-20", "closes_on": "2024-06-29"}
        assert "没有已经确定的候选人名单" in community.post(f"{page}do/call_vote/", days).content.decode()
        way.settled()
        assert community.post(f"{page}do/call_vote/", days).status_code == 302
        text = browser(way.scene.accounts["业主1"]).get(page).content.decode()
        for words in (
            "看表决",
            "看草案公示、提意见",
            "看成员名单公示、提意见",
            "业主大会议事规则草案全文",
            "10 套房屋，8 位业主",
            "业主投票",
        ):
            assert words in text, words
        assert community.post(f"{page}do/jump/", {}).status_code == 404
    stranger = browser(city.person("owner", "far"))
    assert stranger.get(page).status_code == 404
    assert stranger.get(here).status_code in (403, 404)
    assert stranger.get("/assemblies/").status_code == 403
