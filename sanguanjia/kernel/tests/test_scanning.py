"""Uploads and the scanner: clean goes on whole, the rest is refused, and so is everything when nobody looks."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile, UploadedFile
from django.test import override_settings

from sanguanjia.kernel import scanning
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.wording import say_all

# A scanner of one line: whatever holds the word EICAR is not clean; the word BREAK breaks it.
LOOKS = "import sys; t = sys.stdin.buffer.read(); sys.exit(1 if b'EICAR' in t else 9 * (b'BREAK' in t))"
SCANNER = f'{sys.executable} -c "{LOOKS}"'


def small(content: bytes) -> UploadedFile:
    return SimpleUploadedFile("x.jpg", content, "image/jpeg")


def large(content: bytes) -> UploadedFile:
    file = TemporaryUploadedFile("x.jpg", "image/jpeg", len(content), None)
    file.write(content)
    file.seek(0)
    return file


def refused(content: bytes) -> tuple[str, int]:
    with pytest.raises(Refusal) as caught:
        scanning.look_at([small(content)], "photos")
    assert "没有收下" in say_all(caught.value)[0].text
    return caught.value.reasons[0].code, caught.value.status


@pytest.mark.parametrize("made", [small, large])
def test_a_clean_file_goes_on_whole(made: object) -> None:
    file = made(b"a picture" * 9)  # type: ignore[operator]
    with override_settings(SCAN_COMMAND=SCANNER):
        scanning.look_at([file], "photos")
    assert file.read() == b"a picture" * 9


def test_what_the_scanner_finds_is_refused() -> None:
    with override_settings(SCAN_COMMAND=SCANNER):
        assert refused(b"..EICAR..") == ("file_not_clean", 422)


def test_when_nobody_looks_nothing_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(SCAN_COMMAND=SCANNER):
        assert refused(b"..BREAK..") == ("scanner_away", 503)
    with override_settings(SCAN_COMMAND=str(tmp_path / "nowhere")):
        assert refused(b"x") == ("scanner_away", 503)
    monkeypatch.setattr(scanning, "PATIENCE_SECONDS", 0.05)
    with override_settings(SCAN_COMMAND="sleep 5"):
        assert refused(b"x") == ("scanner_away", 503)
