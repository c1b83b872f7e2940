"""Money in the record: an entry, a transfer, an account changed by whoever owns the tables is named by the check."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections

from sanguanjia.audit import appender
from sanguanjia.audit.verify import verify
from sanguanjia.funds import jobs
from sanguanjia.funds.tests.conftest import NOON, Books, make_books
from sanguanjia.kernel import clock
from sanguanjia.kernel.scoped import cross_estate
from tests.audit.scene import bending, sql

BENT = {
    "funds_fundtransfer": "amount_fen = amount_fen + 1",
    "funds_fundentry": "reason = reason || '。'",
    "funds_fundaccount": "name = name || '。'",
    "funds_funddraft": "fen = fen + 1",
}


@pytest.fixture
def books(committed_db: None) -> Iterator[Books]:
    """Two entries by acts, every record linked."""
    with clock.turned_to(NOON), cross_estate():
        made = make_books()
        made.approve(made.deposit(700, receipt="a"))
        made.approve(made.deposit(800, receipt="b"))
        appender.append()
        yield made
    connections.close_all()


def faults() -> set[tuple[str, str]]:
    """(kind, table) of the faults that speak of the fund."""
    return {(f.kind, f.table) for f in verify(anchors=()).faults if f.table.startswith("funds_")}


def test_one_fen_changed_anywhere_is_named(books: Books) -> None:
    assert faults() == set()
    for table, change in BENT.items():
        with bending():
            sql(f"UPDATE {table} SET {change} WHERE estate_id = %s", books.estate_id)
            assert faults() == {("row_differs", table)}
    with bending():
        sql("DELETE FROM funds_fundtransfer WHERE estate_id = %s", books.estate_id)
        assert {table for _kind, table in faults()} == {"funds_fundtransfer"}


def test_the_root_of_the_day_does_not_fit_either(books: Books) -> None:
    assert jobs.roots_of_the_day() == 1
    appender.append()
    assert faults() == set()
    with bending():
        sql("UPDATE funds_fundtransfer SET amount_fen = amount_fen + 1 WHERE estate_id = %s", books.estate_id)
        assert faults() == {("row_differs", "funds_fundtransfer"), ("row_differs", "funds_funddayroot")}
