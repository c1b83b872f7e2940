"""Noon of 15 May 2024, a Wednesday, in the small city's estate."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sanguanjia.assemblies.tests.way import NOON, Way, make_way
from sanguanjia.kernel import clock
from sanguanjia.policy import queries as policy


@pytest.fixture
def way(db: None) -> Iterator[Way]:
    policy.forget()
    with clock.turned_to(NOON):
        yield make_way()
    policy.forget()
