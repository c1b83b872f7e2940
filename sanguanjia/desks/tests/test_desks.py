"""The tables of desks and menus against the rooms they lead to; home, search, saved filters, the looking admin."""

from __future__ import annotations

import re
from zlib import crc32

import pytest
from django.test import Client
from django.urls import reverse

from sanguanjia.access.models import StaffSession
from sanguanjia.access.types import Role
from sanguanjia.cases.actions import report
from sanguanjia.cases.queries import VIEWS
from sanguanjia.desks import menu, queries, shortcuts
from sanguanjia.desks.desks import DESKS, PLAIN, desk_of
from sanguanjia.desks.glossary import GLOSSARY
from sanguanjia.kernel.actor import Actor
from tests.support.guard import preparing
from tests.support.session import by_night
from tests.support.small_city import City, city  # noqa: F401 - the fixture

ROLES = [role.value for role in Role]


def logged_in(city: City, role: str, at: str = "estate") -> Client:  # noqa: F811
    client = Client()
    client.force_login(city.person(role, at))
    return client


def file(city: City, text: str, role: str = "owner", at: str = "estate") -> int:  # noqa: F811
    """A matter filed by somebody; its id."""
    ref = report(
        city.actor(role, at), estate_id=city.homes[at].pk, text=text, need="N01", building_id=city.buildings[at].pk,
        contact_name="陈建平", contact_phone="13900001001",
    )  # fmt: skip
    return int(ref.case_id)


def hrefs(page: str) -> set[str]:
    """Where the menus and the buttons of a page lead."""
    parts = re.findall(r'<nav class="(?:rail|bar)".*?</nav>|<ul class="entries">.*?</ul>', page, re.S)
    return {href for part in parts for href in re.findall(r'<a href="(/[^"]*)"', part)}


def test_every_route_of_every_menu_exists() -> None:
    entries = [entry.route for entry in (*menu.BAR, *menu.RAIL, *menu.AT_HAND)]
    big = [route for _label, route, _icon, _hint in (*menu.FIRST, *menu.OPEN)]
    big += [route for _title, group in menu.SERVICES for _label, route, _icon, _hint in group]
    for route in {*entries, *big}:
        assert reverse(route)


def test_every_working_role_has_exactly_one_desk() -> None:
    seated = [role for desk in DESKS for role in desk.roles]
    assert len(seated) == len(set(seated))
    assert set(seated) == set(Role) - menu.RESIDENTS
    assert {view for desk in DESKS for view, _word in desk.views} <= set(VIEWS)


def test_the_widest_office_is_the_desk_of_a_person_with_several() -> None:
    class Both(Actor):
        def has_role(self, *roles: str) -> bool:
            return bool({"grid_worker", "neighbourhood_officer"} & set(roles))

    assert desk_of(Both(1, "x")).key == "neighbourhood"
    assert desk_of(Actor(1, "x")) is PLAIN


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_no_menu_leads_to_a_shut_door(city: City, role: str) -> None:  # noqa: F811
    client = logged_in(city, role)
    home = client.get("/")
    assert home.status_code == 200
    found = hrefs(home.content.decode())
    for path in ("/services/", "/public/", "/desk/"):
        found |= hrefs(client.get(path).content.decode())
    assert found
    for href in sorted(found):
        answer = client.get(href)
        assert answer.status_code in (200, 302), f"{role} is led to {href} and gets {answer.status_code}"
        if answer.status_code == 302:
            assert "/login/" not in answer["Location"]


@pytest.mark.django_db
def test_an_administrator_asleep_keeps_what_is_everybodys_and_no_more(city: City) -> None:  # noqa: F811
    client = logged_in(city, "system_admin")
    with preparing():
        StaffSession.objects.all().delete()
    page = client.get("/", follow=True).content.decode()
    assert reverse("access:wake") in page
    found = hrefs(page)
    assert {"/t/", "/help/", "/account/"} <= found
    assert not {"/admin/", "/account/people/", "/cases/list/"} & found
    for href in sorted(found):
        answer = client.get(href)
        assert answer.status_code in (200, 302), f"asleep, one is led to {href} and gets {answer.status_code}"


@pytest.mark.django_db
def test_nobody_sees_the_open_page(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "登录" in page
    assert 'class="bar"' not in page


@pytest.mark.django_db
def test_my_matters_lie_on_top_of_a_residents_home(city: City) -> None:  # noqa: F811
    client = logged_in(city, "owner")
    assert "还没有报过事" in client.get("/").content.decode()
    file(city, "三单元五楼楼道灯不亮")
    page = client.get("/").content.decode()
    assert "三单元五楼楼道灯不亮" in page
    assert "三单元五楼楼道灯不亮" not in logged_in(city, "tenant").get("/").content.decode()


@pytest.mark.django_db
def test_the_company_finds_the_new_matter_on_its_desk_and_counts_it(city: City) -> None:  # noqa: F811
    manager = city.actor("company_manager")
    assert queries.tallies(manager)["todo"] == "0"
    file(city, "三单元五楼楼道灯不亮")
    assert queries.tallies(manager) | {"asked": "", "confirm": ""} == {
        "todo": "1",
        "late": "0",
        "asked": "",
        "confirm": "",
    }
    page = logged_in(city, "company_manager").get("/").content.decode()
    assert "三单元五楼楼道灯不亮" in page
    assert "/cases/list/?view=todo" in page
    assert "三单元五楼楼道灯不亮" not in logged_in(city, "company_manager", "sibling").get("/").content.decode()


@pytest.mark.django_db
def test_a_tally_stops_counting(city: City, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(queries, "MOST_COUNTED", 1)
    file(city, "一楼的灯")
    assert queries.tallies(city.actor("company_manager"))["todo"] == "1"
    file(city, "二楼的灯")
    assert queries.tallies(city.actor("company_manager"))["todo"] == "1+"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "hit"), [("楼道灯", True), ("道灯不", True), ("1", True), ("电梯", False), ("%", False), ("_", False)]
)
def test_search_finds_chinese_in_the_middle_of_a_sentence(city: City, typed: str, hit: bool) -> None:  # noqa: F811
    file(city, "三单元五楼楼道灯不亮")
    page = logged_in(city, "company_manager").get("/search/", {"q": typed}).content.decode()
    assert ("三单元五楼楼道灯不亮" in page) is hit


