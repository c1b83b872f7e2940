"""The style page in a real browser: every piece, every mode, both widths; keyboard, side panel, drafts, photos."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browser import MODES, MakePage, assert_accessible

pytestmark = pytest.mark.browser
PAGES = ("/look/", "/look/desk/", "/look/desk/128/", "/no-such-page/")


# Every piece in every mode stands on the first page; the other pages in their other modes are a nightly matter.
SHOWN = [
    pytest.param(path, mode, marks=() if mode == "light" or path == PAGES[0] else pytest.mark.nightly)
    for path in PAGES
    for mode in MODES
]


@pytest.mark.parametrize(("path", "mode"), SHOWN)
def test_on_the_phone(phone: MakePage, path: str, mode: str) -> None:
    page = phone(mode=mode)
    page.goto(path)
    assert_accessible(page)


@pytest.mark.parametrize(("path", "mode"), SHOWN)
def test_at_the_desk(desk: MakePage, path: str, mode: str) -> None:
    page = desk(mode=mode)
    page.goto(path)
    assert_accessible(page)


def small_targets(page: Page, least: int) -> list[str]:
    """Buttons, fields and summaries that are lower than `least` pixels (links inside a text are not targets)."""
    script = """least => [...document.querySelectorAll(
        'main button, main a.button, main select, main summary, .prefs button, .bar a,'
        + 'main input:not([type=hidden], [type=radio], [type=checkbox]), main label.pick')]
        .filter(e => e.offsetParent !== null && !e.closest('[hidden]'))
        .filter(e => e.getBoundingClientRect().height < least)
        .map(e => e.outerHTML.slice(0, 80))"""
    return list(page.evaluate(script, least))


@pytest.mark.parametrize(("mode", "least"), [("light", 44), ("large", 60)])
def test_targets_are_big_enough_for_a_thumb(phone: MakePage, mode: str, least: int) -> None:
    page = phone(mode=mode)
    page.goto("/look/")
    assert small_targets(page, least) == []


def test_type_is_large_enough(phone: MakePage) -> None:
    page = phone()
    page.goto("/look/")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 17
    page.click("text=大字")
    expect(page.locator("html")).to_have_class("resident large")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 17 * 1.35 - 0.1
    page.click("text=标准字")
    expect(page.locator("html")).to_have_class("resident")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") < 18


def test_display_settings_work_without_javascript(phone: MakePage) -> None:
    page = phone(java_script_enabled=False)
    page.goto("/look/")
    page.click("text=深色")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.url.endswith("/look/")


def test_a_refusal_takes_focus_and_leads_to_the_field(phone: MakePage) -> None:
    page = phone()
    page.goto("/look/")
    expect(page.locator(".refusals")).to_be_focused()
    page.click(".refusals a >> text=请写明发生了什么")
    assert page.url.endswith("#f-what")


def test_the_keyboard_of_the_desk(desk: MakePage) -> None:
    page = desk()
    page.goto("/look/desk/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.current")).to_contain_text("电梯运行有异响")
    page.keyboard.press("k")
    expect(page.locator("tr.current")).to_contain_text("楼道灯不亮")
    page.keyboard.press("Enter")
    expect(page.locator("#side h1")).to_contain_text("楼道灯不亮")
    assert page.url.endswith("/look/desk/")
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_a_row_is_an_ordinary_link_on_the_phone_and_without_javascript(phone: MakePage, desk: MakePage) -> None:
    for page in (phone(), desk(java_script_enabled=False)):
        page.goto("/look/desk/")
        page.click("text=电梯运行有异响")
        expect(page.locator("main h1")).to_contain_text("电梯运行有异响")
        assert page.url.endswith("/look/desk/131/")


def without_refusal(page: Page) -> None:
    """The sample form as it is before anything was refused."""
    page.route(
        "**/look/",
        lambda route: route.fulfill(response=(answer := route.fetch()), body=answer.text().replace("data-focus", "")),
    )


def test_a_draft_survives_and_is_dropped_on_request(phone: MakePage) -> None:
    page = phone()
    without_refusal(page)
    page.goto("/look/")
    page.fill("#f-what", "三楼灯不亮")
    page.check("input[name=kind][value=lift]")
    expect(page.locator(".draft-note")).to_contain_text("已存在本机")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "sgj-draft:style" in kept
    assert "三楼" not in kept, "what lies in the browser is sealed"
    page.reload()
    expect(page.locator("#f-what")).to_have_value("三楼灯不亮")
    expect(page.locator("input[name=kind][value=lift]")).to_be_checked()
    page.click("text=清空重写")
    expect(page.locator("#f-what")).to_have_value("")
    page.reload()
    expect(page.locator("#f-what")).to_have_value("")


def test_a_draft_opens_for_nobody_else(phone: MakePage) -> None:
    """Pages of another person bring another key; without a key nothing is kept at all."""
    page = phone()
    without_refusal(page)
    page.goto("/look/")
    page.fill("#f-what", "三楼灯不亮")
    expect(page.locator(".draft-note")).to_contain_text("已存在本机")
    page.unroute("**/look/")
    for attribute in (f'data-draft-key="{"A" * 43}="', ""):
        page.route("**/look/", with_key(attribute))
        page.goto("/look/")
        expect(page.locator("#f-what")).to_have_value("")
        page.wait_for_function("!('sgj-draft:style' in localStorage) || !document.body.dataset.draftKey")
        page.unroute("**/look/")


def with_key(attribute: str) -> Callable[[Route], None]:
    """The page as it is shown to somebody else: with another key, or with none."""

    def answer(route: Route) -> None:
        real = route.fetch()
        body = re.sub(r'data-draft-key="[^"]*"', attribute, real.text()).replace("data-focus", "")
        route.fulfill(response=real, body=body)

    return answer


def test_a_draft_waits_when_there_is_no_network(phone: MakePage) -> None:
    page = phone()
    without_refusal(page)
    page.goto("/look/")
    page.fill("#f-what", "三楼灯不亮")
    page.context.set_offline(True)
    page.locator("#fields form .button.main").click()
    expect(page.locator(".draft-note")).to_contain_text("现在没有网络")
    expect(page.locator("#f-what")).to_have_value("三楼灯不亮")


# A JPEG of 2 × 1 pixels with an EXIF block that names a place.
EXIF_JPEG = Path(__file__).with_name("exif.jpg.b64")


def test_photos_lose_their_exif_on_the_phone(phone: MakePage) -> None:
    page = phone()
    page.goto("/look/")
    picture = base64.b64decode(EXIF_JPEG.read_text())
    assert b"Exif" in picture
    page.set_input_files("#f-photos", {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture})
    expect(page.locator("[data-shrink-said]")).to_contain_text("已选 1 张")
    sent = page.evaluate(
        """async () => Array.from(new Uint8Array(await document.querySelector('#f-photos').files[0].arrayBuffer()))"""
    )
    assert bytes(sent)[:2] == b"\xff\xd8"
    assert b"Exif" not in bytes(sent)


def test_the_resident_page_is_light(phone: MakePage) -> None:
    page = phone()
    weight: list[int] = []
    page.on("response", lambda answer: weight.append(len(answer.body())))
    page.goto("/look/", wait_until="networkidle")
    assert sum(weight) < 120_000
