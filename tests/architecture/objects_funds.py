"""Things of the funds room behind the parts of addresses: open books, one entry, one draft that waits."""

from __future__ import annotations

from typing import Any

from sanguanjia.kernel import clock
from tests.support.guard import preparing
from tests.support.small_city import City


def account_id(city: City, at: str) -> int:
    """The account of the owner's home."""
    return _account(city, at, "unit", "3-1-1403")


def entry_id(city: City, at: str) -> int:
    """A deposit that two officers booked."""
    from sanguanjia.funds.models import FundEntry

    _books(city, at)
    return int(FundEntry.objects.filter(estate_id=city.homes[at].pk).order_by("number")[0].pk)


def draft_id(city: City, at: str) -> int:
    """A deposit that waits for the second officer."""
    from sanguanjia.funds.models import FundDraft

    _books(city, at)
    return int(FundDraft.objects.filter(estate_id=city.homes[at].pk, state="waiting").order_by("id")[0].pk)


def second_officer(city: City, at: str) -> Any:
    """Another fund officer of the same city."""
    from sanguanjia.access.queries import actor_of

    key = ("second fund_officer", at)
    if key not in city.people:
        city.people[key] = city._make("fund_officer", at, name="second")
    return actor_of(city.people[key])


def bank(city: City) -> int:
    """A bank."""
    from sanguanjia.registry.models import Organisation

    with preparing():
        return int(Organisation.objects.get_or_create(kind="bank", name="株洲某银行")[0].pk)


def prepare(city: City, at: str, receipt: str) -> Any:
    """A deposit for the owner's home, prepared and not looked at yet."""
    from sanguanjia.funds import actions

    with preparing():
        return actions.prepare_deposit(
            city.actor("fund_officer", at), estate_id=city.homes[at].pk, account_id=account_id(city, at),
            bank_account_id=_account(city, at, "bank"), fen=1_234_567, business_date=clock.today(), receipt=receipt,
        )  # fmt: skip


def _account(city: City, at: str, kind: str, name: str = "") -> int:
    from sanguanjia.funds.models import FundAccount

    _books(city, at)
    rows = FundAccount.objects.filter(estate_id=city.homes[at].pk, kind=kind)
    return int((rows.filter(name=name) if name else rows)[0].pk)


def _books(city: City, at: str) -> None:
    from sanguanjia.funds import actions, queries

    home = city.homes[at].pk
    if queries.has_books(home):
        return
    with preparing():
        actions.open_books(city.actor("fund_officer", at), estate_id=home, bank_id=bank(city))
        draft = prepare(city, at, "PJ-1")
        actions.approve(second_officer(city, at), estate_id=home, draft_id=draft.id, seal=draft.seal)
        prepare(city, at, "PJ-2")
