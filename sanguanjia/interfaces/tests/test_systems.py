"""Connected systems: registered and given keys by an administrator, powerless until an office grants a role."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from sanguanjia.access import actions as access
from sanguanjia.access.models import Account
from sanguanjia.access.queries import actor_by_token, token_digest
from sanguanjia.access.sessions import PROVED
from sanguanjia.interfaces import actions, queries
from sanguanjia.interfaces.types import SystemRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import Refusal
from tests.support.small_city import City, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return build()


def administrator(city: City) -> Actor:
    from dataclasses import replace

    from sanguanjia.access.queries import actor_of

    return replace(actor_of(city.person("system_admin")), proved_at=clock.now())


def registered(city: City, name: str = "热线系统") -> SystemRef:
    return actions.register_system(administrator(city), estate_id=1, name=name, purpose="接12345工单")


def issued(city: City, system: SystemRef, **wishes: Any) -> Any:
    given = {"estate_id": 1, "system_id": system.id, "name": "正式", "digest": token_digest("s"), "days": 30}
    return actions.issue_key(administrator(city), **(given | wishes))


def test_a_system_may_nothing_until_an_office_grants_it_a_role(city: City) -> None:
    system = registered(city)
    ref = issued(city, system, per_minute=30)
    actor = actor_by_token("s")
    assert actor is not None
    account = Account.objects.get(pk=actor.account_id)
    assert (account.pk, account.has_usable_password(), queries.limit_of(token_digest("s"))) == (
        system.account_id, False, 30,
    )  # fmt: skip
    typed = {"api_key": "s", "service_code": "N01", "address_id": city.estate.pk, "description": "灯不亮"}
    assert Client().post("/open311/v2/requests.json", typed).status_code == 403
    access.grant_mandate(
        city.actor("city_officer"), estate_id=city.city.pk, account_id=system.account_id, role="hotline_operator",
        document="接入批复", valid_from=clock.today(),
    )  # fmt: skip
    answer = Client().post("/open311/v2/requests.json", typed)
    assert answer.status_code == 200, answer.content.decode()
    row = queries.system(system.id)
    assert row is not None
    assert (row.keys, row.filed) == (1, 1)
    actions.set_limit(administrator(city), estate_id=1, system_id=system.id, token_id=ref.token_id, per_minute=60)
    assert queries.limit_of(token_digest("s")) == 60
    wish = {"estate_id": 1, "system_id": system.id, "token_id": ref.token_id, "reason": "换密钥"}
    actions.revoke_key(administrator(city), **wish)
    assert actor_by_token("s") is None
    with pytest.raises(Refusal, match="token_revoked"):
        actions.revoke_key(administrator(city), **wish)


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"name": ""}, "missing"),
        ({"name": "长" * 61}, "argument_too_long"),
        ({"name": "热线系统"}, "system_name_taken"),
    ],
)
def test_registering_is_refused(city: City, wishes: dict[str, str], code: str) -> None:
    registered(city)
    with pytest.raises(Refusal) as refused:
        actions.register_system(administrator(city), estate_id=1, **wishes)
    assert [reason.code for reason in refused.value.reasons] == [code]


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"name": " "}, "missing"),
        ({"days": 0}, "token_days"),
        ({"per_minute": 0}, "limit_out_of_range"),
        ({"system_id": 5}, "not_found"),
    ],
)
def test_a_key_is_refused(city: City, wishes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        issued(city, registered(city), **wishes)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_only_an_administrator_who_has_just_proved_who_he_is(city: City) -> None:
    for actor, code in ((city.actor("city_officer"), "not_permitted"), (city.actor("system_admin"), "step_up_needed")):
        with pytest.raises(Refusal, match=code):
            actions.register_system(actor, estate_id=1, name="别的")
    system = registered(city)
    ref = issued(city, system)
    for act, wishes in (
        (actions.issue_key, {"name": "x", "digest": "d", "days": 3}),
        (actions.set_limit, {"token_id": ref.token_id, "per_minute": 5}),
        (actions.revoke_key, {"token_id": ref.token_id, "reason": "x"}),
    ):
        with pytest.raises(Refusal, match="step_up_needed"):
            act(city.actor("system_admin"), estate_id=1, system_id=system.id, **wishes)
    with pytest.raises(Refusal, match="missing"):
        actions.revoke_key(administrator(city), estate_id=1, system_id=system.id, token_id=ref.token_id, reason=" ")


def test_no_person_ever_gets_a_key_from_an_administrator(city: City) -> None:
    """Else he could act as anybody."""
    wishes = {"estate_id": 1, "name": "x", "digest": "d", "days": 3}
    person = city.person("city_officer")
    with pytest.raises(Refusal, match="not_found"):
        access.issue_machine_token(administrator(city), account_id=person.pk, **wishes)
    with pytest.raises(Refusal, match="not_found"):
        access.revoke_machine_token(administrator(city), estate_id=1, account_id=person.pk, token_id=1)
    system = registered(city)
    with pytest.raises(Refusal, match="not_permitted"):
        access.issue_machine_token(city.actor("city_officer"), account_id=system.account_id, **wishes)
    with pytest.raises(Refusal, match="not_found"):
        access.revoke_machine_token(administrator(city), estate_id=1, account_id=system.account_id, token_id=1)


def browser(city: City) -> Client:
    client = Client()
    client.force_login(city.person("system_admin"))
    session = client.session
    session[PROVED] = clock.now().isoformat()
    session.save()
    return client


def test_the_pages_from_registering_to_the_log(city: City) -> None:
    client = browser(city)
    assert "还没有接入系统" in client.get("/interfaces/").content.decode()
    form = {"name": "热线系统", "purpose": "工单", "idempotency_key": "k1"}
    there = client.post("/interfaces/systems/new/", form).headers["Location"]
    assert client.post("/interfaces/systems/new/", form).headers["Location"] == there  # sent twice, made once
    key_form = {"name": "正式", "days": "30", "per_minute": "100", "idempotency_key": "k2"}
    page = client.post(there, key_form)
    secret = page.content.decode().split('id="secret">')[1].split("<")[0]
    assert actor_by_token(secret) is not None
    assert client.post(there, key_form).content.decode().count(secret) == 1
    assert secret not in client.get(there).content.decode()
    assert client.post(there, {**key_form, "days": "x", "idempotency_key": "k3"}).status_code == 422
    row = queries.systems()[0]
    access.grant_mandate(
        city.actor("city_officer"), estate_id=city.city.pk, account_id=row.account_id, role="hotline_operator",
        document="接入批复", valid_from=clock.today(),
    )  # fmt: skip
    hook = {"who": f"{row.account_id}-{city.city.pk}", "url": "https://hooks.example.org/", "events": ["case.close"],
            "idempotency_key": "k4"}  # fmt: skip
    made = client.post("/interfaces/webhooks/new/", hook)
    assert "whsec_" in made.content.decode()
    assert client.post("/interfaces/webhooks/new/", {**hook, "url": "x", "idempotency_key": "k5"}).status_code == 422
    number = queries.hooks()[0].pk
    assert "hooks.example.org" in client.get("/interfaces/").content.decode()
    assert "还没有推送" in client.get(f"/interfaces/webhooks/{number}/").content.decode()
    ended = client.post(f"/interfaces/webhooks/{number}/", {"do": "end", "idempotency_key": "k6"})
    assert ended.status_code == 302
    token = queries.keys_of(row.account_id)[0].id
    key_page = f"{there}keys/{token}/"
    assert client.get(key_page).status_code == 200
    assert client.post(key_page, {"do": "limit", "per_minute": "5", "idempotency_key": "k7"}).status_code == 302
    assert client.post(key_page, {"do": "revoke", "reason": "", "idempotency_key": "k8"}).status_code == 422
    assert client.post(key_page, {"do": "revoke", "reason": "换", "idempotency_key": "k9"}).status_code == 302
    assert actor_by_token(secret) is None
    assert Client().get("/interfaces/docs/").status_code == 200


def test_every_error_below_api_is_a_problem(city: City) -> None:
    for path, method, status in (
        ("/api/v1/nothing", "get", 404),
        ("/api/v1/me", "post", 405),
        ("/api/v1/me", "get", 401),
    ):
        answer = getattr(Client(), method)(path)
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json; charset=utf-8"
        said = answer.json()
        assert list(said) == ["type", "title", "status", "detail", "refusals"]
        assert said["status"] == status


def test_the_description_says_what_holds_for_every_operation(city: City) -> None:
    described = Client().get("/api/v1/openapi.json").json()
    assert described["components"]["schemas"]["Problem"]["required"] == [
        "type",
        "title",
        "status",
        "detail",
        "refusals",
    ]
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            problem = operation["responses"]["default"]["content"]["application/problem+json"]
            assert problem["schema"]["$ref"] == "#/components/schemas/Problem", path
            names = [parameter["name"] for parameter in operation.get("parameters", [])]
            assert ("Idempotency-Key" in names) == (method != "get"), path
    assert "/api/v1/webhooks/{hook_id}/deliveries" in described["paths"]
