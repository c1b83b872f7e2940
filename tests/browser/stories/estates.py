"""Estates of the stories: founded in the served city, with homes that are proved, lists of candidates, supporters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.browser.stories.days import ago, home_of, who

JIASHU = "秦大成"  # owns a home in every estate of the stories, and votes on a phone
GROUP, TYPIST = "jiedao3", "shequ3"


@dataclass
class Estate:
    """An estate of a story: where, who owns what (door → party), who proves it how (party → name, last six digits)."""

    home: int
    units: dict[str, int]
    owners: dict[str, int]
    proofs: dict[int, tuple[str, str]]


def found(name: str, blocks: tuple[Any, ...], mine: str, *, since: int, seed: int, fits: Any = None) -> Estate:
    """An unmanaged estate below 英雄社区, founded `since` days ago; `mine` is the door of 秦大成. `fits`: what the
    sum of all areas (in 1/100 m²) must satisfy; estates are drawn until one does."""
    from sanguanjia.access import actions as access
    from sanguanjia.demo import blueprint, load
    from sanguanjia.demo.accounts import ACCOUNTS
    from sanguanjia.demo.dice import Dice
    from sanguanjia.demo.fill import Drawn, fill_estate
    from sanguanjia.demo.places import UNMANAGED
    from sanguanjia.kernel import clock
    from sanguanjia.kernel.actor import SYSTEM
    from sanguanjia.kernel.ids import new_id
    from sanguanjia.registry import actions as registry

    number = next(n for n, account in enumerate(ACCOUNTS) if account.name == JIASHU)
    known = {mine: (JIASHU, load._FIRST_KNOWN_PERSON + number)}
    shape = blueprint.Shape(blocks=blocks, shops=0, shop_building=0, parking=0, unsold_one_in=0, built=1986)
    with ago(since):
        home = registry.found_estate(
            SYSTEM, estate_id=home_of("英雄社区"), name=name, address="长治市潞州区解放东街演示",
            completed_on=dt.date(1986, 6, 30),
        ).id  # fmt: skip
        while True:
            people, seed = blueprint.People(seed * 50_000), seed + 1
            dice = Dice(seed, "story estate")
            rows = blueprint.draw(home, shape, dice, blueprint.Ids(new_id()), people, known, today=clock.today())
            areas = [int(row[9].replace(".", "")) for row in rows.tables["registry_unit"]]
            if fits is None or fits(sum(areas)):
                break
        fill_estate(SYSTEM, estate_id=home, drawn=Drawn(rows))
        for kind, evidence, seen_by in UNMANAGED:
            registry.record_unmanaged_fact(
                SYSTEM, estate_id=home, kind=kind, since=dt.date(2021, 4, 1), evidence=f"{evidence}（{seen_by}）"
            )
        people_rows = {row[0]: (row[3], row[5][-6:]) for row in rows.tables["registry_party"]}
        estate = Estate(home, rows.units, rows.owners, people_rows)
        name, proof = people_rows[rows.owners[mine]]
        access.request_claim(who("jiashu"), estate_id=home, unit_code=mine, name=name, proof=proof)
    return estate


def apart(estate: Estate, most: int, without: str) -> list[str]:
    """Doors of different owners, the door `without` left out."""
    seen, doors = {estate.owners[without]}, []
    for code, party in estate.owners.items():
        if party not in seen:
            seen.add(party)
            doors.append(code)
    return doors[:most]


def slate(estate: Estate, title: str, seats: int, doors: Sequence[str], *, began: int, self_named: bool) -> int:
    """A list named, verified and posted `began` days ago, settled three weeks later; 秦大成 names himself."""
    from sanguanjia.decisions import actions, law
    from sanguanjia.kernel import clock

    here: dict[str, Any] = {"estate_id": estate.home}
    with ago(began):
        desk = who(TYPIST)
        need = law.law_of(estate.home, clock.today()).need("own.committee.eligibility").value
        met = tuple(code for code in need if code != "owner")
        until = clock.today() + dt.timedelta(days=5)
        ref = actions.open_slate(desk, **here, title=title, seats=seats, until=until)
        named = []
        for number, code in enumerate(doors, start=1):
            name = estate.proofs[estate.owners[code]][0]
            named.append(actions.name_candidate(
                desk, **here, slate_id=ref.id, unit_code=code, name=name, route="owners_jointly",
                document=f"联名推荐表 {number} 号", statement="在这里住了三十年，愿意为邻居办事。",
            ))  # fmt: skip
        if self_named:
            mine = next(code for code, party in estate.owners.items() if estate.proofs[party][0] == JIASHU)
            named.append(actions.stand(
                who("jiashu"), **here, slate_id=ref.id, unit_id=estate.units[mine], statement="我来管门禁和路灯。"
            ))  # fmt: skip
        for one in named:
            actions.verify_candidate(desk, **here, candidate_id=one.id, met=met)
        actions.post_slate(desk, **here, slate_id=ref.id, contact="英雄社区居民委员会")
    with ago(began - 21):
        actions.settle_slate(who(TYPIST), **here, slate_id=ref.id)
    return int(ref.id)


def stood_behind(estate: Estate, committee: int, mine: str, doors: Sequence[str]) -> int:
    """The proposal to dismiss, with a third of the homes behind it: each owner proved a home and supported."""
    from sanguanjia.access import actions as access
    from sanguanjia.access.models import Account
    from sanguanjia.access.queries import actor_of
    from sanguanjia.decisions import actions
    from sanguanjia.demo.fill import open_accounts
    from sanguanjia.kernel.actor import SYSTEM
    from sanguanjia.kernel.ids import new_id
    from sanguanjia.kernel.models import Home

    neighbours = doors[-20:]
    people = tuple(
        (f"linju{estate.home}-{n}", estate.proofs[estate.owners[code]][0], f"1991{estate.home:03}{n:04}")
        for n, code in enumerate(neighbours)
    )
    with ago(45):
        accounts = open_accounts(SYSTEM, estate_id=Home.PLATFORM_ID, people=people, password=str(new_id()))
        for (username, name, _), code in zip(people, neighbours, strict=True):
            person = actor_of(Account.objects.get(pk=accounts[username]))
            proof = estate.proofs[estate.owners[code]][1]
            access.request_claim(person, estate_id=estate.home, unit_code=code, name=name, proof=proof)
        ref = actions.propose_removal(
            who("jiashu"), estate_id=estate.home, unit_id=estate.units[mine], committee_id=committee, seat_id=None,
            ground="lost_qualification", text="三名委员卖出房屋后不再是业主，仍以业委会名义签字、收取停车费。",
        )  # fmt: skip
        for (username, _, _), code in zip(people, neighbours, strict=True):
            person = actor_of(Account.objects.get(pk=accounts[username]))
            actions.support(person, estate_id=estate.home, proposal_id=ref.id, unit_id=estate.units[code])
    return int(ref.id)
