"""Leaked passwords, looked up in a file as long as it likes to be."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from sanguanjia.access import breached
from sanguanjia.access.passwords import password_faults
from tests.support.session import examples


def listed(path: Path, passwords: list[str], count: str = ":7", end: str = "\n") -> Path:
    digests = sorted(hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in passwords)
    path.write_bytes("".join(f"{digest}{count}{end}" for digest in digests).encode())
    return path


@pytest.mark.parametrize(("count", "end"), [(":7", "\n"), (":12345", "\r\n"), ("", "\n")])
def test_every_password_of_the_file_is_known_and_no_other(tmp_path: Path, count: str, end: str) -> None:
    words = [f"password number {n}" for n in range(300)]
    path = listed(tmp_path / "leaked", words, count, end)
    assert all(breached.is_known(path, word) for word in words)
    assert not any(breached.is_known(path, f"{word}!") for word in words)


@given(words=st.lists(st.text(max_size=12), max_size=12, unique=True), other=st.text(max_size=12))
@tried(max_examples=examples(200))
def test_the_search_by_halves_agrees_with_reading_the_whole(
    words: list[str], other: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = listed(tmp_path_factory.getbasetemp() / "few", words, f":{len(other)}")
    for word in [*words, other]:
        assert breached.is_known(path, word) == (word in words)


def test_a_leaked_password_is_refused_where_a_file_is_named(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    word = "an umbrella in april"
    assert password_faults(word) == []
    settings.BREACHED_PASSWORDS = listed(tmp_path / "leaked", [word, "x"])
    assert [fault.code for fault in password_faults(word)] == ["password_leaked"]
    assert password_faults("another umbrella in may") == []
    settings.BREACHED_PASSWORDS = tmp_path / "gone"
    with pytest.raises(OSError, match="gone"):
        password_faults(word)
