"""The pages of a vote, from the desk's draft to the owner's phone and back to the printed result."""

from __future__ import annotations

import datetime as dt
import io
import re

from django.test import Client
from django.urls import reverse

from sanguanjia.decisions import jobs, queries
from sanguanjia.decisions.models import Ballot, Vote
from sanguanjia.decisions.tests.scene import NOON, Scene
from sanguanjia.kernel import clock
from tests.support.guard import preparing


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def text(answer) -> str:
    return answer.content.decode()


DRAFT = {
    "title": "使用维修资金更换电梯", "caller": "committee", "scope": "estate", "form": "electronic",
    "precedence": "paper", "opens_on": "2024-06-01", "closes_on": "2024-06-10", "matter_1": "5",
    "title_1": "更换 3 栋电梯", "text_1": "预算 40 万元，由全体业主分摊。",
}  # fmt: skip


def _a_code_goes_where_it_was_verified(scene: Scene, owner: Client, cast: str) -> None:
    """To phone or mailbox as the owner picks; to none that no code has verified."""
    account = scene.accounts["业主1"]
    assert text(owner.get(cast)).count('name="by"') == 1
    assert owner.post(cast, {"item_1": "for", "by": "email"}).status_code == 422
    with preparing():
        account.email, account.email_verified_at = "ye.zhu@example.org", NOON
        account.save()
    assert text(owner.get(cast)).count('name="by"') == 2
    page = text(owner.post(cast, {"item_1": "for", "by": "email"}))
    assert "ye.zhu@example.org" not in page
    assert "@example.org" in page
    assert "验证码是" in page
    with preparing():
        account.email, account.email_verified_at, account.phone_verified_at = "", None, None
        account.save()
    assert "没有验证过的手机号或邮箱" in text(owner.post(cast, {"item_1": "for"}))
    with preparing():
        account.phone_verified_at = NOON
        account.save()


def test_from_the_desk_to_the_phone_and_back(scene: Scene, settings) -> None:
    settings.DEMO = True
    with clock.turned_to(NOON):
        desk = browser(scene.city.person("committee_member"))
        page = text(desk.get(f"/decisions/{scene.home}/new/"))
        assert "业主委员会" in page
        assert "街道办事处" not in page
        answer = desk.post(f"/decisions/{scene.home}/new/", {**DRAFT, "closes_on": "2024-06-02", "title_1": ""})
        assert answer.status_code == 422
        answer = desk.post(f"/decisions/{scene.home}/new/", DRAFT)
        assert answer.status_code == 302, text(answer)
        here = answer.url
        vote = Vote.objects.get(estate_id=scene.home)
        owner = browser(scene.accounts["业主1"])
        assert owner.get(here).status_code == 404, "a draft is the desk's"
        assert desk.post(f"{here}edit/", {**DRAFT, "title": "更换电梯"}).status_code == 302
        assert desk.post(f"{here}move/announce/", {"verb": "announce", "contact_announce": "83"}).status_code == 302
        assert "更换 3 栋电梯" in text(owner.get(here))
        assert "名册固定" in text(owner.get(here))
        roll = text(owner.get(f"{here}roll/"))
        assert "401" in roll
        assert "夫" not in roll.split("<main")[1]
        number = queries.vote(scene.home, vote.pk).notice_number
        sheet = text(desk.get(reverse("notices:sheet", args=[scene.home, number])))
        assert "更换 3 栋电梯" in sheet
    desk, owner = browser(scene.city.person("committee_member")), browser(scene.accounts["业主1"])
    assert desk.post(f"{here}move/open/", {"verb": "open"}).status_code == 302
    page = text(owner.get(here))
    for words in ("我的面积", "200.00", "20.000%", "1 人，占 12.500%", "几套房屋是同一业主的", "投票"):
        assert words in page, words
    cast = f"{here}cast/{scene.units['101'].pk}/"
    assert owner.get(f"{here}cast/{scene.units['102'].pk}/").status_code == 404
    assert owner.post(cast, {}).status_code == 422
    _a_code_goes_where_it_was_verified(scene, owner, cast)
    page = text(owner.post(cast, {"item_1": "for"}))
    code = re.search(r"验证码是 (\d{6})", page)[1]
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    sent = {"item_1": "for", "step": "cast", "token": token, "proof": code, "idempotency_key": "once"}
    assert owner.post(cast, {**sent, "item_1": "against"}).status_code == 422, "the code is for what was chosen"
    assert owner.post(cast, sent).status_code == 302
    assert owner.post(cast, sent).status_code == 302, "two taps are one ballot"
    assert Ballot.objects.filter(estate_id=scene.home).count() == 2  # two units, one head
    page = text(owner.get(here))
    assert "已计入" in page
    assert "改投" in page
    seen = text(desk.get(here))
    assert "已投票 2 套" in seen
    assert "同意 1 人" not in seen, "nobody sees a running result"


