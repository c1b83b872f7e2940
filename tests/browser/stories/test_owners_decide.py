"""The roof of building 3 in a real browser, from the owner's phone to the desk and back (issue 6).

The plan, the notice and the paper ballots before the last three are laid out by acts in the served city (play.py):
clicking them would show nothing new. Done here by clicking: the owner's ballot with its code, the last papers by two
typists, signatures, the posted result, the certificate, and what became of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import MakePage, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
SCAN = {"name": "第三批.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 scan"}
Play = Callable[..., dict[str, Any]]


def page_of(found: dict[str, Any]) -> str:
    return f"/decisions/{found['estate']}/{found['vote']}/"


def send(page: Page, button: Any) -> None:
    """Press it, wait for the page that answers, and be told nothing was refused."""
    with page.expect_navigation():
        button.click()
    assert page.locator(".refusals").count() == 0, page.locator(".refusals").inner_text()


def cast(owner: Page, found: dict[str, Any], choose: Callable[[Page], None]) -> None:
    """From the menu: the vote, the choice, the code for exactly this choice, and the ballot stands."""
    owner.goto("/decisions/votes/")
    with owner.expect_navigation():
        owner.locator(f"main a[href='{page_of(found)}']").click()
    assert_accessible(owner)
    with owner.expect_navigation():
        owner.get_by_role("link", name="投票", exact=True).click()
    assert_accessible(owner)
    choose(owner)
    send(owner, owner.locator("main form button.main"))
    expect(owner.locator("h1")).to_contain_text("确认投票")
    assert_accessible(owner)
    code = re.search(r"验证码是 (\d{6})", owner.locator("main").inner_text())
    assert code, owner.locator("main").inner_text()
    owner.fill("input[name=proof]", code[1])
    send(owner, owner.locator("main form button.main"))
    expect(owner.locator("main")).to_contain_text("已计入")
    with owner.expect_navigation():
        owner.get_by_role("link", name="我的票算进去了吗").click()
    assert_accessible(owner)


def agree(owner: Page) -> None:
    owner.locator("label.pick", has_text=re.compile("^同意")).first.click()


def type_papers(desks: tuple[Page, ...], found: dict[str, Any], words: str) -> None:
    """The last papers of the heap, by two people apart; only the second one's makes them count."""
    for place, desk in enumerate(desks):
        desk.goto(page_of(found))
        with desk.expect_navigation():
            desk.get_by_role("link", name="录入纸质票").click()
        assert_accessible(desk)
        desk.fill("textarea[name=lines]", "\n".join(f"{number} {words}" for number in found["left"]))
        desk.set_input_files("input[name=scans]", [SCAN])
        send(desk, desk.locator("main form button.main"))
        expect(desk.locator("main")).to_contain_text("计入 3 张" if place else "等另一人录入 3 张")


def act(page: Page, label: str) -> None:
    """A move of the desk: open its form, press what is in it."""
    page.locator("details.act > summary", has_text=re.compile(f"^{label}$")).click()
    send(page, page.locator("details.act[open] .buttons button"))


def sign_and_post(desks: tuple[Page, ...], found: dict[str, Any]) -> None:
    """Whoever prepared the vote reads the certificate, signs and posts the result."""
    for desk in desks:
        desk.goto(page_of(found))
        act(desk, "签字")
    desk = desks[0]
    desk.goto(page_of(found))
    act(desk, "公布结果")
    with desk.expect_navigation():
        desk.get_by_role("link", name="结果书").click()
    expect(desk.locator("main")).to_contain_text("签字：")
    assert_accessible(desk)


def read_result(owner: Page, found: dict[str, Any]) -> str:
    """What an owner reads on the phone: the page of the vote, then the certificate."""
    owner.goto(page_of(found))
    assert_accessible(owner)
    said = owner.locator("main").inner_text()
    with owner.expect_navigation():
        owner.get_by_role("link", name="结果书").click()
    assert_accessible(owner)
    return said + owner.locator("main").inner_text()


def test_the_roof_of_building_3_is_paid_from_the_fund(phone: MakePage, desk: MakePage, play: Play) -> None:
    """The owners of building 3 agree; when the vote is in force the work is authorised, by nobody's hand."""
    found = play("roof")
    owner, desks = phone("yezhu"), (desk("yeweihui"), desk("shequ"))
    work = f"/funds/{found['estate']}/works/{found['work']}/"
    desks[0].goto(work)
    expect(desks[0].locator("main")).to_contain_text("等待核准")
    cast(owner, found, agree)
    type_papers(desks, found, "同意")
    play("night", estate=found["estate"], vote=found["vote"])
    sign_and_post(desks, found)
    said = read_result(owner, found)
    assert "使用维修资金重做 3 栋屋面防水：通过" in said
    play("weeks", estate=found["estate"], vote=found["vote"])
    owner.goto(page_of(found))
    expect(owner.locator("main")).to_contain_text("已结束")
    desks[0].goto(work)
    expect(desks[0].locator("main")).to_contain_text("已核准，等待签约")
    assert_accessible(desks[0])
