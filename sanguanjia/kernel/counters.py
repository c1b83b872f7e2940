"""The next human number of a kind in an estate, and marks that only rise."""

from django.db import connection

from .ids import new_id

# The row lock of the UPDATE orders concurrent acts of one estate; a rolled-back act gives its number back.
NEXT_NUMBER_SQL = """
    INSERT INTO kernel_counter AS counter (id, estate_id, kind, value) VALUES (%s, %s, %s, 1)
    ON CONFLICT (estate_id, kind) DO UPDATE SET value = counter.value + 1
    RETURNING value
"""

_KEEP_SQL = """
    INSERT INTO kernel_counter AS counter (id, estate_id, kind, value) VALUES (%s, %s, %s, %s)
    ON CONFLICT (estate_id, kind) DO UPDATE SET value = greatest(counter.value, excluded.value)
"""


def next_number(estate_id: int, kind: str) -> int:
    """Draw the next number, 1, 2, 3 … without gaps; must run inside an act's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER_SQL, [new_id(), estate_id, kind])
        return int(cursor.fetchone()[0])


def kept(estate_id: int, kind: str) -> int:
    """The number that was kept last, 0 before any was: a mark that every process of the city reads."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM kernel_counter WHERE estate_id = %s AND kind = %s", [estate_id, kind])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def keep(estate_id: int, kind: str, value: int) -> None:
    """Keep a number that only rises; a smaller one than is kept changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_SQL, [new_id(), estate_id, kind, value])
