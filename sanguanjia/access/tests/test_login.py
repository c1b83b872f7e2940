"""Logging in by code and with a second factor, step-up, staff sessions, guessing, floods, phones, closing."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from django.test import Client

from sanguanjia.access import actions, codes, sessions, throttle, totp
from sanguanjia.access.models import Account, Claim, Mandate, OneTimeCode, PhoneRequest, SecondFactor, Session
from sanguanjia.access.pages import login as login_page
from sanguanjia.access.queries import actor_of, load_account
from sanguanjia.access.secret import Secret
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Record
from sanguanjia.kernel.refusal import Refusal
from tests.support.guard import preparing
from tests.support.small_city import PASSWORD, City

from .test_pages import code_of, enter, log_in, outbox, prove, register, token_in  # noqa: F401

PHONE = "13812345678"
Outbox = list[tuple[str, str]]


def proved(account: Account) -> Actor:
    return replace(actor_of(load_account(account.pk)), proved_at=clock.now())  # type: ignore[arg-type]


def give_phone(account: Account, phone: str = PHONE) -> Account:
    with preparing():
        account = Account.objects.get(pk=account.pk)
        account.phone, account.phone_verified_at = phone, clock.now()
        if not account.person_key:
            from sanguanjia.kernel.sealed import RowSeal

            account.person_key = RowSeal.fresh("access_account", account.pk).stored
        account.save()
    return account


def codes_of(call, *args, **wishes) -> list[str]:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as caught:
        call(*args, **wishes)
    return [reason.code for reason in caught.value.reasons]


# --- codes ------------------------------------------------------------------------------------------------------------


def test_a_resident_logs_in_with_the_phone_alone(city: City, outbox: Outbox) -> None:  # noqa: F811
    give_phone(city.person("owner"))
    client = Client()
    page = client.post("/login/code/", {"phone": PHONE}).content.decode()
    assert code_of(outbox[-1][1]) not in page, "outside the demo a code is never shown"
    form = {"step": "code", "phone": PHONE, "token": token_in(page)}
    assert client.post("/login/code/", form | {"code": "000000x"}).status_code == 422
    assert client.post("/login/code/", form | {"code": code_of(outbox[-1][1])}).status_code == 302
    assert "业主" in client.get("/account/").content.decode()
    assert Client().post("/login/code/", form | {"code": code_of(outbox[-1][1])}).status_code == 422, "good once"


def test_a_phone_code_alone_gives_no_power_of_office(city: City, outbox: Outbox) -> None:  # noqa: F811
    give_phone(city.person("neighbourhood_officer"))
    client = Client()
    page = client.post("/login/code/", {"phone": PHONE}).content.decode()
    form = {"step": "code", "phone": PHONE, "token": token_in(page)}
    client.post("/login/code/", form | {"code": code_of(outbox[-1][1])})
    assert client.get("/account/people/")["Location"].startswith("/account/wake/")
    assert client.get("/account/wake/")["Location"].startswith("/account/step-up/")
    assert client.post("/account/step-up/", {"proof": "wrong"}).status_code == 422
    assert client.post("/account/step-up/", {"proof": PASSWORD}).status_code == 302
    assert client.get("/account/people/").status_code == 200


def test_nobody_learns_whether_a_phone_is_known(city: City, outbox: Outbox) -> None:  # noqa: F811
    give_phone(city.person("owner"))
    pages = []
    for address in ("/login/code/", "/login/forgot/"):
        field = "phone" if "code" in address else "username"
        for phone in (PHONE, "13899999999"):
            page = Client().post(address, {field: phone})
            text = re.sub(r'value="[^"]*"|[0-9]{3}\*{4}[0-9]{4}', "", page.content.decode())  # tokens, the typed phone
            pages.append((page.status_code, text))
        assert pages[-1] == pages[-2]
    assert [phone for phone, _ in outbox] == [PHONE, PHONE]
    assert OneTimeCode.objects.count() == 4, "the same work is done for nobody"


def test_a_code_fits_its_purpose_its_request_and_its_words_only(city: City, outbox: Outbox) -> None:  # noqa: F811
    account = city.person("owner")
    asked = codes.ask("pay", PHONE, account.pk, address="x", words="支付 1.00 元")
    code = code_of(outbox[-1][1])
    assert "支付 1.00 元" in outbox[-1][1]
    other = codes.ask("pay", PHONE, account.pk, address="x", words="支付 9.00 元")
    assert codes.check("vote", asked.token, code, words="支付 1.00 元") is None
    assert codes.check("pay", asked.token, code, words="支付 9.00 元") is None
    assert codes.check("pay", other.token, code, words="支付 9.00 元") is None or code == code_of(outbox[-1][1])
    assert codes.check("pay", asked.token, code, words="支付 1.00 元") is not None
    assert codes.check("pay", asked.token, code, words="支付 1.00 元") is None


def test_a_code_lasts_five_tries_and_five_minutes(city: City, outbox: Outbox) -> None:  # noqa: F811
    account = city.person("owner")
    for wrong, late in ((5, 0), (4, 301)):
        with clock.turned_to(clock.now()):
            asked = codes.ask("login", PHONE, account.pk, address="x")
            right = code_of(outbox[-1][1])
            for n in range(wrong):
                assert codes.check("login", asked.token, f"{(int(right) + 1 + n) % 10**6:06d}") is None
            clock.turn_by(timedelta(seconds=late))
            assert codes.check("login", asked.token, right) is None


def test_ten_thousand_guesses_open_nothing(city: City, outbox: Outbox) -> None:  # noqa: F811
    """Three days of guessing codes by somebody who asks for as many as he gets: 10,000 guesses, 0 successes."""
    account, guess = city.person("owner"), random.Random(7)
    opened = counted = asked_for = refused = 0
    with clock.turned_to(clock.now()):
        asked = None
        while counted < 10_000:
            try:
                asked = codes.ask("login", PHONE, account.pk, address=f"10.0.0.{asked_for % 250}")
                asked_for += 1
            except Refusal:
                refused += 1
            assert asked is not None
            for _ in range(50):
                opened += codes.check("login", asked.token, f"{guess.randrange(10**6):06d}") is not None
                counted += 1
            clock.turn_by(timedelta(minutes=5))
    assert opened == 0
    assert refused > 0
    tried = sum(OneTimeCode.objects.values_list("tries", flat=True))
    assert tried <= 5 * asked_for, "of 10,000 guesses only these were compared with a code"


@pytest.mark.parametrize("guesses", [1_000, pytest.param(10_000, marks=pytest.mark.nightly)])
def test_guessed_passwords_open_nothing(city: City, monkeypatch: pytest.MonkeyPatch, guesses: int) -> None:
    """The right password is among them, at the end: by then the account is closed for the day."""
    city.person("owner")
    hashed = []
    monkeypatch.setattr(login_page, "authenticate", lambda *_a, **_k: hashed.append(1))  # argon2 is slow on purpose
    with clock.turned_to(clock.now()):
        for number in range(guesses):
            request = _request(f"10.0.{number % 200}.{number % 250}")
            with pytest.raises(Refusal):
                login_page._by_password(request, "owner.estate", f"guess {number}")
    assert len(hashed) == login_page.MOST_WRONG_A_DAY, "the others were refused before any work was done"


def _request(address: str):  # type: ignore[no-untyped-def]
    from django.test import RequestFactory

    return RequestFactory().post("/login/", REMOTE_ADDR=address)


# --- place ------------------------------------------------------------------------------------------------------------


def test_one_estates_flood_leaves_the_others_served(
    city: City, outbox: Outbox, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    here, there = city.person("owner"), city.person("owner", "sibling")
    for n in range(codes.MOST_PER_PLACE + 30):  # many phones of one estate, from many addresses
        codes.ask("login", f"139{n:08d}", here.pk, address=f"10.1.{n // 20}.1")
    assert len(outbox) == codes.MOST_PER_PLACE
    codes.ask("login", PHONE, there.pk, address="10.2.0.1")
    assert outbox[-1][0] == PHONE, "the other estate is served"
    monkeypatch.setattr(login_page, "MOST_WRONG_PER_PLACE", 3)
    city.person("tenant")
    for n in range(3):
        log_in("tenant.estate", f"wrong {n}")
    assert log_in("owner.estate").status_code == 429
    assert log_in("owner.sibling").status_code == 302


# --- second factor ----------------------------------------------------------------------------------------------------


def present(secret: str) -> str:
    """The code that an authenticator shows now."""
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()))


def enrol(account: Account) -> tuple[str, tuple[str, ...]]:
    """(secret, recovery codes) of a confirmed second factor."""
    actions.offer_factor(proved(account), estate_id=1)
    secret = SecondFactor.objects.get(account=account).secret
    recovery = totp.recovery_codes_of("k", account.pk)
    digests = tuple(totp.recovery_digest(code) for code in recovery)
    with clock.turned_to(clock.now() - timedelta(seconds=30)):
        actions.confirm_factor(proved(account), estate_id=1, code=Secret(present(secret)), recovery=digests)
    return secret, recovery


def test_a_second_factor_is_set_up_on_the_page_and_asked_at_login(city: City) -> None:
    client = enter(city, "neighbourhood_officer")
    offered = client.post("/account/factor/", {"do": "offer"}).content.decode()
    assert "<svg" in offered
    assert "style=" not in offered.split("<svg")[-1].split("</svg>")[0]
    secret = SecondFactor.objects.get().secret
    assert client.post("/account/factor/", {"do": "confirm", "code": "000000"}).status_code in (200, 422)
    now = clock.now() + timedelta(seconds=30)
    with clock.turned_to(now - timedelta(seconds=30)):
        done = client.post("/account/factor/", {"do": "confirm", "code": present(secret)}).content.decode()
    assert done.count("<code>") == 10
    browser = Client()
    answer = log_in("neighbourhood_officer.estate", client=browser)
    assert answer["Location"] == "/login/second/"
    assert browser.get("/account/").status_code == 302, "the password alone opens nothing"
    with clock.turned_to(now):
        code = present(secret)
        for seconds in (-30, 30):
            with clock.turned_to(now + timedelta(seconds=seconds)):
                other = present(secret)
            assert browser.post("/login/second/", {"code": other}).status_code == 422, "thirty seconds, no more"
        assert browser.post("/login/second/", {"code": code}).status_code == 302
    assert browser.get("/account/people/").status_code == 200
    again = Client()
    log_in("neighbourhood_officer.estate", client=again)
    with clock.turned_to(now):
        assert again.post("/login/second/", {"code": code}).status_code == 422, "a code counts once"
        browser.post("/account/factor/", {"do": "drop"})
    assert not SecondFactor.objects.exists()
    assert Session.objects.filter(account_id=city.person("neighbourhood_officer").pk).count() == 1, "the others ended"


def test_a_recovery_code_counts_once(city: City) -> None:
    account = city.person("district_officer")
    _secret, recovery = enrol(account)
    assert totp.accept_any(account.pk, recovery[0].upper())
    assert not totp.accept_any(account.pk, recovery[0])
    assert not totp.accept_any(city.person("city_officer").pk, recovery[1])


def test_a_form_for_recovery_codes_sent_twice_is_one_set_of_codes(city: City) -> None:
    client = enter(city, "neighbourhood_officer")
    account = city.person("neighbourhood_officer")
    enrol(account)

    def shown(key: str) -> list[str]:
        page = client.post("/account/factor/", {"do": "codes", "idempotency_key": key}).content.decode()
        return re.findall(r"<code>([^<]+)</code>", page)

    first, again, other = shown("k-1"), shown("k-1"), shown("k-2")
    assert [len(code.replace("-", "")) * 5 for code in first] == [120] * 10, "bits: enough for a plain digest"
    assert first == again
    assert not set(first) & set(other)
    assert Record.objects.filter(estate_id=1, act="access.renew_recovery_codes").count() == 2
    assert totp.accept_any(account.pk, other[0])
    assert not totp.accept_any(account.pk, first[0])


def test_the_secret_lies_sealed(city: City) -> None:
    from django.db import connection

    secret, _ = enrol(city.person("city_officer"))
    give_phone(city.person("owner"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM access_secondfactor")
        assert secret not in cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(a::text, '|') FROM access_account a")
        assert PHONE not in cursor.fetchone()[0]


def test_where_it_is_required_staff_have_no_power_without_it(city: City, settings) -> None:  # type: ignore[no-untyped-def]
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    city.person("neighbourhood_officer")
    client = Client()
    log_in("neighbourhood_officer.estate", client=client)
    assert client.get("/account/people/")["Location"].startswith("/account/wake/")
    assert client.get("/account/wake/")["Location"].startswith("/account/factor/")
    client.post("/account/factor/", {"do": "offer"})
    with clock.turned_to(clock.now()):
        client.post("/account/factor/", {"do": "confirm", "code": present(SecondFactor.objects.get().secret)})
    assert client.get("/account/people/").status_code == 200


def test_where_two_proofs_are_asked_of_everybody_one_opens_nothing(  # type: ignore[no-untyped-def]
    city: City, outbox: Outbox, settings,  # noqa: F811
) -> None:  # fmt: skip
    """The password, then a code along a verified way; or the code, then the password. Nobody is logged in between."""
    settings.RESIDENT_SECOND_FACTOR_REQUIRED = settings.STAFF_SECOND_FACTOR_REQUIRED = True
    account = city.person("owner")
    for first in ("password", "code"):
        client = Client()
        with preparing():
            Account.objects.filter(pk=account.pk).update(phone_verified_at=None)
        typed = {"username": account.username, "password": PASSWORD}
        if first == "password":
            assert client.post("/login/", typed)["Location"].startswith("/login/second/")
            assert "没有验证过的手机号" in client.get("/login/second/").content.decode()
            assert client.post("/login/second/", {}).status_code == 422
        give_phone(account)
        if first == "code":
            page = client.post("/login/code/", {"phone": PHONE}).content.decode()
            form = {"step": "code", "phone": PHONE, "token": token_in(page), "code": code_of(outbox[-1][1])}
            assert client.post("/login/code/", form)["Location"].startswith("/login/second/")
        assert client.get("/account/")["Location"].startswith("/login/"), "not logged in yet"
        if first == "password":
            page = client.post("/login/second/", {"by": "sms"}).content.decode()
            form = {"step": "code", "token": token_in(page)}
            assert client.post("/login/second/", form | {"code": "000000x"}).status_code == 422
            answer = client.post("/login/second/", form | {"code": code_of(outbox[-1][1])})
        else:
            assert client.post("/login/second/", {"password": "wrong"}).status_code == 422
            answer = client.post("/login/second/", {"password": PASSWORD})
        assert answer.status_code == 302
        assert "业主" in client.get("/account/").content.decode()
    with preparing():
        account = Account.objects.get(pk=account.pk)
        account.set_unusable_password()
        account.save()
    client = Client()
    page = client.post("/login/code/", {"phone": PHONE}).content.decode()
    client.post(
        "/login/code/", {"step": "code", "phone": PHONE, "token": token_in(page), "code": code_of(outbox[-1][1])}
    )
    assert "还没有设置密码" in client.get("/login/second/").content.decode()


def test_staff_with_one_proof_come_in_to_set_up_the_second_and_hold_nothing(city: City, settings) -> None:  # type: ignore[no-untyped-def]
    settings.RESIDENT_SECOND_FACTOR_REQUIRED = settings.STAFF_SECOND_FACTOR_REQUIRED = True
    officer, owner = city.person("neighbourhood_officer"), city.person("owner")
    with preparing():  # an officer who owns a home as well
        Mandate.objects.filter(account=owner).update(account=officer)
    client = Client()
    assert client.post("/login/", {"username": officer.username, "password": PASSWORD}).status_code == 302
    assert client.get("/account/people/")["Location"].startswith("/account/wake/")
    assert sessions.ONE in client.session
    assert actor_of(officer, staff=False).has_role("owner")
    assert actor_of(officer, living=False).mandates == ()
    client.post("/account/factor/", {"do": "offer"})
    with clock.turned_to(clock.now()):
        client.post("/account/factor/", {"do": "confirm", "code": present(SecondFactor.objects.get().secret)})
    assert client.get("/account/people/").status_code == 200
    assert sessions.ONE not in client.session


# --- step-up and staff sessions ---------------------------------------------------------------------------------------


def test_sensitive_pages_ask_again_who_one_is(city: City) -> None:
    client = Client()
    city.person("neighbourhood_officer")
    with clock.turned_to(clock.now()):
        log_in("neighbourhood_officer.estate", client=client)
        assert client.get("/account/people/grant/").status_code == 200
        clock.turn_by(timedelta(minutes=6))
        assert client.get("/account/people/grant/")["Location"].startswith("/account/step-up/?next=")
        before = client.cookies["sessionid"].value
        client.post("/account/step-up/", {"proof": PASSWORD})
        assert client.cookies["sessionid"].value != before, "a fresh key after step-up"
        assert client.get("/account/people/grant/").status_code == 200


def test_an_administrator_has_no_power_until_a_staff_session_is_open(city: City) -> None:
    from sanguanjia.access.models import StaffSession

    account = city.person("system_admin")
    with preparing():
        StaffSession.objects.all().delete()
    client = Client()
    with clock.turned_to(clock.now()):
        log_in("system_admin.estate", client=client)
        assert client.get("/account/accounts/")["Location"].startswith("/account/wake/")
        assert client.get("/admin/").status_code == 302
        clock.turn_by(timedelta(minutes=6))
        assert client.get("/account/staff-session/")["Location"].startswith("/account/step-up/"), "not round to itself"
        client.post("/account/step-up/", {"proof": PASSWORD})
        form = {"reason": "按工单重置口令", "minutes": "15"}
        assert client.post("/account/staff-session/", form | {"reason": " "}).status_code == 422
        assert client.post("/account/staff-session/", form | {"minutes": "9999"}).status_code == 422
        assert client.post("/account/staff-session/", form).status_code == 302
        assert "管理时段" in client.get("/account/accounts/").content.decode()
        assert client.get("/admin/").status_code == 200
        record = Record.objects.get(estate_id=1, act="access.open_staff_session")
        assert (record.account_id, record.reason) == (account.pk, "按工单重置口令")
        clock.turn_by(timedelta(minutes=14))
        assert client.get("/admin/").status_code == 200
        clock.turn_by(timedelta(minutes=2))
        assert client.get("/admin/").status_code == 302, "it ends by itself"


# --- phones, closing, administrators ---------------------------------------------------------------------------------


def test_changing_the_phone_needs_both_codes_and_ends_other_sessions(city: City, outbox: Outbox) -> None:  # noqa: F811
    account = give_phone(city.person("owner"))
    client, other = enter(city, "owner"), enter(city, "owner")
    page = client.post("/account/phone/", {"phone": "13900000001"}).content.decode()
    old, new = (code_of(text) for _, text in outbox[-2:])
    form = {
        "step": "code", "phone": "13900000001", "old_token": token_in(page, "old_token"),
        "new_token": token_in(page, "new_token"),
    }  # fmt: skip
    assert [phone for phone, _ in outbox[-2:]] == [PHONE, "13900000001"]
    other_number = form | {"phone": "13900000002", "old_code": old, "new_code": new}
    assert client.post("/account/phone/", other_number).status_code == 422, "the codes are for one number"
    assert client.post("/account/phone/", form | {"old_code": old, "new_code": new}).status_code == 302
    assert Account.objects.get(pk=account.pk).phone == "13900000001"
    assert (client.get("/account/").status_code, other.get("/account/").status_code) == (200, 302)


def test_a_forgotten_password_is_replaced_by_a_code_and_the_second_factor_is_still_asked(
    city: City, outbox: Outbox  # noqa: F811
) -> None:
    account = give_phone(city.person("neighbourhood_officer"))
    enrol(account)
    page = Client().post("/login/forgot/", {"username": account.username}).content.decode()
    form = {"step": "code", "username": account.username, "token": token_in(page), "code": code_of(outbox[-1][1]),
            "new": "seven blue kettles in june"}  # fmt: skip
    assert Client().post("/login/forgot/", form)["Location"] == "/login/"
    assert Client().post("/login/forgot/", form).status_code == 422, "a code counts once"
    assert log_in(account.username).status_code == 422, "the old password is gone"
    assert log_in(account.username, "seven blue kettles in june")["Location"] == "/login/second/"
    assert "动态口令" in enter(city, "owner").get("/account/phone/").content.decode(), "what is safer than an SMS"


def test_a_lost_phone_is_replaced_by_an_officer_who_saw_a_document(city: City, outbox: Outbox) -> None:  # noqa: F811
    account = give_phone(city.person("owner"))
    client = Client()
    page = client.post("/login/lost-phone/", {"username": PHONE, "phone": "13900000001"}).content.decode()
    form = {"step": "code", "username": PHONE, "phone": "13900000001", "token": token_in(page)}
    assert client.post("/login/lost-phone/", form | {"code": code_of(outbox[-1][1])}).status_code == 200
    officer, stranger = enter(city, "neighbourhood_officer"), enter(city, "neighbourhood_officer", "far")
    assert "/account/lost-phones/" in officer.get("/account/lost-phones/").content.decode()
    (request_id,) = PhoneRequest.objects.values_list("pk", flat=True)
    address = f"/account/lost-phones/{request_id}/"
    assert stranger.get(address).status_code == 403
    assert officer.post(address, {"decision": "confirm"}).status_code == 422
    assert officer.post(address, {"decision": "confirm", "document": "本人到场"}).status_code == 302
    assert Account.objects.get(pk=account.pk).phone == "13900000001"
    assert not Session.objects.filter(account_id=account.pk).exists()


def test_closing_the_account_ends_everything_and_keeps_the_record(city: City, outbox: Outbox) -> None:  # noqa: F811
    client = Client()
    register(client, outbox, PHONE, "王芳")
    account = Account.objects.get(name="王芳")
    actions.request_claim(
        actor_of(account), estate_id=city.estate.pk, unit_code="3-1-1403", name="王芳", proof="13900000000"
    )  # fmt: skip
    assert client.post("/account/close/", {"word": "不"}).status_code == 422
    assert client.post("/account/close/", {"word": "注销"}).status_code == 200
    closed = Account.objects.get(pk=account.pk)
    assert (closed.is_active, closed.phone, closed.has_usable_password()) == (False, "", False)
    assert (closed.name, closed.person_key) == ("（已删除）", "")
    assert Claim.objects.get(estate_id=city.estate.pk, account_id=account.pk).state == "lapsed"
    assert client.get("/account/").status_code == 302
    assert Record.objects.filter(estate_id=1, act="access.close_account", account_id=account.pk).exists()
    again = Client()
    assert register(again, outbox, PHONE, "王芳").status_code == 302, "the number is free for a new account"
    assert codes_of(actions.close_account, proved(city.person("system_admin")), estate_id=1) == ["last_administrator"]


def test_an_owner_who_closes_owns_no_mandate_any_more(city: City) -> None:
    owner = city.person("owner")
    actions.close_account(proved(owner), estate_id=1)
    assert not Mandate.objects.filter(account=owner, valid__contains=clock.today()).exists()


def test_an_administrator_ends_sessions_and_locks_an_account(city: City) -> None:
    owner, admin = enter(city, "owner"), enter(city, "system_admin")
    address = f"/account/accounts/{city.person('owner').pk}/"
    assert admin.post(address, {"do": "end"}).status_code == 422, "without a reason"
    assert admin.post(address, {"do": "end", "reason": "设备被盗"}).status_code == 302
    assert owner.get("/account/").status_code == 302
    admin.post(address, {"do": "lock", "reason": "被盗用"})
    assert log_in("owner.estate").status_code == 422
    admin.post(address, {"do": "open", "reason": "已核实"})
    assert log_in("owner.estate").status_code == 302


def test_reading_a_session_writes_at_most_every_five_minutes(city: City) -> None:
    client = Client()
    city.person("owner")
    with clock.turned_to(clock.now()):
        log_in("owner.estate", client=client)
        seen = Session.objects.get().seen_at
        clock.turn_by(timedelta(minutes=4))
        client.get("/account/")
        assert Session.objects.get().seen_at == seen
        clock.turn_by(timedelta(minutes=2))
        client.get("/account/")
        assert Session.objects.get().seen_at == clock.now()


def test_throttle_counts_are_swept(db: None) -> None:
    throttle.count("x", timedelta(minutes=1))
    assert throttle.sweep() == 0
    with clock.turned_to(clock.now() + timedelta(days=3)):
        assert throttle.sweep() == 1
