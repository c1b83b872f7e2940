"""Loading the demo city: once, in seconds, through the same acts people use, with the clock turned back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sanguanjia.access.actions import grant_mandate, request_claim
from sanguanjia.access.queries import actor_of, load_account
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM, Actor
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.registry.actions import (
    add_organisation,
    found_city,
    found_district,
    found_estate,
    found_grid,
    found_neighbourhood,
    found_subdistrict,
    record_unmanaged_fact,
    set_managing_company,
)

from . import blueprint
from .accounts import ACCOUNTS, PASSWORD, DemoAccount
from .dice import Dice
from .fill import Drawn, fill_estate, open_accounts
from .names import credit_code, identity_number
from .places import ESTATES, ORGANISATIONS, PLACES, UNMANAGED, DemoEstate, Organisation, Place

SET_UP_DAYS: Final = 400  # so long ago the city began to use the platform
_FIRST_KNOWN_PERSON: Final = 900_000  # running numbers of people with an account; strangers count from 0
_STRANGERS_PER_ESTATE: Final = 50_000
_OLD_CODES: Final = date(1983, 1, 1)  # the division codes are older than the platform needs to know
_SINCE: Final = {"140403": date(2018, 6, 19), "430212": date(2018, 6, 19)}


@dataclass
class Loaded:
    """What stands after loading, by the keys of `places.py` and the user names of `accounts.py`."""

    homes: dict[str, int] = field(default_factory=lambda: {"platform": Home.PLATFORM_ID})
    grids: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    rows: dict[str, blueprint.EstateRows] = field(default_factory=dict)  # by estate
    counts: dict[str, int] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        """The account as an actor, with the mandates of the (turned) day."""
        account = load_account(self.accounts[username])
        if account is None:
            raise LookupError(username)
        return actor_of(account)

    def unit(self, estate: str, code: str) -> int:
        """Id of a unit."""
        return self.rows[estate].units[code]


def load(say: Callable[[str], None] | None = None) -> Mapping[str, int]:
    """Load the demo city if this city has no estate yet; returns what was loaded (nothing: it was there)."""
    if Home.objects.filter(kind=HomeKind.ESTATE).exists():
        return {}
    began = time.monotonic()
    now = clock.now()
    city = Loaded()
    with clock.turned_to(_morning(now, SET_UP_DAYS)):
        _found_places(city)
        _add_organisations(city)
        for estate in ESTATES:
            _found_estate(city, estate)
        _open_accounts(city)
    from .applications import apply_all
    from .assemblies import on_the_way
    from .banking import deal_with_banks
    from .boards import post_all
    from .councils import meet
    from .fund_changes import follow_changes
    from .fund_papers import put_on_paper
    from .funds import keep_books
    from .matters import play
    from .petitions import file_three, keep_nights
    from .surveys import ask_all
    from .vote_ways import vote_by_other_ways
    from .votes import hold_votes
    from .whistles import blow_one, name_desks

    city.counts["matters"] = play(city, now)
    city.counts["notices"] = post_all(city, now)
    name_desks(city)
    city.counts["matters"] += blow_one(city, now)
    city.counts["petitions"] = file_three(city, now)
    keep_nights(city, now)
    city.counts["surveys"] = ask_all(city, now)
    city.counts["matters"] += meet(city, now)
    city.counts["entries"] = keep_books(city, now)
    city.counts["fund_papers"] = put_on_paper(city, now)
    city.counts["fund_papers"] += follow_changes(city, now)
    city.counts["bank_lines"] = deal_with_banks(city, now)
    city.counts["votes"] = hold_votes(city, now)
    city.counts["applications"] = apply_all(city, now)
    city.counts["votes"] += vote_by_other_ways(city, now)
    city.counts["procedures"] = on_the_way(city, now)
    city.counts["seconds"] = round(time.monotonic() - began)
    if say:
        say(
            f"演示城市已载入：{len(ESTATES)} 个小区，{city.counts['registry_unit']} 套房屋和车位，"
            f"{len(ACCOUNTS)} 个账号，{city.counts['matters']} 件报事，用时 {city.counts['seconds']} 秒。"
        )
    return city.counts


def _morning(now: datetime, days_ago: int) -> datetime:
    """Nine o'clock in China, so many days ago."""
    day = clock.local(now) - timedelta(days=days_ago)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


# --- places ------------------------------------------------------------------------------------------------------


def _found_places(city: Loaded) -> None:
    for place in PLACES:
        city.homes[place.key] = _found(place, city.homes[place.parent])
    for estate in ESTATES:
        home = city.homes[estate.neighbourhood]
        for key, code, name in estate.grids:
            city.grids[key] = found_grid(SYSTEM, estate_id=home, code=code, name=name).id


