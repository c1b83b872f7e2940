"""Fixtures of the cases room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sanguanjia.kernel import clock
from sanguanjia.policy import queries as policy

from . import scene as scenes
from .world import MORNING


@pytest.fixture(autouse=True)
def _fresh_memory(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Nothing kept in the process from another test's city; pictures go to a directory of the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    policy.forget()
    yield
    policy.forget()


@pytest.fixture
def scene(db: None) -> Iterator[scenes.Scene]:
    """The small city, on a Thursday morning before the May holidays of 2024."""
    with clock.turned_to(MORNING):
        yield scenes.make()


@pytest.fixture
def at() -> Any:
    """`with at(26, 10): …` turns the clock to 26 April 2024, 10:00 (month as a word, if another)."""

    def turn(day: int, hour: int = 10, minute: int = 0, month: int = 4, year: int = 2024) -> Any:
        return clock.turned_to(dt.datetime(year, month, day, hour, minute, tzinfo=clock.SHANGHAI))

    return turn
