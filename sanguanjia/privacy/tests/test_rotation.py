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
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.privacy import rotation
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
    sealed._ring = None


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
    done = rotation.rotate(alias="owner", suite="sm4-gcm")
    stop.set()
    for each in writers:
        each.join()
    assert faults == []
    assert done.retired == (old,)
    assert done.values >= 60
    assert set(rotation.carried()) == {done.current}
    assert set(keys.read(own_keys).keys) == {done.current}
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
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(alias="owner")
    both = rotation.carried()
    assert len(both) == 2
    assert both[old] == 20
    monkeypatch.setattr(rotation, "resealed", real)
    done = rotation.rotate(alias="owner", again=False)
    assert (done.values, done.retired) == (20, (old,))
    with cross_estate():
        assert all(row.phone == phone_of(int(row.name[1:])) for row in Party.objects.all())
