"""Account → actor: one query, mandates in force on the day, expiry acts at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.access.models import Account, ApiToken, Mandate
from sanguanjia.access.queries import actor_by_token, actor_of, load_account, token_digest
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home
from tests.support.guard import preparing


@pytest.fixture
def wang(db: None) -> Account:
    with preparing():
        account = Account(username="13800000001", name="王芳")
        account.set_password("a long enough one")
        account.save()
        Mandate.objects.create(
            account=account, role="security_auditor", home_id=Home.PLATFORM_ID,
            valid=DateRange(date(2026, 1, 1), date(2026, 7, 1)),
        )  # fmt: skip
    return account


def test_an_actor_carries_the_mandates_of_the_day(wang: Account, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        actor = actor_of(Account.objects.model(id=wang.id, name="王芳"), on=date(2026, 6, 30))
    (held,) = actor.mandates
    assert (held.role, held.place, held.valid_from, held.valid_to) == (
        "security_auditor", "1/", date(2026, 1, 1), date(2026, 6, 30),
    )  # fmt: skip
    assert actor_of(wang, on=date(2026, 7, 1)).mandates == ()
    assert actor_of(wang, on=date(2025, 12, 31)).mandates == ()


def test_a_loaded_account_brings_its_mandates(wang: Account, django_assert_num_queries) -> None:
    loaded = load_account(wang.id)
    assert loaded is not None
    with django_assert_num_queries(0):
        actor_of(loaded)


def test_an_inactive_account_is_nobody(wang: Account) -> None:
    with preparing():
        wang.is_active = False
        wang.save()
    assert actor_of(wang).is_anonymous
    assert load_account(wang.id) is None


def test_the_database_refuses_the_same_mandate_twice(wang: Account) -> None:
    valid = DateRange(date(2026, 6, 30), None)
    with preparing(), pytest.raises(IntegrityError, match="one_mandate_of_a_kind"), transaction.atomic():
        Mandate.objects.create(account=wang, role="security_auditor", home_id=1, valid=valid)


def test_a_token_is_its_account_until_it_expires(wang: Account, django_assert_num_queries) -> None:
    with preparing():
        token = ApiToken.objects.create(
            account=wang, name="热线接口", digest=token_digest("s"), expires_at=clock.now().replace(year=2099)
        )
    with django_assert_num_queries(1):
        found = actor_by_token("s")
    assert found is not None
    assert found.account_id == wang.pk
    assert actor_by_token("t") is None
    with preparing():
        token.revoked_at = clock.now()
        token.save()
    assert actor_by_token("s") is None