@pytest.mark.django_db
def test_search_stays_inside_ones_places(city: City) -> None:  # noqa: F811
    file(city, "三单元五楼楼道灯不亮")
    for role, at in (("company_manager", "sibling"), ("owner", "sibling"), ("neighbourhood_officer", "cousin")):
        page = logged_in(city, role, at).get("/search/", {"q": "楼道灯"}).content.decode()
        assert "三单元五楼楼道灯不亮" not in page, (role, at)
        assert "没有找到" in page
    assert "山水文园" in logged_in(city, "district_officer").get("/search/", {"q": "山水"}).content.decode()


@pytest.mark.django_db
def test_search_says_back_what_was_typed_escaped(city: City) -> None:  # noqa: F811
    page = logged_in(city, "owner").get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


@pytest.mark.django_db
def test_a_filter_is_kept_shown_on_its_list_and_forgotten(city: City) -> None:  # noqa: F811
    client = logged_in(city, "company_manager")
    kept = {"page": "/cases/list/", "query": "view=all&q=灯&after=9.9", "name": "灯"}
    answer = client.post("/filters/save/", kept)
    assert answer["Location"] == "/cases/list/?view=all&q=%E7%81%AF"
    page = client.get(answer["Location"]).content.decode()
    assert ">灯" in page
    (number, name, _href), *others = shortcuts.all_saved(city.actor("company_manager"))
    assert (name, others) == ("灯", [])
    assert logged_in(city, "owner").post(f"/filters/{number}/remove/").status_code == 404
    assert client.post(f"/filters/{number}/remove/")["Location"] == "/cases/list/"
    assert shortcuts.all_saved(city.actor("company_manager")) == ()


@pytest.mark.django_db
def test_a_filter_needs_a_name_and_a_page_of_ours(city: City) -> None:  # noqa: F811
    client = logged_in(city, "company_manager")
    nameless = client.post("/filters/save/", {"page": "/cases/list/", "query": "", "name": " "})
    assert nameless.status_code == 422
    assert "请填写“名称”" in nameless.content.decode()
    for page in ("https://elsewhere.example/", "//elsewhere.example/", "/no-such-page/", ""):
        assert client.post("/filters/save/", {"page": page, "query": "", "name": "x"}).status_code == 404, page


@pytest.mark.django_db
def test_there_is_an_end_to_saved_filters(city: City, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(shortcuts, "MOST", 1)
    client = logged_in(city, "company_manager")
    assert client.post("/filters/save/", {"page": "/cases/list/", "query": "", "name": "a"}).status_code == 302
    assert client.post("/filters/save/", {"page": "/cases/list/", "query": "q=1", "name": "a"}).status_code == 302
    refused = client.post("/filters/save/", {"page": "/cases/list/", "query": "", "name": "b"})
    assert refused.status_code == 422
    assert "最多存 1 个" in refused.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in ROLES if role != "system_admin"])
def test_only_system_administrators_enter_the_admin(city: City, role: str) -> None:  # noqa: F811
    assert logged_in(city, role).get("/admin/").status_code in (302, 403)


@pytest.mark.django_db
def test_the_admin_shows_every_table_and_writes_none(city: City) -> None:  # noqa: F811
    file(city, "三单元五楼楼道灯不亮")
    client = logged_in(city, "system_admin")
    index = client.get("/admin/")
    assert index.status_code == 200
    lists = set(re.findall(r'href="(/admin/[a-z]+/[a-z]+/)"', index.content.decode()))
    assert "/admin/cases/case/" in lists
    some = [address for address in sorted(lists) if by_night() or crc32(address.encode()) % 3 == 0]
    for address in ["/admin/cases/case/", *some]:
        page = client.get(address)
        assert page.status_code == 200, address
        assert client.get(f"{address}add/").status_code == 403, address
        assert client.post(f"{address}add/", {}).status_code == 403, address
        text = page.content.decode()
        for word in ("13900001001", "陈建平", "argon2", "楼道灯不亮"):
            assert word not in text, f"{address} shows {word}"
        row = re.search(rf'href="({address}[^"]+/change/)', text)
        if row:
            one = client.get(row.group(1))
            assert one.status_code == 200
            assert "13900001001" not in one.content.decode()
            assert client.post(row.group(1), {}).status_code == 403
            assert client.post(row.group(1).replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_the_glossary_explains_each_word_once() -> None:
    words = [word for _group, pairs in GLOSSARY for word, _meaning in pairs]
    assert len(words) == len(set(words))
    assert all(meaning.endswith("。") for _group, pairs in GLOSSARY for _word, meaning in pairs)
