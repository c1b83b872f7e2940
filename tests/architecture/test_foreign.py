"""For every id in any answer, five foreign users are refused.

Whoever may, walks the small city: every address that answers, and every address found in an answer. Each address and
each id read on the way is then asked for by a neighbour of the sibling estate, another company's manager, an officer of
another city, an owner elsewhere and nobody at all: under the estate it belongs to, and under their own. A session that
ended asks as well. What is open to everybody (boards, names of places) is let through and must hold no secret.

Ids are asked for by table: for every table and every address that takes its things several ids by all five; for every
other pair of a table and an address (where such a thing is not to be found at all) a few by one of the five in turn.
A hundred rows of one table tell no more than these, and the whole ends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import Resolver404, resolve

from sanguanjia.access.edge import door_of
from sanguanjia.access.queries import actor_of
from sanguanjia.access.types import Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import ANONYMOUS, Actor
from sanguanjia.kernel.doors import Door
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.wall import asking_as
from tests.architecture.objects import PLACES
from tests.architecture.test_matrix import (
    OURS,
    TABLE,
    Browsers,
    Route,
    _quiet,  # noqa: F401 - the fixture
    filled,
    judged,
    values_of,
)
from tests.architecture.test_neighbours import text_of
from tests.support.guard import preparing
from tests.support.small_city import PHONES, TAILS, City, build

FOREIGN = (("owner", "sibling"), ("company_manager", "sibling"), ("city_officer", "abroad"), ("owner", "far"), None)
READERS = ("owner", "neighbourhood_officer")
ACCOUNT_PHONE = "13712340001"
REFUSED = frozenset({"login", "401", "403", "404", "405"})
SECRETS = (PHONES["estate"], TAILS["estate"], ACCOUNT_PHONE, "三单元五楼的楼道灯不亮了")
PUBLIC = frozenset({"registry:organisation"})  # companies and offices are no secret to whoever is logged in
_LINK = re.compile(r"""(?:href|action|src|formaction|hx-\w+|data-\w+)=["'](/[^"'#]*)["']|"(/[a-z][^"\s]*/)\"""")
_ID = re.compile(r"(?<![\d.])\d{15,19}(?!\d)")
ROUTES = {route.name: route for route in OURS}
FOLLOWED, KEPT, NATIVE, OTHERS = 6, 4, 6, 2  # links read on and addresses asked for by route; ids by table and route
NO_TABLE = ""


@dataclass
class Walked:
    """What the answers held: addresses by route and parts, and ids."""

    addresses: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    ids: set[int] = field(default_factory=set)


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """The small city, with everything the addresses name, and the foreign users."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = build()
        with preparing():
            owner = made.person("owner")
            owner.phone = ACCOUNT_PHONE
            owner.save()
        for who in filter(None, FOREIGN):
            made.person(*who)
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browsers(city: City) -> Browsers:
    """The browsers of everybody."""
    return Browsers()


@pytest.fixture(scope="module")
def things() -> dict[tuple[str, str], Any]:
    """The things behind the parts of addresses, made once."""
    return {}


@pytest.fixture(scope="module")
def walked(city: City, browsers: Browsers, things: dict[tuple[str, str], Any]) -> Walked:
    """What two people of the place read, in the addresses of the table."""
    return walk(city, browsers, things, READERS, deep=1)


def walk(
    city: City, browsers: Browsers, things: dict[tuple[str, str], Any], roles: Sequence[str], *, deep: int
) -> Walked:
    """Every address of the table that answers, by each role, and what those answers lead to, so many links deep: of the
    addresses of one route that nobody has read yet, FOLLOWED."""
    found, followed, met = Walked(), Counter[str](), set[str]()
    for role in roles:
        browser, seen = browsers.of(city.person(role)), set[str]()
        ahead = [_first(route, city, things) for route in OURS if TABLE[route.name].get]
        for depth in range(deep):
            read: list[str] = []
            for address in ahead:
                key = address.partition("?")[0]
                match = _ours(key)
                if match is None or key in seen or (depth and (key in met or followed[match[0]] >= FOLLOWED)):
                    continue
                seen.add(key)
                answer = browser.get(address)
                assert answer.status_code < 500, (role, address, answer.status_code)
                text = text_of(answer)
                if answer.status_code < 300:
                    followed[match[0]] += depth > 0
                    met.add(key)
                    found.ids |= {int(number) for number in _ID.findall(text) if number not in SECRETS}
                    read += _links(text, found)
            ahead = read
    return found


