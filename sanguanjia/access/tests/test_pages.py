"""The pages of the room as browsers see them, without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from sanguanjia.access import actions
from sanguanjia.access.models import Account, Mandate, Session
from sanguanjia.access.queries import actor_of
from sanguanjia.access.sessions import PROVED
from sanguanjia.kernel import clock
from tests.support.small_city import PASSWORD, PHONES, TAILS, City


def enter(city: City, role: str, at: str = "estate") -> Client:
    """A browser in which that person is logged in."""
    client = Client()
    client.force_login(city.person(role, at))
    prove(client)
    return client


def prove(client: Client) -> None:
    """As if the person had just proved who he is (step-up)."""
    session = client.session
    session[PROVED] = clock.now().isoformat()
    session.save()


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(phone, text) of every message handed to the sender."""
    sent: list[tuple[str, str]] = []

    monkeypatch.setattr("sanguanjia.kernel.senders.hand_over", lambda out: sent.append((out.address, out.text)))
    return sent


def code_of(text: str) -> str:
    """The six digits of a message."""
    found = re.search(r"验证码 ([0-9]{6})", text)
    assert found is not None, text
    return found[1]


def token_in(page: str, name: str = "token") -> str:
    """The hidden token of a form."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def register(client: Client, outbox: list[tuple[str, str]], phone: str, name: str, password: str = PASSWORD):
    """Phone, code, name: as a person does it."""
    page = client.post("/register/", {"phone": phone}).content.decode()
    form = {"step": "code", "phone": phone, "token": token_in(page), "code": code_of(outbox[-1][1])}
    assert "您的姓名" in client.post("/register/", form).content.decode()
    return client.post("/register/", {"step": "person", "name": name, "password": password})


def log_in(username: str, password: str = PASSWORD, client: Client | None = None, **more: str):
    return (client or Client()).post("/login/", {"username": username, "password": password, **more})


# --- login ------------------------------------------------------------------------------------------------------------


def test_login_leads_to_the_page_that_was_asked_for(city: City) -> None:
    client = Client()
    asked = client.get("/account/?x=1")
    assert (asked.status_code, asked["Location"]) == (302, "/login/?next=%2Faccount%2F%3Fx%3D1")
    page = client.get(asked["Location"]).content.decode()
    assert 'value="/account/?x=1"' in page
    city.person("owner")
    answer = log_in("owner.estate", next="/account/?x=1", client=client)
    assert (answer.status_code, answer["Location"]) == (302, "/account/?x=1")
    assert "业主" in client.get("/account/").content.decode()


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "x"]
)
def test_login_never_leads_away(city: City, evil: str) -> None:
    city.person("owner")
    assert log_in("owner.estate", next=evil)["Location"] == "/"


@pytest.mark.parametrize(("name", "password"), [("owner.estate", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_login_says_no_more_than_that(city: City, name: str, password: str) -> None:
    city.person("owner")
    answer = log_in(name, password)
    assert answer.status_code == 422
    assert "账号或密码不对" in answer.content.decode()


def test_five_wrong_passwords_close_the_account_for_a_while_also_to_the_right_one(city: City) -> None:
    city.person("owner")
    city.person("tenant")
    answers = [log_in(name, "wrong") for name in ("owner.estate", "OWNER.estate ", "owner.estate", "owner.estate")]
    assert {a.status_code for a in answers} == {422}
    for password in ("wrong", PASSWORD):
        locked = log_in("owner.estate", password)
        assert locked.status_code == 429
        assert "15 分钟" in locked.content.decode()
    assert log_in("tenant.estate").status_code == 302


def test_one_address_cannot_guess_on_and_on(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from sanguanjia.access.pages import login

    monkeypatch.setattr(login, "MOST_WRONG_PER_ADDRESS", 3)
    city.person("owner")
    for number in range(3):
        log_in(f"somebody{number}", "wrong")
    assert log_in("owner.estate").status_code == 429


def test_the_session_is_a_new_one_after_login_and_remembers_its_owner(city: City) -> None:
    client = Client()
    client.get("/login/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    owner = city.person("owner")
    answer = log_in("owner.estate", client=client)
    after = answer.cookies["sessionid"]
    assert after.value != before
    assert after["httponly"]
    assert after["samesite"] == "Lax"
    row = Session.objects.get(session_key=after.value)
    assert (row.account_id, row.address) == (owner.pk, "127.0.0.1")


@pytest.mark.parametrize(
    ("role", "idle", "whole"),
    [("owner", timedelta(days=30), timedelta(days=180)),
     ("neighbourhood_officer", timedelta(minutes=30), timedelta(hours=10)),
     ("fund_officer", timedelta(minutes=15), timedelta(hours=8))],
)  # fmt: skip
def test_a_session_ends_when_idle_or_too_long_by_role(city: City, role: str, idle: timedelta, whole: timedelta) -> None:
    city.person(role)
    began = clock.now()
    client = Client()
    with clock.turned_to(began):
        log_in(f"{role}.estate", client=client)
        assert client.get("/account/").status_code == 200
    with clock.turned_to(began + idle + timedelta(seconds=1)):
        assert client.get("/account/").status_code == 302
    with clock.turned_to(began):
        log_in(f"{role}.estate", client=client)
    moment = began
    while moment + idle < began + whole:  # used all the time, it still ends
        moment += idle - timedelta(seconds=1)
        with clock.turned_to(moment):
            assert client.get("/account/").status_code == 200, moment - began
    with clock.turned_to(began + whole + timedelta(seconds=1)):
        assert client.get("/account/").status_code == 302


def test_logging_out_is_a_post(city: City) -> None:
    client = enter(city, "owner")
    assert client.get("/logout/").status_code == 405
    answer = client.post("/logout/")
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (302, '"storage"')
    assert client.get("/account/").status_code == 302


def test_forms_need_their_token(city: City) -> None:
    client = Client(enforce_csrf_checks=True)
    city.person("owner")
    assert log_in("owner.estate", client=client).status_code == 403


def test_demo_accounts_show_in_demo_mode_only(db: None, settings) -> None:
    settings.DEMO = False
    assert "演示账号" not in Client().get("/login/").content.decode()
    settings.DEMO = True
    page = Client().get("/login/").content.decode()
    assert "演示账号" in page
    chosen = re.search(r'href="(/login/\?as=[^"]+)"', page)
    assert chosen is not None
    filled = Client().get(chosen[1]).content.decode()
    assert re.search(r'name="password" type="password" value="[^"]{8,}"', filled)


def test_registering_makes_an_account_and_logs_in(db: None, outbox: list[tuple[str, str]]) -> None:
    client = Client()
    refused = client.post("/register/", {"phone": "1"})
    assert refused.status_code == 422
    assert "手机号应当是 11 位数字" in refused.content.decode()
    page = client.post("/register/", {"phone": "13812345678"}).content.decode()
    code = {"step": "code", "phone": "13812345678", "token": token_in(page)}
    assert client.post("/register/", code | {"code": "abc"}).status_code == 422
    assert client.post("/register/", {"step": "person", "name": "王芳"}).status_code == 422, "without the code"
    assert client.post("/register/", code | {"code": code_of(outbox[-1][1])}).status_code == 200
    short = client.post("/register/", {"step": "person", "name": "王芳", "password": "123"})
    assert (short.status_code, "密码太短，至少要 12 个字" in short.content.decode()) == (422, True)
    assert client.post("/register/", {"step": "person", "name": "王芳", "password": PASSWORD}).status_code == 302
    page = client.get("/account/").content.decode()
    assert "王芳" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert log_in("13812345678").status_code == 302
    assert register(Client(), outbox, "13812345678", "别人").status_code == 422, "the phone is taken"
    assert Account.objects.count() == 1


# --- one's own account ------------------------------------------------------------------------------------------------


def test_changing_the_password_ends_the_other_sessions(city: City) -> None:
    here, there = Client(), Client()
    city.person("owner")
    log_in("owner.estate", client=here)
    log_in("owner.estate", client=there)
    assert here.post("/account/password/", {"current": "x", "new": "a kite in october"}).status_code == 422
    assert here.post("/account/password/", {"current": PASSWORD, "new": "a kite in october"}).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_people_end_their_own_other_sessions_and_nobody_elses(city: City) -> None:
    here, there, stranger = Client(), Client(), Client()
    for client, role in ((here, "owner"), (there, "owner"), (stranger, "tenant")):
        city.person(role)
        log_in(f"{role}.estate", client=client)
    page = here.get("/account/").content.decode()
    (number,) = re.findall(r'name="which" value="([0-9a-f]{16})"', page)
    assert there.session.session_key not in page
    assert stranger.post("/account/sessions/end/", {"which": number}).status_code == 404
    assert here.post("/account/sessions/end/", {"which": number}).status_code == 302
    assert (here.get("/account/").status_code, there.get("/account/").status_code) == (200, 302)
    here.post("/account/sessions/end/", {})
    assert stranger.get("/account/").status_code == 200


def test_a_mandate_that_ended_opens_no_page_from_the_next_request_on(city: City) -> None:
    client = enter(city, "neighbourhood_officer")
    assert client.get("/account/people/").status_code == 200
    (held,) = actor_of(city.person("neighbourhood_officer")).mandates
    actions.end_mandate(
        city.actor("subdistrict_officer"), estate_id=held.home_id, mandate_id=held.id, reason="调离"
    )  # fmt: skip
    assert client.get("/account/people/").status_code == 302, "a change of role ends the sessions"
    assert enter(city, "neighbourhood_officer").get("/account/people/").status_code == 403


def test_a_key_is_shown_once_and_opens_the_door_for_machines(city: City) -> None:
    client = enter(city, "hotline_operator")
    made = client.post("/account/tokens/", {"name": "热线", "days": "30"}).content.decode()
    found = re.search(r"sgj_[\w-]{43}", made)
    assert found is not None
    assert found[0] not in client.get("/account/tokens/").content.decode()
    machine = Client(headers={"Authorization": f"Bearer {found[0]}"})
    assert machine.get("/account/tokens/").status_code == 200
    stranger = Client(headers={"Authorization": "Bearer sgj_nothing"})
    answer = stranger.get("/account/")
    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (401, "login_needed")


def test_a_wrong_key_beside_a_good_cookie_is_nobody(city: City) -> None:
    client = enter(city, "owner")
    assert client.get("/account/", headers={"Authorization": "Bearer wrong"}).status_code == 401


# --- claiming a home --------------------------------------------------------------------------------------------------


def test_an_owner_claims_a_home_question_by_question(city: City, outbox: list[tuple[str, str]]) -> None:
    client = Client()
    register(client, outbox, "13812345678", "陈建平")
    found = client.get("/account/claim/", {"q": "山水"}).content.decode()
    address = f"/account/claim/{city.estate.pk}/"
    assert f'href="{address}"' in found
    assert client.get(address, {"unit": "9-9-9"}).status_code == 422
    on = client.get(address, {"unit": "3栋1单元1403"})
    assert on.status_code == 302
    assert "姓名" in client.get(on["Location"]).content.decode()
    step = {"unit": "3-1-1403", "step": "name", "name": ""}
    assert client.post(f"{address}who/", step).status_code == 422
    asked = client.post(f"{address}who/", step | {"name": "陈建平"}).content.decode()
    key = re.search(r'name="idempotency_key" value="([^"]+)"', asked)
    assert key is not None
    last = {"unit": "3-1-1403", "step": "proof", "name": "陈建平", "idempotency_key": key[1]}
    assert client.post(f"{address}who/", last | {"proof": "1"}).status_code == 422
    for _ in range(2):  # a second press has no second effect
        assert client.post(f"{address}who/", last | {"proof": "011234"}).status_code == 302
    page = client.get("/account/").content.decode()
    assert "3-1-1403" in page
    assert Mandate.objects.filter(role="owner", account__name="陈建平").count() == 1


def pending(city: City, at: str = "estate"):
    asker = city.person("volunteer", at)
    return actions.request_claim(
        actor_of(asker), estate_id=city.homes[at].pk, unit_code="3-1-1403", name="陈建平", proof=PHONES[at]
    )


def test_officers_decide_a_claim_on_their_page(city: City) -> None:
    ref = pending(city)
    client = enter(city, "neighbourhood_officer")
    address = f"/account/claims/{ref.estate_id}/{ref.id}/"
    assert address in client.get("/account/claims/").content.decode()
    assert "相符" in client.get(address).content.decode()
    assert client.post(f"{address}decide/", {"decision": "confirm", "reason": ""}).status_code == 422
    assert client.post(f"{address}decide/", {"decision": "confirm", "reason": "看过房产证"}).status_code == 302
    assert actor_of(city.person("volunteer")).has_role("owner")
    assert client.post(f"{address}decide/", {"decision": "refuse", "reason": "又"}).status_code == 409
    assert "看过房产证" in enter(city, "volunteer").get("/account/").content.decode()


@pytest.mark.parametrize(
    ("role", "at", "status"),
    [
        ("company_manager", "estate", 200), ("committee_member", "estate", 200), ("owner", "estate", 403),
        ("neighbourhood_officer", "far", 404), ("company_manager", "sibling", 404), ("owner", "sibling", 404),
    ],
)  # fmt: skip
def test_who_sees_a_claim(city: City, role: str, at: str, status: int) -> None:
    ref = pending(city)
    client = enter(city, role, at)
    assert client.get(f"/account/claims/{ref.estate_id}/{ref.id}/").status_code == status
    listed = client.get("/account/claims/")
    assert (str(ref.id) in listed.content.decode()) == (status == 200)


# --- people and roles -------------------------------------------------------------------------------------------------


def test_an_officer_grants_and_ends_on_the_page(city: City) -> None:
    city.person("tenant")
    client = enter(city, "neighbourhood_officer")
    form = {
        "username": "tenant.estate", "role": "building_head", "home_id": str(city.estate.pk), "spot": "3栋",
        "valid_from": clock.today().isoformat(), "document": "居委会推选",
    }  # fmt: skip
    assert "building_head" in client.get("/account/people/grant/").content.decode()
    for wrong in ({"username": "nobody"}, {"home_id": ""}, {"spot": "99"}, {"valid_to": "soon"}, {"document": ""}):
        assert client.post("/account/people/grant/", form | wrong).status_code == 422, wrong
    assert client.post("/account/people/grant/", form | {"role": "city_officer"}).status_code == 403
    assert client.post("/account/people/grant/", form).status_code == 302
    row = Mandate.objects.get(account=city.person("tenant"), role="building_head")
    assert row.building_id == city.buildings["estate"].id
    assert "居委会推选" in client.get(f"/account/people/{row.home_id}/{row.id}/").content.decode()
    assert client.post(f"/account/people/{row.home_id}/{row.id}/end/", {"reason": "搬走"}).status_code == 302
    assert not actor_of(city.person("tenant")).has_role("building_head")


def test_the_list_goes_to_excel_with_the_filters_of_the_screen(city: City) -> None:
    for role in ("grid_worker", "delegate", "owner"):
        city.person(role)
    for role, at in (("grid_worker", "far"), ("company_worker", "estate")):
        city.person(role, at)
    client = enter(city, "neighbourhood_officer")
    page = client.get("/account/people/", {"role": "grid_worker"}).content.decode()
    assert page.count("data-row") == 1
    link = re.search(r'href="(/account/people/excel/[^"]+)"', page)
    assert link is not None
    book = load_workbook(BytesIO(client.get(link[1].replace("&amp;", "&")).content))
    rows = [[cell.value for cell in row] for row in book.active.rows]
    assert rows[0][:4] == ["姓名", "账号", "身份", "地点"]
    assert [row[2] for row in rows[1:]] == ["网格员"]
    everyone = client.get("/account/people/").content.decode()
    assert "网格员far" not in everyone
    assert "业主estate" not in everyone


def test_a_name_that_looks_like_a_formula_stays_a_name(city: City) -> None:
    from tests.support.guard import preparing

    with preparing():
        person = city.person("grid_worker")
        person.name = "=HYPERLINK(1)"
        person.save()
    answer = enter(city, "neighbourhood_officer").get("/account/people/excel/")
    book = load_workbook(BytesIO(answer.content))
    cell = next(c for row in book.active.rows for c in row if c.value == "=HYPERLINK(1)")
    assert cell.data_type == "s"


def test_a_company_manager_sees_his_own_people_only(city: City) -> None:
    for role in ("company_worker", "grid_worker"):
        city.person(role)
    page = enter(city, "company_manager").get("/account/people/").content.decode()
    assert "物业维修工estate" in page
    assert "网格员estate" not in page


def test_the_list_turns_pages_without_a_repeat(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from sanguanjia.access.pages import people

    monkeypatch.setattr(people, "PAGE", 2)
    for role in ("grid_worker", "delegate", "volunteer", "building_head"):
        city.person(role)
    client, address, seen = enter(city, "neighbourhood_officer"), "/account/people/", []
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r'href="(/account/people/\d+/\d+/)"', page)
        more = re.search(r'href="([^"]+)" rel="next"', page)
        address = more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("role", ["owner", "grid_worker", "company_worker", "committee_member"])
def test_others_do_not_see_people(city: City, role: str) -> None:
    client = enter(city, role)
    for page in ("", "excel/", "grant/"):
        assert client.get(f"/account/people/{page}").status_code == 403


def test_no_page_of_this_room_tells_a_phone_or_an_identity_number(city: City) -> None:
    pending(city)
    secrets = {*PHONES.values(), *(tail for tail in TAILS.values() if tail)}
    for role in ("owner", "neighbourhood_officer", "company_manager", "system_admin"):
        client = enter(city, role)
        for page in ("", "claim/?q=山水", f"claim/{city.estate.pk}/", "claims/", "people/", "people/grant/"):
            text = client.get(f"/account/{page}").content.decode()
            assert not [secret for secret in secrets if secret in text], (role, page)
