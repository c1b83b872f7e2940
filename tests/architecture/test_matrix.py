"""Every route × every method × every role × {own place, neighbour, sibling, parent, other city, anonymous, expired
session}, against `matrix.py`.

The routes come from the URL table and the operations of the API; the requests are real, in a small city with real
things. Each request is undone by a savepoint, so that all see the same city.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zlib import crc32

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sanguanjia.access.edge import OWN_DOORS, door_of
from sanguanjia.access.models import Session
from sanguanjia.access.rules import logins
from sanguanjia.access.sessions import PROVED
from sanguanjia.access.types import OFFICES, Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home
from tests.architecture import matrix
from tests.architecture.matrix import Row, Who
from tests.architecture.matrix_applications import APPLICATIONS
from tests.architecture.matrix_assemblies import ASSEMBLIES
from tests.architecture.matrix_banking import BANKING
from tests.architecture.matrix_councils import COUNCILS
from tests.architecture.matrix_decisions import DECISIONS
from tests.architecture.matrix_funds import FUNDS
from tests.architecture.matrix_intake import INTAKE
from tests.architecture.matrix_interfaces import INTERFACES
from tests.architecture.matrix_notices import NOTICES
from tests.architecture.matrix_petitions import PETITIONS
from tests.architecture.matrix_privacy import PRIVACY
from tests.architecture.matrix_registry import REGISTRY
from tests.architecture.matrix_surveys import SURVEYS
from tests.architecture.matrix_whistle import WHISTLE
from tests.architecture.objects import PARTS, PLACES, picture
from tests.support.session import by_night
from tests.support.small_city import City, build

TABLE = {
    **DECISIONS, **ASSEMBLIES,
    **FUNDS, **BANKING, **SURVEYS,
    **APPLICATIONS, **matrix.TABLE, **REGISTRY, **NOTICES, **PRIVACY, **INTERFACES, **INTAKE, **COUNCILS, **WHISTLE,
    **PETITIONS}
PICTURE = picture()
ESTATE_ID = 9009  # of `small_city`: the estate called `estate`; the next one is its sibling
DENIED = frozenset({401, 403, 404, 405})
SIBLING_OF = {"estate": "sibling", "neighbourhood": "cousin", "subdistrict": "far", "district": "far"}


@dataclass(frozen=True)
class Route:
    """One address: its name, its pattern and its view."""

    name: str
    pattern: str
    view: Any
    parts: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        """Whether it answers machines."""
        return self.name.startswith("api:")

    @property
    def is_admin(self) -> bool:
        """Whether it belongs to Django's admin site."""
        return self.name.startswith("admin:")

    def address(self, values: dict[str, Any]) -> str:
        """The pattern with its parts filled."""
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), self.pattern)


def routes() -> list[Route]:
    """Every address of the platform."""
    return sorted(_walk(get_resolver(), "", ""), key=lambda route: route.name)