def _first(route: Route, city: City, things: dict[tuple[str, str], Any]) -> str:
    return route.address(values_of(route, city, things)) + str(filled(TABLE[route.name].query, {}))


def _links(text: str, found: Walked) -> list[str]:
    read = []
    for pair in _LINK.findall(text):
        address = (pair[0] or pair[1]).replace("&amp;", "&")
        match = _ours(address.partition("?")[0])
        if match:
            found.addresses.setdefault(address.partition("?")[0], match)
            read.append(address)
    return read


def _ours(path: str) -> tuple[str, dict[str, Any]] | None:
    """(route, parts) of one of our addresses."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return (match.view_name, match.kwargs) if match.view_name in ROUTES else None


def is_open(name: str, parts: dict[str, Any], method: str) -> bool:
    """Whether the address is the same for everybody, or names nothing that belongs to a place."""
    row = TABLE[name]
    who = row.get if method == "get" else row.post
    names_a_thing = any(part in PLACES or part == "number" or part.endswith("_id") for part in parts)
    return row.everywhere or not names_a_thing or name in PUBLIC or (who is not None and who.anonymous)


def belongs(parts: dict[str, Any], city: City) -> bool:
    """Whether the address speaks of the estate or its things: a link to somebody's own place is not foreign to him."""
    place = parts.get("estate_id", parts.get("home_id"))
    return place is None or place == city.estate.pk


def foreign(city: City, browsers: Browsers) -> Iterator[tuple[str, Callable[[], Any]]]:
    """(who, what makes a browser) of the five, and of a session that ended: a new browser for each request, because
    some answers (the way out) take the cookie away."""
    for who in FOREIGN:
        account = city.person(*who) if who else None
        yield "/".join(who) if who else "nobody", partial(browsers.of, account)
    yield "expired", partial(browsers.expired, city.person("neighbourhood_officer"))


def asked(make: Callable[[], Any], method: str, address: str, *, json: bool) -> tuple[str, str]:
    """(what the answer means, its text); what was sent is undone."""
    browser = make()
    if method == "get":
        answer = browser.get(address)
        return judged(answer.status_code, answer.headers.get("Location", "")), text_of(answer)
    with transaction.atomic():
        answer = browser.post(address, {}, content_type="application/json") if json else browser.post(address, {})
        text = text_of(answer)
        transaction.set_rollback(True)
    return judged(answer.status_code, answer.headers.get("Location", "")), text


def test_the_walk_reads_enough(walked: Walked, city: City, things: dict[tuple[str, str], Any]) -> None:
    """The search is not blind: it meets the things of the estate by address and by id."""
    assert len(walked.addresses) > 100
    names = {name for name, _parts in walked.addresses.values()}
    assert {"cases:case", "registry:unit", "privacy:unmask", "access:claim-page", "notices:notice"} <= names
    assert {city.units["estate"].id, things["case_id", "estate"]} <= walked.ids


def test_an_address_of_every_route_in_an_answer_is_refused_to_five_foreigners(
    walked: Walked, city: City, browsers: Browsers
) -> None:
    """One address per route, by two foreigners in turn; by night every one, by all."""
    one = {name: address for address, (name, parts) in walked.addresses.items() if belongs(parts, city)}
    assert len(one) > 60
    assert told(city, browsers, {address: walked.addresses[address] for address in one.values()}, every=3) == []


def told(
    city: City, browsers: Browsers, addresses: Mapping[str, tuple[str, dict[str, Any]]], *, every: int
) -> list[tuple[str, str, str, str]]:
    """(who, method, address, what came) for all that is not refused."""
    told = []
    for number, (label, make) in enumerate(foreign(city, browsers)):
        for at, (address, (name, parts)) in enumerate(addresses.items()):
            if not belongs(parts, city) or (at + number) % every:
                continue
            for method in ("get", "post"):
                if not getattr(TABLE[name], method):
                    continue
                outcome, text = asked(make, method, address, json=name.startswith("api:"))
                if any(secret in text for secret in SECRETS):
                    told.append((label, method, address, "holds a secret"))
                if outcome not in REFUSED and not is_open(name, parts, method):
                    told.append((label, method, address, outcome))
    return told


