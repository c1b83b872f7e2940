"""Statements and matches in acts: one success, and one of every refusal."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from sanguanjia.banking import actions, wording
from sanguanjia.banking.models import BankLine, BankStatement
from sanguanjia.banking.queries import reconciling
from sanguanjia.banking.types import Cause
from sanguanjia.funds.tests.test_acts import refused
from sanguanjia.funds.types import Kind
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.wording import say

DAY = dt.date(2024, 5, 14)
HEAD = "起始日期,{0},截止日期,{1}\n期初余额,{2}\n日期,收入,支出,余额,流水号,摘要\n"
MAY = HEAD.format("2024-05-01", "2024-05-10", "0.00") + (
    "2024-05-02,100.00,,100.00,S1,3-1-1403 PJ-1\n2024-05-03,,0.50,99.50,S2,手续费\n"
)
LATER = HEAD.format("2024-05-03", "2024-05-14", "100.00") + (
    "2024-05-03,,0.50,99.50,S2,手续费\n2024-05-12,7.00,,106.50,S3,利息\n"
)


@pytest.fixture
def where(books):
    return {"estate_id": books.estate_id, "account_id": books.account(Kind.BANK)}


def desk(where) -> reconciling.Desk:
    return reconciling.desk(where["estate_id"], where["account_id"])


def deposited(books, fen=10_000, receipt="PJ-1", day=2):
    return books.approve(books.deposit(fen, receipt=receipt, day=dt.date(2024, 5, day)))


def of(table, **like) -> list[int]:
    return [i for i, row in table.items() if all(getattr(row, name) == value for name, value in like.items())]


def test_imported_twice_and_overlapping_every_line_is_there_once(books, take, where):
    first = take(MAY)
    assert (first.lines, first.fresh) == (2, 2)
    assert take(MAY) == type(first)(first.id, first.estate_id, 2, 0)
    assert take(LATER).fresh == 1
    rows = BankLine.objects.filter(estate_id=books.estate_id).order_by("day", "id")
    assert [(row.serial, row.fen) for row in rows] == [("S1", 10_000), ("S2", -50), ("S3", 700)]
    assert rows[0].words == "3-1-1403 PJ-1"
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM banking_bankline WHERE estate_id = %s", [books.estate_id])
        assert all(stored.startswith("$") for (stored,) in cursor.fetchall())


def test_a_wrong_statement_is_refused_whole_with_row_and_column(books, take):
    with pytest.raises(Refusal) as caught:
        take(MAY.replace("99.50,S2", "99.40,S2").replace("2024-05-02", "2024-04-02"))
    said = [str(say(reason).text) for reason in wording.worded(caught.value).reasons]
    assert said == [
        "第 4 行 A 列：2024-04-02 不在 2024-05-01 至 2024-05-10 之内。",
        "第 5 行 D 列：余额写的是 99.40 元，按上一行应是 99.50 元，相差 -0.10 元。",
    ]
    assert not BankStatement.objects.filter(estate_id=books.estate_id).exists()


def test_refusals_of_an_import(books, take, where):
    assert refused(lambda: take(MAY, form="nothing")) == ["bank_form_unknown"]
    assert refused(lambda: take("房号,余额\n")) == ["bank_sheet_unfit"]
    assert refused(lambda: take(MAY, actor=books.city.actor("owner"))) == ["not_permitted"]
    take(MAY)
    assert refused(lambda: take(LATER.replace("期初余额,100.00", "期初余额,100.10"))) == ["bank_row"]
    with pytest.raises(Refusal):
        reconciling.desk(books.estate_id, books.account(Kind.UNIT))


def test_three_ways_to_the_fen(books, take, where):
    deposited(books)
    take(MAY)
    assert actions.match_by_rule(books.author, **where).pairs == 1
    found = desk(where).on(dt.date(2024, 5, 10))
    assert (found.bank_fen, found.book_fen, found.difference, found.matched) == (9_950, 10_000, -50, 2)
    assert (found.open_lines.fen, found.open_entries.count, found.agrees) == (-50, 0, False)
    fee = of(desk(where).lines, serial="S2")
    actions.explain(books.author, **where, lines=fee, entries=[], cause=Cause.FEE, reason="单笔手续费，已函请退回")
    found = desk(where).on(dt.date(2024, 5, 10))
    assert (found.agrees, found.explained_lines.fen, found.difference) == (True, -50, -50)
    three = reconciling.three_way(books.estate_id, dt.date(2024, 5, 10), (desk(where),))
    assert (three.bank, three.control, three.sub_accounts, three.books_differ) == (9_950, 10_000, 10_000, 0)
    assert refused(lambda: actions.match_by_rule(books.author, **where)) == ["bank_nothing_to_match"]
    assert desk(where).on(dt.date(2024, 4, 30)) is None


def test_by_hand_with_a_reason_undone_by_an_act(books, take, where):
    for number, fen in enumerate((4_000, 6_000)):
        deposited(books, fen, f"P{number}", 2)
    take(MAY)
    line, entries = of(desk(where).lines, serial="S1"), sorted(desk(where).entries)
    wish = {**where, "lines": line, "entries": entries, "reason": "银行合并入账"}
    ref = actions.match_by_hand(books.author, **wish)
    assert refused(lambda: actions.match_by_hand(books.author, **wish)) == ["bank_item_taken"]
    assert desk(where).on(DAY).open_entries.count == 0
    undo = {**where, "match_id": ref.id}
    assert refused(lambda: actions.undo_match(books.author, reason=" ", **undo)) == ["missing"]
    assert refused(lambda: actions.undo_match(books.city.actor("owner"), reason="x", **undo)) == ["not_permitted"]
    actions.undo_match(books.approver, reason="不是同一笔", **undo)
    assert refused(lambda: actions.undo_match(books.author, reason="再来", **undo)) == ["bank_match_undone"]
    assert desk(where).on(DAY).open_entries.count == 2
    assert [match.stands for match in desk(where).matches] == [False]
    actions.match_by_hand(books.author, **wish)


def test_refusals_of_matching(books, take, where):
    deposited(books)
    take(MAY)
    lines, entries = sorted(desk(where).lines), sorted(desk(where).entries)
    hand = lambda **wish: refused(lambda: actions.match_by_hand(books.author, **where, **wish))  # noqa: E731
    assert hand(lines=lines, entries=entries, reason="") == ["missing", "bank_sides_differ"]
    assert hand(lines=[], entries=entries, reason="x") == ["bank_two_sides"]
    assert hand(lines=[7], entries=entries, reason="x") == ["not_found"]
    both = {"lines": lines, "entries": entries, "cause": Cause.OTHER, "reason": "x"}
    assert refused(lambda: actions.explain(books.author, **where, **both)) == ["bank_one_side"]
    assert refused(lambda: actions.match_by_rule(books.city.actor("owner"), **where)) == ["not_permitted"]


def test_what_was_booked_before_the_first_statement_is_in_its_opening(books, take, where, tmp_path):
    books.approve(books.opening(tmp_path / "o.csv", "房号,余额\n3-1-1403,50\n3-1-1404,50\n", dt.date(2024, 4, 30)))
    take(HEAD.format("2024-05-01", "2024-05-14", "100.00") + "期末余额,100.00\n")
    assert desk(where).on(DAY).agrees
    assert desk(where).entry_items() == {}


def test_an_opening_that_is_not_the_books_is_shown_to_the_fen(books, take, where):
    deposited(books, day=1)
    take(HEAD.format("2024-05-02", "2024-05-14", "100.01") + "期末余额,100.01\n")
    found = desk(where).on(DAY)
    assert (found.before, found.difference, found.agrees) == (1, 1, False)
