"""An old estate of 480 households without management gets its first assembly and a committee of seven from eleven
candidates: the request, the group, the list, the rules, the vote on paper and phone, the filing, the handover."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from sanguanjia.assemblies import jobs, register
from sanguanjia.assemblies.tests.test_pages import browser
from sanguanjia.assemblies.tests.way import GROUP, NOON, Way
from sanguanjia.decisions import actions as decisions
from sanguanjia.decisions import jobs as vote_jobs
from sanguanjia.decisions import queries as votes
from sanguanjia.decisions.actions.casting import Confirmed
from sanguanjia.decisions.committees import name_of
from sanguanjia.decisions.models import Committee, Seat
from sanguanjia.decisions.tests.scene import SCANS, Scene
from sanguanjia.decisions.types import PaperLine
from sanguanjia.kernel import clock
from sanguanjia.policy import queries as policy
from tests.support.guard import preparing
from tests.support.small_city import BEGAN, build

HOUSEHOLDS, BATCH, SEATS, CANDIDATES = 480, 200, 7, 11
MET = ("full_capacity", "law_abiding", "public_spirited", "able", "has_time")
THREE_FACTS = ("no_company", "no_owning_unit", "no_self_management")


def at(month: int, day: int) -> dt.datetime:
    return dt.datetime(2024, month, day, 9, tzinfo=clock.SHANGHAI)


@pytest.fixture
def way(db: None) -> Iterator[Way]:
    policy.forget()
    with clock.turned_to(NOON):
        yield Way(old_estate())
    policy.forget()


def old_estate() -> Scene:
    """480 dwellings of 60 m2 of 480 owners, no company, no committee; the first two owners have phones."""
    from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange

    from sanguanjia.registry import models as registry
    from sanguanjia.registry.types import WHOLE

    scene = Scene(build())
    home, since = scene.city.estate, DateRange(BEGAN, None)
    with preparing():
        registry.Unit.objects.filter(estate_id=scene.home).update(valid_to=BEGAN + dt.timedelta(days=1))
        registry.ManagementTenure.objects.filter(estate_id=scene.home).delete()
        for kind in THREE_FACTS:
            registry.UnmanagedFact.objects.create(estate=home, kind=kind, period=since, evidence="入户调查")
        units = [
            registry.Unit(
                estate=home, building=scene.city.buildings["estate"], room=str(n), code=f"家属院-{n}", use="dwelling",
                exclusive_area=Decimal("60.00"), exclusive_area_source="registry", valid_from=BEGAN,
            )
            for n in range(1, HOUSEHOLDS - 1)
        ]  # fmt: skip
        parties = [registry.Party(estate=home, kind="person", name=f"住户{n}") for n in range(1, HOUSEHOLDS - 1)]
        shares = [
            registry.Ownership(estate=home, unit=unit, slice=NumericRange(0, WHOLE), period=since, basis="registered")
            for unit in units
        ]
        registry.Unit.objects.bulk_create(units)
        registry.Party.objects.bulk_create(parties)
        registry.Ownership.objects.bulk_create(shares)
        registry.OwnershipMember.objects.bulk_create(
            [registry.OwnershipMember(estate=home, ownership=share, party=party)
             for share, party in zip(shares, parties, strict=True)]
        )  # fmt: skip
    scene.own("101", "业主1", area="60.00")
    scene.own("102", "业主2", area="60.00")
    return scene


@pytest.mark.nightly
def test_an_estate_of_480_households_gets_its_assembly(way: Way) -> None:
    city, home = way.scene.city, way.home
    owner, neighbour = browser(way.scene.accounts["业主1"]), browser(way.scene.accounts["业主2"])
    street = browser(city.person("subdistrict_officer"))

    # an owner asks on the phone, a neighbour joins, the request goes to the subdistrict
    page = owner.post(f"/assemblies/{home}/", {"kind": "first"}).headers["Location"]
    way.ref = _ref(way)
    done(neighbour, f"{page}do/join/", {})
    done(owner, f"{page}do/hand_in/", {})
    assert _line(way).state == "forming"

    # the subdistrict names the group and posts it; nobody objects
    names = {f"name-{n}": m.name for n, m in enumerate(GROUP, start=1)}
    names |= {f"capacity-{n}": m.capacity for n, m in enumerate(GROUP, start=1)}
    done(street, f"{page}do/name_group/", {**names, "head": "1"})
    with clock.turned_to(at(5, 24)):
        jobs.tend_due()
        community = browser(city.person("neighbourhood_officer"))
        done(community, f"{page}do/verify_list/", {"words": "逐户核对房产档案"})
        assert (way.row.listed["units"], way.row.listed["heads"]) == (HOUSEHOLDS, HOUSEHOLDS)
        drafts = {"rules": "第一条 按面积和人数两个标准表决。", "covenant": "第一条 楼道不堆放杂物。"}
        done(community, f"{page}do/publish_drafts/", drafts)
        slate = _named(way)
    with clock.turned_to(at(5, 27)):
        decisions.post_slate(way.who("subdistrict_officer"), estate_id=home, slate_id=slate)
    with clock.turned_to(at(6, 4)):
        decisions.settle_slate(way.who("subdistrict_officer"), estate_id=home, slate_id=slate)
        community = browser(city.person("neighbourhood_officer"))
        days = {"opens_on": "2024-06-20", "closes_on": "2024-06-29"}
        done(community, f"{page}do/call_vote/", days)
        done(community, f"/decisions/{home}/{way.row.vote_id}/move/announce/", {})

    _vote(way)

    # filed at the counter, then seal, account, papers; the group is dissolved
    with clock.turned_to(at(7, 10)):
        jobs.tend_due()
        assert _line(way).state == "filing"
        committee = Committee.objects.get(estate_id=home)
        seats = Seat.objects.filter(estate_id=home, committee_id=committee.pk).order_by("place")
        assert {name_of(seat) for seat in seats} == {f"住户{n}" for n in range(1, SEATS + 1)}
    with clock.turned_to(at(7, 20)):
        street = browser(city.person("subdistrict_officer"))
        receipt = {"receipt": "天住备〔2024〕12号", "on": "2024-07-19"}
        done(street, f"{page}do/record_filing/", receipt)
        for thing in ("seal", "account", "papers", "drawings", "costs"):
            done(street, f"{page}do/tick/", {"thing": thing, "on": "2024-07-20"})
        assert way.row.state == "done"
        text = browser(way.scene.accounts["业主1"]).get(page).content.decode()
        for words in ("办完", "天住备〔2024〕12号", "备案按期", "移交按期", "召开业主大会会议按期"):
            assert words in text, words


def done(client: Client, url: str, typed: dict[str, str]) -> None:
    """What was sent is done: the page sends on, and not to the login."""
    answer = client.post(url, typed)
    assert answer.status_code == 302, answer.content.decode()
    assert "/login/" not in answer.headers["Location"]


def _named(way: Way) -> int:
    """Eleven candidates, named by the preparation group on paper and verified; the list's id."""
    desk, ids = way.who("subdistrict_officer"), {"estate_id": way.home}
    slate = decisions.open_slate(desk, **ids, title="第一届业主委员会", seats=SEATS, until=dt.date(2024, 5, 26))
    for n in range(1, CANDIDATES + 1):
        candidate = decisions.name_candidate(
            desk, **ids, slate_id=slate.id, unit_code=f"家属院-{n}", name=f"住户{n}", route="neighbourhood",
            document="推荐表和本人同意书",
        )  # fmt: skip
        decisions.verify_candidate(desk, **ids, candidate_id=candidate.id, met=MET)
    return int(slate.id)


