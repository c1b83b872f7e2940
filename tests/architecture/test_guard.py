"""The guard that keeps every statement inside one estate is itself tried with good and bad lines."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from sanguanjia.kernel.models import Counter, Record
from sanguanjia.kernel.scoped import cross_estate
from tests.support.guard import EstateMissing, WrittenOutsideAnAct, judge, preparing

GOOD = [
    "SELECT value FROM kernel_counter WHERE estate_id = %s AND kind = %s",
    "SELECT c.value FROM kernel_counter c JOIN kernel_record r ON r.estate_id = c.estate_id WHERE c.estate_id = %s",
    "SELECT 1 FROM kernel_home WHERE id = %s",
    "UPDATE kernel_counter SET value = value + 1 WHERE estate_id = %s AND kind = 'case' RETURNING value",
    "INSERT INTO kernel_counter (id, estate_id, kind, value) VALUES (%s, %s, %s, 1)",
]
BAD = [
    "SELECT value FROM kernel_counter WHERE id = %s",
    "SELECT c.value FROM kernel_counter c JOIN kernel_record r ON r.id = c.id WHERE c.estate_id = %s",
    "DELETE FROM kernel_counter",
    "SELECT count(*) FROM kernel_record WHERE estate_id IN (%s, %s)",
    "INSERT INTO kernel_counter (id, estate_id, kind, value) SELECT id, estate_id, act, 1 FROM kernel_record",
]


@pytest.mark.parametrize("statement", GOOD)
def test_statements_inside_one_estate_pass(statement: str) -> None:
    assert judge(statement)[1] == ()


@pytest.mark.parametrize("statement", BAD)
def test_statements_without_their_estate_are_found(statement: str) -> None:
    assert judge(statement)[1] != ()


@pytest.mark.django_db
def test_the_guard_stops_a_lookup_by_id_alone_unless_the_code_says_cross_estate() -> None:
    with pytest.raises(EstateMissing):
        Record.objects.filter(pk=1).exists()
    with cross_estate():
        assert not Record.objects.filter(pk=1).exists()


@pytest.mark.django_db
def test_the_guard_stops_writing_outside_an_act() -> None:
    with pytest.raises(WrittenOutsideAnAct), transaction.atomic():
        Counter.objects.create(estate_id=1, kind="case", value=1)
    with preparing():
        counter = Counter.objects.create(estate_id=1, kind="case", value=1)
        counter.value = 2
        counter.save()
        counter.refresh_from_db()
        assert counter.value == 2
        assert counter.delete()[0] == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_counter WHERE estate_id = 1")
        assert cursor.fetchone()[0] == 0
