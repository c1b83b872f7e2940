"""The journey of a matter: from a resident's phone to its close, everyone at their own screen, in a real browser."""

from __future__ import annotations

import base64
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_look import EXIF_JPEG
from tests.support.browser import MakePage, assert_accessible

pytestmark = pytest.mark.browser
PICTURE = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": base64.b64decode(EXIF_JPEG.read_text())}

SUBMIT = "form[data-draft] .button.main"


def act(page: Page, label: str) -> None:
    """Open the form of a move by its button."""
    page.locator("details.act > summary", has_text=re.compile(f"^{label}$")).click()


def send(page: Page, label: str) -> None:
    """Press the button inside the open form, and wait for the page that answers."""
    with page.expect_navigation():
        page.locator("details.act[open] .buttons button", has_text=label).click()
    assert page.locator(".refusals").count() == 0, page.locator(".refusals").inner_text()


def report(page: Page, text: str, need: str) -> str:
    """Fill in the form and send it, once more if the page shows what may be the same; returns the matter's address."""
    page.goto("/cases/new/")
    assert_accessible(page)
    page.fill("#f-text", text)
    page.locator("#f-place_words").click()  # leaving the field asks the list what this may be
    expect(page.locator("#needs fieldset")).to_be_visible()
    page.locator("#needs label.pick", has_text=need).first.click()
    page.select_option("#f-building_id", label="3栋")
    page.fill("#f-place_words", "1单元12楼楼道")
    page.set_input_files("#f-photos", [PICTURE])
    expect(page.locator("[data-shrink-said]")).to_contain_text("已选 1 张")
    with page.expect_navigation():
        page.click(SUBMIT)
    if page.locator("#alike").count():
        assert_accessible(page)
        with page.expect_navigation():
            page.click(SUBMIT)
    expect(page.locator("h1")).to_contain_text("已收到")
    assert_accessible(page)
    return page.get_by_role("link", name="看这件事的进度").get_attribute("href") or ""


def test_the_light_in_the_stairwell(phone: MakePage, desk: MakePage) -> None:
    resident = phone("yezhu")
    address = report(resident, "三栋一单元十二楼的楼道灯不亮，晚上看不见台阶。", "楼道灯")
    code = resident.locator("dt:text('查询码') + dd").inner_text().strip()
    resident.goto(address)
    expect(resident.locator(".timeline")).to_contain_text("报事")
    expect(resident.locator(".timeline")).to_contain_text("为什么")
    assert_accessible(resident)

    grid = phone("wangge")
    grid.goto(address)
    expect(grid.locator("h1")).to_contain_text("楼道灯")

    manager = desk("jingli")
    manager.goto("/")
    assert_accessible(manager)
    manager.goto(address)
    act(manager, "接单")
    send(manager, "接单")
    act(manager, "派工")
    manager.select_option("details.act[open] select", label="谭永刚")
    send(manager, "派工")
    assert_accessible(manager)

    worker = phone("weixiu")
    worker.goto("/")
    expect(worker.locator("main")).to_contain_text("1单元12楼楼道")
    worker.goto(address)
    act(worker, "开始办理")
    send(worker, "开始办理")
    act(worker, "完工")
    worker.fill("details.act[open] textarea", "换了灯泡和声控开关。")
    worker.set_input_files("details.act[open] input[type=file]", [PICTURE])
    send(worker, "完工")

    manager.goto(address)
    act(manager, "办结")
    manager.locator("details.act[open] label.pick", has_text="已解决").click()
    manager.fill("details.act[open] textarea", "楼道灯已经换好，请看照片。")
    with manager.expect_navigation():  # without a photo the rule refuses, and what was typed stays
        manager.locator("details.act[open] .buttons button").click()
    expect(manager.locator(".refusals")).to_be_focused()
    expect(manager.locator(".refusals")).to_contain_text("照片")
    expect(manager.locator("details.act[open] textarea")).to_have_value("楼道灯已经换好，请看照片。")
    assert_accessible(manager)
    manager.set_input_files("details.act[open] input[type=file]", [PICTURE])
    send(manager, "办结")

    resident.goto("/")
    expect(resident.locator("main")).to_contain_text("待确认")
    resident.goto(address)
    act(resident, "确认办理结果")
    resident.locator("details.act[open] label.pick", has_text=re.compile("^已解决")).click()
    resident.locator("details.act[open] label.pick", has_text="非常满意").click()
    send(resident, "确认办理结果")
    expect(resident.locator("main")).to_contain_text("已结案")
    for word in ("接单", "派工", "开始办理", "完工", "办结", "确认办理结果"):
        expect(resident.locator(".timeline")).to_contain_text(word)
    assert_accessible(resident)

    nobody = phone()
    nobody.goto("/t/")
    assert_accessible(nobody)
    nobody.fill("input[name=code]", code)
    with nobody.expect_navigation():
        nobody.locator("main form button").click()
    expect(nobody.locator("main")).to_contain_text("已结案")
    shown = nobody.locator("main").inner_text()
    assert "陈建平" not in shown
    assert "换了灯泡" not in shown
    assert "1403" not in shown
    assert_accessible(nobody)


