"""Statements of banks: read by a map, believed when they add up, joined when they tell the same."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.banking.formats import format_of_bank, formats
from sanguanjia.banking.rules.statements import believed, joined, keys_of, uncovered
from sanguanjia.banking.sheets.reader import read, signed_fen
from sanguanjia.banking.types import Period, RawStatement, Statement, StatementLine
from sanguanjia.kernel.sheets.text import Number
from sanguanjia.kernel.sheets.types import Refused, Unreadable

TODAY = dt.date(2024, 5, 15)
MARCH = dt.date(2024, 3, 1)
TWO = """演示银行对账单,,,,,
账号：,6200 0000,起始日期：,2024-03-01,截止日期：,2024-03-31
日期,摘要,收入（元）,支出（元）,余额（元）,流水号
,期初余额,,,"10,000.00",
2024-03-02,3-1-1403 交存 PJ-1,"12,000.50",,"22,000.50",A1
2024/3/5,手续费,,0.50,"22,000.00",A2
合计,,"12,000.50",0.50,,
,期末余额,,,"22,000.00",
"""


def raw(text: str, form: str = "two_columns", encoding: str = "utf-8") -> RawStatement:
    return read(BytesIO(text.encode(encoding)), formats()[form])


def told(text: str, form: str = "two_columns") -> Statement:
    statement, faults = believed(raw(text, form), TODAY)
    assert statement is not None, faults
    return statement


def faults(text: str, form: str = "two_columns") -> list[tuple[str, int, str]]:
    statement, found = believed(raw(text, form), TODAY)
    assert statement is None
    return [(f.code, f.cell.row if f.cell else 0, f.cell.column if f.cell else "") for f in found]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_two_columns_in_every_encoding(encoding):
    statement, found = believed(raw(TWO, encoding=encoding), TODAY)
    assert found == ()
    assert (statement.first, statement.last) == (MARCH, dt.date(2024, 3, 31))
    assert (statement.opening, statement.closing) == (1_000_000, 2_200_000)
    assert [(line.fen, line.serial) for line in statement.lines] == [(1_200_050, "A1"), (-50, "A2")]
    assert "PJ-1" in statement.lines[0].words


def test_newest_first_with_a_direction_and_no_labels():
    text = (
        "交易日期,借贷标志,交易金额,账户余额,交易流水号,摘要\n20240305,借,0.50,99.50,2,费\n20240302,贷,100,100,1,存\n"
    )
    statement = told(text, "direction")
    assert (statement.opening, statement.closing, statement.first) == (0, 9_950, dt.date(2024, 3, 2))
    assert [line.fen for line in statement.lines] == [10_000, -50]


def test_a_sign_and_labels_alone():
    text = "期初余额：100.00,期末余额：90.10\n日期,金额,摘要\n2024-03-02,-9.90,付\n"
    assert told(text, "signed").closing == 9_010


def test_months_without_movement_are_told_too():
    empty = "起始日期,2024-03-01,截止日期,2024-03-31\n期初余额,5.00,期末余额,5.00\n日期,收入,支出,余额\n"
    assert told(empty).lines == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("22,000.50\"", "22,000.51\""), [("balance", 5, "E"), ("balance", 6, "E")]),
        (("22,000.00\",\n", "22,000.01\",\n"), [("closing", 8, "E")]),
        (("2024-03-02", "2024-13-02"), [("bad_day", 5, "A"), ("balance", 6, "E")]),
        (("2024-03-02", "2024-02-02"), [("day_outside", 5, "A")]),
        ((",0.50,", ",x,"), [("bad_amount", 6, "D"), ("closing", 8, "E")]),
        ((",,0.50,", ",1,0.50,"), [("two_amounts", 6, "C"), ("closing", 8, "E")]),
        (("A2", "A1"), []),
        (("2024/3/5,手续费,,0.50,\"22,000.00\",A2", "2024-03-02,,,0.50,\"22,000.00\",A1"), [("serial_twice", 6, "F")]),
        (("2024-03-31", "2024-05-15"), [("not_over", 0, "")]),
        (("期初余额", "甲"), [("balance", 5, "E")]),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_said_with_row_and_column(change, expected):
    text = TWO.replace(*change, 1) if change[0] != '22,000.00",\n' else change[1].join(TWO.rsplit(change[0], 1))
    if expected and expected[0][0] == "balance" and "甲" in change:
        statement = told(text)  # the opening follows from the first balance
        assert statement.opening == 1_000_000
        return
    if not expected:
        assert told(text).closing == 2_200_000  # one number on two days is two movements
        return
    assert faults(text) == expected


def test_a_statement_of_nothing_is_none():
    assert faults("日期,收入,支出\n") == [("no_days", 0, "")]
    assert faults("日期,收入,支出\n2024-03-01,1,\n") == [("no_opening", 0, "")]
    assert ("no_closing", 0, "") in faults("期初余额,0.00\n日期,收入,支出\n2024-03-01,1,\n")
    with pytest.raises(Unreadable):
        raw("房号,余额\n1,2\n")
    with pytest.raises(Refused):
        raw("日期,收入,支出\n=cmd|' /C calc'!A0,1,\n")


def test_amounts_of_spreadsheets_lose_the_noise_of_binary_and_nothing_else():
    assert signed_fen(Number("1234.5600000000001")) == 123_456
    assert signed_fen(Number("-0.1")) == -10
    assert signed_fen(Number("1.005")) is None
    assert [signed_fen(text) for text in ("-1,234.50", "+3", "￥5.00", "x", "")] == [-123_450, 300, 500, None, None]


def test_every_form_is_complete_and_banks_find_theirs():
    assert set(formats()) == {"direction", "signed", "two_columns"}
    assert format_of_bank("演示银行株洲分行") == "two_columns"
    assert format_of_bank("另一家银行") == "direction"


# --- joining --------------------------------------------------------------------------------------------------------


def line(day: int, fen: int, serial: str = "", row: int = 1) -> StatementLine:
    return StatementLine(row, MARCH + dt.timedelta(days=day), fen, None, serial, "", {"day": "A", "amount": "B"})


def statement(first: int, last: int, opening: int, *lines: StatementLine) -> Statement:
    days = [MARCH + dt.timedelta(days=day) for day in (first, last)]
    return Statement(*days, opening, opening + sum(each.fen for each in lines), lines, keys_of(lines))


def known_of(*statements: Statement) -> tuple[dict[str, tuple[dt.date, int]], list[Period]]:
    lines = {key: (each.day, each.fen) for s in statements for each, key in zip(s.lines, s.keys, strict=True)}
    return lines, [Period(s.first, s.last, s.opening, s.closing) for s in statements]


A = statement(0, 9, 100, line(1, 5), line(1, 5), line(9, 7, "x"))


def test_the_same_statement_again_has_nothing_new():
    assert joined(A, *known_of(A)) == ((), ())


def test_overlap_adds_only_what_is_new():
    later = statement(5, 14, 110, line(9, 7, "x"), line(12, 1))
    assert joined(later, *known_of(A)) == ((1,), ())


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (statement(5, 14, 110, line(9, 8, "x")), "told_differently"),
        (statement(5, 14, 110, line(9, 7, "x"), line(8, 3)), "new_on_covered_day"),
        (statement(5, 14, 117, line(12, 3)), "line_gone"),
        (statement(10, 14, 118, line(12, 3)), "does_not_follow"),
        (statement(20, 24, 116, line(22, 3)), "does_not_follow"),
    ],
)
def test_what_contradicts_is_refused(new, code):
    assert [fault.code for fault in joined(new, *known_of(A))[1]] == [code]


def test_an_earlier_statement_may_come_later_and_gaps_are_named():
    before = statement(-20, -11, 90, line(-15, 10))
    assert joined(before, *known_of(A)) == ((0,), ())
    assert uncovered(known_of(A, before)[1]) == ((MARCH - dt.timedelta(days=10), MARCH - dt.timedelta(days=1)),)
    assert [f.code for f in joined(statement(-20, -11, 90, line(-15, 9)), *known_of(A))[1]] == ["does_not_follow"]


MOVES = st.lists(st.tuples(st.integers(0, 19), st.sampled_from([1, 1, 2, -1, 500])), max_size=12)


@given(moves=MOVES, cut=st.integers(0, 19), back=st.integers(0, 19), swap=st.booleans())
def test_cut_in_two_with_overlap_in_either_order_all_lines_are_there_once(moves, cut, back, swap):
    lines = [line(day, fen) for day, fen in sorted(moves, key=lambda move: move[0])]
    start = MARCH

    def part(first: int, last: int) -> Statement:
        before = sum(each.fen for each in lines if (each.day - start).days < first)
        return statement(first, last, before, *(e for e in lines if first <= (e.day - start).days <= last))

    one, two = part(0, cut), part(max(0, min(cut + 1, 19) - back), 19)
    if swap:
        one, two = two, one
    fresh, wrong = joined(two, *known_of(one))
    assert wrong == ()
    assert len(one.lines) + len(fresh) == len(lines)


@given(moves=MOVES.filter(bool), which=st.integers(0, 11), by=st.integers(-3, 3).filter(bool))
def test_a_fen_changed_in_a_line_is_always_refused(moves, which, by):
    lines = [line(day, fen, str(n)) for n, (day, fen) in enumerate(sorted(moves, key=lambda move: move[0]))]
    whole = statement(0, 19, 0, *lines)
    place = which % len(lines)
    wrong = [*lines]
    wrong[place] = line((lines[place].day - MARCH).days, lines[place].fen + by, str(place))
    again = Statement(whole.first, whole.last, 0, whole.closing, tuple(wrong), keys_of(wrong))
    assert [fault.code for fault in joined(again, *known_of(whole))[1]] == ["told_differently"]
