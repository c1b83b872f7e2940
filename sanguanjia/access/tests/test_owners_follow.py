"""Who sold a unit is no owner any more, in the same transaction, however the ownership ended."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.access import actions
from sanguanjia.access.models import Account, Mandate
from sanguanjia.access.queries import actor_of
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Record
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.registry import actions as registry
from sanguanjia.registry import consequences
from sanguanjia.registry.models import Party, Unit
from sanguanjia.registry.store import holdings_on
from sanguanjia.registry.tests.factories import LATER, City, add_unit, found_city, officer, owners, person, wish
from sanguanjia.registry.tests.test_roster_acts import GOOD, commit, preview, sheet
from tests.support.guard import preparing

BEGAN = date(2019, 1, 1)


def account_of(city: City, unit_id: int, name: str = "王芳", *, proved: bool = False, since: date = BEGAN) -> Account:
    """An account with an owner's mandate on the unit; `proved`: tied to the entry of that name in the roster."""
    with preparing():
        account = Account.objects.create(username=f"u{Account.objects.count()}", name=name, password="!")
        Mandate.objects.create(
            account=account, role="owner", home_id=city.estate.id, unit_id=unit_id, unit_estate_id=city.estate.id,
            valid=DateRange(since, None),
        )  # fmt: skip
        if proved:
            Party.objects.filter(estate_id=city.estate.id, name=name).update(account_id=account.id)
    return account


def owned(account: Account) -> set[int | None]:
    return {mandate.unit_id for mandate in actor_of(account).mandates if mandate.role == "owner"}


