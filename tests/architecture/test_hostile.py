"""What a stranger types into addresses, queries and forms to see something break: numbers beyond every column, NULs,
markup. Nothing answers with a fault of ours, and nothing that was typed comes back as markup. By day a sample of the
addresses; by night all of them, in more hands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
from django.db import transaction

from tests.architecture.objects import PLACES
from tests.architecture.test_matrix import (
    OURS,
    TABLE,
    Browsers,
    Route,
    _quiet,  # noqa: F401 - the fixture
    filled,
    values_of,
)
from tests.architecture.test_neighbours import text_of
from tests.support.session import by_night
from tests.support.small_city import City, build

HUGE = (10**25, 2**63 - 1, 2**31)  # beyond every column, the last id there may be, beyond a column of counts
WHO = ("neighbourhood_officer", "system_admin", "owner", "fund_officer")
NAMES = ("q", "text", "page", "after", "day", "from", "to", "state", "view", "kind", "next", "name", "reason", "words")
MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
TYPED = {"nul": "a\x00b", "markup": MARKUP, "number": str(10**25), "arabic": "٣" * 12, "long": "长" * 5000}
_LIVE = re.compile(r"<script>alert\(1\)|<img src=x")


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """The small city with everything the addresses name."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = build()
        for who in WHO:
            made.person(who)
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def things() -> dict[tuple[str, str], Any]:
    """The things behind the parts of addresses, made once."""
    return {}


def asked(browser: Any, method: str, address: str, data: Any, **more: Any) -> tuple[int, str]:
    """(status, text); whatever it did, and a transaction it may have broken, is undone."""
    with transaction.atomic():
        answer = getattr(browser, method)(address, data, **more)
        text = text_of(answer)
        transaction.set_rollback(True)
    return answer.status_code, text


def today(of: int, *words: str) -> bool:
    """Whether the normal run asks: one in so many, the same ones in every run."""
    return by_night() or crc32(" ".join(words).encode()) % of == 0


def methods(route: Route) -> list[str]:
    return [method for method in ("get", "post") if getattr(TABLE[route.name], method)]


def test_numbers_beyond_every_column_break_nothing(city: City, things: dict[tuple[str, str], Any]) -> None:
    """In addresses: what no table takes is not there."""
    broken, browsers = [], Browsers()
    for route in OURS:
        for part in (p for p in route.parts if p in PLACES or p == "number" or p.endswith(("_id", "seq", "row"))):
            for number in HUGE:
                if not today(24, route.name, part, str(number)):
                    continue
                address = route.address(values_of(route, city, things) | {part: number})
                for method in methods(route):
                    status, _ = asked(browsers.of(city.person(WHO[0])), method, address, {})
                    if status >= 500 or (number == HUGE[0] and status < 300 and not route.is_api):
                        broken.append((route.name, part, method, number, status))
    assert broken == []


@pytest.mark.parametrize("typed", list(TYPED.values()), ids=list(TYPED))
def test_what_is_typed_breaks_nothing_and_comes_back_as_text(
    city: City, things: dict[tuple[str, str], Any], typed: str
) -> None:
    """In every query and every field of every form; of JSON in every field of its body. Ids stay where something else
    is typed, so that what lies behind them is reached."""
    broken, browsers = [], Browsers()
    for route in OURS:
        row = TABLE[route.name]
        if route.name == "access:logout" or not today(40, route.name, typed[:3]):
            continue
        values = values_of(route, city, things)
        for who in WHO if by_night() else WHO[:2]:
            for method in methods(route):
                known = filled(row.json or row.data, values) if method == "post" else {}
                names = {*known} if route.is_api and method == "post" else {*NAMES, *known}
                kept = {} if typed.isdecimal() else {k: v for k, v in known.items() if str(v).isdecimal()}
                as_json = {"content_type": "application/json"} if route.is_api and method == "post" else {}
                status, text = asked(
                    browsers.of(city.person(who)), method, route.address(values), dict.fromkeys(names, typed) | kept,
                    **as_json,
                )  # fmt: skip
                if status >= 500 or _LIVE.search(text):
                    broken.append((route.name, method, who, status))
    assert broken == []
