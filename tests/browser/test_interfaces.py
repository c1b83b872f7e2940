"""An administrator connects another system: registers it, gives a key, sees it in the list; for hand and desk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import MakePage, assert_accessible, assert_fits

pytestmark = pytest.mark.browser


def _enter(page: Page, address: str) -> None:
    """Open a page of the administrators: say why, prove who one is, where it is asked."""
    from sanguanjia.demo.accounts import ACCOUNTS

    password = next(account.password for account in ACCOUNTS if account.username == "guanli")
    page.goto(address)
    for _ in range(4):
        if page.locator("input[name=reason]").count():
            page.fill("input[name=reason]", "接入热线系统，工单 2026-11")
        elif page.locator("input[name=proof]").count():
            page.fill("input[name=proof]", password)
        else:
            return
        with page.expect_navigation():  # the page that was left must not be looked at once more
            page.click("main button.main")
    page.goto(address)


def _picture(page: Page, name: str) -> None:
    folder = os.environ.get("SGJ_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_a_system_is_connected(desk: MakePage, phone: MakePage) -> None:
    page = desk("guanli")
    _enter(page, "/interfaces/")
    expect(page.locator("h1")).to_have_text("接口")
    assert_accessible(page)
    _picture(page, "index-empty")
    page.click("text=登记接入系统")
    page.fill("input[name=name]", "市12345热线工单系统")
    page.click("main button.main")
    expect(page.locator("h1")).to_have_text("市12345热线工单系统")
    page.fill("input[name=name]", "正式环境")
    page.click("text=发放密钥")
    expect(page.locator("#secret")).to_contain_text("sgj_")
    assert_accessible(page)
    _picture(page, "system")
    page.goto("/interfaces/webhooks/new/")
    assert_accessible(page)
    _picture(page, "hook-new")
    page.goto("/interfaces/")
    expect(page.locator("main")).to_contain_text("市12345热线工单系统")
    _picture(page, "index")
    hand: Any = phone("guanli")
    _enter(hand, "/interfaces/")
    assert_fits(hand)
    _picture(hand, "index-phone")
    everybody: Any = phone()
    everybody.goto("/interfaces/docs/")
    assert_accessible(everybody)
    _picture(everybody, "docs-phone")