def test_reopened_goes_back_to_the_same_unit(phone: MakePage, desk: MakePage) -> None:
    resident, manager = phone("yezhu"), desk("jingli")
    address = report(resident, "三栋一单元门口的路灯一闪一闪，晃得人头晕。", "楼道灯")
    manager.goto(address)
    act(manager, "接单")
    send(manager, "接单")
    act(manager, "办结")
    manager.locator("details.act[open] label.pick", has_text="已解决").click()
    manager.fill("details.act[open] textarea", "已换灯。")
    manager.set_input_files("details.act[open] input[type=file]", [PICTURE])
    send(manager, "办结")
    resident.goto(address)
    act(resident, "没解决，退回重办")
    resident.fill("details.act[open] textarea", "还是一闪一闪。")
    send(resident, "没解决，退回重办")
    expect(resident.locator(".timeline")).to_contain_text("退回重办")
    manager.goto(address)
    expect(manager.locator(".timeline")).to_contain_text("还是一闪一闪")
    expect(manager.locator("main")).to_contain_text("株洲山水物业服务有限公司")


def test_asking_back_stops_the_clock(phone: MakePage, desk: MakePage) -> None:
    resident, manager = phone("yezhu"), desk("jingli")
    address = report(resident, "三栋一单元十三楼楼道灯整层不亮。", "楼道灯")
    manager.goto(address)
    act(manager, "接单")
    send(manager, "接单")
    act(manager, "请报事人补充")
    manager.fill("details.act[open] textarea", "整层都不亮，还是只有一盏？")
    send(manager, "请报事人补充")
    expect(manager.locator(".chip.is-paused")).to_be_visible()
    resident.goto(address)
    act(resident, "补充说明")
    resident.fill("details.act[open] textarea", "整层都不亮。")
    send(resident, "补充说明")
    expect(resident.locator(".chip.is-paused")).to_have_count(0)
    expect(resident.locator(".timeline")).to_contain_text("整层都不亮。")


def test_a_company_never_sees_what_was_kept_from_it(phone: MakePage, desk: MakePage) -> None:
    resident = phone("yezhu")
    resident.goto("/cases/new/")
    resident.fill("#f-text", "物业保安半夜在楼下大声喧哗，说了几次都不管。")
    resident.locator("#f-place_words").click()
    expect(resident.locator("#needs fieldset")).to_be_visible()
    resident.locator("#needs label.pick").first.click()
    resident.locator("label.pick", has_text="完全看不到").click()
    with resident.expect_navigation():
        resident.click(SUBMIT)
    if resident.locator("#alike").count():
        with resident.expect_navigation():
            resident.click(SUBMIT)
    address = resident.get_by_role("link", name="看这件事的进度").get_attribute("href") or ""
    manager = desk("jingli")
    manager.goto(address)
    expect(manager.locator("h1")).to_contain_text("没有找到")
    manager.goto("/search/?q=大声喧哗")
    expect(manager.locator("main")).to_contain_text("没有找到")
    officer = desk("shequ")
    officer.goto("/search/?q=大声喧哗")
    expect(officer.locator("main table")).to_contain_text("大声喧哗")
    assert_accessible(officer)


def test_everything_basic_works_without_javascript(phone: MakePage) -> None:
    page = phone("yezhu2", java_script_enabled=False)
    page.goto("/cases/new/")
    page.fill("#f-text", "十一栋门口的井盖松了，车一过就响。")
    page.select_option("#f-need", index=1)
    page.click(SUBMIT)
    if page.locator("#alike").count():
        page.click(SUBMIT)
    assert "已收到" in page.locator("h1").inner_text()
    page.click("text=看这件事的进度")
    page.locator("details.act > summary", has_text="补充情况").click()
    page.fill("details.act[open] textarea", "就在西门。")
    page.locator("details.act[open] .buttons button").click()
    assert "就在西门" in page.locator(".timeline").inner_text()


def test_a_lost_connection_loses_nothing(phone: MakePage) -> None:
    page = phone("yezhu2")
    page.goto("/cases/new/")
    page.fill("#f-text", "十一栋地下车库的水管滴水，地上一大片。")
    expect(page.locator(".draft-note")).to_contain_text("已存在本机")
    page.context.set_offline(True)
    page.click(SUBMIT)
    expect(page.locator(".draft-note")).to_contain_text("现在没有网络")
    page.context.set_offline(False)
    page.goto("/help/")
    page.goto("/cases/new/")
    expect(page.locator("#f-text")).to_have_value("十一栋地下车库的水管滴水，地上一大片。")
    page.locator("#f-place_words").click()
    page.locator("#f-text").press("End")
    page.locator("#f-text").press("Tab")
    if page.locator("#needs fieldset").count() == 0:
        page.select_option("select[name=need]", index=1)
    else:
        page.locator("#needs label.pick").first.click()
    with page.expect_navigation():
        page.click(SUBMIT)
    if page.locator("#alike").count():
        with page.expect_navigation():
            page.click(SUBMIT)
    expect(page.locator("h1")).to_contain_text("已收到")
    page.goto("/cases/new/")
    expect(page.locator("#f-text")).to_have_value("")
