"""For every id in any answer, five foreign users are refused.

Whoever may, walks the small city: every address that answers, and every address found in an answer. Each address and
each id read on the way is then asked for by a neighbour of the sibling estate, another company's manager, an officer of
another city, an owner elsewhere and nobody at all: under the estate it belongs to, and under their own. A session that
ended asks as well. What is open to everybody (boards, names of places) is let through and must hold no secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import Resolver404, resolve

from sanguanjia.access.types import Role
from sanguanjia.kernel.scoped import cross_estate
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
    """Every address of the table that answers, by each role, and what those answers lead to, so many links deep."""
    found = Walked()
    for role in roles:
        browser, seen = browsers.of(city.person(role)), set[str]()
        ahead = [_first(route, city, things) for route in OURS if TABLE[route.name].get]
        for _depth in range(deep):
            read: list[str] = []
            for address in ahead:
                key = address.partition("?")[0]
                if key in seen or not _ours(key):
                    continue
                seen.add(key)
                answer = browser.get(address)
                assert answer.status_code < 500, (role, address, answer.status_code)
                text = text_of(answer)
                if answer.status_code < 300:
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


def few_of_each(ids: set[int]) -> list[int]:
    """The ids of no table of ours, and three of each table's: a hundred rows of one table tell no more than three, and
    every one is asked for in every address by everybody."""
    kept = set(ids)
    for model in apps.get_models():
        if getattr(model, "is_scoped", False) and model._meta.managed:
            with cross_estate():
                known = sorted(model.objects.filter(pk__in=ids).values_list("pk", flat=True))
            kept -= set(known[3:])
    return sorted(kept)


def crossed(city: City, walked: Walked, label: str, who: tuple[str, str] | None) -> Iterator[tuple[Route, str, int]]:
    """Each id in each address that takes one, under the estate and under the foreigner's own: (route, address, id)."""
    own, ids = city.place_of(*who).pk if who else city.sibling.pk, few_of_each(walked.ids)
    for route in OURS:
        free = [part for part in route.parts if part not in PLACES and (part == "number" or part.endswith("_id"))]
        row = TABLE[route.name]
        if not free or row.get is None or is_open(route.name, dict.fromkeys(route.parts), "get"):
            continue
        for number in ids:
            for place in {city.estate.pk, own} if PLACES.intersection(route.parts) else {own}:
                values = {part: place if part in PLACES else number for part in route.parts}
                values |= {"code": "x", "verb": "take_order", "year": 2024, "key": "cases.ladder", "row": 1}
                yield route, route.address({p: values.get(p, 1) for p in route.parts}), number


def _own_ids(city: City, browsers: Browsers, who: tuple[str, str]) -> set[int]:
    """What the foreigner reads by himself at his own place: his account, his mandate, public numbers, the rows of his
    estate and of his office."""
    browser, ids = browsers.of(city.person(*who)), _rows_of(city.homes[who[1]].pk) | _rows_of(city.place_of(*who).pk)
    for route in OURS:
        if TABLE[route.name].get and not route.parts:
            ids |= {int(number) for number in _ID.findall(text_of(browser.get(route.address({}))))}
    return ids


def _rows_of(estate_id: int) -> set[int]:
    """The ids of everything that belongs to an estate."""
    scoped = [model for model in apps.get_models() if getattr(model, "is_scoped", False) and model._meta.managed]
    return {pk for model in scoped for pk in model.objects.filter(estate_id=estate_id).values_list("pk", flat=True)}


def _cross(city: City, browsers: Browsers, walked: Walked, every: int) -> list[tuple[str, str, str]]:
    told = []
    for number, who in enumerate(FOREIGN):
        label, make = "/".join(who) if who else "nobody", partial(browsers.of, city.person(*who) if who else None)
        own = _own_ids(city, browsers, who) if who else set()
        for at, (_route, address, thing) in enumerate(crossed(city, walked, label, who)):
            if (at + number) % every or thing in own:
                continue
            outcome, text = asked(make, "get", address, json=False)
            if outcome not in REFUSED or any(secret in text for secret in SECRETS):
                told.append((label, address, outcome))
    return told


def test_ids_of_answers_open_nothing_in_other_addresses(walked: Walked, city: City, browsers: Browsers) -> None:
    """A sample; by night each in every address that takes one."""
    assert _cross(city, browsers, walked, every=151) == []


@pytest.mark.nightly
def test_every_address_and_id_that_any_role_reads_opens_nothing(
    city: City, browsers: Browsers, things: dict[tuple[str, str], Any]
) -> None:
    whole = walk(city, browsers, things, [role.value for role in Role], deep=3)
    assert told(city, browsers, whole.addresses, every=1) == []
    assert _cross(city, browsers, whole, every=1) == []
