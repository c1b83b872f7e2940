"""An owner's vote on the phone: three taps from the ballot to the receipt."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import MakePage, assert_accessible

pytestmark = pytest.mark.browser


def test_three_taps_on_the_phone_and_the_ballot_is_counted(phone: MakePage) -> None:
    """The by-election of the demo city: a name, "next", and after the code "confirm"."""
    owner = phone("yezhu")
    owner.goto("/decisions/votes/")
    owner.get_by_role("link", name="补选业委会委员").click()
    owner.get_by_role("link", name="投票", exact=True).click()
    expect(owner.locator("h1")).to_contain_text("投票")
    owner.locator("label.pick:has(input[name=q1_pick])").first.click()  # the first tap
    with owner.expect_navigation():
        owner.locator("main form button.main").click()  # the second
    expect(owner.locator("h1")).to_contain_text("确认投票")
    code = re.search(r"验证码是 (\d{6})", owner.locator("main").inner_text())
    owner.fill("input[name=proof]", code[1] if code else "")
    with owner.expect_navigation():
        owner.locator("main form button.main").click()  # the third
    expect(owner.locator("main")).to_contain_text("已计入")
    expect(owner.get_by_role("link", name=re.compile("^下载回执"))).to_be_visible()
    with owner.expect_navigation():
        owner.get_by_role("link", name="我的票算进去了吗").click()
    expect(owner.locator("main")).to_contain_text(re.compile("已收到，一分钟内签名|已计入，在签名的树根里"))
    assert_accessible(owner)