def tables_of(numbers: Iterable[int]) -> dict[int, str]:
    """The table in which each of the numbers is a row's id; NO_TABLE for a number that is none's."""
    found = dict.fromkeys(numbers, NO_TABLE)
    for model in apps.get_models():
        if model._meta.managed and model._meta.pk.get_internal_type() in ("BigIntegerField", "ScopeField"):
            with cross_estate():
                rows = model._default_manager.filter(pk__in=list(found)).values_list("pk", flat=True)
                found |= dict.fromkeys(rows, model._meta.db_table)
    return found


def some_of(addresses: Mapping[str, tuple[str, dict[str, Any]]], city: City) -> dict[str, tuple[str, dict[str, Any]]]:
    """KEPT addresses of the estate of every route and kind of thing."""
    numbers = {value for _name, parts in addresses.values() for value in parts.values() if isinstance(value, int)}
    tables, met, kept = tables_of(numbers), Counter[tuple[Any, ...]](), {}
    for address, (name, parts) in sorted(addresses.items()):
        kinds = (name, *(tables.get(value, value) for part, value in parts.items() if part not in PLACES))
        if belongs(parts, city) and met[kinds] < KEPT:
            met[kinds] += 1
            kept[address] = (name, parts)
    return kept


@dataclass(frozen=True)
class Asked:
    """An id of a table in an address that takes one. `native`: things of that table stand there."""

    route: Route
    table: str
    number: int
    native: bool


def crossed(ids: Iterable[int], city: City, things: dict[tuple[str, str], Any]) -> Iterator[Asked]:
    """Every table that was met, in every address that takes an id and is not open to everybody."""
    by_table: dict[str, list[int]] = {}
    for number, table in sorted(tables_of(ids).items()):
        by_table.setdefault(table, []).append(number)
    taking = [(route, _free(route)) for route in OURS if _free(route) and TABLE[route.name].get is not None]
    taking = [(route, free) for route, free in taking if not is_open(route.name, dict.fromkeys(route.parts), "get")]
    values = {route.name: values_of(route, city, things) for route, _free_parts in taking}
    homes = tables_of({v for name in values for v in values[name].values() if isinstance(v, int)})
    for route, free in taking:
        natives = {homes.get(values[route.name][part], NO_TABLE) for part in free}
        for table, numbers in by_table.items():
            native = table in natives and table != NO_TABLE
            for number in numbers if table == NO_TABLE else numbers[: NATIVE if native else OTHERS]:
                yield Asked(route, table, number, native)


def _free(route: Route) -> list[str]:
    return [part for part in route.parts if part not in PLACES and (part == "number" or part.endswith("_id"))]


def parts_of(route: Route, number: int, place: int) -> dict[str, Any]:
    """The parts of an address about a thing, as of a place."""
    values = {part: place if part in PLACES else number for part in route.parts}
    values |= {"code": "x", "verb": "take_order", "year": 2024, "key": "cases.ladder", "row": 1}
    return {part: values.get(part, 1) for part in route.parts}


def shut(route: Route, actor: Actor, parts: Mapping[str, Any]) -> bool:
    """Whether the view's own door, the first thing that runs in it, refuses. What becomes of such a refusal over HTTP
    is asked of every route; here it would be the same page many thousand times."""
    door = door_of(route.view)
    if door is None:
        return False
    try:
        with asking_as(lambda: actor):
            door.open(actor, **parts)
    except Refusal:
        return True
    return False