def sell(city: City, unit_id: int, *, to: str = "李强", day: date = LATER, keep: frozenset[str] = frozenset()) -> None:
    """The unit is sold; parties named in `keep` hold on to their shares."""
    staying = set(Party.objects.filter(estate_id=city.estate.id, name__in=keep).values_list("id", flat=True))
    unit = Unit.objects.get(estate_id=city.estate.id, pk=unit_id)
    out = tuple(h.id for h in holdings_on(unit, day) if not h.parties & staying)
    share = "1/2" if staying else "1"
    registry.transfer_unit(
        SYSTEM, estate_id=city.estate.id, unit_id=unit_id, outgoing=out, owners=owners((share, person(to))), day=day,
        document="湘（2020）株洲市不动产权第0000001号",
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("proved", [True, False])
def test_a_sale_ends_the_sellers_mandate_at_once(proved: bool) -> None:
    city = found_city()
    unit_id, other = add_unit(city, "1403"), add_unit(city, "1404", owners=owners(("1", person("赵敏"))))
    seller, neighbour = account_of(city, unit_id, proved=proved), account_of(city, other, "赵敏")
    assert owned(seller) == {unit_id}
    sell(city, unit_id)
    assert owned(seller) == set()
    assert owned(neighbour) == {other}
    row = Mandate.objects.get(account=seller)
    assert (row.valid.upper, row.ended_by) == (clock.today(), None)
    assert "过户" in row.end_reason
    record = Record.objects.get(estate_id=city.estate.id, act="access.follow_owners")
    assert record.by_system
    assert [subject["id"] for subject in record.subjects] == [str(row.id)]


@pytest.mark.django_db
def test_a_sale_entered_late_ends_a_mandate_begun_after_the_day_of_sale() -> None:
    city = found_city()
    unit_id = add_unit(city)
    seller = account_of(city, unit_id, since=clock.today())
    sell(city, unit_id, day=LATER)
    assert owned(seller) == set()
    assert Mandate.objects.get(account=seller).valid.isempty


@pytest.mark.django_db
def test_who_keeps_a_share_stays_and_who_sold_the_other_goes() -> None:
    city = found_city()
    unit_id = add_unit(city, owners=owners(("1/2", person("王芳")), ("1/2", person("赵敏"))))
    seller, stays = account_of(city, unit_id, "王芳"), account_of(city, unit_id, "赵敏", proved=True)
    somebody = account_of(city, unit_id, "王 小姐")  # confirmed by a person, not tied to an entry: goes with the rest
    sell(city, unit_id, keep=frozenset({"赵敏"}))
    assert (owned(seller), owned(stays), owned(somebody)) == (set(), {unit_id}, {unit_id})
    sell(city, unit_id, to="孙丽", day=LATER + timedelta(days=400))
    assert (owned(stays), owned(somebody)) == (set(), set())


@pytest.mark.django_db
def test_another_basis_of_the_same_owner_ends_nothing() -> None:
    city = found_city()
    unit_id = add_unit(city, basis="contract_possession")
    owner = account_of(city, unit_id)
    holding = holdings_on(Unit.objects.get(estate_id=city.estate.id, pk=unit_id), LATER)[0]
    registry.change_basis(
        SYSTEM, estate_id=city.estate.id, unit_id=unit_id, ownership_id=holding.id, basis="registered", day=LATER
    )
    assert owned(owner) == {unit_id}
    assert not Record.objects.filter(estate_id=city.estate.id, act="access.follow_owners").exists()


@pytest.mark.django_db
def test_a_split_and_a_merger_carry_the_owner_over() -> None:
    city = found_city()
    unit_id = add_unit(city)
    owner, tied = account_of(city, unit_id), account_of(city, unit_id, "同住人")
    half = {"built_area": "44.06", "exclusive_area": "35.25"}
    done = registry.split_unit(
        SYSTEM, estate_id=city.estate.id, unit_id=unit_id, parts=(wish("1403A", **half), wish("1403B", **half)),
        day=LATER,
    )  # fmt: skip
    assert owned(owner) == owned(tied) == set(done.begun)
    again = registry.merge_units(
        SYSTEM, estate_id=city.estate.id, unit_ids=done.begun, unit=wish("1403"), day=LATER + timedelta(days=9)
    )
    assert owned(owner) == owned(tied) == set(again.begun)
    sell(city, again.begun[0], day=LATER + timedelta(days=20))
    assert owned(owner) == owned(tied) == set()


@pytest.mark.django_db
def test_a_second_roster_ends_the_mandates_of_who_is_no_longer_in_it(tmp_path: Path) -> None:
    city = found_city()
    keeper = officer("neighbourhood_officer", city.neighbourhood)
    commit(city, keeper, preview(city, keeper, sheet(tmp_path, GOOD[:5])))
    units = dict(Unit.objects.filter(estate_id=city.estate.id).values_list("code", "id"))
    sold, kept, gone = (units[code] for code in ("3-1-101", "3-1-102", "3-2-101"))
    seller, stays = account_of(city, sold, "张伟"), account_of(city, kept, "王强")
    missing = account_of(city, gone, "赵敏")
    later = [[*GOOD[0][:4], "钱多", "440524188001010014", *GOOD[0][6:]], *GOOD[1:3]]
    with clock.turned_to(clock.now() + timedelta(days=30)):
        commit(city, keeper, preview(city, keeper, sheet(tmp_path, later)), end_missing=True)
        assert [owned(each) for each in (seller, stays, missing)] == [set(), {kept}, set()]


@pytest.mark.django_db
def test_only_the_platform_follows() -> None:
    city = found_city()
    unit_id = add_unit(city)
    owner = account_of(city, unit_id)
    with pytest.raises(Refusal) as caught:
        actions.follow_owners(actor_of(owner), estate_id=city.estate.id, unit_ids=(unit_id,), day=LATER)
    assert [reason.code for reason in caught.value.reasons] == ["not_permitted"]


@pytest.mark.django_db
def test_a_sale_that_cannot_be_followed_is_no_sale(monkeypatch: pytest.MonkeyPatch) -> None:
    city = found_city()
    unit_id = add_unit(city)
    owner = account_of(city, unit_id)

    def broken(**_what: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setitem(consequences._followers, "broken", broken)
    with pytest.raises(RuntimeError):
        sell(city, unit_id)
    assert owned(owner) == {unit_id}
    unit = Unit.objects.get(estate_id=city.estate.id, pk=unit_id)
    assert holdings_on(unit, clock.today()) == holdings_on(unit, BEGAN)
