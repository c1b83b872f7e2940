"""An unmanaged estate of 480 households elects its first committee: seven of eleven, on paper and phones."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from sanguanjia.decisions import committees, jobs, outcomes, proofs, queries
from sanguanjia.decisions.models import Candidate, Slate
from sanguanjia.decisions.proof.verify import verify
from sanguanjia.decisions.tests.election_scene import AFTER, MET, NAMING, OVER, SETTLED
from sanguanjia.decisions.tests.scene import NOON, Scene
from sanguanjia.kernel import clock
from sanguanjia.policy import queries as policy
from tests.support.guard import preparing
from tests.support.small_city import BEGAN, build

JUNE = dt.datetime(2024, 6, 3, 10, tzinfo=clock.SHANGHAI)
HOUSEHOLDS, SEATS = 480, 7


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    policy.forget()
    with clock.turned_to(JUNE), override_settings(DEMO=True):
        yield _estate()
    policy.forget()


def _estate() -> Scene:
    """480 homes of as many owners; eleven of them have accounts."""
    from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange

    from sanguanjia.registry import models as registry
    from sanguanjia.registry.types import WHOLE

    scene = Scene(build())
    home, building = scene.city.estate, scene.city.buildings["estate"]
    with preparing():
        registry.Unit.objects.filter(estate_id=scene.home).update(valid_to=BEGAN + dt.timedelta(days=1))
        units = [
            registry.Unit(
                estate=home, building=building, room=f"{n:04}", code=f"{n:04}", use="dwelling",
                exclusive_area=Decimal(60 + n % 5), exclusive_area_source="registry", valid_from=BEGAN,
            )
            for n in range(1, HOUSEHOLDS + 1)
        ]  # fmt: skip
        parties = [registry.Party(estate=home, kind="person", name=f"住户{n}") for n in range(1, HOUSEHOLDS + 1)]
        registry.Unit.objects.bulk_create(units)
        registry.Party.objects.bulk_create(parties)
        shares = [
            registry.Ownership(
                estate=home, unit=unit, slice=NumericRange(0, WHOLE), period=DateRange(BEGAN, None), basis="registered"
            )
            for unit in units
        ]
        registry.Ownership.objects.bulk_create(shares)
        registry.OwnershipMember.objects.bulk_create(
            registry.OwnershipMember(estate=home, ownership=share, party=party)
            for share, party in zip(shares, parties, strict=True)
        )
    scene.parties = {party.name: party for party in parties}
    scene.units = {unit.code: unit for unit in units}
    for n in range(1, 12):
        scene.mandate(f"住户{n}", units[n - 1])
    return scene


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def _candidates(scene: Scene) -> int:
    with clock.turned_to(NAMING):
        officer = browser(scene.city.person("neighbourhood_officer"))
        wish = {"title": "第一届业主委员会委员", "seats": str(SEATS), "until": "2024-04-20", "kind": "new"}
        here = officer.post(f"/decisions/{scene.home}/slates/new/", wish).url
        for n in range(1, 12):
            phone = browser(scene.accounts[f"住户{n}"])
            said = {"unit": str(scene.units[f"{n:04}"].pk), "statement": "愿意为大家做事"}
            assert phone.post(f"{here}say/stand/", said).status_code == 302
        for one in Candidate.objects.filter(estate_id=scene.home):
            done = officer.post(f"{here}move/verify/", {"candidate": str(one.pk), f"met_{one.pk}": list(MET)})
            assert done.status_code == 302
        assert officer.post(f"{here}move/post/", {}).status_code == 302
    with clock.turned_to(OVER):
        officer = browser(scene.city.person("neighbourhood_officer"))
        assert officer.post(f"{here}move/settle/", {}).status_code == 302
    return int(Slate.objects.get(estate_id=scene.home).pk)


def _announced(scene: Scene, slate: int) -> str:
    with clock.turned_to(NOON):
        street = browser(scene.city.person("subdistrict_officer"))
        wish = {
            "title": "首次业主大会", "caller": "preparation_group", "form": "electronic", "precedence": "paper",
            "opens_on": "2024-06-01", "closes_on": "2024-06-10", "slate": str(slate),
            "election_title": "选举第一届业主委员会委员", "election_text": "十一名候选人，应选七人。",
        }  # fmt: skip
        answer = street.post(f"/decisions/{scene.home}/new/", wish)
        assert answer.status_code == 302, answer.content.decode()
        assert street.post(f"{answer.url}move/announce/", {}).status_code == 302
        assert street.post(f"{answer.url}move/issue-forms/", {}).status_code == 302
    return str(answer.url)


def _papers(scene: Scene, here: str) -> dict[int, set[int]]:
    """370 of 480 return a form; everybody names at most seven, the lower numbers more often. Two people type."""
    chance = random.Random(480)
    said = {}
    for form in range(12, 382):
        said[form] = {n for n in range(1, 12) if chance.random() < 0.95 - n * 0.05}
        while len(said[form]) > SEATS:
            said[form].remove(max(said[form]))
    lines = [
        f"{form} 选{'+'.join(map(str, sorted(picked)))}" if picked else f"{form} 弃权" for form, picked in said.items()
    ]
    for who in ("neighbourhood_officer", "grid_worker"):
        typist = browser(scene.city.person(who))
        for first in range(0, len(lines), 190):
            file = SimpleUploadedFile("a.pdf", b"scan")
            typed = {"lines": "\n".join(lines[first : first + 190]), "scans": file}
            answer = typist.post(f"{here}papers/", typed)
            assert answer.status_code == 302, answer.content.decode()
    return said


@pytest.mark.nightly
def test_seven_of_eleven(scene: Scene, tmp_path) -> None:
    here = _announced(scene, _candidates(scene))
    vote = int(here.rstrip("/").rsplit("/", 1)[1])
    jobs.tend_due()
    said = _papers(scene, here)
    phone, path = browser(scene.accounts["住户1"]), f"{here}cast/{scene.units['0001'].pk}/"
    page = phone.post(path, {"q1_mark": "pick", "q1_pick": [str(n) for n in range(1, 8)]}).content.decode()
    token, code = re.search(r'name="token" value="([^"]+)"', page)[1], re.search(r"验证码是 (\d{6})", page)[1]
    kept = dict(re.findall(r'name="(item_\d+)" value="(\w+)"', page))
    assert phone.post(path, kept | {"step": "cast", "token": token, "proof": code}).status_code == 302
    said[1] = set(range(1, 8))
    row = queries.vote(scene.home, vote)
    with clock.turned_to(AFTER):
        jobs.tend_due()
        street = browser(scene.city.person("subdistrict_officer"))
        page = street.get(here).content.decode()
        digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]
        assert street.post(f"{here}move/sign/", {"digest": digest}).status_code == 302
        assert street.post(f"{here}move/post/", {}).status_code == 302
        for auditor in (False, True):
            proofs.write_bundle(row, tmp_path / str(auditor), clock.now(), auditor=auditor)
            assert verify(tmp_path / str(auditor))["ok"]
    # Counted again by hand: heads, then area; each needs more than half of the 371 who took part.
    yes = {n: [form for form, picked in said.items() if n in picked] for n in range(1, 12)}
    weight = {n: (len(forms), sum(60 + form % 5 for form in forms)) for n, forms in yes.items()}
    half = (len(said), sum(60 + form % 5 for form in said))
    carried = [n for n in yes if weight[n][0] * 2 > half[0] and weight[n][1] * 2 > half[1]]
    order = sorted(carried, key=lambda n: weight[n], reverse=True)[:SEATS]
    found = outcomes.outcomes_of(queries.vote(scene.home, vote))[1]
    assert found.elected == order
    assert found.holds == (len(order) == SEATS)
    with clock.turned_to(SETTLED):
        street = browser(scene.city.person("subdistrict_officer"))
        assert street.post(f"{here}move/in-force/", {}).status_code == 302
        sits = committees.sitting(scene.home)
        assert [committees.name_of(seat) for seat in committees.members_of(sits)] == [f"住户{n}" for n in order]
        page = browser(scene.accounts["住户11"]).get(f"/decisions/{scene.home}/committee/").content.decode()
        assert all(f"住户{n}" in page for n in order)
