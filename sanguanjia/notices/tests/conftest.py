"""The small city of the whole project, and the cases room's scene where matters are needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sanguanjia.policy import queries as policy
from tests.support.small_city import city  # noqa: F401 - the fixture


@pytest.fixture(autouse=True)
def _fresh(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Nothing kept from another test's city; pictures lie in a directory of the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    policy.forget()
    yield
    policy.forget()
