"""The data key changes while people write: all opens before, meanwhile and afterwards, no value keeps the old key."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sanguanjia.hosting import keys
from sanguanjia.kernel import sealed
from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM
from sanguanjia.kernel.models import Home, Record
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.privacy import actions, jobs, queries, rotation
from sanguanjia.registry.models import Party
from tests.support.guard import preparing

pytestmark = pytest.mark.unguarded


@pytest.fixture
def own_keys(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A key file of the test's own: the other tests' values keep theirs."""
    before = settings.DATA_DIR
    for name in ("SGJ_DATA_KEYS", "SGJ_DATA_KEYS_FILE", "SGJ_SEAL_SUITE"):
        monkeypatch.delenv(name, raising=False)
    settings.DATA_DIR = tmp_path
    sealed.keyring(fresh=True)
    yield tmp_path
    settings.DATA_DIR = before


def phone_of(number: int) -> str:
    return f"138{number:08}"


def write(first: int, count: int) -> None:
    with preparing():
        for number in range(first, first + count):
            Party(estate_id=Home.PLATFORM_ID, kind="person", name=f"人{number}", phone=phone_of(number)).save(
                force_insert=True
            )
    connection.close()


def test_rotation_on_a_running_city(committed_db: None, own_keys: Path) -> None:
    old = keys.read(own_keys).current.id
    write(0, 60)
    stop, faults = threading.Event(), []

    def writer(lane: int) -> None:
        number = 1000 * (lane + 1)
        try:
            while not stop.is_set():
                write(number, 1)
                number += 1
                with cross_estate():
                    row = Party.objects.filter(name__startswith="人").order_by("?").first()
                with preparing():
                    row.phone = row.phone  # opened under whatever key, saved under the present one
                    row.save()
        except Exception as error:  # told to the test, which fails by it
            faults.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=writer, args=(lane,)) for lane in range(2)]
    for each in writers:
        each.start()
    with preparing():
        wish = actions.rotate_keys(SYSTEM, estate_id=Home.PLATFORM_ID, suite="sm4-gcm", by_job=False)
        sealed_anew = jobs.rotate_keys(wish.rotation_id)
        assert jobs.rotate_keys(wish.rotation_id) == 0, "a second run of the job does nothing"
    stop.set()
    for each in writers:
        each.join()
    assert faults == []
    (done,) = queries.rotations()
    assert done.retired == (old,)
    assert done.values == sealed_anew >= 60
    assert done.finished_at is not None
    assert set(rotation.carried()) == {done.current}
    assert set(keys.read(own_keys).keys) == {done.current}
    acts = Record.objects.filter(estate_id=Home.PLATFORM_ID, act__startswith="privacy.").values_list("act", flat=True)
    assert set(acts) == {"privacy.rotate_keys", "privacy.finish_rotation"}
    with cross_estate():
        rows = list(Party.objects.filter(name__startswith="人"))
    assert len(rows) > 60
    assert all(row.phone == phone_of(int(row.name[1:])) for row in rows)


def test_a_rotation_that_was_stopped_goes_on(committed_db: None, own_keys: Path, monkeypatch: Any) -> None:
    old = keys.read(own_keys).current.id
    write(0, 30)
    monkeypatch.setattr(rotation, "BATCH", 10)
    real, calls = rotation.resealed, []

    def stops(value: str, context: str) -> Any:
        calls.append(1)
        if len(calls) > 15:
            raise KeyboardInterrupt
        return real(value, context)

    monkeypatch.setattr(rotation, "resealed", stops)
    with preparing():
        wish = actions.rotate_keys(SYSTEM, estate_id=Home.PLATFORM_ID, by_job=False)
    with pytest.raises(KeyboardInterrupt):
        jobs.rotate_keys(wish.rotation_id)
    both = rotation.carried()
    assert len(both) == 2
    assert both[old] == 20
    monkeypatch.setattr(rotation, "resealed", real)
    with preparing():
        again = actions.rotate_keys(SYSTEM, estate_id=Home.PLATFORM_ID, by_job=False)
        assert again == wish, "a rotation that is not finished is gone on with, by the same key"
        jobs.rotate_keys(wish.rotation_id)
    (done,) = queries.rotations()
    assert (done.values, done.retired) == (20, (old,))
    with cross_estate():
        assert all(row.phone == phone_of(int(row.name[1:])) for row in Party.objects.all())


def test_what_is_refused(db: None, own_keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def codes(actor: Any, **wishes: Any) -> set[str]:
        with pytest.raises(Refusal) as found:
            actions.rotate_keys(actor, estate_id=Home.PLATFORM_ID, by_job=False, **wishes)
        return {reason.code for reason in found.value.reasons}

    assert codes(ANONYMOUS) == {"not_permitted"}
    assert codes(SYSTEM, suite="rot13") == {"unknown_suite"}
    monkeypatch.setenv("SGJ_DATA_KEYS", (own_keys / keys.NAME).read_text() if keys.read(own_keys) else "")
    assert codes(SYSTEM) == {"keys_kept_elsewhere"}


def test_every_sealed_column_can_be_sealed_anew_by_the_job(db: None) -> None:
    """The worker is the application's role: it may change sealed columns, also of tables of the past."""
    with connection.cursor() as cursor:
        for table, columns in sealed.sealed_columns().items():
            for column in columns:
                cursor.execute("SELECT has_column_privilege(current_user, %s, %s, 'UPDATE')", [table, column])
                assert cursor.fetchone() == (True,), (table, column)
