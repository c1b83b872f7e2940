"""Every role at its first page, and every kind of page in both widths: axe finds nothing, nothing sticks out.

The style page shows every piece in every mode (test_look.py); every kind of page in every mode is a nightly matter.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from sanguanjia.demo.accounts import ACCOUNTS
from tests.support.browser import DESK, MODES, MakePage, assert_accessible, assert_fits

pytestmark = pytest.mark.browser
ONE_PER_ROLE = tuple({account.role: account.username for account in reversed(ACCOUNTS)}.items())
RESIDENTS = frozenset({"", "yezhu"})  # who comes with a phone
# By day one role of each kind that KINDS does not open; all of them by night (and without a browser in `up --check`).
_TOLD_BY_DAY = frozenset({"department_officer", "bank_officer", "mediator", "security_auditor"})
BY_DAY = tuple(
    pytest.param(*one, marks=() if one[0] in _TOLD_BY_DAY else pytest.mark.nightly) for one in ONE_PER_ROLE
)
MENU = ".rail a, .bar a, .entries a, .figures a, main a.button"

MONEY_AND_VOTES: tuple[tuple[str, str], ...] = (
    ("yezhu", "/funds/mine/"),
    ("yezhu", "/funds/mine/ > main a[href*='/interest/']"),
    ("jijin", "/funds/"),
    ("jijin", "/funds/interest/"),
    ("jijin", "/funds/interest/ > main a[href*='/deposit/']"),
    ("jijin", "/banking/portfolio/"),
    ("jijin", "/banking/portfolio/ > main a[href*='/withdraw']"),
    ("jijin", "/banking/ > main a[href^='/banking/']"),
    ("jijin", "/banking/receipts/"),
    ("yinhang", "/banking/tenders/ > main a[href*='/tenders/']"),
    ("yezhu", "/decisions/"),
    ("yezhu", "/decisions/votes/ > main a[href*='/decisions/']"),
    ("yeweihui", "/decisions/votes/ > main a[href*='/decisions/']"),
    ("yezhu", "/surveys/"),
    ("shiju", "/surveys/office/"),
    ("yeweihui", "/applications/"),
    ("yeweihui", "/applications/mine/"),
    ("jijin", "/applications/work/"),
)

# Kinds of pages, each by somebody who may open it. A link text after ">" is followed from there.
KINDS: tuple[tuple[str, str], ...] = (
    ("", "/"),
    ("", "/login/"),
    ("", "/register/"),
    ("", "/help/"),
    ("", "/help/words/"),
    ("", "/t/"),
    ("", "/policy/"),
    ("yezhu", "/home/"),
    ("wangge", "/"),
    ("weixiu", "/"),
    ("jingli", "/"),
    ("shequ", "/"),
    ("shiju", "/"),
    ("guanli", "/"),
    ("yezhu", "/services/"),
    ("yezhu", "/public/"),
    ("yezhu", "/account/"),
    ("yezhu", "/account/claim/"),
    ("yezhu", "/account/password/"),
    ("yezhu", "/cases/new/"),
    ("yezhu", "/cases/mine/ > .cards-list a"),
    ("jingli", "/cases/list/?view=all > a[data-side]"),
    ("shequ", "/cases/list/?view=late"),
    ("shequ", "/cases/rates/"),
    ("shequ", "/search/?q=灯"),
    ("shequ", "/search/?q=没有这样的事"),
    ("shequ", "/filters/save/?page=/cases/list/&query=view=all"),
    ("shequ", "/account/claims/"),
    ("shequ", "/account/people/"),
    ("shequ", "/registry/"),
    ("shequ", "/registry/estates/ > main table a"),
    ("shequ", "/registry/organisations/"),
    ("quwuguan", "/policy/publish/"),
    ("chengguan", "/whistle/ > main table a"),
    ("shequ", "/whistle/figures/"),
    ("quwuguan", "/councils/?view=running > main table a"),
    ("quwuguan", "/councils/ > main table a"),
    ("chengguan", "/councils/tasks/?view=mine > main table a"),
    ("yezhu", "/councils/decisions/"),
    ("", "/login/code/"),
    ("", "/login/forgot/"),
    ("", "/login/lost-phone/"),
    ("yezhu", "/messages/"),
    ("yezhu", "/messages/settings/"),
    ("yezhu", "/board/ > main a[href^='/board/']"),
    ("yezhu", "/privacy/mine/"),
    ("yezhu", "/audit/mine/"),
    ("yezhu", "/account/factor/"),
    ("yezhu", "/account/phone/"),
    ("yezhu", "/account/close/"),
    ("shequ", "/account/people/grant/"),
    ("shequ", "/account/lost-phones/"),
    ("shenji", "/audit/"),
    ("shenji", "/audit/read/"),
    ("guanli", "/account/staff-session/"),
    *MONEY_AND_VOTES,
)

# Forms and lists built like others of the list: looked at by night only, with axe in both widths.
LIKE_OTHERS = frozenset(
    {
        "/help/words/", "/services/", "/account/password/", "/search/?q=没有这样的事", "/login/forgot/",
        "/filters/save/?page=/cases/list/&query=view=all", "/account/people/", "/registry/organisations/",
        "/login/lost-phone/", "/audit/mine/", "/councils/decisions/", "/councils/ > main table a",
        "/councils/tasks/?view=mine > main table a",
        "/messages/settings/", "/account/phone/", "/account/close/", "/account/lost-phones/", "/audit/read/",
        "/account/staff-session/",
        *(way for _who, way in MONEY_AND_VOTES if way not in ("/funds/mine/", "/banking/portfolio/")
          and "votes" not in way),
    }
)  # fmt: skip
KINDS_BY_DAY = tuple(  # a third of them; all by night
    pytest.param(*one, marks=pytest.mark.nightly if one[1] in LIKE_OTHERS or n % 3 else ())
    for n, one in enumerate(KINDS)
)


def visit(page: Page, way: str) -> None:
    """Open an address, and follow the first link that fits from there."""
    path, _, link = way.partition(" > ")
    page.goto(path)
    if link:
        href = page.locator(link).first.get_attribute("href")
        assert href, way
        page.goto(href)


@pytest.mark.parametrize(("role", "username"), BY_DAY)
def test_every_role_has_a_first_page_for_hand_and_desk(phone: MakePage, role: str, username: str) -> None:
    page = phone(username)
    page.goto("/")
    words = page.locator("main").inner_text()
    assert "None" not in words
    assert "{{" not in words
    assert_fits(page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert_fits(page)
    assert page.locator(MENU).count() > 2, role


@pytest.mark.nightly
@pytest.mark.parametrize(("role", "username"), ONE_PER_ROLE)
def test_every_role_has_an_accessible_first_page(phone: MakePage, role: str, username: str) -> None:
    page = phone(username)
    page.goto("/")
    assert_accessible(page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert_accessible(page)


@pytest.mark.parametrize(("username", "way"), KINDS_BY_DAY)
def test_every_kind_of_page_for_hand_and_desk(phone: MakePage, username: str, way: str) -> None:
    """Axe in the width in which it is used most, the other width without; both with axe by night."""
    page = phone(username)
    visit(page, way)
    at_home = username in RESIDENTS
    assert_accessible(page) if at_home else assert_fits(page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert_fits(page) if at_home else assert_accessible(page)


@pytest.mark.nightly
@pytest.mark.parametrize(("username", "way"), KINDS)
def test_every_kind_of_page_is_accessible_in_both_widths(phone: MakePage, username: str, way: str) -> None:
    page = phone(username)
    visit(page, way)
    assert_accessible(page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert_accessible(page)


@pytest.mark.nightly
@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "light"])
@pytest.mark.parametrize(("username", "way"), KINDS)
def test_every_kind_of_page_in_every_mode(phone: MakePage, username: str, way: str, mode: str) -> None:
    page = phone(username, mode)
    visit(page, way)
    assert_accessible(page)


@pytest.mark.parametrize("way", ["/home/", "/cases/new/", "/cases/mine/ > .cards-list a", "/account/"])
def test_the_residents_pages_are_light(phone: MakePage, way: str) -> None:
    page = phone("yezhu")
    visit(page, way)
    weight: list[int] = []
    page.on("response", lambda a: weight.append(0 if "/photos/" in a.url else len(a.body())))
    page.reload(wait_until="networkidle")
    assert sum(weight) < 120_000


def test_a_saved_filter_comes_back_on_its_list(desk: MakePage) -> None:
    page = desk("jingli2")
    page.goto("/cases/list/?view=all&q=灯")
    page.click("text=存为常用")
    page.fill("#f-name", "灯的事")
    page.locator("main form .button.main").click()
    page.wait_for_url("**/cases/list/**")
    page.goto("/cases/list/")
    page.click("nav.saved >> text=灯的事")
    page.wait_for_url("**q=**")
    expect(page.locator("nav.saved a[aria-current]")).to_have_text("灯的事")
    assert_accessible(page)


def test_the_list_goes_to_excel_with_its_filters(desk: MakePage) -> None:
    page = desk("jingli")
    page.goto("/cases/list/?view=all&q=灯")
    with page.expect_download() as waited:
        page.click("text=导出 Excel")
    assert waited.value.suggested_filename.endswith(".xlsx")
    assert "q=%E7%81%AF" in waited.value.url


def test_side_panel_and_keyboard_on_real_matters(desk: MakePage) -> None:
    page = desk("shequ")
    page.goto("/cases/list/?view=all")
    page.keyboard.press("j")
    title = page.locator("tr.current a").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#side")).to_contain_text(title[:10])
    expect(page.locator("#side .timeline")).to_be_visible()
    assert_accessible_side(page)


def assert_accessible_side(page: Page) -> None:
    """With the side panel open there are two first headings, otherwise nothing is different."""
    from tests.support.browser import overflow, violations

    assert violations(page) == []
    assert overflow(page) <= 0


def test_the_administrator_looks_and_writes_nothing(desk: MakePage) -> None:
    page = desk("guanli")
    page.goto("/admin/")
    expect(page.locator("body")).to_contain_text("系统管理")
    page.goto("/admin/cases/case/")
    assert page.locator("a[href$='/add/']").count() == 0
    assert page.locator("input[name=action]").count() == 0


def test_print_shows_the_matter_without_the_frame(desk: MakePage) -> None:
    page = desk("shequ")
    visit(page, "/cases/list/?view=all > a[data-side]")
    page.emulate_media(media="print")
    expect(page.locator(".timeline")).to_be_visible()
    expect(page.locator(".rail")).to_be_hidden()
    expect(page.locator(".desk-top")).to_be_hidden()