def test_paper_proxy_dispute_and_the_printed_result(scene: Scene) -> None:
    ref = scene.opened(5)
    here = f"/decisions/{scene.home}/{ref.id}/"
    desk, second = (browser(scene.city.person(role)) for role in ("committee_member", "neighbourhood_officer"))
    assert desk.post(f"{here}move/issue-forms/", {"verb": "issue-forms"}).status_code == 302
    assert "第 1 号" in text(desk.get(f"{here}forms/"))
    scan = lambda: io.BytesIO(b"scan")  # noqa: E731
    answer = desk.post(f"{here}papers/", {"lines": "1 好\n2 同意", "scans": scan()})
    assert answer.status_code == 422
    assert "第 1 行看不懂" in text(answer)
    for client in (desk, second):
        answer = client.post(f"{here}papers/", {"lines": "1 同意\n2，反对\n3 同意 未签名\n", "scans": scan()})
        assert answer.status_code == 302, text(answer)
    assert queries.papers(scene.row(ref)).counted == 3
    answer = desk.post(f"{here}proxy/", {"unit": "201", "username": "v-业主1", "scan": scan()})
    assert answer.status_code == 302, text(answer)
    principal = browser(scene.accounts["业主3"])
    assert "登记了委托投票" in text(principal.get(here))
    assert principal.post(f"{here}say/revoke/", {"unit": scene.units["201"].pk}).status_code == 302
    scene.cast(ref, "夫", "401")
    wife = browser(scene.accounts["妻"])
    assert "我不同意这一票" in text(wife.get(here))
    assert wife.post(f"{here}say/dispute/", {"unit": scene.units["401"].pk}).status_code == 302
    assert "先不计" in text(wife.get(here))
    unit = scene.units["401"].pk
    assert "401 的共有人" in text(desk.get(here))
    answer = desk.post(f"{here}move/settle/", {"unit": unit, f"document_{unit}": "约定书 1 号"})
    assert answer.status_code == 302
    assert desk.post(f"{here}move/remind/", {}).status_code == 302
    assert desk.post(f"{here}move/close/", {}).status_code in (409, 422)
    with clock.turned_to(dt.datetime(2024, 6, 11, 9, tzinfo=clock.SHANGHAI)):
        jobs.tend_due(), jobs.tend_due()
        desk, wife = browser(scene.city.person("committee_member")), browser(scene.accounts["妻"])
        page = text(desk.get(here))
        assert "未通过" in page
        assert "参与表决的面积不够" in page
        digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]
        assert desk.post(f"{here}move/sign/", {"digest": digest}).status_code == 302
        assert desk.post(f"{here}move/post/", {}).status_code == 302
        paper = text(wife.get(f"{here}certificate/"))
        for words in ("业主表决结果书", "纸质", "未通过", digest):
            assert words in paper, words
    with clock.turned_to(dt.datetime(2024, 6, 30, 9, tzinfo=clock.SHANGHAI)):
        desk, wife = browser(scene.city.person("committee_member")), browser(scene.accounts["妻"])
        assert desk.post(f"{here}move/in-force/", {}).status_code == 302
        assert "已结束" in text(wife.get("/decisions/votes/"))


def test_owners_propose_and_support(scene: Scene) -> None:
    here = f"/decisions/{scene.home}/proposals/"
    first, second = browser(scene.accounts["业主2"]), browser(scene.accounts["业主1"])
    typed = {"unit": scene.units["102"].pk, "matter": "5", "title": "换电梯", "text": "老旧"}
    assert first.post(here, {**typed, "title": ""}).status_code == 422
    assert first.post(here, typed).status_code == 302
    page = text(second.get(here))
    assert "还没有达到规定比例" in page
    ((row, _units),) = queries.proposals(scene.home)
    assert second.post(f"{here}{row.pk}/support/", {"unit": scene.units["101"].pk}).status_code == 302
    assert "已达到规定比例" in text(second.get(here))


def test_strangers_find_nothing(scene: Scene) -> None:
    ref = scene.opened(5)
    here = f"/decisions/{scene.home}/{ref.id}/"
    stranger = browser(scene.city.person("owner", "sibling"))
    for path in ("", "roll/", "certificate/", f"cast/{scene.units['101'].pk}/"):
        assert stranger.get(here + path).status_code == 404, path
    company = browser(scene.city.person("company_manager"))
    assert company.get(here).status_code == 403
    assert company.get(f"{here}papers/").status_code == 403
