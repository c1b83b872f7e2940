"""山水文园: 31 buildings, 116 lifts, of which 104 in 27 buildings are old enough. From the tender among banks through
the certificate and its interest in the pools to the premium that is reserved, building by building, and the order to
buy (issue 5, Z-F2 … Z-F4; FUND-070 … FUND-077).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sanguanjia.access.models import Mandate
from sanguanjia.access.queries import actor_of
from sanguanjia.applications import actions as applications
from sanguanjia.banking import actions as banking
from sanguanjia.banking.queries import tenders
from sanguanjia.funds import actions, jobs, pooling, queries, settlements
from sanguanjia.funds.models import FundHold
from sanguanjia.funds.rules.day_counts import Basis
from sanguanjia.funds.tests.conftest import Books, make_books
from sanguanjia.funds.types import Kind
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.pictures import StoredPhoto
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.notices import public
from sanguanjia.notices.files import StoredFile
from sanguanjia.policy import queries as policy
from sanguanjia.registry.models import Building, Lift, Organisation, Unit
from tests.support.guard import preparing
from tests.support.small_city import BEGAN

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
BEGIN = dt.datetime(2021, 7, 10, 10, tzinfo=clock.SHANGHAI)
STARTS = dt.date(2021, 7, 20)
MATURED = dt.datetime(2024, 7, 22, 10, tzinfo=clock.SHANGHAI)
PREMIUM = 200_000
PRINCIPAL, SECOND = 1_660_000_000, 180_000_000  # the first leaves building 9 short, the second makes up for it
BUILDINGS, INSURED, LIFTS, OLD = 31, 27, 116, 104
SHORT = "9栋"
OPENING = 2 * (30 * 300_000 + 270_000)
PAPERS = ("owners_opinions", "policy_digest", "pilot_application", "letter_of_contact", "survey_opinion")


def lay_out(books: Books, sheet: Path) -> list[int]:
    """Buildings 1 to 31 of two homes; four lifts each, but three in the first four and the last four, which from 28 on
    are a year too young. Every home holds 3,000 yuan, those of building 9 a tenth less."""
    home = books.estate_id
    with preparing():
        Unit.objects.filter(estate_id=home).update(valid_to=BEGAN + DAY)
        first = books.city.buildings["estate"]
        Building.objects.bulk_create(
            Building(estate_id=home, code=str(n), name=f"{n}栋")
            for n in range(1, BUILDINGS + 1)
            if str(n) != first.code
        )
        rows, homes = [], []
        for building in Building.objects.filter(estate_id=home):
            number = int(building.code)
            since = dt.date(2016, 6, 1) if number <= INSURED else dt.date(2020, 1, 1)
            count = 4 if 4 < number <= INSURED else 3
            rows += [
                Lift(estate_id=home, building=building, name=f"{i}号梯", in_service_since=since)
                for i in range(1, count + 1)
            ]
            homes += [
                Unit(estate_id=home, building=building, room=room, code=f"{number}-1-{room}", use="dwelling",
                     exclusive_area="90.00", exclusive_area_source="registry", valid_from=BEGAN)
                for room in ("101", "102")
            ]  # fmt: skip
        Lift.objects.bulk_create(rows)
        Unit.objects.bulk_create(homes)
    actions.open_books(books.author, estate_id=home, bank_id=books.bank_id)
    lines = [f"{unit.code},{'2700' if unit.code.startswith('9-') else '3000'}" for unit in homes]
    draft = books.opening(sheet, "房号,余额\n" + "\n".join(lines) + "\n", day=clock.today())
    books.approve(draft)
    return [row.pk for row in rows]


@dataclass
class Story:
    """Who acts: the office's two people, its home, two banks."""

    books: Books
    office: int
    banks: list[int]
    bidders: list[Actor]

    @property
    def home(self) -> int:
        return self.books.estate_id

    def tender(self) -> tuple[int, str]:
        """Two sealed bids; the better one is awarded: the bank and its rate for three years."""
        ref = banking.invite_banks(
            self.books.author, estate_id=self.office, title="维修资金三年期存款", document="株维资〔2021〕3号",
            amount_fen=PRINCIPAL + SECOND, bids_until=BEGIN + WEEK, bank_ids=self.banks,
        )  # fmt: skip
        where: dict[str, Any] = {"estate_id": self.office, "tender_id": ref.id}
        for who, rate in zip(self.bidders, ("3.00", "3.25"), strict=True):
            banking.bid(who, **where, rates={"3": rate, "1": "1.80"}, services=("query",), nonce="0123456789abcdef")
        with clock.turned_to(BEGIN + WEEK):
            banking.open_bids(self.books.approver, **where)
            best = tenders.opened(tenders.tender(self.office, ref.id))[0]
            bank = self.banks[1]
            assert (best.bank, best.score.rank) == (tenders.banks(tenders.tender(self.office, ref.id))[bank], 1)
            banking.award(self.books.author, **where, document="株维资〔2021〕5号", bank_id=bank)
        return bank, "0.0325"

    def deposit(self, bank: int, rate: str, number: str, fen: int) -> int:
        with clock.turned_to(BEGIN + 10 * DAY):
            return actions.register_deposit(
                self.books.author, estate_id=self.office, organisation_id=bank, number=number, principal_fen=fen,
                starts_on=STARTS, matures_on=STARTS.replace(year=2024), contract_rate=rate, benchmark_rate="0.0275",
                basis=Basis.YEARS, term_years=3,
            ).id  # fmt: skip

    def settle(self, deposit_id: int, fen: int, voucher: str) -> None:
        """From the bank's advice to the books: prepared, weighed, looked at by another, booked by the job."""
        ref = actions.prepare_settlement(
            self.books.author, estate_id=self.office, deposit_id=deposit_id, last=STARTS.replace(year=2024),
            bank_fen=fen * 975 // 10_000, business_date=clock.today(), voucher=voucher,
        )  # fmt: skip
        jobs.work_on(self.office, ref.id)
        seal = settlements.settlement(self.office, ref.id).seal
        actions.approve_settlement(self.books.approver, estate_id=self.office, settlement_id=ref.id, seal=seal)
        jobs.work_on(self.office, ref.id)

    def pools(self) -> dict[str, queries.Account]:
        return {a.name.removesuffix("统筹账户"): a for a in queries.accounts(self.home) if a.kind is Kind.POOL}


