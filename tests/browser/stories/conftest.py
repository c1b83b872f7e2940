"""A city of its own for the stories: they move votes, committees and works that other pages' tests look at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.browser import _states, desk, phone
from tests.support.city import RunningCity

__all__ = ["_states", "city", "desk", "phone", "play", "served"]
ROOT = Path(__file__).parents[3]
Play = Callable[..., dict[str, Any]]


@pytest.fixture(scope="package")
def city() -> Iterator[Any]:
    """A running platform with the demo city, ended with the folder; or the one started already whose address and data
    directory stand in SGJ_BROWSER_AT and SGJ_BROWSER_IN."""
    running, folder = os.environ.get("SGJ_BROWSER_AT"), os.environ.get("SGJ_BROWSER_IN")
    if running and folder:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("SGJ_")}
        yield SimpleNamespace(base=running, environment={**clean, "SGJ_DATA_DIR": folder})
        return
    with (
        tempfile.TemporaryDirectory(prefix="sgj-stories-", ignore_cleanup_errors=True) as made,
        RunningCity(Path(made), "--demo", prepared=True) as started,
    ):
        yield started


@pytest.fixture(scope="package")
def served(city: Any) -> str:
    """Its address."""
    return str(city.base)


@pytest.fixture(scope="package")
def play(city: Any) -> Play:
    """`play("roof")`: a step of play.py in the served city, with its facts; answers what the step found."""

    def run(step: str, **facts: Any) -> dict[str, Any]:
        command = [sys.executable, "-m", "tests.browser.stories.play", step, json.dumps(facts)]
        done = subprocess.run(
            command, env=city.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=500
        )
        assert done.returncode == 0, done.stderr[-3000:]
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    return run
