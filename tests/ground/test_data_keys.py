"""The file of the data keys: made once, closed to others, changed whole, refused when it makes no sense."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path

import pytest

from sanguanjia.hosting import keys
from sanguanjia.hosting.errors import Broken


@pytest.fixture(autouse=True)
def _no_keys_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SGJ_DATA_KEYS", "SGJ_DATA_KEYS_FILE", "SGJ_SEAL_SUITE"):
        monkeypatch.delenv(name, raising=False)


def test_the_file_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    found: list[bytes] = []
    starts = [threading.Thread(target=lambda: found.append(keys.read(tmp_path).index)) for _ in range(8)]
    for each in starts:
        each.start()
    for each in starts:
        each.join()
    assert len(set(found)) == 1
    assert stat.S_IMODE((tmp_path / keys.NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [keys.NAME]


def test_a_new_key_seals_and_the_old_one_still_opens_until_it_is_retired(tmp_path: Path) -> None:
    old = keys.read(tmp_path).current
    new = keys.add(tmp_path, "sm4-gcm")
    both = keys.read(tmp_path)
    assert both.current == new
    assert set(both.keys) == {old.id, new.id}
    with pytest.raises(Broken):
        keys.retire(tmp_path, new.id)
    keys.retire(tmp_path, old.id)
    assert set(keys.read(tmp_path).keys) == {new.id}
    assert stat.S_IMODE((tmp_path / keys.NAME).stat().st_mode) == 0o600


def test_keys_from_the_environment_are_used_and_not_changed_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.ensure(tmp_path / "elsewhere")
    text = (tmp_path / "elsewhere" / keys.NAME).read_text(encoding="utf-8")
    monkeypatch.setenv("SGJ_DATA_KEYS", text)
    assert keys.read(tmp_path).current.id == json.loads(text)["current"]
    with pytest.raises(Broken, match="环境变量"):
        keys.add(tmp_path)
    assert not (tmp_path / keys.NAME).exists()


_NO_KEYS = '{"version": 1, "keys": {}, "current": "a", "index": ""}'


@pytest.mark.parametrize("bent", ["", "{}", '{"version": 2}', _NO_KEYS])
def test_a_file_that_makes_no_sense_is_refused_in_a_sentence(tmp_path: Path, bent: str) -> None:
    (tmp_path / keys.NAME).write_text(bent, encoding="utf-8")
    with pytest.raises(Broken):
        keys.read(tmp_path)


def test_an_unknown_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="rot13"):
        keys.add(tmp_path, "rot13")
