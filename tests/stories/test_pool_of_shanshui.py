"""山水文园: 31 buildings, 116 lifts, of which 104 in 27 buildings are old enough. From the interest in the pools to the
premium that is reserved, building by building, and the order to buy (issue 5, Z-F4; FUND-070 … FUND-077).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sanguanjia.applications import actions as applications
from sanguanjia.funds import actions, pooling, queries
from sanguanjia.funds.models import FundHold
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.store import Posting, post
from sanguanjia.funds.tests.conftest import NOON, TODAY, Books, books  # noqa: F401 - the fixture
from sanguanjia.funds.types import EntryKind, Kind, Line
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.pictures import StoredPhoto
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.notices import public
from sanguanjia.notices.files import StoredFile
from sanguanjia.registry.models import Building, Lift
from tests.support.guard import preparing

PREMIUM = 200_000
BUILDINGS, INSURED, LIFTS, OLD = 31, 27, 116, 104
PAPERS = ("owners_opinions", "policy_digest", "pilot_application", "letter_of_contact", "survey_opinion")


def lay_out(books: Books) -> list[int]:  # noqa: F811
    """Buildings 1 to 31; four lifts each, but three in the first four; from 28 on they are a year too young."""
    home = books.estate_id
    with preparing():
        first = books.city.buildings["estate"]
        Building.objects.bulk_create(
            Building(estate_id=home, code=str(n), name=f"{n}栋")
            for n in range(1, BUILDINGS + 1)
            if str(n) != first.code
        )
        rows = []
        for building in Building.objects.filter(estate_id=home):
            number = int(building.code)
            count = 4 if number <= INSURED else 3
            since = dt.date(2016, 6, 1) if number <= INSURED else dt.date(2020, 1, 1)
            if number <= 4:
                count = 3
            rows += [
                Lift(estate_id=home, building=building, name=f"{i}号梯", in_service_since=since)
                for i in range(1, count + 1)
            ]
        Lift.objects.bulk_create(rows)
    actions.open_books(books.author, estate_id=home, bank_id=books.bank_id)
    return [row.pk for row in rows]


def _pay(deed: Deed, *, estate_id: int, people: tuple[int, int], lines: tuple[Line, ...]) -> int:
    """Book interest into pools."""
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    key = f"interest:{sum(line.fen for line in lines)}"
    return post(deed, Posting(estate_id, EntryKind.INTEREST, TODAY, "增值收益", *people, key, lines)).number


_pay.__module__ = "tests"
_paying = act("tests.pay_interest")(_pay)


def pay_interest(books: Books, fen: dict[str, int]) -> None:  # noqa: F811
    """What a settlement books into the pools: interest above the benchmark."""
    pools = {a.name: a.id for a in queries.accounts(books.estate_id) if a.kind is Kind.POOL}
    bank = books.account(Kind.BANK)
    _paying(
        books.author, estate_id=books.estate_id,
        people=(books.author.account_id or 0, books.approver.account_id or 0),
        lines=tuple(Line(bank, pools[f"{name}统筹账户"], amount) for name, amount in fen.items()),
    )  # fmt: skip


def codes(do: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as caught:
        do()
    return [(r.code, str(r.data.get("lift", r.data.get("building", "")))) for r in caught.value.reasons]


def test_from_the_interest_to_the_reserved_premium(books: Books) -> None:  # noqa: F811
    home, committee = books.estate_id, books.city.actor("committee_member")
    lifts = lay_out(books)
    assert len(lifts) == LIFTS
    names = [f"{n}栋" for n in range(1, BUILDINGS + 1)]
    pay_interest(books, dict.fromkeys(names, 4 * PREMIUM) | {"9栋": 4 * PREMIUM - 1})

    def ask(chosen: list[int]) -> Any:
        return actions.ask_for_pool(
            committee, estate_id=home, lift_ids=tuple(chosen), per_lift_fen=PREMIUM, reason="电梯老旧",
            files=tuple((code, StoredFile(f"{code}.pdf", "pdf", "a" * 64, 9)) for code in PAPERS),
        )  # fmt: skip

    everything = ask(lifts)
    refused = codes(lambda: actions.hand_in_pool(committee, estate_id=home, use_id=everything.id))
    assert len(refused) == LIFTS - OLD
    assert {code for code, _ in refused} == {"pool_lift_too_young"}
    assert {lift.split()[0] for _, lift in refused} == {"28栋", "29栋", "30栋", "31栋"}

    rule, _ = pooling.policy_at(home, TODAY)
    old = [line.id for line in pooling.lifts_at(home, TODAY, rule) if line.old_enough]
    assert len(old) == OLD
    ref = ask(old)
    actions.hand_in_pool(committee, estate_id=home, use_id=ref.id)
    applications.accept(books.author, estate_id=home, application_id=ref.application_id)
    notice = actions.post_pool_notice(books.author, estate_id=home, use_id=ref.id)
    public.prove_posting(books.author, estate_id=home, notice_id=notice.id, place_words="南门公示栏",
                         photos=(StoredPhoto("b" * 64, 10, 10, 99),))  # fmt: skip
    with clock.turned_to(NOON + dt.timedelta(days=8)):
        actions.end_pool_notice(books.author, estate_id=home, use_id=ref.id)
        wish = {"estate_id": home, "use_id": ref.id, "granted": True, "clear": True}
        assert codes(lambda: actions.decide_pool(books.approver, **wish)) == [("pool_short", "9栋")]
        assert not FundHold.objects.filter(estate_id=home).exists()
        pay_interest(books, {"9栋": 1})
        done = actions.decide_pool(books.approver, **wish)
    assert done.order_number == 1
    held = {a.name: a.held for a in queries.accounts(home) if a.kind is Kind.POOL}
    assert sum(held.values()) == OLD * PREMIUM
    assert {name for name, fen in held.items() if fen} == {f"{n}栋统筹账户" for n in range(1, INSURED + 1)}
    assert (held["1栋统筹账户"], held["9栋统筹账户"]) == (3 * PREMIUM, 4 * PREMIUM)
    assert queries.differences(home) == ()
