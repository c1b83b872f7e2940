"""Rules of papers, year tables and the chain: examples, and what holds for all of them."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.funds.rules.papers import Old, difference, freeze_reasons, out_of, reshaped, until_reasons
from sanguanjia.funds.rules.roots import GENESIS, Booked, first_break, root_after
from sanguanjia.funds.rules.year_tables import NOTHING, Row, Sums, bucket, tables
from sanguanjia.funds.types import Line

TODAY = dt.date(2024, 5, 15)
YEAR = {"years": 1}
FEN = st.integers(0, 10**9)


def codes(reasons):
    return [reason.code for reason in reasons]


class TestFreezes:
    def test_at_most_what_is_there_and_at_most_a_year(self):
        ask = lambda fen, since, until: codes(freeze_reasons(fen, 100, since, until, TODAY, YEAR))  # noqa: E731
        assert ask(100, TODAY, dt.date(2025, 5, 14)) == []
        assert ask(101, TODAY, dt.date(2025, 5, 15)) == ["freeze_more_than_there", "freeze_too_long"]
        assert ask(0, dt.date(2024, 5, 16), TODAY) == ["fund_bad_amount", "fund_day_ahead", "freeze_ends_early"]

    def test_the_last_day_counts(self):
        assert until_reasons(TODAY, TODAY, TODAY, YEAR) == []
        assert codes(until_reasons(TODAY, dt.date(2024, 5, 14), TODAY, YEAR)) == ["freeze_ends_early"]


def test_empty_accounts_give_no_line():
    assert out_of({1: 5, 2: 0, 3: 7}, 9) == (Line(1, 9, 5), Line(3, 9, 7))


@given(FEN, FEN)
def test_a_corrected_area_moves_exactly_the_difference(before, after):
    moved = sum(line.fen if line.credit_id == 1 else -line.fen for line in difference(1, 9, before, after))
    assert before + moved == after


class TestReshaping:
    def test_a_split_by_area_ties_by_door_code(self):
        lines, due = reshaped([Old(1, 100, due_fen=10)], {"3-1-10": 5000, "3-1-2": 5000, "3-1-9": 5000}, {
            "3-1-2": 11, "3-1-9": 12, "3-1-10": 13,
        })  # fmt: skip
        assert lines == (Line(1, 11, 34), Line(1, 12, 33), Line(1, 13, 33))
        assert due == {"3-1-2": 4, "3-1-9": 3, "3-1-10": 3}

    def test_a_merger_passes_all_on(self):
        lines, due = reshaped([Old(1, 7, due_fen=5), Old(2, 0), Old(3, 4, due_fen=6)], {"a": 1}, {"a": 9})
        assert lines == (Line(1, 9, 7), Line(3, 9, 4))
        assert due == {"a": 11}

    @given(
        st.lists(st.tuples(FEN, FEN), min_size=1, max_size=4), st.lists(st.integers(1, 10**6), min_size=1, max_size=6)
    )
    def test_nothing_is_lost_and_nothing_stays(self, olds, areas):
        doors = {f"3-1-{n}": area for n, area in enumerate(areas)}
        rows = [Old(n, fen, due_fen=due) for n, (fen, due) in enumerate(olds)]
        lines, due = reshaped(rows, doors, {door: 100 + n for n, door in enumerate(doors)})
        for row in rows:
            assert sum(line.fen for line in lines if line.debit_id == row.account_id) == row.fen
        assert sum(due.values()) == sum(row.due_fen for row in rows)


class TestYearTables:
    def test_a_reversal_stands_where_what_it_reverses_stands(self):
        assert bucket(500, interest=False, reversal=False) == Sums(paid_in=500)
        assert bucket(-500, interest=False, reversal=True) == Sums(paid_in=-500)
        assert bucket(-300, interest=False, reversal=False) == Sums(paid_out=300)
        assert bucket(300, interest=False, reversal=True) == Sums(paid_out=-300)
        assert bucket(-3, interest=True, reversal=True) == Sums(interest=-3)

    @given(st.lists(st.tuples(st.sampled_from(["1栋", "2栋", ""]), FEN, FEN, FEN, FEN), max_size=12))
    def test_every_line_section_and_the_whole_tie(self, given_rows):
        rows = [Row(n, f"{n}", "unit", at, Sums(*sums)) for n, (at, *sums) in enumerate(given_rows)]
        found = tables(rows, ["1栋", "2栋"], [("甲", 5)])
        assert found.sums == sum((row.sums for row in rows), NOTHING)
        assert found.sums == sum((section.sums for section in found.sections), NOTHING)
        one = found.sums
        assert one.opening + one.paid_in + one.interest - one.paid_out == one.closing
        assert found.ties == (one.closing == 5)
        assert [section.name for section in found.sections] == [
            at for at in ("1栋", "2栋", "") if at in {r.building for r in rows}
        ]


ENTRIES = [Booked(n, "top_up", TODAY, f"交存 {n}", f"receipt:{n}", ((1, 2, 100 + n),)) for n in range(1, 8)]


class TestRoots:
    def kept(self):
        first = root_after(GENESIS, ENTRIES[:3])
        return [(1, 3, first), (4, 7, root_after(first, ENTRIES[3:]))]

    def test_what_fits_fits(self):
        assert first_break(self.kept(), ENTRIES) is None
        assert first_break([], ENTRIES) is None

    @given(st.integers(0, 6), st.sampled_from(["fen", "reason", "day", "key", "gone"]))
    def test_one_fen_one_word_or_one_entry_breaks_it(self, at, what):
        one = ENTRIES[at]
        other = {
            "fen": Booked(one.number, one.kind, one.business_date, one.reason, one.key, ((1, 2, one.lines[0][2] + 1),)),
            "reason": Booked(one.number, one.kind, one.business_date, one.reason + "。", one.key, one.lines),
            "day": Booked(one.number, one.kind, TODAY + dt.timedelta(1), one.reason, one.key, one.lines),
            "key": Booked(one.number, one.kind, one.business_date, one.reason, "x", one.lines),
        }.get(what)  # fmt: skip
        entries = [*ENTRIES[:at], *([other] if other else []), *ENTRIES[at + 1 :]]
        assert first_break(self.kept(), entries) == (3 if at < 3 else 7)

    def test_a_gap_between_roots_is_a_break(self):
        first, second = self.kept()
        assert first_break([first, (5, 7, second[2])], ENTRIES) == 7
