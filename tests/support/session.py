"""What holds for every test session: what is run, what is not, and that this is said in the closing lines."""

from __future__ import annotations

import gc
import os
from typing import Any

import hypothesis
import pytest

from sanguanjia.hosting.machine import chromium

_NO_BROWSER = "not run: this machine has no Chromium (apt-get install -y chromium)"


# A limit in milliseconds on an example, or on making one, fails when the machine is busy and says nothing of the code.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")

_by_night = False


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="also run the long storms and machines")


def pytest_configure(config: pytest.Config) -> None:
    global _by_night
    _by_night = bool(config.getoption("--nightly"))


def by_night() -> bool:
    """Whether this is the nightly run, which asks everything of everybody."""
    return _by_night


def examples(many: int) -> int:
    """How many examples Hypothesis tries: all of them by night, a quarter in the normal run."""
    return many if _by_night else max(many // 4, 15)


_WHOLE_CITIES = ("tests/browser", "tests/simulation", "tests/ground", "sanguanjia/bench", "sanguanjia/demo")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # What starts whole cities comes first: at the end only small tests are left, and no worker waits for the other.
    items.sort(key=lambda item: not item.nodeid.startswith(_WHOLE_CITIES))
    if config.getoption("--nightly"):
        return
    long = [item for item in items if item.get_closest_marker("nightly")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("nightly")]


def pytest_collection_finish() -> None:
    # All that was imported stays: walking it again at every full collection costs more than some tests do.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # and looking for cycles every 700 objects costs a tenth of everything


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and chromium() is None:
        # In CI a test that cannot run is a failure: nobody reads the closing lines of a green run.
        if os.environ.get("CI") == "true":
            pytest.fail(_NO_BROWSER, pytrace=False)
        pytest.skip(_NO_BROWSER)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    counts: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        if not reason.startswith("not run:"):
            reason = f"not run: {reason}"
        counts[reason] = counts.get(reason, 0) + 1
    for reason, count in sorted(counts.items()):
        terminalreporter.write_line(f"{reason} [{count} tests]")
