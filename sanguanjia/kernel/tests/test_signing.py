"""Keys that sign: a file made once, or what a secrets manager gives."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from sanguanjia.kernel import signing

NAME = "audit-signing-key"


def test_a_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = signing.key_of(tmp_path, NAME), signing.key_of(tmp_path, NAME)
    assert signing.public_bytes(first) == signing.public_bytes(second)
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("by", ["value", "file"])
def test_a_key_from_a_secrets_manager_is_never_written_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    text, data = base64.b64encode(bytes(range(32))).decode(), tmp_path / "data"
    if by == "value":
        monkeypatch.setenv("SGJ_AUDIT_SIGNING_KEY", text)
    else:
        (tmp_path / "mounted").write_text(text + "\n", encoding="ascii")
        monkeypatch.setenv("SGJ_AUDIT_SIGNING_KEY_FILE", str(tmp_path / "mounted"))
    key = signing.key_of(data, NAME)
    assert key.private_bytes_raw() == bytes(range(32))
    assert not data.exists()
    note = signing.signed_note("a\n", key, "sgj")
    assert signing.text_of(note, signing.public_bytes(key), "sgj") == "a\n"
    assert signing.public_bytes(signing.key_of(data, "vote-signing-key")) != signing.public_bytes(key), "by name"


def test_half_a_key_is_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SGJ_AUDIT_SIGNING_KEY", base64.b64encode(b"short").decode())
    with pytest.raises(ValueError, match="32 bytes"):
        signing.key_of(tmp_path, NAME)
