"""Open books with a deposit, and a bank that tells of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sanguanjia.banking import actions
from sanguanjia.banking.types import StatementRef
from sanguanjia.funds.tests.conftest import Books, books
from sanguanjia.funds.types import Kind
from sanguanjia.registry.actions.rosters import Upload

__all__ = ["books"]
Take = Callable[..., StatementRef]


@pytest.fixture
def take(books: Books, tmp_path: Path) -> Take:
    """Import a statement from its text."""

    def taken(text: str, form: str = "two_columns", actor=None, name: str = "对账单.csv") -> StatementRef:
        path = tmp_path / "statement.csv"
        path.write_text(text, encoding="utf-8")
        return actions.import_statement(
            actor or books.author, estate_id=books.estate_id, account_id=books.account(Kind.BANK), form=form,
            upload=Upload(path, name),
        )  # fmt: skip

    return taken
