"""Sorting by sound and by number; the SQL twin sorts as the pure one does."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanguanjia.registry.queries import NaturalKey
from sanguanjia.registry.rules.names import natural_key, sort_key


def test_names_sort_by_sound() -> None:
    names = ["御林家园", "山水文园", "新桂都", "A区"]
    assert sorted(names, key=sort_key) == ["A区", "山水文园", "新桂都", "御林家园"]


@pytest.mark.django_db
@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.from_regex(r"[0-9]{1,12}(-[0-9A-C]{1,12}){0,2}", fullmatch=True))
def test_the_database_sorts_codes_as_the_pure_rule_does(code: str) -> None:
    template = NaturalKey.template % {"expressions": "%s"}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {template}", [code])
        assert cursor.fetchone()[0] == natural_key(code)


def test_codes_sort_as_people_count() -> None:
    codes = ["10-1-101", "3-1-1403", "3-1-203", "2-1-1"]
    assert sorted(codes, key=natural_key) == ["2-1-1", "3-1-203", "3-1-1403", "10-1-101"]
