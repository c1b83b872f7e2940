"""Owners name a neighbour together, each on the own phone; enough signatures make a candidate, who must agree."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.decisions import actions, cosigning
from sanguanjia.decisions.models import Candidate, Cosigner
from sanguanjia.decisions.rules.nominating import jointly, needed
from sanguanjia.decisions.tests.election_scene import HOMES, MET, NAMING, guide
from sanguanjia.decisions.tests.law import law, unmet
from sanguanjia.decisions.tests.scene import Scene, refused
from sanguanjia.kernel import clock
from sanguanjia.notices.models import Message

RULE = {"num": 1, "den": 20, "least": 3, "most": 20}


@given(heads=st.integers(0, 10_000))
def test_a_twentieth_of_the_owners_within_its_bounds(heads: int) -> None:
    need = needed(RULE, heads)
    assert 3 <= need <= 20
    if 60 <= heads <= 400:
        assert (need - 1) * 20 < heads <= need * 20, "the smallest number that is a twentieth"


def test_the_place_says_how_many() -> None:
    held = law("CN", "2024-04-10")
    assert unmet(jointly(held, 4, 100)) == ["cosigners_missing"]
    assert jointly(held, 5, 100).holds
    assert jointly(held, 4, 100).checks[0].data == {"n": 4, "need": 5}


def opened(scene: Scene, seats: int = 5) -> int:
    return actions.open_slate(
        guide(scene), estate_id=scene.home, title="第一届业委会委员", seats=seats, until=dt.date(2024, 4, 20)
    ).id


def nominate(scene: Scene, slate_id: int, who: str, code: str, whom: str, door: str) -> int:
    return actions.nominate(
        scene.owner(who), estate_id=scene.home, slate_id=slate_id, unit_id=scene.units[code].pk, unit_code=door,
        name=whom, statement="热心",
    ).id  # fmt: skip


def sign(scene: Scene, candidate_id: int, who: str, code: str) -> str:
    return actions.cosign(
        scene.owner(who), estate_id=scene.home, candidate_id=candidate_id, unit_id=scene.units[code].pk
    ).state


def test_three_heads_of_eight_name_a_neighbour(scene: Scene) -> None:
    home, desk = {"estate_id": scene.home}, guide(scene)
    with clock.turned_to(NAMING):
        slate_id = opened(scene)
        one = nominate(scene, slate_id, "业主1", "101", "业主2", "102")
        told = Message.objects.filter(**home, notice__template="decisions.nominated")
        assert [message.account_id for message in told] == [scene.accounts["业主2"].pk]
        assert refused(lambda: nominate(scene, slate_id, "业主3", "201", "业主2", "102")) == {"named_already"}
        assert refused(lambda: nominate(scene, slate_id, "业主3", "201", "业主2", "201")) == {"not_owner_of_unit"}
        assert refused(lambda: nominate(scene, slate_id, "业主3", "101", "业主2", "102")) == {"not_permitted"}
        assert refused(lambda: sign(scene, one, "业主1", "101")) == {"cosigned_already"}
        assert refused(lambda: sign(scene, one, "业主4", "201")) == {"not_permitted"}
        assert sign(scene, one, "业主1", "601") == "collecting", "the second home of a head that signed already"
        assert sign(scene, one, "夫", "401") == "collecting"
        check = lambda: actions.verify_candidate(desk, **home, candidate_id=one, met=MET)  # noqa: E731
        assert refused(check) == {"nomination_not_reached", "candidate_not_agreed"}
        assert sign(scene, one, "业主3", "201") == "named"
        assert refused(lambda: sign(scene, one, "业主4", "202")) == {"nomination_is_over"}
        assert refused(check) == {"candidate_not_agreed"}
        agree = lambda who, **more: actions.agree_to_stand(who, **home, candidate_id=one, **more)  # noqa: E731
        assert refused(lambda: agree(scene.owner("业主3"))) == {"not_permitted"}
        assert refused(lambda: agree(desk)) == {"missing"}
        agree(scene.owner("业主2"))
        assert refused(lambda: agree(desk, document="1")) == {"agreed_already"}
        assert check().state == "eligible"
        assert refused(lambda: agree(desk, document="1")) == {"nomination_is_over"}
    row = Candidate.objects.get(**home, pk=one)
    assert (row.route, row.party_id, row.statement) == ("owners_jointly", scene.parties["业主2"].pk, "热心")
    assert cosigning.signed_for(scene.home, [row], NAMING.date())[one].heads == 3
    assert Cosigner.objects.filter(**home).count() == 4


def test_who_is_signed_for_may_come_by_another_way_and_what_falls_short_is_left_out(scene: Scene) -> None:
    home, desk = {"estate_id": scene.home}, guide(scene)
    with clock.turned_to(NAMING):
        slate_id = opened(scene)
        stays = nominate(scene, slate_id, "业主1", "101", "夫", "401")
        alone = nominate(scene, slate_id, "业主1", "101", "业主2", "102")
        own = {"slate_id": slate_id, "statement": ""}
        stood = actions.stand(scene.owner("业主2"), **home, **own, unit_id=scene.units["102"].pk)
        assert (stood.id, stood.state) == (alone, "named")
        row = Candidate.objects.get(**home, pk=alone)
        assert (row.route, row.statement, row.agreed_at is not None) == ("self", "热心", True)
        for name, code in HOMES.items():
            if name != "业主2":
                actions.stand(scene.owner(name), **home, **own, unit_id=scene.units[code].pk)
        for one in Candidate.objects.filter(**home, state="named"):
            actions.verify_candidate(desk, **home, candidate_id=one.pk, met=MET)
        actions.post_slate(desk, **home, slate_id=slate_id)
        assert refused(lambda: sign(scene, stays, "业主3", "201")) == {"slate_wrong_state"}
    with clock.turned_to(dt.datetime(2024, 4, 21, 9, tzinfo=clock.SHANGHAI)):
        late = lambda: actions.stand(scene.owner("业主1"), **home, **own, unit_id=scene.units["101"].pk)  # noqa: E731
        assert refused(late) == {"slate_wrong_state"}


def test_naming_ends_with_its_day(scene: Scene) -> None:
    with clock.turned_to(NAMING):
        slate_id = opened(scene)
        one = nominate(scene, slate_id, "业主1", "101", "业主2", "102")
    with clock.turned_to(dt.datetime(2024, 4, 21, 9, tzinfo=clock.SHANGHAI)):
        assert refused(lambda: sign(scene, one, "业主3", "201")) == {"naming_is_over"}
        assert refused(lambda: nominate(scene, slate_id, "业主3", "201", "业主4", "202")) == {"naming_is_over"}


def browser(account: object) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_on_the_phone_and_at_the_desk(scene: Scene) -> None:
    with clock.turned_to(NAMING):
        here = f"/decisions/{scene.home}/slates/{opened(scene)}/"
        first, third = browser(scene.accounts["业主1"]), browser(scene.accounts["业主3"])
        assert "联名推荐邻居" in first.get(here).content.decode()
        typed = {"unit": str(scene.units["101"].pk), "nominee_door": "102", "nominee_name": "没有这人"}
        assert "没有这人" in first.post(f"{here}say/nominate/", typed).content.decode()
        assert first.post(f"{here}say/nominate/", {**typed, "nominee_name": "业主2"}).status_code == 302
        one = Candidate.objects.get(estate_id=scene.home)
        page = third.get(here).content.decode()
        assert "已有 1 位业主联名，要 3 位" in page
        assert "签名表" not in page, "which doors signed is the desk's"
        for name, code in (("业主3", "201"), ("夫", "401")):
            said = {"candidate": str(one.pk), "unit": str(scene.units[code].pk)}
            assert browser(scene.accounts[name]).post(f"{here}say/cosign/", said).status_code == 302
        not_own = third.post(f"{here}say/cosign/", {"candidate": str(one.pk), "unit": str(scene.units["202"].pk)})
        assert not_own.status_code != 302
        page = third.get(here).content.decode()
        assert "业主联名推荐" in page
        assert "还没有本人的同意" in page
        desk = browser(scene.city.person("neighbourhood_officer"))
        assert "同意书" in desk.post(f"{here}move/agree/", {"candidate": str(one.pk)}).content.decode()
        assert "我同意参选" in browser(scene.accounts["业主2"]).get(here).content.decode()
        agreed = browser(scene.accounts["业主2"]).post(f"{here}say/agree/", {"candidate": str(one.pk)})
        assert agreed.status_code == 302
        assert "核对条件" in desk.get(here).content.decode()
        nominated = {"unit": str(scene.units["101"].pk), "nominee_door": "202", "nominee_name": "业主4"}
        assert first.post(f"{here}say/nominate/", nominated).status_code == 302
        page = desk.get(here).content.decode()
        assert "签名表（1 套）" in page
        assert "要几位业主联名" in first.get(here).content.decode()
