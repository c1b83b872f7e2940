"""The rules of a work paid from the fund: parts, instalments, savings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.funds.rules.allocation import AllocationRule
from sanguanjia.funds.rules.works import DoorFacts, SellerFacts, apportion, instalment, saving
from sanguanjia.funds.types import Payer

from .test_acts import refused

RULE = AllocationRule(Payer.CASH)


class TestRule:
    def test_a_short_account_leaves_a_debt_and_never_borrows(self):
        """FUND-044, with FUND-V1's areas."""
        doors = [
            DoorFacts("101", 8812, 1, 10**6), DoorFacts("102", 12045, 2, 100_000), DoorFacts("201", 9533, 3, 0),
            DoorFacts("202", 12045, 4, 10**6, unsold=True),
        ]  # fmt: skip
        found = apportion(1_000_000, doors, RULE)
        assert [(s.fen, s.from_account, s.debt, s.cash) for s in found.shares] == [
            (207_659, 207_659, 0, 0), (283_846, 100_000, 183_846, 0), (224_649, 0, 224_649, 0),
            (283_846, 0, 0, 283_846),
        ]  # fmt: skip
        assert found.from_accounts == 307_659
        assert refused(lambda: apportion(1, [], RULE)) == ["work_no_doors"]
        assert refused(lambda: apportion(1, [DoorFacts("1", 0, 1, 1), DoorFacts("2", 0, 2, 1)], RULE)) == [
            "work_no_area", "work_no_area"
        ]  # fmt: skip

    def test_public_housing_needs_deposits(self):
        doors = [DoorFacts("1", 100, 1, 5, public=True)]
        assert refused(lambda: apportion(10, doors, RULE, [SellerFacts("厂", 9, 5, 0)])) == ["work_no_deposits"]

    @given(st.integers(0, 10**6), st.lists(st.tuples(st.integers(1, 10**4), st.booleans(), st.booleans(),
                                                    st.integers(0, 10**5)), min_size=1, max_size=9),
           st.lists(st.integers(1, 10**5), min_size=1, max_size=3))  # fmt: skip
    def test_all_parts_are_the_cost(self, cost, homes, deposits):
        doors = [DoorFacts(str(n), area, n, free, unsold, public, free) for n, (area, unsold, public, free)
                 in enumerate(homes)]  # fmt: skip
        sellers = [SellerFacts(f"厂{n}", 100 + n, fen, fen) for n, fen in enumerate(deposits)]
        shares = apportion(cost, doors, RULE, sellers).shares
        assert sum(s.fen for s in shares) == cost
        assert all(s.fen == s.from_account + s.debt + s.cash for s in shares)

    @given(st.lists(st.integers(1, 10**6), min_size=1, max_size=20), st.data())
    def test_instalments_are_exact_and_within_what_is_held(self, amounts, data):
        held = dict(enumerate(amounts))
        fen = data.draw(st.integers(1, sum(amounts)))
        parts = instalment(fen, held)
        assert sum(parts.values()) == fen
        assert all(0 < part <= held[account] for account, part in parts.items())
        assert refused(lambda: instalment(sum(amounts) + 1, held)) == ["work_more_than_held"]

    @given(st.lists(st.tuples(st.integers(1, 20_000), st.integers(0, 10**5)), min_size=1, max_size=12), st.data())
    def test_a_saving_spares_every_door_by_its_part(self, homes, data):
        cost = data.draw(st.integers(1, 10**6))
        doors = [DoorFacts(str(n), area, n, free) for n, (area, free) in enumerate(homes)]
        shares = apportion(cost, doors, RULE).shares
        spared = saving(fen := data.draw(st.integers(0, cost)), shares, {s.account_id: s.from_account for s in shares})
        total = sum(spared.debts.values()) + sum(spared.cash.values()) + sum(spared.accounts.values())
        assert total == fen
        assert all(spared.debts[s.door] <= s.debt and spared.accounts.get(s.account_id, 0) <= s.from_account
                   for s in shares)  # fmt: skip
