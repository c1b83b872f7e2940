"""A browser for the tests: a served demo city, pages logged in as any demo account, axe in every mode.

Mark the tests `@pytest.mark.browser`. Fixtures: `served` (the address), `browser`, `phone`, `desk` (page makers).

    def test_report(phone):
        page = phone("yezhu")             # logged in; phone() is nobody
        page.goto("/")
        assert_accessible(page)
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from sanguanjia.hosting.machine import chromium
from tests.support.city import RunningCity

MODES: dict[str, dict[str, str]] = {"light": {}, "dark": {"sgj_theme": "dark"}, "large": {"sgj_type": "large"}}
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
MakePage = Callable[..., Page]


@pytest.fixture(scope="package")
def served() -> Iterator[str]:
    """The address of a running platform with the demo city, started as people start it; ended with the folder."""
    running = os.environ.get("SGJ_BROWSER_AT")  # an address: a demo city that somebody has started already
    if running:
        yield running
        return
    demo = "--no-demo" if os.environ.get("SGJ_BROWSER_DEMO") == "0" else "--demo"
    with (
        tempfile.TemporaryDirectory(prefix="sgj-browser-", ignore_cleanup_errors=True) as folder,
        RunningCity(Path(folder), demo, prepared=True) as city,
    ):
        yield city.base


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for the folder."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium()), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="package")
def _states(served: str, browser: Browser) -> Callable[[str], Any]:
    """Logged-in cookies per account, asked for once per folder."""
    from sanguanjia.demo.accounts import ACCOUNTS

    passwords = {account.username: account.password for account in ACCOUNTS}
    kept: dict[str, Any] = {}

    def state(username: str) -> Any:
        if username not in kept:
            with browser.new_context(base_url=served, locale="zh-CN") as context:
                page = context.new_page()
                page.goto("/login/")
                page.fill("input[name=username]", username)
                page.fill("input[name=password]", passwords[username])
                page.click("main button.main")
                page.wait_for_load_state()
                assert "/login/" not in page.url, f"{username} could not log in: {page.inner_text('main')}"
                kept[username] = context.storage_state()
        return kept[username]

    return state


def _maker(served: str, browser: Browser, states: Callable[[str], Any], size: dict[str, int]) -> Iterator[MakePage]:
    opened: list[BrowserContext] = []
    faults: list[str] = []

    def make(username: str = "", mode: str = "light", **options: Any) -> Page:
        context = browser.new_context(
            base_url=served,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport=size,  # type: ignore[arg-type]
            storage_state=states(username) if username else None,
            **options,
        )
        context.add_cookies([{"name": name, "value": value, "url": served} for name, value in MODES[mode].items()])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda line: _note(faults, page, line))
        page.set_default_timeout(10_000)
        opened.append(context)
        return page

    yield make
    for context in opened:
        context.close()
    assert not faults, faults


def _note(faults: list[str], page: Page, line: Any) -> None:
    # A refused page (403, 404, 409, 422) and a connection cut off are what tests ask for; the rest is a fault.
    expected = (
        "the server responded with a status of 4",
        "ERR_INTERNET_DISCONNECTED",
        "htmx:sendError",
        "htmx:afterRequest",
    )
    if line.type == "error" and not any(words in line.text for words in expected):
        faults.append(f"{page.url}: {line.text}")


@pytest.fixture
def phone(served: str, browser: Browser, _states: Callable[[str], Any]) -> Iterator[MakePage]:
    """Pages of 390 px; any script error or breach of the content policy fails the test."""
    yield from _maker(served, browser, _states, PHONE)


@pytest.fixture
def desk(served: str, browser: Browser, _states: Callable[[str], Any]) -> Iterator[MakePage]:
    """Pages of 1280 px; any script error or breach of the content policy fails the test."""
    yield from _maker(served, browser, _states, DESK)


_AXE = Axe()


def violations(page: Page) -> list[str]:
    """What axe finds on the page, one line each: rule, and the first element."""
    if page.evaluate("typeof window.axe === 'undefined'"):  # a page looked at in two widths reads the script once
        page.evaluate(_AXE.axe_script)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]} ({len(each['nodes'])})" for each in found]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def assert_accessible(page: Page) -> None:
    """axe finds nothing, nothing sticks out to the side, and there is exactly one main heading."""
    assert violations(page) == [], page.url
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """Nothing sticks out to the side, and there is exactly one main heading."""
    assert overflow(page) <= 0, f"{page.url} is {overflow(page)} px too wide"
    assert page.locator("main h1").count() == 1, page.url
