"""The next human number of a kind in an estate."""

from django.db import connection

from .ids import new_id

# The row lock of the UPDATE orders concurrent acts of one estate; a rolled-back act gives its number back.
NEXT_NUMBER_SQL = """
    INSERT INTO kernel_counter AS counter (id, estate_id, kind, value) VALUES (%s, %s, %s, 1)
    ON CONFLICT (estate_id, kind) DO UPDATE SET value = counter.value + 1
    RETURNING value
"""


def next_number(estate_id: int, kind: str) -> int:
    """Draw the next number, 1, 2, 3 … without gaps; must run inside an act's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER_SQL, [new_id(), estate_id, kind])
        return int(cursor.fetchone()[0])
