"""The acts of the room: one success, and one refusal each."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from sanguanjia.access import actions
from sanguanjia.access.asking import ask_for_unit
from sanguanjia.access.models import Account, ApiToken, Claim, Mandate
from sanguanjia.access.queries import actor_by_token, actor_of, token_digest
from sanguanjia.access.secret import Secret
from sanguanjia.access.types import OFFICES, Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM, Actor
from sanguanjia.kernel.models import Record
from sanguanjia.kernel.refusal import Refusal
from tests.support.small_city import PASSWORD, City

TODAY = clock.today()


@pytest.fixture(autouse=True)
def _at_noon():
    """The day on which the tests were read goes on, also when midnight passes while they run."""
    with clock.turned_to(datetime.combine(TODAY, time(12), clock.SHANGHAI)):
        yield


def codes(call, *args, **wishes) -> list[str]:
    with pytest.raises(Refusal) as caught:
        call(*args, **wishes)
    return [reason.code for reason in caught.value.reasons]


# --- accounts ---------------------------------------------------------------------------------------------------------

NEW = {"username": "wangfang", "name": "王芳", "phone": "13812345678"}


def make(actor: Actor = ANONYMOUS, password: str = PASSWORD, **changes: str):
    return actions.create_account(actor, estate_id=1, password=Secret(password), **{**NEW, **changes})


def test_an_account_is_made_without_any_power(db: None) -> None:
    ref = make(username=" 138ABCdef ")
    account = Account.objects.get(pk=ref.id)
    assert account.username == "138abcdef"
    assert account.check_password(PASSWORD)
    assert account.password.startswith("argon2")
    assert actor_of(account).mandates == ()
    record = Record.objects.get(estate_id=1, act="access.create_account")
    assert PASSWORD not in str(record.__dict__)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "  "}, "missing"),
        ({"username": "王"}, "bad_username"),
        ({"phone": "12345"}, "bad_phone"),
        ({"password": "short"}, "password_too_short"),
        ({"password": "1234567890"}, "password_too_common"),
        ({"password": "SanGuanJia-2026!"}, "password_too_common"),
        ({"password": "13812345678"}, "password_too_similar"),
    ],
)
def test_an_account_is_refused(db: None, changes: dict[str, str], code: str) -> None:
    assert code in codes(make, **changes)
    assert not Account.objects.exists()


def test_a_name_is_given_once_whatever_its_case(db: None) -> None:
    make(username="wangfang", phone="")
    assert codes(make, username="WangFang", phone="") == ["username_taken"]


def test_a_password_is_changed_by_its_owner(city: City) -> None:
    owner = city.person("owner")
    actions.change_password(actor_of(owner), estate_id=1, current=Secret(PASSWORD), new=Secret("a kite in october"))
    assert Account.objects.get(pk=owner.pk).check_password("a kite in october")


@pytest.mark.parametrize(
    ("current", "new", "code"),
    [("no", "a kite in october", "wrong_password"), (PASSWORD, "short", "password_too_short")],
)
def test_a_password_change_is_refused(city: City, current: str, new: str, code: str) -> None:
    actor = city.actor("owner")
    assert code in codes(actions.change_password, actor, estate_id=1, current=Secret(current), new=Secret(new))


def test_nobody_has_no_password_to_change(db: None) -> None:
    assert codes(
        actions.change_password, ANONYMOUS, estate_id=1, current=Secret("a"), new=Secret("b")
    ) == ["login_needed"]  # fmt: skip


# --- mandates ---------------------------------------------------------------------------------------------------------


def grant(city: City, actor: Actor, role: str, at: str = "estate", **changes):
    wishes = {
        "estate_id": city.place_of(role, at).pk, "account_id": newcomer(city).pk, "role": role, "valid_from": TODAY,
        "document": "任命〔2026〕3号",
    }  # fmt: skip
    needs = OFFICES[Role(role)].needs
    if "organisation" in needs:
        wishes["organisation_id"] = city.companies[at].id
    if "unit" in needs:
        wishes["unit_id"] = city.units[at].id
    if "building" in needs:
        wishes["building_id"] = city.buildings[at].id
    return actions.grant_mandate(actor, **{**wishes, **changes})


def newcomer(city: City) -> Account:
    if ("", "") not in city.people:
        city.people["", ""] = Account.objects.get(pk=make().id)
    return city.people["", ""]


@pytest.mark.parametrize("role", [role for role in Role if OFFICES[role].granted_by])
def test_each_role_is_granted_by_the_offices_named_and_by_nobody_else(city: City, role: Role) -> None:
    for granter in Role:
        actor = city.actor(granter.value)
        if granter in OFFICES[role].granted_by:
            row = Mandate.objects.get(pk=grant(city, actor, role.value).id)
            assert row.granted_by == actor.account_id
            held = actor_of(newcomer(city))
            assert role.value in {m.role for m in (*held.mandates, *held.asleep)}
            actions.end_mandate(SYSTEM, estate_id=row.home_id, mandate_id=row.id, reason="测试")
        else:
            assert codes(grant, city, actor, role.value) == ["not_yours_to_grant"]


@pytest.mark.parametrize("role", [role for role in Role if OFFICES[role].granted_by])
def test_no_office_grants_outside_its_place(city: City, role: Role) -> None:
    for granter in OFFICES[role].granted_by - {Role.SYSTEM_ADMIN, Role.CITY_OFFICER}:
        assert codes(grant, city, city.actor(granter.value, "far"), role.value) in (
            ["not_yours_to_grant"], ["other_organisation"],
        )  # fmt: skip


def test_nobody_grants_to_himself_and_ownership_is_never_granted(city: City) -> None:
    officer = city.actor("neighbourhood_officer")
    assert codes(grant, city, officer, "volunteer", account_id=officer.account_id) == ["not_to_oneself"]
    for role in ("neighbourhood_officer", "city_officer", "system_admin"):
        assert codes(grant, city, city.actor(role), "owner") == ["not_by_hand"]


def test_a_manager_grants_for_his_own_company_only(city: City) -> None:
    assert codes(
        grant, city, city.actor("company_manager"), "company_worker", organisation_id=city.companies["sibling"].id
    ) == ["other_organisation"]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "changes", "code"),
    [
        ("building_head", {"building_id": None}, "building_needed"),
        ("tenant", {"unit_id": None}, "unit_needed"),
        ("volunteer", {"valid_to": TODAY - timedelta(days=1)}, "dates_reversed"),
        ("volunteer", {"valid_from": TODAY - timedelta(days=1)}, "begins_in_the_past"),
        ("volunteer", {"document": " "}, "document_needed"),
        ("volunteer", {"estate_id": 777}, "unknown_home"),
        ("volunteer", {"account_id": 777}, "unknown_account"),
        ("volunteer", {"organisation_id": 777}, "unknown_organisation"),
        ("tenant", {"unit_id": 777}, "unknown_unit"),
    ],
)
def test_a_grant_is_refused(city: City, role: str, changes: dict, code: str) -> None:
    assert codes(grant, city, city.actor("neighbourhood_officer"), role, **changes) == [code]


def test_an_unknown_role_is_refused(city: City) -> None:
    wishes = {"estate_id": city.estate.pk, "account_id": newcomer(city).pk, "valid_from": TODAY, "document": "文"}
    assert codes(actions.grant_mandate, SYSTEM, role="king", **wishes) == ["unknown_role"]


def test_a_role_is_held_at_its_own_kind_of_place(city: City) -> None:
    assert codes(
        grant, city, city.actor("neighbourhood_officer"), "delegate", estate_id=city.neighbourhood.pk
    ) == ["role_not_held_here"]  # fmt: skip


def test_a_company_role_names_its_company(city: City) -> None:
    assert codes(grant, city, city.actor("district_officer"), "company_manager", organisation_id=None) == [
        "organisation_needed"
    ]


def test_the_same_role_twice_at_once_is_refused(city: City) -> None:
    officer = city.actor("neighbourhood_officer")
    grant(city, officer, "delegate", valid_to=TODAY + timedelta(days=9))
    assert codes(grant, city, officer, "delegate", valid_from=TODAY + timedelta(days=9)) == ["mandate_overlaps"]
    grant(city, officer, "delegate", valid_from=TODAY + timedelta(days=10))


def test_ending_acts_at_once_and_keeps_the_row(city: City) -> None:
    officer, held = city.actor("neighbourhood_officer"), city.person("grid_worker")
    (mandate,) = actor_of(held).mandates
    ended = actions.end_mandate(officer, estate_id=mandate.home_id, mandate_id=mandate.id, reason="调离")
    assert ended.valid_to == TODAY - timedelta(days=1)
    assert actor_of(held).mandates == ()
    assert actor_of(held, on=TODAY - timedelta(days=1)).has_role("grid_worker")
    row = Mandate.objects.get(pk=mandate.id)
    assert (row.ended_by, row.end_reason) == (officer.account_id, "调离")


def test_its_holder_may_lay_a_mandate_down_and_a_stranger_not(city: City) -> None:
    held = city.person("volunteer")
    (mandate,) = actor_of(held).mandates
    wishes = {"estate_id": mandate.home_id, "mandate_id": mandate.id, "reason": "搬家"}
    for stranger in (("owner", "estate"), ("neighbourhood_officer", "far"), ("city_officer", "estate")):
        assert codes(actions.end_mandate, city.actor(*stranger), **wishes) == ["not_yours_to_grant"]
    actions.end_mandate(actor_of(held), **wishes)
    assert codes(actions.end_mandate, actor_of(held), **wishes) == ["already_ended"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": ""}, "reason_needed"),
        ({"last_day": TODAY - timedelta(days=2)}, "dates_reversed"),
        ({"mandate_id": 777}, "not_found"),
    ],
)
def test_an_end_is_refused(city: City, changes: dict, code: str) -> None:
    (mandate,) = actor_of(city.person("volunteer")).mandates
    wishes = {"estate_id": mandate.home_id, "mandate_id": mandate.id, "reason": "搬家", **changes}
    assert codes(actions.end_mandate, city.actor("neighbourhood_officer"), **wishes) == [code]


def test_the_last_administrator_stays(city: City) -> None:
    admin = city.person("system_admin")
    (mandate,) = actor_of(admin).mandates
    wishes = {"estate_id": 1, "mandate_id": mandate.id, "reason": "退休"}
    assert codes(actions.end_mandate, actor_of(admin), **wishes) == ["last_administrator"]
    grant(city, actor_of(admin), "system_admin")
    actions.end_mandate(actor_of(admin), **wishes)


# --- claims -----------------------------------------------------------------------------------------------------------


def ask(city: City, actor: Actor, at: str = "estate", **changes: str):
    wishes = {"unit_code": "3-1-1403", "name": "陈建平", "proof": "011234", **changes}
    return actions.request_claim(actor, estate_id=city.homes[at].pk, **wishes)


def test_the_roster_proves_an_owner_at_once(city: City) -> None:
    actor = actor_of(newcomer(city))
    ref = ask(city, actor, unit_code="３栋１单元1403室", name=" 陈 建平")
    assert ref.state == "granted"
    (mandate,) = actor_of(newcomer(city)).mandates
    assert (mandate.role, mandate.home_id, mandate.unit_id) == ("owner", city.estate.pk, city.units["estate"].id)
    assert codes(ask, city, actor) == ["already_resident"]
    city.parties["estate"].refresh_from_db()
    assert city.parties["estate"].account_id == actor.account_id


def test_the_second_account_that_proves_the_same_owner_waits_for_a_person(city: City) -> None:
    ask(city, actor_of(newcomer(city)))
    assert ask(city, city.actor("volunteer")).state == "pending"


@pytest.mark.parametrize(
    "wrong", [{"name": "陈建"}, {"proof": "011235"}, {"proof": "13900001001"}, {"proof": "13900009999"}]
)
def test_what_the_roster_does_not_prove_waits_for_a_person_and_tells_nothing(city: City, wrong: dict) -> None:
    ref = ask(city, actor_of(newcomer(city)), **wrong)
    assert ref.state == "pending"
    assert actor_of(newcomer(city)).mandates == ()
    assert codes(ask, city, actor_of(newcomer(city)), **wrong) == ["claim_pending"]


def test_an_owner_known_under_another_account_is_not_taken_over(city: City) -> None:
    from tests.support.guard import preparing

    with preparing():
        city.parties["estate"].account_id = 4711
        city.parties["estate"].save()
    assert ask(city, actor_of(newcomer(city))).state == "pending"


def test_a_former_owner_proves_nothing(city: City) -> None:
    with clock.turned_to(clock.now().replace(year=2019)):
        assert codes(ask, city, actor_of(newcomer(city))) == ["unknown_unit"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"name": " "}, "missing"), ({"proof": "12"}, "bad_proof"), ({"unit_code": "9-9-999"}, "unknown_unit")],
)
def test_a_claim_is_refused(city: City, changes: dict, code: str) -> None:
    assert codes(ask, city, actor_of(newcomer(city)), **changes) == [code]


def test_nobody_claims_without_logging_in(city: City) -> None:
    assert codes(ask, city, ANONYMOUS) == ["login_needed"]


def test_guessing_is_slowed_down(city: City) -> None:
    wishes = {
        "address": "192.0.2.1", "key": None, "estate_id": city.estate.pk, "unit_code": "9-9-9", "name": "陈",
        "proof": "011234",
    }  # fmt: skip
    actor = actor_of(newcomer(city))
    for _ in range(5):
        assert codes(ask_for_unit, actor, **wishes) == ["unknown_unit"]
    assert codes(ask_for_unit, actor, **wishes) == ["too_many_requests"]


@pytest.mark.parametrize("role", ["committee_member", "neighbourhood_officer", "company_manager"])
def test_a_pending_claim_is_confirmed_by_those_who_may(city: City, role: str) -> None:
    ref = ask(city, actor_of(newcomer(city)), proof="13900001001")
    done = actions.confirm_claim(city.actor(role), estate_id=ref.estate_id, claim_id=ref.id, reason="看过房产证")
    assert done.state == "granted"
    assert actor_of(newcomer(city)).has_role("owner")


@pytest.mark.parametrize(
    ("role", "at"),
    [
        ("owner", "estate"), ("grid_worker", "estate"), ("company_worker", "estate"), ("committee_member", "sibling"),
        ("company_manager", "sibling"), ("neighbourhood_officer", "cousin"), ("system_admin", "estate"),
    ],
)  # fmt: skip
def test_others_may_not_decide_a_claim(city: City, role: str, at: str) -> None:
    ref = ask(city, actor_of(newcomer(city)), proof="13900001001")
    for decide in (actions.confirm_claim, actions.refuse_claim):
        assert codes(decide, city.actor(role, at), estate_id=ref.estate_id, claim_id=ref.id, reason="好") == [
            "not_permitted"
        ]


def test_a_claim_is_refused_with_a_reason_and_decided_once(city: City) -> None:
    ref = ask(city, actor_of(newcomer(city)), proof="13900001001")
    officer = city.actor("neighbourhood_officer")
    wishes = {"estate_id": ref.estate_id, "claim_id": ref.id}
    assert codes(actions.refuse_claim, officer, **wishes, reason=" ") == ["reason_needed"]
    assert codes(actions.confirm_claim, officer, **wishes, reason=" ") == ["reason_needed"]
    assert actions.refuse_claim(officer, **wishes, reason="房产证上不是本人").state == "refused"
    assert Claim.objects.get(estate_id=ref.estate_id, pk=ref.id).reason == "房产证上不是本人"
    assert codes(actions.confirm_claim, officer, **wishes, reason="好") == ["wrong_phase"]
    assert codes(actions.confirm_claim, officer, estate_id=ref.estate_id, claim_id=5, reason="好") == ["not_found"]


def test_nobody_confirms_his_own_claim(city: City) -> None:
    officer = city.actor("neighbourhood_officer")
    ref = ask(city, officer, proof="13900001001")
    assert codes(actions.confirm_claim, officer, estate_id=ref.estate_id, claim_id=ref.id, reason="好") == ["claim_own"]


# --- tokens -----------------------------------------------------------------------------------------------------------


def test_a_key_is_issued_and_stopped(city: City) -> None:
    actor = city.actor("hotline_operator")
    ref = actions.issue_token(actor, estate_id=1, name="热线接口", digest=token_digest("s"), days=30)
    found = actor_by_token("s")
    assert found is not None
    assert found.account_id == city.person("hotline_operator").pk
    with clock.turned_to(clock.now() + timedelta(days=31)):
        assert actor_by_token("s") is None
    actions.revoke_token(actor, estate_id=1, token_id=ref.id)
    assert actor_by_token("s") is None
    assert codes(actions.revoke_token, actor, estate_id=1, token_id=ref.id) == ["token_revoked"]
    assert codes(actions.revoke_token, city.actor("owner"), estate_id=1, token_id=ref.id) == ["not_found"]
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "changes", "code"),
    [
        ("owner", {}, "not_permitted"),
        ("hotline_operator", {"name": " "}, "missing"),
        ("hotline_operator", {"days": 0}, "token_days"),
        ("hotline_operator", {"days": 367}, "token_days"),
    ],
)
def test_a_key_is_refused(city: City, role: str, changes: dict, code: str) -> None:
    wishes = {"estate_id": 1, "name": "接口", "digest": "d", "days": 30, **changes}
    assert codes(actions.issue_token, city.actor(role), **wishes) == [code]
