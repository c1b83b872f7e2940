"""A mailbox for codes: verified by one, chosen beside the phone, masked, throttled, gone with the account."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from sanguanjia.access import actions
from sanguanjia.access.models import Account, OneTimeCode
from sanguanjia.access.queries import actor_of, load_account
from sanguanjia.kernel.models import Record
from sanguanjia.kernel.outgoing import Channel, Outgoing
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.senders import MailSender
from tests.support.guard import preparing
from tests.support.small_city import PASSWORD, City

from .test_login import give_phone, proved
from .test_pages import code_of, token_in

MAIL = "wang-lan@example.org"
PHONE = "13812345678"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Outgoing]:
    """Everything handed to a sender."""
    out: list[Outgoing] = []
    monkeypatch.setattr("sanguanjia.kernel.senders.hand_over", out.append)
    return out


def with_both(city: City, role: str = "owner") -> Account:
    account = give_phone(city.person(role))
    with preparing():
        actions.change_email(proved(account), estate_id=1, email=MAIL)
    return Account.objects.get(pk=account.pk)


def test_a_mailbox_counts_once_its_code_came_back(city: City, sent: list[Outgoing]) -> None:
    account = give_phone(city.person("owner"))
    client = Client()
    client.force_login(account)
    assert client.get("/account/email/")["Location"].startswith("/account/step-up/")
    client.post("/account/step-up/", {"proof": PASSWORD})
    assert "这不是一个电子邮箱地址" in client.post("/account/email/", {"email": "no mailbox"}).content.decode()
    page = client.post("/account/email/", {"email": MAIL}).content.decode()
    assert (sent[-1].channel, sent[-1].address) == (Channel.EMAIL, MAIL)
    assert Account.objects.get(pk=account.pk).email == "", "not before it is verified"
    form = {"step": "code", "email": MAIL, "token": token_in(page), "code": code_of(sent[-1].text)}
    assert client.post("/account/email/", form | {"email": "other@example.org"}).status_code == 422, "bound to words"
    assert client.post("/account/email/", form).status_code == 302
    stored = Account.objects.get(pk=account.pk)
    assert (stored.email, stored.email_verified_at is not None) == (MAIL, True)
    mine = client.get("/account/").content.decode()
    assert "w***@example.org" in mine
    assert MAIL not in mine
    assert client.post("/account/email/", {"do": "drop"}).status_code == 302
    assert Account.objects.get(pk=account.pk).email == ""


def test_a_mailbox_belongs_to_one_account_and_lies_sealed(city: City) -> None:
    account = with_both(city)
    with pytest.raises(Refusal) as caught:
        actions.change_email(proved(city.person("tenant")), estate_id=1, email=MAIL.upper())
    assert [reason.code for reason in caught.value.reasons] == ["email_taken"]
    with pytest.raises(Refusal) as caught:
        actions.change_email(proved(account), estate_id=1, email="a b@c")
    assert [reason.code for reason in caught.value.reasons] == ["bad_email"]
    with pytest.raises(Refusal) as caught:
        actions.change_email(replace(actor_of(account), proved_at=None), estate_id=1, email="")
    assert [reason.code for reason in caught.value.reasons] == ["step_up_needed"]
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT email, email_index FROM access_account WHERE id = %s", [account.pk])
        assert not any("wang" in value.lower() or "example" in value for value in cursor.fetchone())
    assert "example" not in str([*Record.objects.filter(estate_id=1, act="access.change_email").values()])


def test_a_resident_logs_in_by_phone_or_by_mailbox(city: City, sent: list[Outgoing]) -> None:
    with_both(city)
    for typed, channel in ((PHONE, Channel.SMS), (MAIL, Channel.EMAIL), (MAIL.upper(), Channel.EMAIL)):
        client = Client()
        page = client.post("/login/code/", {"phone": typed}).content.decode()
        assert sent[-1].channel == channel
        assert sent[-1].address.lower() == typed.lower()
        form = {"step": "code", "phone": typed, "token": token_in(page), "code": code_of(sent[-1].text)}
        assert client.post("/login/code/", form).status_code == 302
        assert "业主" in client.get("/account/").content.decode()
        assert Client().post("/login/code/", form).status_code == 422, "good once"
    assert Client().post("/login/", {"username": MAIL, "password": PASSWORD}).status_code == 302
    assert Client().post("/login/code/", {"phone": "neither"}).status_code == 422


def test_a_code_by_mail_alone_gives_no_power_of_office(city: City, sent: list[Outgoing]) -> None:
    with_both(city, "neighbourhood_officer")
    client = Client()
    page = client.post("/login/code/", {"phone": MAIL}).content.decode()
    form = {"step": "code", "phone": MAIL, "token": token_in(page), "code": code_of(sent[-1].text)}
    client.post("/login/code/", form)
    assert client.get("/account/people/")["Location"].startswith("/account/wake/")


def test_nobody_learns_whether_a_mailbox_is_known(city: City, sent: list[Outgoing]) -> None:
    with_both(city)
    answers = set()
    for mail in (MAIL, "wx-nobody@example.org"):
        page = Client().post("/login/code/", {"phone": mail})
        answers.add((page.status_code, page.content.decode().count("w***@example.org")))
    assert len(answers) == 1
    assert [out.address for out in sent] == [MAIL]
    assert OneTimeCode.objects.count() == 2, "the same work is done for nobody"


def test_who_has_both_chooses_where_the_code_goes(city: City, sent: list[Outgoing]) -> None:
    account = with_both(city)
    for by, target in (("sms", PHONE), ("email", MAIL)):
        page = Client().post("/login/forgot/", {"username": account.username, "by": by}).content.decode()
        assert (sent[-1].channel, sent[-1].address) == (by, target)
        fresh = f"forty green umbrellas in {by}"
        form = {"step": "code", "username": account.username, "by": by, "token": token_in(page),
                "code": code_of(sent[-1].text), "new": fresh}  # fmt: skip
        assert Client().post("/login/forgot/", form).status_code == 302
        assert Account.objects.get(pk=account.pk).check_password(fresh)
    with preparing():
        account.set_unusable_password()
        account.save(update_fields=["password"])
    client = Client()
    client.force_login(account)
    page = client.get("/account/step-up/").content.decode()
    assert "138****5678" in page
    assert "w***@example.org" in page
    page = client.post("/account/step-up/", {"by": "email"}).content.decode()
    assert sent[-1].address == MAIL
    form = {"step": "code", "token": token_in(page), "proof": code_of(sent[-1].text)}
    assert client.post("/account/step-up/", form).status_code == 302
    assert client.post("/account/step-up/", {"by": "pigeon"}).status_code == 422


def test_a_mailbox_without_which_nothing_goes_there(city: City, sent: list[Outgoing]) -> None:
    account = give_phone(city.person("owner"))
    Client().post("/login/forgot/", {"username": account.username, "by": "email"})
    assert sent == [], "no verified mailbox: nothing is sent, least of all to the phone"


def test_codes_to_a_mailbox_are_throttled(city: City, sent: list[Outgoing]) -> None:
    with_both(city)
    answers = [Client().post("/login/code/", {"phone": mail}).status_code for mail in [MAIL] * 3 + [MAIL.upper()] * 3]
    assert answers == [200] * 5 + [429]
    assert len(sent) == 5
    assert Client().post("/login/code/", {"phone": PHONE}).status_code == 200, "the phone has a share of its own"


def test_the_mailbox_goes_when_the_account_is_closed(city: City) -> None:
    account = with_both(city)
    actions.close_account(proved(account), estate_id=1)
    stored = Account.objects.get(pk=account.pk)
    assert (stored.email, stored.email_index, stored.email_verified_at) == ("", "", None)
    again = city.person("tenant")
    actions.change_email(proved(again), estate_id=1, email=MAIL)
    fresh = load_account(again.pk)
    assert fresh is not None
    assert fresh.email == MAIL


def test_a_code_goes_out_by_the_mail_server(settings, mailoutbox) -> None:  # type: ignore[no-untyped-def]
    """The SMTP sender makes one plain mail of it, under a key of its own."""
    MailSender().send(Outgoing("c1", Channel.EMAIL, MAIL, "三管家验证码", "验证码 123456"))
    assert [(mail.to, mail.subject, "123456" in mail.body) for mail in mailoutbox] == [([MAIL], "三管家验证码", True)]