@dataclass
class Foreigner:
    """One of the five, with what he reads by himself: his account, his mandate, public numbers, the rows of his own
    estate and office."""

    city: City
    browsers: Browsers
    who: tuple[str, str] | None

    @cached_property
    def label(self) -> str:
        return "/".join(self.who) if self.who else "nobody"

    @cached_property
    def account(self) -> Any:
        return self.city.person(*self.who) if self.who else None

    @cached_property
    def actor(self) -> Actor:
        return replace(actor_of(self.account), proved_at=clock.now()) if self.account else ANONYMOUS

    @cached_property
    def beside(self) -> int:
        return int(self.city.place_of(*self.who).pk if self.who else self.city.sibling.pk)

    @cached_property
    def own(self) -> set[int]:
        if self.who is None:
            return set()
        browser = self.browsers.of(self.account)
        ids = _rows_of(self.city.homes[self.who[1]].pk) | _rows_of(self.beside)
        for route in OURS:
            if TABLE[route.name].get and not route.parts:
                ids |= {int(number) for number in _ID.findall(text_of(browser.get(route.address({}))))}
        return ids

    def told(self, one: Asked, place: int) -> tuple[str, str, str] | None:
        """What came, if it was no refusal."""
        parts = parts_of(one.route, one.number, place)
        if not one.native and shut(one.route, self.actor, parts):
            return None
        address = one.route.address(parts)
        outcome, text = asked(partial(self.browsers.of, self.account), "get", address, json=False)
        wrong = outcome not in REFUSED or any(secret in text for secret in SECRETS)
        return (self.label, address, outcome) if wrong and one.number not in self.own else None


def _rows_of(estate_id: int) -> set[int]:
    """The ids of everything that belongs to an estate."""
    scoped = [model for model in apps.get_models() if getattr(model, "is_scoped", False) and model._meta.managed]
    return {pk for model in scoped for pk in model.objects.filter(estate_id=estate_id).values_list("pk", flat=True)}


def _cross(
    city: City, browsers: Browsers, walked: Walked, things: dict[tuple[str, str], Any], every: int
) -> tuple[int, list[tuple[str, str, str]]]:
    """(how many were asked, what was told): native ones by all five at the estate and at their own place, the others by
    one in turn at his own place, where the door is open to him."""
    five = [Foreigner(city, browsers, who) for who in FOREIGN]
    told, number = [], 0
    for at, one in enumerate(crossed(walked.ids, city, things)):
        if at % every:
            continue
        placed = bool(PLACES.intersection(one.route.parts))
        for who in five if one.native else [five[at // every % len(five)]]:
            places = {who.beside, city.estate.pk} if one.native and placed else {who.beside}
            for place in places:
                number += 1
                told.append(who.told(one, place))
    return number, [each for each in told if each is not None]


def test_ids_of_answers_open_nothing_in_other_addresses(
    walked: Walked, city: City, browsers: Browsers, things: dict[tuple[str, str], Any]
) -> None:
    """A sample; by night every pair of a table and an address."""
    number, told = _cross(city, browsers, walked, things, every=29)
    assert told == []
    assert number > 200


def test_a_leak_is_found(
    walked: Walked, city: City, browsers: Browsers, things: dict[tuple[str, str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search is not blind: were the doors left open, both ways would tell of a home's page."""
    name, unit = "registry:unit", city.units["estate"].id
    address, of = next((a, of) for a, of in walked.addresses.items() if of[0] == name and belongs(of[1], city))
    one = next(each for each in crossed([unit], city, things) if each.route.name == name)
    neighbour = Foreigner(city, browsers, FOREIGN[0])
    assert one.native
    assert (told(city, browsers, {address: of}, every=1), neighbour.told(one, city.estate.pk)) == ([], None)
    monkeypatch.setattr(Door, "open", lambda *_door, **_parts: None)
    assert {label for label, *_rest in told(city, browsers, {address: of}, every=1)} >= {"owner/sibling", "owner/far"}
    assert neighbour.told(one, city.estate.pk) is not None


@pytest.mark.nightly
def test_every_address_and_id_that_any_role_reads_opens_nothing(
    city: City, browsers: Browsers, things: dict[tuple[str, str], Any]
) -> None:
    whole = walk(city, browsers, things, [role.value for role in Role], deep=3)
    assert told(city, browsers, some_of(whole.addresses, city), every=1) == []
    number, found = _cross(city, browsers, whole, things, every=1)
    assert found == []
    assert number > 20_000