def _found(place: Place, parent: int) -> int:
    since = _SINCE.get(place.code, _OLD_CODES)
    if place.kind == "city":
        return found_city(SYSTEM, estate_id=parent, code=place.code, name=place.name, since=since).id
    if place.kind == "district":
        return found_district(SYSTEM, estate_id=parent, code=place.code, name=place.name, since=since).id
    if place.kind == "subdistrict":
        return found_subdistrict(SYSTEM, estate_id=parent, code9=place.code, name=place.name).id
    return found_neighbourhood(SYSTEM, estate_id=parent, code12=place.code, name=place.name).id


def _add_organisations(city: Loaded) -> None:
    for each in ORGANISATIONS:
        done = add_organisation(
            SYSTEM, estate_id=city.homes[each.place], kind=each.kind, name=each.name, credit_code=code_of(each)
        )
        city.organisations[each.key] = done.id


def code_of(organisation: Organisation) -> str:
    """The synthetic credit code of an organisation of the demo."""
    return credit_code(organisation.number, organisation.division, organisation.first)


# --- estates -----------------------------------------------------------------------------------------------------


def _found_estate(city: Loaded, estate: DemoEstate) -> None:
    home = found_estate(
        SYSTEM,
        estate_id=city.homes[estate.neighbourhood],
        name=estate.name,
        address=estate.address,
        grid_id=city.grids[estate.grids[0][0]],
        completed_on=date(estate.shape.built, 6, 30),
    ).id
    city.homes[estate.key] = home
    rows = _draw(estate, home)
    for table, count in fill_estate(SYSTEM, estate_id=home, drawn=Drawn(rows)).items():
        city.counts[table] = city.counts.get(table, 0) + count
    city.rows[estate.key] = rows
    if estate.company:
        set_managing_company(
            SYSTEM,
            estate_id=home,
            organisation_id=city.organisations[estate.company],
            since=clock.today() - timedelta(days=300),
            contract_number=estate.contract,
        )
        return
    for kind, evidence, seen_by in UNMANAGED:
        record_unmanaged_fact(
            SYSTEM, estate_id=home, kind=kind, since=date(2021, 4, 1), evidence=f"{evidence}（{seen_by}）"
        )


def _draw(estate: DemoEstate, home: int) -> blueprint.EstateRows:
    known = {}
    for number, account in enumerate(ACCOUNTS):
        if account.role != "tenant":
            known.update(
                {code: (account.name, _FIRST_KNOWN_PERSON + number) for key, code in account.units if key == estate.key}
            )
    developer = next((o for o in ORGANISATIONS if o.key == estate.developer), None)
    return blueprint.draw(
        home,
        estate.shape,
        Dice(estate.seed, "demo estate"),
        blueprint.Ids(new_id()),
        blueprint.People(estate.seed * _STRANGERS_PER_ESTATE),
        known,
        today=clock.today(),
        developer=(developer.name, code_of(developer)) if developer else ("", ""),
    )


# --- people ------------------------------------------------------------------------------------------------------


def _open_accounts(city: Loaded) -> None:
    people = tuple(
        (account.username, account.name, f"1990000{9000 + number}") for number, account in enumerate(ACCOUNTS)
    )
    city.accounts = open_accounts(SYSTEM, estate_id=Home.PLATFORM_ID, people=people, password=PASSWORD)
    for number, account in enumerate(ACCOUNTS):
        _give_role(city, account, number)


def _give_role(city: Loaded, account: DemoAccount, number: int) -> None:
    if account.role == "owner" or (account.units and account.role != "tenant"):
        _claim(city, account, number)
    if account.role == "owner":
        return
    home = city.homes[account.place]
    grant_mandate(
        SYSTEM,
        estate_id=home,
        account_id=city.accounts[account.username],
        role=account.role,
        valid_from=clock.today(),
        document="演示城市的设定",
        organisation_id=city.organisations.get(account.organisation),
        unit_id=city.unit(*account.units[0]) if account.role == "tenant" else None,
        building_id=city.rows[account.place].buildings[account.spot] if account.role == "building_head" else None,
        grid_id=city.grids[account.spot] if account.role == "grid_worker" else None,
    )


def _claim(city: Loaded, account: DemoAccount, number: int) -> None:
    """Owners become owners as everyone does: name and last six digits against the roster."""
    proof = identity_number(_FIRST_KNOWN_PERSON + number)[-6:]
    for estate, code in account.units:
        claim = request_claim(
            city.actor(account.username), estate_id=city.homes[estate], unit_code=code, name=account.name, proof=proof
        )
        if claim.state != "granted":
            raise RuntimeError(f"{account.username} could not prove {estate} {code}: {claim.state}")