@pytest.fixture
def story(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    monkeypatch.setattr(jobs, "HANDS", 1)  # the books of a test stand in its own transaction
    policy.forget()
    with clock.turned_to(BEGIN):
        books = make_books()
        office = int(books.city.place_of("fund_officer", "estate").pk)
        with preparing():
            other = Organisation.objects.create(kind="bank", name="株洲另一银行")
            people = [books.city._make("bank_officer", "estate", name=f"bank{n}") for n in range(2)]
            for account, bank in zip(people, (books.bank_id, int(other.pk)), strict=True):
                Mandate.objects.filter(account=account).update(organisation_id=bank)
        yield Story(books, office, [books.bank_id, int(other.pk)], [actor_of(account) for account in people])
    policy.forget()


def codes(do: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as caught:
        do()
    return [(r.code, str(r.data.get("lift", r.data.get("building", "")))) for r in caught.value.reasons]


def test_from_the_tender_to_the_reserved_premium(story: Story, tmp_path: Path) -> None:
    books, home, committee = story.books, story.home, story.books.city.actor("committee_member")
    lifts = lay_out(books, tmp_path / "期初.csv")
    assert len(lifts) == LIFTS
    bank, rate = story.tender()
    actions.open_books(books.author, estate_id=home, bank_id=bank)  # an account at the bank that won
    first = story.deposit(bank, rate, "CD-2021-1", PRINCIPAL)
    second = story.deposit(bank, rate, "CD-2021-2", SECOND)

    with clock.turned_to(MATURED):
        story.settle(first, PRINCIPAL, "LX-1")
        assert sum(pool.fen for pool in story.pools().values()) == PRINCIPAL * 15 // 1000, "3.25 - 2.75, three years"
        use = ask(committee, home, lifts)
        refused = codes(lambda: actions.hand_in_pool(committee, estate_id=home, use_id=use.id))
        assert len(refused) == LIFTS - OLD
        assert {code for code, _ in refused} == {"pool_lift_too_young"}
        assert {lift.split()[0] for _, lift in refused} == {"28栋", "29栋", "30栋", "31栋"}
        rule, _ = pooling.policy_at(home, clock.today())
        old = [line.id for line in pooling.lifts_at(home, clock.today(), rule) if line.old_enough]
        assert len(old) == OLD
        ref = ask(committee, home, old)
        actions.hand_in_pool(committee, estate_id=home, use_id=ref.id)
        applications.accept(books.author, estate_id=home, application_id=ref.application_id)
        notice = actions.post_pool_notice(books.author, estate_id=home, use_id=ref.id)
        public.prove_posting(books.author, estate_id=home, notice_id=notice.id, place_words="南门公示栏",
                             photos=(StoredPhoto("b" * 64, 10, 10, 99),))  # fmt: skip
    with clock.turned_to(MATURED + 8 * DAY):
        actions.end_pool_notice(books.author, estate_id=home, use_id=ref.id)
        wish = {"estate_id": home, "use_id": ref.id, "granted": True, "clear": True}
        assert codes(lambda: actions.decide_pool(books.approver, **wish)) == [("pool_short", SHORT)]
        assert not FundHold.objects.filter(estate_id=home).exists()
        story.settle(second, SECOND, "LX-2")
        done = actions.decide_pool(books.approver, **wish)
    assert done.order_number == 1
    pools = story.pools()
    assert sum(pool.held for pool in pools.values()) == OLD * PREMIUM
    assert {name for name, pool in pools.items() if pool.held} == {f"{n}栋" for n in range(1, INSURED + 1)}
    assert (pools["1栋"].held, pools[SHORT].held) == (3 * PREMIUM, 4 * PREMIUM)
    assert all(pool.available >= 0 for pool in pools.values())
    total = (PRINCIPAL + SECOND) * 975 // 10_000
    banks = {a.organisation_id: a.fen for a in queries.accounts(home) if a.kind is Kind.BANK}
    assert banks == {books.bank_id: OPENING, bank: total}
    assert queries.differences(home) == ()


def ask(committee: Actor, home: int, chosen: list[int]) -> Any:
    """The committee's application with its five documents."""
    return actions.ask_for_pool(
        committee, estate_id=home, lift_ids=tuple(chosen), per_lift_fen=PREMIUM, reason="电梯老旧",
        files=tuple((code, StoredFile(f"{code}.pdf", "pdf", "a" * 64, 9)) for code in PAPERS),
    )  # fmt: skip
