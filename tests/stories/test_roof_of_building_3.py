"""山水文园, building 3: a wet roof, from the vote of its 73 doors to what each of them paid (issue 5, FUND-030 … 046).

One home is unsold: the developer votes with its area and pays its part in cash. One account is short: its owner owes
the rest. Every fen is somewhere, and building 9 neither votes nor pays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sanguanjia.access.queries import actor_of
from sanguanjia.decisions import actions as votes
from sanguanjia.decisions import certificates
from sanguanjia.decisions import queries as decided
from sanguanjia.decisions.tests.scene import NOON, OPENS, Scene
from sanguanjia.funds import actions, queries, works
from sanguanjia.funds.rules.spending import Reach
from sanguanjia.funds.tests.conftest import Books
from sanguanjia.funds.types import Kind, VoteInForce
from sanguanjia.kernel import clock
from sanguanjia.policy import queries as policy
from sanguanjia.registry.models import Building, Organisation, Unit
from tests.support.guard import preparing
from tests.support.small_city import BEGAN, build

DOORS, COST, BUDGET = 73, 9_638_000, 10_000_000
CODES = [f"3-1-{number}" for number in range(101, 101 + DOORS)]
SHORT, UNSOLD, BESIDE = CODES[7], CODES[-1], "9-1-101"
DAY = clock.SHANGHAI


def on(month: int, day: int) -> Any:
    return clock.turned_to(dt.datetime(2024, month, day, 10, tzinfo=DAY))


@pytest.fixture
def books(db: None) -> Iterator[Books]:
    policy.forget()
    with clock.turned_to(NOON):
        city = build()
        with preparing():
            bank = Organisation.objects.create(kind="bank", name="株洲某银行")
        second = actor_of(city._make("fund_officer", "estate", name="second"))
        yield Books(city, int(bank.pk), city.actor("fund_officer"), second)
    policy.forget()


def lay_out(books: Books, folder: Path) -> Scene:
    """73 doors of 80 to 152 m² with their owners, a neighbour in building 9, and the books with what stands in them."""
    scene = Scene(books.city)
    with preparing():
        Unit.objects.filter(estate_id=scene.home).update(valid_to=BEGAN + dt.timedelta(days=1))
        other = Building.objects.create(estate_id=scene.home, code="9", name="9栋")
    for number, code in enumerate(CODES):
        who, basis = ("开发商", "developer_unsold") if code == UNSOLD else (f"业主{number}", "registered")
        scene.own(code, who, area=f"{80 + number}.37", basis=basis)
    scene.own(BESIDE, "邻居", area="90.00", building=other)
    actions.open_books(books.author, estate_id=scene.home, bank_id=books.bank_id)
    lines = [f"{code},{'12.34' if code == SHORT else '3000'}" for code in [*CODES[:-1], BESIDE]]
    books.approve(books.opening(folder / "期初.csv", "房号,余额\n" + "\n".join(lines) + "\n"))
    return scene


def vote_on(scene: Scene, work: Any) -> VoteInForce:
    """The vote of building 3: 55 of 73 take part, the developer among them, 50 are for it."""
    building = scene.city.buildings["estate"].pk
    ref = scene.opened(5, title="维修 3 栋屋面", scope="building", scope_id=building)
    for number, code in enumerate(CODES[:54]):
        scene.cast(ref, f"业主{number}", code, "for" if number < 49 else "against")
    scene.cast(ref, "开发商", UNSOLD)
    result = scene.counted(ref)[0]
    assert (result.passed, scene.row(ref).total_n, scene.row(ref).total_units) == (True, DOORS, DOORS)
    where = {"estate_id": scene.home, "vote_id": ref.id}
    with on(6, 12):
        paper = certificates.latest(scene.row(ref))
        votes.sign(scene.desk, **where, digest=paper.digest)
        votes.post_result(scene.desk, **where)
    with on(6, 25):
        votes.put_in_force(scene.desk, **where)
    row = decided.vote(scene.home, ref.id)
    return VoteInForce(
        ref.id, row.number, f"第 {row.number} 号表决：{row.title}，通过", paper.digest, row.in_force_on,
        building_id=row.scope_id,
    )  # fmt: skip


def test_the_roof_is_voted_and_paid_by_its_73_doors(books: Books, tmp_path: Path) -> None:
    scene = lay_out(books, tmp_path)
    home, bank = scene.home, books.account(Kind.BANK)
    before = {a.name: a.fen for a in queries.accounts(home) if a.kind is Kind.UNIT}
    plan = actions.plan_work(
        scene.desk, estate_id=home, title="3栋屋面防水", plan="铲除旧防水层，重做两道，闭水试验。",
        reach=Reach.BUILDING, building_id=scene.city.buildings["estate"].pk, budget_fen=BUDGET,
    )  # fmt: skip
    with clock.turned_to(dt.datetime.combine(OPENS, dt.time(10), DAY)):
        vote = vote_on(scene, plan)
    wish: dict[str, Any] = {"estate_id": home, "work_id": plan.id}

    with on(6, 25):
        if works.work(home, plan.id).state == "planned":
            actions.authorise_by_vote(scene.desk, **wish, vote=vote)
        assert works.work(home, plan.id).authority_hash == vote.certificate_hash
        actions.contract_work(books.author, **wish, contractor="株洲防水公司", number="HT-3", document_hash="e" * 64,
                              contract_fen=COST)  # fmt: skip
    shares = {share.door: share for share in works.shares(works.work(home, plan.id))}
    assert (set(shares), sum(share.fen for share in shares.values())) == (set(CODES), COST)
    assert [door for door, share in shares.items() if share.cash_fen] == [UNSOLD]
    assert [door for door, share in shares.items() if share.debt_fen] == [SHORT]
    assert shares[SHORT].from_account_fen == 1_234
    reserved = sum(works.held(works.work(home, plan.id)).values())
    assert reserved == COST - shares[SHORT].debt_fen - shares[UNSOLD].cash_fen

    def pay(month: int, day: int, fen: int, invoice: str) -> None:
        with on(month, day):
            books.approve(actions.prepare_work_payment(
                books.author, **wish, bank_account_id=bank, fen=fen, business_date=clock.today(), invoice=invoice
            ))  # fmt: skip

    pay(7, 5, 4_000_000, "FP-1")
    pay(7, 25, 3_000_000, "FP-2")
    with on(8, 10):
        actions.accept_work(scene.desk, **wish, words="闭水试验合格，三场雨不漏")
        actions.settle_work(books.author, **wish, final_fen=COST - 38_000, document_hash="f" * 64)
        actions.post_work(books.author, **wish)
    rest = sum(works.held(works.work(home, plan.id)).values())
    pay(8, 20, rest, "FP-3")

    shares = {share.door: share for share in works.shares(works.work(home, plan.id))}
    assert sum(share.fen for share in shares.values()) == COST - 38_000
    after = {a.name: (a.fen, a.held) for a in queries.accounts(home) if a.kind is Kind.UNIT}
    assert after[BESIDE] == (before[BESIDE], 0)
    assert {code: before[code] - after[code][0] for code in CODES} == {
        code: share.from_account_fen for code, share in shares.items()
    }
    assert sum(held for _, held in after.values()) == 0
    assert works.work(home, plan.id).paid_fen == 7_000_000 + rest
    assert queries.differences(home) == ()
    assert queries.account(home, bank).fen == sum(fen for fen, _ in after.values())

    with on(8, 21):
        reads(scene, plan.id, shares)


def reads(scene: Scene, work_id: int, shares: dict[str, Any]) -> None:
    """What the owners see: their own page with their part, the work with all parts, the notice."""
    from sanguanjia.look.words import yuan

    phone = Client()
    phone.force_login(scene.accounts["业主7"])  # the one whose account was short
    mine = phone.get("/funds/mine/").content.decode()
    share = shares[SHORT]
    for words in ("3栋屋面防水", yuan(share.fen), yuan(share.debt_fen), "维修付款"):
        assert words in mine, words
    page = phone.get(f"/funds/{scene.home}/works/{work_id}/").content.decode()
    for words in (UNSOLD, "业主表决", "株洲防水公司", "已结算", yuan(COST - 38_000)):
        assert words in page, words
    board = phone.get(f"/board/{scene.home}/").content.decode()
    assert "维修资金使用公示：3栋屋面防水" in board
