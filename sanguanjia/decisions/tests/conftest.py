"""What the tests of this room share: the estate that votes, on a day of voting."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sanguanjia.decisions.tests.scene import VOTING, Scene, make_scene
from sanguanjia.kernel import clock
from sanguanjia.policy import queries as policy


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    """The estate of `scene.py`; the clock stands on a morning of its voting days."""
    policy.forget()
    with clock.turned_to(VOTING):
        yield make_scene()
    policy.forget()
