"""Statements as banks really write them: whatever adds up is read, whatever does not is refused to the fen."""

from __future__ import annotations

import datetime as dt

import pytest

from sanguanjia.banking.rules.statements import believed
from sanguanjia.banking.sheets.reader import signed_fen

from .test_statements import TODAY, faults, raw, told

CCB = """中国建设银行 对公账户明细,,,,,,,
账　号：,43001 0000 0000,户名：,住宅专项维修资金专户,币种：人民币,,,
交易时间,交易日期,凭证号,借方发生额（支取）,贷方发生额（收入）,余 额,摘 要,对方户名
09:12:33,２０２４０３０２,0001,,"12，000.50","22,000.50",交存 PJ-1,陈建平
承前页,,,,,"22,000.50",,
交易时间,交易日期,凭证号,借方发生额（支取）,贷方发生额（收入）,余 额,摘 要,对方户名
10:00:00,20240305,0002,0.50,0.00,"22,000.00",手续费,
本页小计：,,,0.50,"12,000.50",,,
借方合计：1笔,,,0.50,,,,
贷方笔数,,1,,"12,000.50",,贷方合计,
打印时间：2024-04-01 10:00,,,,,,,
第1页 共1页,,,,,,,
"""


def test_a_page_with_times_sums_headers_again_and_a_footer():
    statement = told(CCB)
    assert (statement.opening, statement.closing) == (1_000_000, 2_200_000)
    assert [(line.day.day, line.fen, line.serial) for line in statement.lines] == [
        (2, 1_200_050, "0001"), (5, -50, "0002")
    ]  # fmt: skip
    assert statement.lines[0].words == "交存 PJ-1 陈建平"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_same_in_every_encoding_and_with_tabs(encoding):
    plain = CCB
    for amount in ("12，000.50", "12,000.50", "22,000.50", "22,000.00"):
        plain = plain.replace(f'"{amount}"', amount.replace("，", "").replace(",", ""))
    for text in (CCB, plain.replace(",", "\t")):
        statement, found = believed(raw(text, encoding=encoding), TODAY)
        assert found == ()
        assert statement is not None
        assert statement.closing == 2_200_000


@pytest.mark.parametrize("form", ["two_columns", "direction", "signed"])
def test_balances_say_which_way_a_sheet_runs(form):
    heads = {"two_columns": "日期,收入,支出,余额", "direction": "日期,借贷标志,金额,余额", "signed": "日期,金额,余额"}
    rows = {
        "two_columns": ["2024-03-02,100,,100", "2024-03-02,,30,70", "2024-03-03,5.5,,75.50"],
        "direction": ["2024-03-02,贷,100,100", "2024-03-02,借,30,70", "2024-03-03,cr,5.5,75.50"],
        "signed": ["2024-03-02,+100,100", "2024-03-02,-30,70", "2024-03-03,5.5,75.50"],
    }[form]
    onward, backward = ("\n".join([heads[form], *each]) + "\n" for each in (rows, rows[::-1]))
    assert told(onward, form).lines == tuple(
        type(line)(**{name: getattr(line, name) for name in line.__slots__} | {"row": 6 - line.row})
        for line in told(backward, form).lines
    )
    assert (told(backward, form).opening, told(backward, form).closing) == (0, 7_550)


def test_days_say_it_where_there_are_no_balances():
    text = "期初余额：1.00,期末余额：3.00\n日期,金额,摘要\n2024-03-05,-1.00,后\n2024-03-02,3.00,先\n"
    assert [line.fen for line in told(text, "signed").lines] == [300, -100]


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("(50.00)", -5_000), ("（1，234.50）", -123_450), ("50.00-", -5_000), ("¥-3.20", -320), ("-￥3.20", -320),
        ("CNY 7.10", 710), ("RMB1,000", 100_000), ("人民币12元", 1_200), ("＋８．８０", 880),
        ("１２，３４５．６７", 1_234_567), ("0.00", 0), ("--5", None), ("-5-", None), ("(-5)", None), ("-(5)", None),
        ("12,34.5", None), ("1.2.3", None), ("1.005", None), ("5e3", None), ("", None), ("五元", None), ("+", None),
        ("()", None),
    ],
)  # fmt: skip
def test_amounts_as_people_and_banks_write_them(text, fen):
    assert signed_fen(text) == fen


def test_a_reversal_in_red_stands_in_its_own_column_with_a_minus():
    text = "期初余额,10.00\n日期,摘要,收入,支出,余额\n2024-03-02,误扣,,4.00,6.00\n2024-03-03,冲正,,-4.00,10.00\n"
    assert [line.fen for line in told(text).lines] == [-400, 400]


def test_a_line_told_twice_is_refused_with_its_fen():
    doubled = CCB.replace("承前页", '09:12:33,20240302,0001,,"12,000.50","22,000.50",交存 PJ-1,陈建平\n承前页')
    assert faults(doubled) == [("balance", 5, "F"), ("serial_twice", 5, "C")]
    statement, found = believed(raw(doubled), TODAY)
    assert statement is None
    assert dict(found[0].data or {})["by_fen"] == -1_200_050


def test_a_day_that_is_none_beside_an_amount_is_no_footer():
    text = "期初余额,1.00,期末余额,2.00\n日期,收入,支出\n2024-03-02,1.00,\n三月,2.00,\n"
    assert ("bad_day", 4, "A") in faults(text)
    assert told(text.replace("三月,2.00,", "备注：以上为三月流水,,")).last == dt.date(2024, 3, 2)


def test_sums_with_a_day_and_lines_that_move_nothing_are_no_lines():
    text = (
        "日期,摘要,收入,支出,余额\n2024-03-01,上期结余,,,100\n2024-03-02,交存,5,0.00,105\n2024-03-03,查询,0.00,0.00,105\n"
        "2024-03-31,本期合计：,5,,\n2024-03-31,期末余额,,,105\n"
    )
    statement = told(text)
    assert (statement.opening, statement.closing) == (10_000, 10_500)
    assert [line.fen for line in statement.lines] == [500]
    assert faults("期初余额,1\n日期,收入,支出,余额\n2024-03-02,,,1\n")[0] == ("no_amount", 3, "B")
