"""What the engine does beside Django's: prepared statements outlive a refusal."""

from __future__ import annotations

from django.db import connection, transaction

ASK = "SELECT id FROM kernel_home WHERE id = %s"


def _ask() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ASK, [1])
        cursor.fetchone()


def _prepared() -> int:
    """How many times the server holds the statement ready."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE position(%s IN statement) = 1", [ASK[:35]])
        return int(cursor.fetchone()[0])


def test_what_is_prepared_outlives_a_refusal_and_not_a_change_of_tables(db):
    for _ in range(4):
        _ask()
    assert _prepared() == 1
    try:
        with transaction.atomic():
            raise ValueError("refused")
    except ValueError:
        pass
    _ask()
    assert _prepared() == 1
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE passing (id int)")
        cursor.execute("DROP TABLE passing")
    _ask()
    assert _prepared() == 0
