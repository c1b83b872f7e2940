"""我的数据 on its pages: see, copy, correct, agree and withdraw; a guardian for the ward; nobody else."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from sanguanjia.access.models import Account
from sanguanjia.access.sessions import PROVED
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Home
from sanguanjia.privacy import actions
from sanguanjia.privacy.models import Consent
from sanguanjia.privacy.tests.test_acts import NUMBER, PHONE, REASON, city, known_as, office, owner, unit_id  # noqa: F401
from sanguanjia.registry.actions import add_guardian
from sanguanjia.registry.models import Party
from sanguanjia.registry.tests.factories import City
from sanguanjia.registry.types import MemberWish, WardKind
from tests.support.guard import preparing

pytestmark = pytest.mark.django_db


def browser(account: Account, *, proved: bool = False) -> Client:
    client = Client()
    client.force_login(account)
    if proved:
        session = client.session
        session[PROVED] = clock.now().isoformat()
        session.save()
    return client


def stranger() -> Account:
    account = Account(username="stranger", name="别人")
    with preparing():
        account.save(force_insert=True)
    return account


def test_a_person_sees_what_is_kept_masked_and_who_looked(city: City, owner: Party) -> None:  # noqa: F811
    account = known_as(owner)
    actions.unmask(office(city), estate_id=city.estate.id, party_id=owner.id, reason=REASON)
    page = browser(account).get(reverse("privacy:mine")).content.decode()
    for words in (city.estate.name, "138****5678", REASON, "测试员"):
        assert words in page, words
    assert PHONE not in page
    assert NUMBER not in page
    other = browser(stranger()).get(reverse("privacy:mine")).content.decode()
    assert REASON not in other
    assert "138****5678" not in other


def test_a_copy_is_whole_and_only_for_who_has_just_proved_who_he_is(city: City, owner: Party) -> None:  # noqa: F811
    account, address = known_as(owner), reverse("privacy:copy")
    assert browser(account).get(address)["Location"].startswith(reverse("access:step-up"))
    answer = browser(account, proved=True).get(address)
    copied = json.loads(answer.content)
    assert answer["Content-Disposition"] == "attachment; filename=my-data.json"
    assert copied["account"] == {"name": "王芳", "phone": PHONE, "email": ""}
    assert [(each["number"], each["phone"]) for each in copied["registered_as"]] == [(NUMBER, PHONE)]
    assert json.loads(browser(stranger(), proved=True).get(address).content)["registered_as"] == []


def test_a_phone_is_corrected_by_the_person_or_the_guardian_and_nobody_else(
    city: City, owner: Party  # noqa: F811
) -> None:
    estate, address = city.estate.id, reverse("privacy:phone", args=[city.estate.id, owner.id])
    client = browser(known_as(owner))
    refused = client.post(address, {"phone": "12"})
    assert refused.status_code == 422
    assert client.post(address, {"phone": "13700000001", "idempotency_key": "once"}).status_code == 302
    assert client.post(address, {"phone": "13700000001", "idempotency_key": "once"}).status_code == 302
    assert Party.objects.get(estate_id=estate, pk=owner.pk).phone == "13700000001"
    guardian = stranger()
    assert browser(guardian).get(address).status_code == 404
    with preparing():
        mother = Party(estate_id=estate, kind="person", name="李梅", phone="13900000001", account_id=guardian.pk)
        mother.save(force_insert=True)
    add_guardian(
        SYSTEM, estate_id=estate, ward_id=owner.id, guardian=MemberWish(party_id=mother.id), kind=WardKind.MINOR,
        since=date(2020, 1, 1), evidence="户口簿",
    )  # fmt: skip
    assert "您监护的人" in browser(guardian).get(reverse("privacy:mine")).content.decode()
    assert browser(guardian).post(address, {"phone": "13700000002"}).status_code == 302
    assert Party.objects.get(estate_id=estate, pk=owner.pk).phone == "13700000002"


def test_consent_is_one_press_to_give_and_one_to_withdraw(city: City, owner: Party) -> None:  # noqa: F811
    account, address = known_as(owner), reverse("privacy:consent")
    client, mine = browser(account), reverse("privacy:mine")
    page = client.get(mine).content.decode()
    purpose = page.split('name="purpose" value="')[1].split('"')[0]
    version = page.split('name="version" value="')[1].split('"')[0]
    for word, stands, button in (("give", True, "撤回同意"), ("withdraw", False, "没有同意")):
        sent = client.post(address, {"purpose": purpose, "version": version, "word": word})
        assert sent["Location"] == mine
        assert Consent.objects.filter(estate_id=Home.PLATFORM_ID, account_id=account.pk).latest("id").given is stands
        assert button in client.get(mine).content.decode()
