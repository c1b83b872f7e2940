"""Neighbours never see each other's phone, nor an identity number: every page, file and answer of the API is searched.

The people who live in the estate, and those beside it, walk every address that answers GET (the table and the things of
the matrix). What an owner's claim, roster, matter or contact holds must not stand anywhere in the answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zlib import crc32

import pytest
from django.db import transaction
from openpyxl import load_workbook

from sanguanjia.access.types import Role
from sanguanjia.kernel import clock
from tests.architecture.test_matrix import (
    OURS,
    TABLE,
    Browsers,
    _quiet,  # noqa: F401 - the fixture
    filled,
    values_of,
)
from tests.support.guard import preparing
from tests.support.session import by_night
from tests.support.small_city import PHONES, TAILS, City, build

ACCOUNT_PHONE = "13712340001"  # typed by the owner when registering
ACCOUNT_EMAIL = "chen.jianping@example.org"  # verified by the owner, for codes
# The phone also stands in the roster, as the contact of a matter and of a petition (`objects*.py`).
FULL = frozenset({PHONES["estate"], TAILS["estate"], ACCOUNT_PHONE, ACCOUNT_EMAIL})
LIVING_HERE = ("tenant", "delegate", "volunteer", "committee_member", "party_secretary")
# Offices and helpers who may handle a matter but have no business with the whole roster's identity numbers.
OTHERS = tuple(role.value for role in Role if role.value not in LIVING_HERE and role != Role.OWNER)


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """The small city, with a matter, a claim and everything else the addresses name."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = build()
        with preparing():
            owner = made.person("owner")
            owner.phone, owner.email, owner.email_verified_at = ACCOUNT_PHONE, ACCOUNT_EMAIL, clock.now()
            owner.save()
        yield made
        transaction.set_rollback(True)


def answers(city: City, account: Any, some: str = "") -> Iterator[tuple[str, str]]:
    """(address, all text of the answer) of every address that person can get. `some`: of a fifth of them by day, other
    ones for every word; of all by night."""
    browser, things = Browsers().of(account), _things(city)
    for route in OURS:
        row = TABLE[route.name]
        if row.get is None or (some and not by_night() and crc32(f"{route.name} {some}".encode()) % 5):
            continue
        address = route.address(values_of(route, city, things)) + str(filled(row.query, {}))
        answer = browser.get(address)
        assert answer.status_code < 500, (address, answer.status_code)
        yield address, text_of(answer)


def text_of(answer: Any) -> str:
    """What a person can read in an answer, also inside a spreadsheet."""
    content = b"".join(answer) if answer.streaming else answer.content
    if "spreadsheet" in answer.headers.get("Content-Type", ""):
        book = load_workbook(BytesIO(content), read_only=True)
        return "\n".join(str(value) for sheet in book for row in sheet.values for value in row)
    return str(content.decode("utf-8", "replace"))


_kept: dict[int, dict[tuple[str, str], Any]] = {}


def _things(city: City) -> dict[tuple[str, str], Any]:
    return _kept.setdefault(id(city), {})


def test_a_neighbour_reads_no_phone_and_no_identity_number(city: City) -> None:
    told = [(address, secret) for address, text in answers(city, city.neighbour()) for secret in FULL if secret in text]
    assert told == []


@pytest.mark.parametrize(
    ("who", "at"),
    [("owner", "far"), ("company_manager", "far"), ("neighbourhood_officer", "far"), ("committee_member", "far"),
     ("city_officer", "abroad"), ("neighbourhood_officer", "abroad")],
)  # fmt: skip
def test_nobody_of_another_estate_or_city_reads_them(city: City, who: str, at: str) -> None:
    found = answers(city, city.person(who, at), some=f"{who} {at}")
    assert [(address, secret) for address, text in found for secret in FULL if secret in text] == []


def test_the_owner_reads_his_own(city: City) -> None:
    """The search is not blind: what it looks for does stand in the owner's own answers."""
    told = {
        secret
        for _address, text in answers(city, city.person("owner"))
        for secret in (PHONES["estate"],)
        if secret in text
    }
    assert told == {PHONES["estate"]}


# The owner reported the matter and reads the phone he left. Everything else is masked, whoever looks, also in a roster
# that is exported: the full value is shown by an act with a reason.
@pytest.mark.parametrize("role", [*LIVING_HERE, *OTHERS])
def test_no_role_reads_a_phone_or_an_identity_number_in_full(city: City, role: str) -> None:
    found = answers(city, city.person(role), some="" if role in LIVING_HERE else role)
    assert [(address, secret) for address, text in found for secret in FULL if secret in text] == []


def test_whose_session_ended_reads_none(city: City) -> None:
    browser, things = Browsers().expired(city.person("neighbourhood_officer")), _things(city)
    for route in OURS:
        if TABLE[route.name].get is not None:
            text = text_of(browser.get(route.address(values_of(route, city, things))))
            assert not any(secret in text for secret in FULL), route.name