def _walk(resolver: Any, prefix: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            parts = tuple(re.findall(r"<(?:\w+:)?(\w+)>", pattern))
            yield Route(namespace + (entry.name or ""), pattern, entry.callback, parts)
        elif isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from _walk(entry, pattern, namespace + inner)


OURS = [route for route in routes() if not route.is_admin]
ADMIN = [route for route in routes() if route.is_admin]


# --- the table itself -------------------------------------------------------------------------------------------------


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    names = {route.name for route in OURS}
    assert names - set(TABLE) == set(), "write rows for these in tests/architecture/matrix.py"
    assert set(TABLE) - names == set(), "rows without a route"
    assert len(names) == len(OURS), "two routes of the same name"


def test_every_view_has_a_door() -> None:
    without = [r.name for r in OURS if r.name.split(":")[0] not in OWN_DOORS and door_of(r.view) is None]
    assert without == []


# --- the city ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    """Refusals are logged with their whole request, and pytest would keep every one of them."""
    logging.disable(logging.ERROR)
    fresh, logins.PROOF_IS_FRESH = logins.PROOF_IS_FRESH, timedelta(days=1)  # the module may run longer than a proof
    yield
    logins.PROOF_IS_FRESH = fresh
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """One small city for all cells; gone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = build()
        for role in Role:
            made.person(role.value)
            if sibling_of(role, made):
                made.person(role.value, sibling_of(role, made))
            if made.place_of(role.value, "estate").kind != "platform":
                made.person(role.value, "abroad")
        made.neighbour()
        yield made
        transaction.set_rollback(True)


def sibling_of(role: Role, city: City) -> str:
    """An estate that a holder of the role over `estate` does not reach but a colleague beside him does; "" if none."""
    return SIBLING_OF.get(city.place_of(role.value, "estate").kind, "")


class Browsers:
    """Logged-in browsers by account; a cookie is made once."""

    def __init__(self) -> None:
        self._cookies: dict[int, str] = {}
        self._handler: Any = None

    def of(self, account: Any) -> Client:
        """A browser of that person; None: of nobody."""
        client = Client(raise_request_exception=False)
        self._handler = self._handler or client.handler
        client.handler = self._handler  # one stack of middleware for all of them
        if account is None:
            return client
        if account.pk not in self._cookies:
            self._cookies[account.pk] = logged_in(account)
        client.cookies["sessionid"] = self._cookies[account.pk]
        return client

    def expired(self, account: Any) -> Client:
        """A browser of that person whose session ended a second ago."""
        if -account.pk not in self._cookies:
            self._cookies[-account.pk] = logged_in(account)
            Session.objects.filter(session_key=self._cookies[-account.pk]).update(
                expire_date=clock.now() - timedelta(seconds=1)
            )
        client = self.of(None)
        client.cookies["sessionid"] = self._cookies[-account.pk]
        return client


def logged_in(account: Any) -> str:
    """The cookie of a fresh session in which the person has just proved who he is."""
    first = Client()
    first.force_login(account)
    session = first.session
    session[PROVED] = clock.now().isoformat()
    session.save()
    return str(session.session_key)


@pytest.fixture(scope="module")
def browsers(city: City) -> Browsers:
    """The browsers of everybody in the city."""
    return Browsers()


@pytest.fixture(scope="module")
def things(city: City) -> dict[tuple[str, str], Any]:
    """Things behind the parts of addresses, made once."""
    return {}


def values_of(route: Route, city: City, things: dict[tuple[str, str], Any]) -> dict[str, Any]:
    """The parts of the address, for the estate called `estate`."""
    found: dict[str, Any] = {}
    for part in route.parts:
        key = f"{route.name}/{part}" if f"{route.name}/{part}" in PARTS else part
        assert key in PARTS, f"tests/architecture/objects.py does not know {part!r} of {route.name}"
        if (key, "estate") not in things:
            things[key, "estate"] = PARTS[key](city, "estate")
        found[part] = things[key, "estate"]
    return found


def ask(client: Client, method: str, route: Route, values: dict[str, Any], row: Row) -> tuple[int, str]:
    """(status, address led to) of one real request, undone afterwards."""
    if method == "get":  # reads nothing away: no savepoint needed
        answer = client.get(route.address(values) + filled(row.query, values))
        return _outcome(answer)
    with transaction.atomic():
        if row.file and method == "post":
            answer = client.post(route.address(values), {row.file: SimpleUploadedFile("x.jpg", PICTURE, "image/jpeg")})
        elif row.json is not None or (route.is_api and method != "get"):
            answer = getattr(client, method)(
                route.address(values), filled(row.json or {}, values), content_type="application/json"
            )
        else:
            data = {**row.data, **_pairs(filled(row.query, values))} if method == "post" else {}
            answer = getattr(client, method)(route.address(values), data)
        transaction.set_rollback(True)
    return _outcome(answer)


def _outcome(answer: Any) -> tuple[int, str]:
    if answer.streaming:
        b"".join(answer)  # a picture is a file held open until it was read
    if answer.status_code >= 500:
        return answer.status_code, repr(getattr(answer, "exc_info", (None, None))[1])[:300]
    return answer.status_code, answer.headers.get("Location", "")


def filled(wanted: Any, values: dict[str, Any]) -> Any:
    """ "{estate_id}" in a query or body stands for the id of the estate asked for, "{sibling_id}" for another one.

    A number becomes one, unless digits would be lost: one code in ten begins with a nought.
    """
    if isinstance(wanted, dict):
        return {key: filled(value, values) for key, value in wanted.items()}
    if not isinstance(wanted, str) or "{" not in wanted:
        return wanted
    text = wanted.format_map({"estate_id": ESTATE_ID, "sibling_id": ESTATE_ID + 1, **values})
    return int(text) if text.isdecimal() and text == str(int(text)) else text


def _pairs(query: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in query.removeprefix("?").split("&") if pair)


def judged(status: int, location: str) -> str:
    """What an answer means: "in", "login" or the status of a denial."""
    if status == 401 or location.startswith("/login/?next") or (status == 302 and location == "/login/"):
        return "login"
    if status >= 500:
        return f"broken ({status})"
    return str(status) if status in DENIED else "in"


def wanted(who: Who | None, role: str | None, row: Row, elsewhere: bool = False) -> set[str]:
    """The answers that are right for a person in a role (None: anonymous)."""
    if who is None:  # the method is not answered: 405, or denied before that
        return {"405", "403", "404", "login"}
    if role is None:
        return {"in"} if who.anonymous else {"login"}
    if elsewhere and not row.everywhere:
        return {str(status) for status in row.elsewhere}
    return {"in"} if role in who.roles else {str(status) for status in row.denied}


@pytest.mark.parametrize("name", sorted({route.name for route in OURS} & set(TABLE)))
def test_cells(name: str, city: City, browsers: Browsers, things: dict[tuple[str, str], Any]) -> None:
    route, row = next(r for r in OURS if r.name == name), TABLE[name]
    values = values_of(route, city, things)
    wrong: list[str] = []

    def check(label: str, account: Any, method: str, right: set[str], at: dict[str, Any] = values) -> None:
        status, location = ask(browsers.of(account), method, route, at, row)
        got = judged(status, location)
        if name == "access:logout" and got == "login":
            got = "in"  # the way out leads to the login page
        if got not in right:
            wrong.append(f"{method} by {label}: {got} ({status} {location}), right: {sorted(right)}")

    for method in row.methods:
        who = {"get": row.get, "post": row.post}.get(method, row.others.get(method))
        check("anonymous", None, method, wanted(who, None, row))
        status, location = ask(browsers.expired(city.person("neighbourhood_officer")), method, route, values, row)
        got = judged(status, location)
        if name == "access:logout" and got == "login":
            got = "in"
        if got not in wanted(who, None, row):
            wrong.append(f"{method} by an expired session: {got} ({status} {location})")
        if who is None:  # not answered: that does not depend on who asks
            for role in ("system_admin", "owner", "neighbourhood_officer"):
                check(role, city.person(role), method, wanted(None, role, row))
            continue
        for role in Role:
            own = city.person(role.value)
            if asked_today(route, role, who, of=3):
                check(role.value, own, method, wanted(who, role.value, row))
            if not asked_today(route, role, who, of=6):
                continue
            beside = sibling_of(role, city)
            if beside and (placed(route) or row.elsewhere != (404,)):
                check(
                    f"{role.value} at a sibling",
                    city.person(role.value, beside),
                    method,
                    wanted(who, role.value, row, elsewhere=True),
                )
            if abroad_tells(route, row, role, who, city):
                check(
                    f"{role.value} of another city", city.person(role.value, "abroad"), method,
                    wanted(who, role.value, row, elsewhere=True),
                )  # fmt: skip
            above = parent_of(route, city, role, values)
            if above:
                right = {"403", "404", "405"} | ({"in"} if row.everywhere else set())
                check(f"{role.value} at the parent", own, method, right, above)
        if row.neighbour is not None:
            right = wanted(who, "owner" if row.neighbour else "security_auditor", row)
            check("neighbour", city.neighbour(), method, {str(s) for s in row.denied} if not row.neighbour else right)
        else:
            check("neighbour", city.neighbour(), method, wanted(who, "owner", row))
    if wrong:
        pytest.fail("\n".join(["", *wrong]), pytrace=False)


def asked_today(route: Route, role: Role, who: Who, of: int) -> bool:
    """Whom the normal run asks: every fifth one of those who may, and of the others one in three at home, one in six
    beside it and above, others for every route. By night it asks all: 14,000 requests."""
    drawn = crc32(f"{route.name} {role.value}".encode())  # the same in every run
    if role.value in who.roles:
        return by_night() or drawn % 5 == 0 or role.value == min(who.roles)
    return by_night() or drawn % of == 0


def abroad_tells(route: Route, row: Row, role: Role, who: Who, city: City) -> bool:
    """Whether a colleague in another city may be asked: of addresses that name a thing, by the roles that may at home.
    (Those who may not at home are asked beside it.) The platform's own roles have no other city."""
    named = placed(route) or row.elsewhere != (404,)
    return named and role.value in who.roles and city.place_of(role.value, "estate").kind != "platform"


def placed(route: Route) -> bool:
    """Whether the address names a place."""
    return bool(PLACES.intersection(route.parts))


def parent_of(route: Route, city: City, role: Role, values: dict[str, Any]) -> dict[str, Any] | None:
    """The same request, addressed to the place above the role's own."""
    held = city.place_of(role.value, "estate")
    if not placed(route) or held.parent_id is None:
        return None
    return {**values, **dict.fromkeys(PLACES.intersection(route.parts), held.parent_id)}


# --- Django's admin: only system administrators, and only to look -----------------------------------------------------


FEW = ("city_officer",)


def test_admin_is_for_system_administrators(city: City, browsers: Browsers) -> None:
    """A third of the routes for one officer; all roles for the routes of one table. By night everything."""
    some = [route for route in ADMIN if crc32(route.name.encode()) % 3 == 0]
    homes = [route for route in ADMIN if "_home" in route.name or route.pattern.count("/") < 3]
    wrong = [
        *_wrong_in_admin(some, FEW, city, browsers),
        *_wrong_in_admin(homes, [role.value for role in Role], city, browsers),
    ]
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.nightly
def test_admin_is_for_system_administrators_whole(city: City, browsers: Browsers) -> None:
    """All routes for all roles."""
    wrong = _wrong_in_admin(ADMIN, [role.value for role in Role], city, browsers)
    assert not wrong, "\n".join(["", *wrong])


def _wrong_in_admin(wanted_routes: list[Route], names: Sequence[str], city: City, browsers: Browsers) -> list[str]:
    filled = {"object_id": 1, "content_type_id": 1, "app_label": "kernel", "url": "x", "id": 1}
    wrong = []
    for route in wanted_routes:
        if "(?P" in route.pattern:
            continue  # the catch-all, and the list of an app: the same views as the others
        for role in [None, *names]:
            account = city.person(role) if role else None
            for method in ("get", "post"):
                status, location = ask(browsers.of(account), method, route, filled, Row())
                got = judged(status, location)
                led_away = location == "/" or location.startswith("/admin/login/")
                if got.startswith("broken") or (
                    got == "in" and role != "system_admin" and not led_away and not _leads_out(route)
                ):
                    wrong.append(f"{route.name} {method} {role}: {status} {location}")
    return wrong


def test_nobody_writes_in_admin(city: City, browsers: Browsers) -> None:
    admin = browsers.of(city.person("system_admin"))
    home = Home.objects.get(pk=city.estate.pk)
    for page in ("add/", f"{home.pk}/change/", f"{home.pk}/delete/"):
        with transaction.atomic():
            status = admin.post(f"/admin/kernel/home/{page}", {"name": "x", "post": "yes"}).status_code
            transaction.set_rollback(True)
        assert status == 403, page


def _leads_out(route: Route) -> bool:
    return route.name in ("admin:logout", "admin:jsi18n", "admin:login")


def test_roles_are_all_in_the_city(city: City) -> None:
    beside = {"neighbour", "second fund_officer"}  # people whom things of other tables needed
    assert {role for role, _at in city.people if role not in beside} == {role.value for role in OFFICES}
