"""Looking with a reason, agreeing and withdrawing, erasing: one success each, and each refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from sanguanjia.access.models import Account
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM, Actor
from sanguanjia.kernel.models import Home, Record
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.wall import asking_as
from sanguanjia.privacy import actions, queries
from sanguanjia.privacy.models import Look
from sanguanjia.registry import people, roster_sheets
from sanguanjia.registry.actions import add_guardian, change_phone, end_guardianship, transfer_unit
from sanguanjia.registry.models import Ownership, Party
from sanguanjia.registry.tests.factories import City, add_unit, found_city, officer, owners, person
from sanguanjia.registry.types import MemberWish, WardKind
from tests.support.guard import preparing

NUMBER, PHONE, REASON = "999999190001010015", "13812345678", "联系业主处理漏水"

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return found_city()


@pytest.fixture
def unit_id(city: City) -> int:
    return add_unit(city, owners=owners(("1", person(identity=NUMBER, phone=PHONE))))


@pytest.fixture
def owner(city: City, unit_id: int) -> Party:
    return Party.objects.get(estate_id=city.estate.id)


def office(city: City, role: str = "neighbourhood_officer", *, proved: bool = True) -> Actor:
    place = city.neighbourhood if role == "neighbourhood_officer" else city.subdistrict
    return replace(officer(role, place), proved_at=clock.now() if proved else None)


def known_as(owner: Party) -> Account:
    account = Account(username="wangfang", name="王芳", phone=PHONE)
    with preparing():
        account.save(force_insert=True)
        owner.account_id = account.id
        owner.save(update_fields=["account_id"])
    return account


def codes(found: pytest.ExceptionInfo[Refusal]) -> set[str]:
    return {reason.code for reason in found.value.reasons}


def test_a_full_number_is_shown_for_a_reason_and_the_person_sees_who_looked(city: City, owner: Party) -> None:
    account = known_as(owner)
    actions.unmask(office(city), key="look", estate_id=city.estate.id, party_id=owner.id, reason=REASON)
    actions.unmask(office(city), key="look", estate_id=city.estate.id, party_id=owner.id, reason=REASON)
    (line,) = queries.looks_at(account.id, {owner.id: city.estate.id})
    assert (line.by, line.role, line.reason) == ("测试员", "neighbourhood_officer", REASON)
    record = Record.objects.get(estate_id=city.estate.id, act="privacy.unmask")
    assert REASON not in str(record.answer) + record.reason
    assert PHONE not in str(record.subjects)


def test_a_look_before_the_account_was_known_is_told_too(city: City, owner: Party) -> None:
    actions.unmask(office(city), estate_id=city.estate.id, party_id=owner.id, reason=REASON)
    account = known_as(owner)
    assert len(queries.looks_at(account.id, {owner.id: city.estate.id})) == 1


@pytest.mark.parametrize(
    ("role", "proved", "reason", "code"),
    [
        ("neighbourhood_officer", True, "  看 ", "look_reason_missing"),
        ("neighbourhood_officer", True, "看" * 201, "too_long"),
        ("neighbourhood_officer", False, REASON, "step_up_needed"),
        ("committee_member", True, REASON, "not_permitted"),
        ("owner", True, REASON, "not_permitted"),
    ],
)
def test_nothing_is_shown_without_reason_proof_and_office(
    city: City, owner: Party, role: str, proved: bool, reason: str, code: str
) -> None:
    actor = office(city, role, proved=proved)
    with pytest.raises(Refusal) as found:
        actions.unmask(actor, estate_id=city.estate.id, party_id=owner.id, reason=reason)
    assert code in codes(found)
    assert not Look.objects.filter(estate_id=city.estate.id).exists()


def test_an_office_elsewhere_and_a_person_elsewhere_are_refused(city: City, owner: Party) -> None:
    with pytest.raises(Refusal) as found:
        actions.unmask(office(city), estate_id=city.estate.id, party_id=owner.id + 1, reason=REASON)
    assert codes(found) == {"not_found"}
    stranger = replace(officer("neighbourhood_officer", replace(city.neighbourhood, path="1/99/")),
                       proved_at=clock.now())  # fmt: skip
    with pytest.raises(Refusal) as found:
        actions.unmask(stranger, estate_id=city.estate.id, party_id=owner.id, reason=REASON)
    assert "not_permitted" in codes(found)


def test_a_roster_leaves_masked_and_in_full_for_a_reason_that_every_owner_reads(city: City, owner: Party) -> None:
    account, estate = known_as(owner), city.estate.id
    with pytest.raises(Refusal) as found:
        actions.export_roster(office(city), estate_id=estate, reason="看")
    assert codes(found) == {"look_reason_missing"}
    actions.export_roster(office(city), estate_id=estate, reason="核对不动产登记")
    (line,) = queries.looks_at(account.id, {owner.id: estate})
    assert (line.reason, line.columns) == ("核对不动产登记", ("identity_number", "phone"))
    full, masked = (load_workbook(BytesIO(roster_sheets.export_file(estate, full=each))) for each in (True, False))
    told = [{str(cell.value) for row in book.active for cell in row} for book in (full, masked)]
    assert {NUMBER, PHONE} <= told[0]
    assert not {NUMBER, PHONE} & told[1]
    assert {"138****5678", "9*************0015"} <= told[1]


def test_who_never_owned_here_was_in_no_export(city: City, owner: Party) -> None:
    with preparing():
        late = Party(estate_id=city.estate.id, kind="person", name="李雷")
        late.save(force_insert=True)
    actions.export_roster(office(city), estate_id=city.estate.id, reason="核对不动产登记")
    assert queries.looks_at(77, {late.id: city.estate.id}) == ()


@pytest.mark.parametrize(
    ("role", "proved", "code"),
    [("neighbourhood_officer", False, "step_up_needed"), ("committee_member", True, "not_permitted"),
     ("company_manager", True, "not_permitted")],
)  # fmt: skip
def test_a_roster_in_full_is_for_the_offices_that_keep_it(
    city: City, owner: Party, role: str, proved: bool, code: str
) -> None:
    with pytest.raises(Refusal) as found:
        actions.export_roster(office(city, role, proved=proved), estate_id=city.estate.id, reason=REASON)
    assert code in codes(found)


def test_consent_is_given_and_withdrawn_and_holds_for_its_version(city: City, owner: Party) -> None:
    account = known_as(owner)
    actor = Actor(account_id=account.id, name="王芳")
    give = {"estate_id": Home.PLATFORM_ID, "purpose": "survey"}
    assert queries.consents(account.id)["survey"] is False
    actions.give_consent(actor, version=1, **give)
    assert queries.consents(account.id)["survey"] is True
    with pytest.raises(Refusal) as found:
        actions.give_consent(actor, version=1, **give)
    assert codes(found) == {"consent_unchanged"}
    actions.withdraw_consent(actor, **give)
    assert queries.consents(account.id)["survey"] is False
    for wish, code in (
        ({"purpose": "survey", "version": 2}, "notice_changed"),
        ({"purpose": "register", "version": 1}, "consent_not_asked"),
        ({"purpose": "nothing", "version": 1}, "unknown_purpose"),
    ):
        with pytest.raises(Refusal) as found:
            actions.give_consent(actor, estate_id=Home.PLATFORM_ID, **wish)
        assert codes(found) == {code}


def test_who_still_owns_is_not_erased(city: City, owner: Party) -> None:
    with pytest.raises(Refusal) as found:
        actions.erase_person(
            office(city, "subdistrict_officer"), estate_id=city.estate.id, party_id=owner.id, reason=" ", clause=""
        )
    assert codes(found) == {"person_still_needed", "look_reason_missing", "clause_missing"}


def test_who_sold_is_erased_the_key_is_gone_and_the_record_says_so(city: City, unit_id: int, owner: Party) -> None:
    stored = Party.objects.filter(pk=owner.id, estate_id=city.estate.id).values_list("phone", "person_key").get()
    transfer_unit(
        SYSTEM, estate_id=city.estate.id, unit_id=unit_id, day=date(2026, 1, 5),
        outgoing=(Ownership.objects.get(estate_id=city.estate.id, unit_id=unit_id).id,),
        owners=owners(("1", person("李雷"))), basis="registered", document="过户",
    )  # fmt: skip
    wish = {"estate_id": city.estate.id, "party_id": owner.id, "reason": "房屋已过户，本人申请", "clause": "个保法 47"}
    with pytest.raises(Refusal) as found:
        actions.erase_person(office(city), **wish)
    assert "not_permitted" in codes(found)
    actions.erase_person(office(city, "subdistrict_officer"), **wish)
    row = Party.objects.get(pk=owner.id, estate_id=city.estate.id)
    assert (row.name, row.identity_number, row.phone, row.person_key) == (people.ERASED_NAME, "", "", "")
    assert (row.identity_index, row.identity_tail, row.phone_index) == ("", "", "")
    assert stored[1] != ""
    record = Record.objects.get(estate_id=city.estate.id, act="privacy.erase_person")
    assert record.subjects[0]["erased"] is True
    assert "个保法 47" in record.reason


def test_a_guardian_acts_for_the_ward_and_nobody_else_does(city: City, owner: Party) -> None:
    estate = city.estate.id
    with preparing():
        mother = Party(estate_id=estate, kind="person", name="李梅", phone="13900000001", account_id=501)
        mother.save(force_insert=True)
    wish = {"estate_id": estate, "party_id": owner.id, "phone": "13700000001"}
    with pytest.raises(Refusal) as found:
        change_phone(Actor(account_id=501, name="李梅"), **wish)
    assert "not_permitted" in codes(found)
    done = add_guardian(
        SYSTEM, estate_id=estate, ward_id=owner.id, guardian=MemberWish(party_id=mother.id), kind=WardKind.MINOR,
        since=date(2020, 1, 1), evidence="户口簿",
    )  # fmt: skip
    with asking_as(lambda: Actor(account_id=501, name="李梅")):  # she holds no role in the estate
        (ward,) = people.wards_of_account(501, clock.today(), full=True)
        assert people.stood_for(501, estate, owner.id, clock.today()).party_id == owner.id
    assert (ward.party_id, ward.identity) == (owner.id, NUMBER)
    with asking_as(lambda: Actor(account_id=502, name="别人")):
        assert people.wards_of_account(502, clock.today()) == ()
        with pytest.raises(Refusal):
            people.stood_for(502, estate, owner.id, clock.today())
    change_phone(Actor(account_id=501, name="李梅"), **wish)
    record = Record.objects.get(estate_id=estate, act="registry.change_phone")
    assert record.on_behalf_of == f"party:{owner.id}"
    actions.unmask(office(city), estate_id=estate, party_id=owner.id, reason=REASON)
    with asking_as(lambda: Actor(account_id=501, name="李梅")):
        assert len(queries.looks_at(501, {ward.party_id: ward.estate_id})) == 1
    end_guardianship(SYSTEM, estate_id=estate, guardianship_id=done.id, day=clock.today(), reason="已成年")
    assert people.wards_of_account(501, clock.today()) == ()
    with pytest.raises(Refusal):
        change_phone(Actor(account_id=501, name="李梅"), **{**wish, "phone": "13700000002"})
