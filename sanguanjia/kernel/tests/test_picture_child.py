"""The child that opens pictures: what it makes, what it refuses, and that it cannot do anything else."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest
from PIL import Image

from sanguanjia.kernel import picture_child, pictures

OPTIONS = {"formats": pictures.FORMATS, "pixels": pictures.MOST_PIXELS, "sides": (2048, 320), "qualities": (84, 78)}


def ask(raw: bytes) -> tuple[dict[str, object], bytes]:
    done = subprocess.run(
        [sys.executable, "-I", picture_child.__file__], input=json.dumps(OPTIONS).encode() + b"\n" + raw,
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    line, _, rest = done.stdout.partition(b"\n")
    return json.loads(line), rest


def drawn(size: tuple[int, int], kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (120, 20, 20)).save(out, kind, **more)
    return out.getvalue()


def test_a_picture_comes_back_smaller_and_clean() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "the maker of the phone"
    answer, rest = ask(drawn((3000, 1000), "JPEG", exif=exif))
    width, height, size, _thumb = answer["ok"]  # type: ignore[misc]
    assert (width, height) == (683, 2048)
    assert b"the maker" not in rest
    assert len(Image.open(io.BytesIO(rest[:size])).getexif()) == 0


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "photo_unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "photo_unreadable"),
        (drawn((40, 40), "GIF"), "photo_unreadable"),
        (drawn((40, 40), "JPEG")[:60], "photo_unreadable"),
        (drawn((8001, 5000), "PNG"), "photo_too_large"),
    ],
    ids=["empty", "svg", "gif", "cut", "more than 40 million points"],
)
def test_what_is_no_picture_of_ours_is_refused(raw: bytes, code: str) -> None:
    assert ask(raw)[0] == {"refused": code}


@pytest.mark.parametrize(
    "deed",
    ["open('/tmp/x', 'w')", "__import__('socket').socket()", "__import__('os').system('true')",
     "bytearray(2**31)", "__import__('subprocess').run(['true'])"],
)  # fmt: skip
def test_the_fence_holds(deed: str) -> None:
    program = f"import sys; sys.path.insert(0, {str(picture_child.__file__.rpartition('/')[0])!r}); import picture_child as c; c.fence(); {deed}"  # noqa: E501
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "PermissionError" in done.stderr or "MemoryError" in done.stderr