def _choices(n: int) -> tuple[str, ...]:
    """A paper: both texts, then seven marks; every third paper wants the eighth candidate instead of the seventh."""
    text = "against" if n % 8 == 0 else "for"
    marked = {0, 1, 2, 3, 4, 5, 7 if n % 3 == 0 else 6}
    return (text, text, *("for" if c in marked else "abstain" for c in range(CANDIDATES)))


def _vote(way: Way) -> None:
    """Two thirds and more come: two on the phone, the others on paper typed twice; 7 of 8 are for."""
    vote: dict[str, Any] = {"estate_id": way.home, "vote_id": way.row.vote_id}
    first, second = way.who("neighbourhood_officer"), way.who("subdistrict_officer")
    with clock.turned_to(at(6, 21)):
        vote_jobs.tend_due()
        decisions.issue_forms(first, **vote)
        for name, code in (("业主1", "101"), ("业主2", "102")):
            choices = dict(zip(map(str, range(1, 14)), _choices(1), strict=True))
            decisions.cast(
                way.scene.owner(name), **vote, unit_id=way.scene.units[code].pk, choices=choices,
                confirmed=Confirmed(True),
            )  # fmt: skip
        said = [PaperLine(n, _choices(n)) for n in range(1, 401)]
        for start in range(0, len(said), BATCH):
            for typist in (first, second):
                decisions.enter_papers(typist, **vote, lines=tuple(said[start : start + BATCH]), scans=SCANS)
    with clock.turned_to(at(6, 30)):
        vote_jobs.tend_due()
        found = votes.certificate(votes.vote(way.home, way.row.vote_id or 0))
        assert found is not None
        decisions.sign(first, digest=found[0].digest, **vote)
        decisions.post_result(first, **vote)
    with clock.turned_to(at(7, 10)):
        decisions.put_in_force(first, **vote)


def _ref(way: Way) -> Any:
    from sanguanjia.assemblies.models import Procedure
    from sanguanjia.assemblies.store import ref_of

    return ref_of(Procedure.objects.get(estate_id=way.home))


def _line(way: Way) -> register.EstateLine:
    """The estate's line in the campaign's list."""
    found = register.lines((way.scene.city.district.path,), clock.today(), clock.now())
    return next(line for line in found if line.id == way.home)
