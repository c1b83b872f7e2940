"""An election as people meet it: owners name themselves, the neighbourhood verifies, ballots are marked on phones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from sanguanjia.decisions import committees, jobs, queries
from sanguanjia.decisions.models import Candidate, Slate
from sanguanjia.decisions.tests.election_scene import AFTER, HOMES, MET, NAMING, OVER, SETTLED, pick
from sanguanjia.decisions.tests.scene import NOON, Scene, make_scene
from sanguanjia.decisions.types import VoteRef
from sanguanjia.kernel import clock
from sanguanjia.look.tests.test_pdf import text_of
from sanguanjia.policy import queries as policy

VOTING = dt.datetime(2024, 6, 3, 10, tzinfo=clock.SHANGHAI)
SIX = tuple(HOMES)


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    policy.forget()
    with clock.turned_to(VOTING), override_settings(DEMO=True):
        yield make_scene()
    policy.forget()


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def _named(scene: Scene, desk: Client) -> int:
    """Six owners name themselves, the neighbourhood verifies and posts; settled when the posting is over."""
    home = scene.home
    with clock.turned_to(NAMING):
        desk = browser(scene.city.person("neighbourhood_officer"))
        assert "还没有候选人名单" in text(desk.get(f"/decisions/{home}/slates/"))
        typed = {"title": "第一届业委会委员", "seats": "4", "until": "2024-04-20", "kind": "new"}
        refused = desk.post(f"/decisions/{home}/slates/new/", typed)
        assert refused.status_code == 409 or refused.status_code == 422 or "单数" in refused.content.decode()
        answer = desk.post(f"/decisions/{home}/slates/new/", typed | {"seats": "5"})
        assert answer.status_code == 302, answer.content.decode()
        here = answer.url
        for name, code in HOMES.items():
            phone = browser(scene.accounts[name])
            assert "我来自荐" in text(phone.get(here))
            said = {"unit": str(scene.units[code].pk), "statement": f"{name}有时间"}
            assert phone.post(f"{here}say/stand/", said).status_code == 302
            one = Candidate.objects.get(estate_id=home, party_id=scene.parties[name].pk)
            assert "我来自荐" not in text(phone.get(here))
            assert phone.post(f"{here}move/verify/", {"candidate": str(one.pk)}).status_code == 403
            done = desk.post(f"{here}move/verify/", {"candidate": str(one.pk), f"met_{one.pk}": list(MET)})
            assert done.status_code == 302, done.content.decode()
        assert desk.post(f"{here}move/post/", {}).status_code == 302
    with clock.turned_to(OVER):
        desk = browser(scene.city.person("neighbourhood_officer"))
        assert desk.post(f"{here}move/settle/", {}).status_code == 302
        assert "名单确定" in text(desk.get(here))
    return int(Slate.objects.get(estate_id=home).pk)


def _cast(scene: Scene, here: str, name: str, *picked: int) -> None:
    phone, path = browser(scene.accounts[name]), f"{here}cast/{scene.units[HOMES[name]].pk}/"
    typed = {"q1_mark": "pick", "q1_pick": [str(n) for n in picked]}
    page = phone.post(path, typed).content.decode()
    assert f"同意 {'、'.join(SIX[n - 1] for n in picked)}" in page, page
    token, code = re.search(r'name="token" value="([^"]+)"', page)[1], re.search(r"验证码是 (\d{6})", page)[1]
    kept = dict(re.findall(r'name="(item_\d+)" value="(\w+)"', page))
    assert len(kept) == 6
    answer = phone.post(path, kept | {"step": "cast", "token": token, "proof": code})
    assert answer.status_code == 302, answer.content.decode()


def _helped(scene: Scene, path: str, name: str) -> None:
    """At the door the same names are ticked as on the phone; too many are refused, and no code is sent for them."""
    helper, code = browser(scene.city.person("grid_worker")), HOMES[name]
    page = text(helper.get(f"{path}?unit={code}"))
    assert page.count('type="checkbox" name="q1_pick"') == 6
    typed = {"unit": code, "owner": scene.accounts[name].pk, "channel": "door", "q1_mark": "pick"}
    many = helper.post(path, {**typed, "q1_pick": [str(n) for n in range(1, 7)]}).content.decode()
    assert "最多同意 5 个" in many
    assert "验证码是" not in many
    assert f"同意 {SIX[0]}、{SIX[3]}" in helper.post(path, {**typed, "q1_pick": ["1", "4"]}).content.decode()


def test_an_election_on_its_pages(scene: Scene) -> None:
    slate_id = _named(scene, browser(scene.city.person("neighbourhood_officer")))
    with clock.turned_to(NOON):
        desk = browser(scene.city.person("committee_member"))
        form = text(desk.get(f"/decisions/{scene.home}/new/"))
        assert "第一届业委会委员（应选 5 人）" in form
        typed = {
            "title": "选举业委会", "caller": "committee", "form": "electronic", "precedence": "paper",
            "opens_on": "2024-06-01", "closes_on": "2024-06-10", "slate": str(slate_id),
            "election_title": "选举业主委员会委员", "election_text": "从候选人里选。",
        }  # fmt: skip
        answer = desk.post(f"/decisions/{scene.home}/new/", typed)
        assert answer.status_code == 302, answer.content.decode()
        here = answer.url
        assert desk.post(f"{here}move/announce/", {}).status_code == 302
        assert desk.post(f"{here}move/issue-forms/", {}).status_code == 302
        assert "全部反对" in text(desk.get(f"{here}forms/"))
    jobs.tend_due()
    phone = browser(scene.accounts["业主1"])
    path = f"{here}cast/{scene.units['101'].pk}/"
    page = text(phone.get(path))
    assert page.count('type="checkbox" name="q1_pick"') == 6
    assert "最多同意 5 个" in page
    many = phone.post(path, {"q1_mark": "pick", "q1_pick": [str(n) for n in range(1, 7)]})
    assert "最多同意 5 个" in many.content.decode()
    assert phone.post(path, {"q1_mark": "pick"}).status_code in (409, 422, 400)
    for name in ("业主1", "业主2"):
        _cast(scene, here, name, 1, 2, 3, 4, 5)
    _helped(scene, f"{here}assist/", "业主3")
    vote = int(here.rstrip("/").rsplit("/", 1)[1])
    ref = VoteRef(vote, scene.home, 1, "open")
    for name in ("业主3", "业主4", "业主5"):
        pick(scene, ref, name, HOMES[name], 1, 2, 3, 4, 5)
    desk = browser(scene.city.person("committee_member"))
    scan = {"lines": "6 选1+2+3+4+5"}
    from django.core.files.uploadedfile import SimpleUploadedFile

    for who in ("committee_member", "neighbourhood_officer"):
        typist = browser(scene.city.person(who))
        file = SimpleUploadedFile("a.pdf", b"scan")
        assert typist.post(f"{here}papers/", scan | {"scans": file}).status_code == 302
    with clock.turned_to(AFTER):
        jobs.tend_due()
        desk = browser(scene.city.person("committee_member"))
        page = text(desk.get(here))
        assert page.count("当选") >= 5
        digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]
        assert desk.post(f"{here}move/sign/", {"digest": digest}).status_code == 302
        assert desk.post(f"{here}move/post/", {}).status_code == 302
        paper = text(desk.get(f"{here}certificate/"))
        assert "当选" in paper
        assert "未当选" in paper
        said = text_of(desk.get(f"{here}certificate.pdf").content)
        assert [said.count(word) for word in ("未通过", "未当选", "各渠道")] == [0, 1, 1]
        assert said.count("当选") == 6
    with clock.turned_to(SETTLED):
        desk = browser(scene.city.person("committee_member"))
        assert desk.post(f"{here}move/in-force/", {}).status_code == 302
        page = text(browser(scene.accounts["业主6"]).get(f"/decisions/{scene.home}/committee/"))
        for name in SIX[:5]:
            assert name in page
        assert "2029" in page
        assert len(committees.members_of(committees.sitting(scene.home))) == 5
        officer = browser(scene.city.person("neighbourhood_officer"))
        seat = committees.members_of(committees.sitting(scene.home))[0]
        move = f"/decisions/{scene.home}/committee/{seat.committee_id}/move/"
        at = f"post-{seat.committee_id}-"
        assert officer.post(f"{move}post/", {f"{at}seat": str(seat.pk), f"{at}post": "head"}).status_code == 302
        assert "主任" in text(officer.get(f"/decisions/{scene.home}/committee/"))
        owner = browser(scene.accounts["业主6"])
        ask = {
            "committee": str(seat.committee_id),
            "seat": str(seat.pk),
            "ground": "lost_qualification",
            "text": "搬走",
        }
        assert owner.post(f"/decisions/{scene.home}/committee/{seat.committee_id}/say/removal/", ask).status_code == 302
        assert "罢免业主1" in text(owner.get(f"/decisions/{scene.home}/proposals/"))
    assert queries.differences(scene.row(ref)) == []
