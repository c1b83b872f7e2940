"""The other tree (FUND-006): sold public housing stands below who sold it, by building."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from sanguanjia.funds import actions, papers, queries, weights
from sanguanjia.funds.types import Kind
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.registry.models import Unit
from tests.support.guard import preparing


def opened(books, doors=("3-1-1404",), **more):
    wish = {"seller_id": books.city.companies["estate"].pk, "building_id": books.city.buildings["estate"].pk} | more
    return actions.open_public_housing(books.author, estate_id=books.estate_id, doors=doors, **wish)


def refused(books, *doors, **more):
    with pytest.raises(Refusal) as said:
        opened(books, doors, **more)
    return [reason.code for reason in said.value.reasons]


def test_a_home_moves_below_its_seller_who_pays_in_by_building(books):
    assert opened(books) == 1
    found = {(a.kind, a.name): a for a in queries.accounts(books.estate_id)}
    seller = next(a for (kind, _), a in found.items() if kind is Kind.SELLER_BUILDING)
    assert (Kind.PUBLIC_UNIT, "3-1-1404") in found
    assert (Kind.UNIT, "3-1-1404") not in found
    bank = books.account(Kind.BANK)
    for account, fen, receipt in (
        (seller.id, 3_000_00, "PJ-7"),
        (found[Kind.PUBLIC_UNIT, "3-1-1404"].id, 50_00, "PJ-8"),
    ):
        draft = actions.prepare_deposit(
            books.author, estate_id=books.estate_id, account_id=account, bank_account_id=bank, fen=fen,
            business_date=clock.today(), receipt=receipt,
        )  # fmt: skip
        books.approve(draft)
    after = {a.kind: a.fen for a in queries.accounts(books.estate_id)}
    assert after[Kind.SELLER] == after[Kind.SELLER_BUILDING] == 3_050_00  # a node is what stands below it
    assert after[Kind.PUBLIC_UNIT] == 50_00
    assert queries.differences(books.estate_id) == ()
    # Opened once more, the home keeps its one account.
    with pytest.raises(Refusal):
        actions.open_books(books.author, estate_id=books.estate_id, bank_id=books.bank_id)


@pytest.fixture
def public(books):
    """3-1-1404 was public housing: its owner gave 50 yuan, the seller 3,000; the commodity home next door holds 100."""
    opened(books)
    bank = books.account(Kind.BANK)
    for kind, fen, receipt in ((Kind.SELLER_BUILDING, 3_000_00, "PJ-7"), (Kind.PUBLIC_UNIT, 50_00, "PJ-8"),
                               (Kind.UNIT, 100_00, "PJ-9")):  # fmt: skip
        account = books.account(kind, "3-1-1403" if kind is Kind.UNIT else "")
        books.approve(actions.prepare_deposit(
            books.author, estate_id=books.estate_id, account_id=account, bank_account_id=bank, fen=fen,
            business_date=clock.today(), receipt=receipt,
        ))  # fmt: skip
    return books


def test_what_the_seller_gave_earns_like_what_the_owners_gave(public):
    """FUND-006, FUND-017: interest rolls into the account whose money earned it."""
    first = clock.today()
    found = weights.doors(weights.Question(public.estate_id, first, first + dt.timedelta(days=10), 99))
    by_account = {door.account: door.weight for door in found}
    assert by_account == {
        public.account(Kind.SELLER_BUILDING): 3_000_000, public.account(Kind.PUBLIC_UNIT): 50_000,
        public.account(Kind.UNIT, "3-1-1403"): 100_000,
    }  # fmt: skip
    assert {door.building for door in found} == {public.city.buildings["estate"].pk}  # one building, one pool


@pytest.mark.parametrize(("gone", "to", "words"), [(False, "seller_unit", "售房单位"), (True, "treasury", "同级财政")])
def test_a_lost_building_gives_the_seller_its_part_back(public, gone, to, words):
    """FUND-013: every owner the own balance, the seller (or the treasury of its level) what it gave."""
    ref = actions.prepare_refund(
        public.author, estate_id=public.estate_id, account_id=public.account(Kind.BUILDING),
        bank_account_id=public.account(Kind.BANK), business_date=clock.today(), document="拆1", office="住建局",
        seller_gone=gone,
    )  # fmt: skip
    draft = queries.draft(public.estate_id, ref.draft_id)
    assert words in draft.reason
    actions.approve(public.approver, estate_id=public.estate_id, draft_id=draft.pk, seal=draft.seal)
    assert papers.paper(public.estate_id, ref.id).facts == {"doors": 2, "fen": 3_150_00, f"{to}_fen": 3_000_00}
    assert {a.fen for a in queries.accounts(public.estate_id)} == {0}


def test_a_lost_home_of_public_housing_leaves_the_sellers_account(public):
    ref = actions.prepare_refund(
        public.author, estate_id=public.estate_id, account_id=public.account(Kind.PUBLIC_UNIT),
        bank_account_id=public.account(Kind.BANK), business_date=clock.today(), document="拆2", office="住建局",
    )  # fmt: skip
    assert papers.paper(public.estate_id, ref.id).facts == {"doors": 1, "fen": 50_00}


def test_owners_of_public_housing_owe_two_hundredths_of_the_reform_cost(public):
    """FUND-003: 2 % of the cost set for the reform, not the city's 5 to 8 % of building cost."""
    with preparing():
        Unit.objects.filter(estate_id=public.estate_id, code="3-1-1404").update(
            built_area=Decimal("50.00"), built_area_source="roster"
        )
    wish = {"estate_id": public.estate_id, "cost_fen_per_m2": 100_000, "document": "房改〔1999〕3号", "public": True}
    with pytest.raises(Refusal) as said:
        actions.assess_deposits(public.author, rate="0.05", **wish)
    assert said.value.reasons[0].code == "deposit_rate_out_of_bounds"
    assert actions.assess_deposits(public.author, rate="0.02", **wish) == 1
    account = public.account(Kind.PUBLIC_UNIT)
    assert papers.due_of(public.estate_id, account).fen == 1_000_00
    proof = {"estate_id": public.estate_id, "account_id": account, "purpose": "transfer"}
    with pytest.raises(Refusal) as said:
        actions.certify_deposit(public.author, **proof)
    assert said.value.reasons[0].code == "deposit_not_paid"


def test_every_wrong_door_at_once(books):
    opened(books)
    books.approve(books.deposit(100_00))
    assert refused(books, "3-1-1403", "3-1-1404", "9-9-999") == [
        "fund_door_has_moved", "fund_door_is_public", "fund_unknown_door"
    ]  # fmt: skip
    assert refused(books) == ["missing"]
    assert refused(books, "3-1-1403", seller_id=1) == ["fund_no_seller"]
    assert refused(books, "3-1-1403", building_id=1) == ["not_found"]


def test_only_the_fund_office(books):
    with pytest.raises(Refusal) as said:
        actions.open_public_housing(
            books.city.actor("owner"), estate_id=books.estate_id, seller_id=1, building_id=1, doors=("3-1-1404",)
        )
    assert [reason.code for reason in said.value.reasons] == ["not_permitted"]
