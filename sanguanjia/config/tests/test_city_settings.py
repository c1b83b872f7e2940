"""What `sgj init` settled for a real city holds until the environment says otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sanguanjia.config.environment import read_environment


@pytest.mark.parametrize(
    ("note", "given", "wanted"),
    [
        ({"demo": False, "staff_second_factor": "required"}, "", True),
        ({"demo": False, "staff_second_factor": "required"}, "offered", False),
        ({"demo": True}, "", False),
        ({"demo": True}, "required", True),
        (None, "", False),
    ],
)
def test_staff_need_a_second_factor_in_a_real_city(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, note: dict[str, object] | None, given: str, wanted: bool
) -> None:
    if note is not None:
        (tmp_path / "city.json").write_text(json.dumps(note), encoding="utf-8")
    monkeypatch.setenv("SGJ_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SGJ_STAFF_SECOND_FACTOR", given)
    monkeypatch.setenv("SGJ_RESIDENT_SECOND_FACTOR", "")
    assert read_environment().staff_second_factor is wanted
    assert read_environment().resident_second_factor is False, "an older city goes on as it was"
    monkeypatch.setenv("SGJ_RESIDENT_SECOND_FACTOR", "required")
    assert read_environment().resident_second_factor is True
