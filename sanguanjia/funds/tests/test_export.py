"""The export of an estate's books grows with its entries and with nothing else."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanguanjia.funds import store
from sanguanjia.funds.proof import export as written
from sanguanjia.funds.proof import verify
from sanguanjia.funds.types import EntryKind, Kind, Line
from tests.support.guard import preparing

from .conftest import TODAY
from .ledger_world import QUIET

FIRST = TODAY - dt.timedelta(days=100)
PART = 4


def paid_in(books, numbers):
    """One deposit a day, of one door."""
    door, bank = books.account(Kind.UNIT, "3-1-1403"), books.account(Kind.BANK)
    for number in numbers:
        day = FIRST + dt.timedelta(days=number)
        lines = (Line(bank, door, 100),)
        with preparing():
            store.post(QUIET, store.Posting(
                books.estate_id, EntryKind.TOP_UP, day, f"续交 {number}", 1, 2, f"receipt:{number}", lines
            ))  # fmt: skip


def exported(books, folder):
    """(statements, lines of the journal, entries)"""
    with CaptureQueriesContext(connection) as asked:
        done = written.export([books.estate_id], FIRST, TODAY, folder)
    assert verify.verify(folder)["ok"]
    return len(asked), len((folder / done.files[1]).read_text(encoding="utf-8").splitlines()), done.entries


def test_twice_the_entries_cost_twice_the_statements_and_twice_the_lines(books, tmp_path, monkeypatch):
    monkeypatch.setattr(written, "_PART", PART)
    sizes = []
    for n in range(4):
        sizes.append(exported(books, tmp_path / str(n)))
        paid_in(books, range(2 * PART * n, 2 * PART * (n + 1)))
    statements, lines, entries = zip(*sizes, strict=True)
    assert entries == (0, 2 * PART, 4 * PART, 6 * PART)
    for grown in (statements, lines):
        first, *others = [after - before for before, after in pairwise(grown)]
        assert others == [first, first], grown
    assert statements[1] - statements[0] == 4  # two parts, each its entries and their transfers
