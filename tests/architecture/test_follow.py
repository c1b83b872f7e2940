"""The pages of docs/follow lead to files that are there, and the few numbers in them come out as printed."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"a-matter.md": "cases", "a-fen.md": "funds", "a-vote.md": "decisions"}


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs" / "follow").glob("*.md")))
def test_a_followed_path_is_there(page: str) -> None:
    text = (ROOT / "docs" / "follow" / page).read_text(encoding="utf-8")
    package = ROOT / "sanguanjia"
    named = set(re.findall(r"`([\w/]+\.py)", text))
    missing = {name for name in named if not any((start / name).exists() for start in (package / ROOMS[page], package))}
    assert named
    assert missing == set()


@pytest.mark.parametrize("page", sorted(ROOMS))
def test_the_numbers_of_a_page_come_out(page: str) -> None:
    failed, _tried = doctest.testfile(str(ROOT / "docs" / "follow" / page), module_relative=False, encoding="utf-8")
    assert failed == 0
