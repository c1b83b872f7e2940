"""Many threads, one move of a matter, on the morning of the small city."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from sanguanjia.kernel import clock
from tests.support.at_once import at_once

from .world import MORNING


def together(calls: int, threads: int, call: Callable[[int], Any]) -> Counter[str]:
    """Run the call so many times on several threads at once and count the states it answered, or refusals' codes."""

    def state(number: int) -> str:
        with clock.turned_to(MORNING):
            return str(call(number).state)

    return at_once(calls, threads, state)
