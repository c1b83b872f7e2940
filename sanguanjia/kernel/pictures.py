"""Pictures: judged by their content, made anew without EXIF and GPS, kept under their digest.

A picture is decoded, turned upright, scaled down and written again as JPEG, all of it by a child process with limits
(`picture_child.py`); nothing of the sent file is kept, neither its name nor a byte of its metadata. Files lie in
MEDIA_ROOT/<album>/<home>/<first two>/<digest>.jpg, thumbnails beside them; every room has an album of its own. The same
picture sent again is the same file, so a retried report is the same report.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from PIL import Image

from .refusal import refuse

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_PHOTOS = 6
FORMATS = ("JPEG", "PNG", "WEBP")
LONG_SIDE, THUMB_SIDE = 2048, 320
_CHILD = Path(__file__).with_name("picture_child.py")
_CHILD_SECONDS = 30


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A picture of ours on disk."""

    sha256: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class Album:
    """The pictures of one room; `folder` is its name under MEDIA_ROOT."""

    folder: str

    def take_in(self, home_id: int, files: Iterable[IO[bytes]], field: str = "photos") -> tuple[StoredPhoto, ...]:
        """Store the pictures of one form. Refuses too_many_photos, photo_too_large, photo_unreadable."""
        given = [f for f in files if f]
        if len(given) > MOST_PHOTOS:
            refuse("too_many_photos", field, most=MOST_PHOTOS)
        return tuple(dict.fromkeys(self._take(home_id, f, field) for f in given))

    def _take(self, home_id: int, file: IO[bytes], field: str) -> StoredPhoto:
        raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            refuse("photo_too_large", field, most=MOST_BYTES // 1024 // 1024)
        width, height, full, thumb = _remade(raw, field)
        name = hashlib.sha256(full).hexdigest()
        place = self.path_of(home_id, name)
        if not place.exists():
            write_whole(place.with_suffix(".thumb.jpg"), thumb)
            write_whole(place, full)
        return StoredPhoto(name, width, height, len(full))

    def path_of(self, home_id: int, sha256: str) -> Path:
        """Where a picture lies."""
        return Path(settings.MEDIA_ROOT) / self.folder / str(home_id) / sha256[:2] / f"{sha256}.jpg"

    def thumb_of(self, home_id: int, sha256: str) -> Path:
        """Where its thumbnail lies."""
        return self.path_of(home_id, sha256).with_suffix(".thumb.jpg")

    def share(self, from_home: int, to_home: int, photo: StoredPhoto) -> StoredPhoto:
        """The same picture under another home: a second name for the file, no second copy."""
        for place_in in (self.path_of, self.thumb_of):
            source, target = place_in(from_home, photo.sha256), place_in(to_home, photo.sha256)
            if source.exists() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(source, target)
        return photo

    def known(self, home_id: int, sha256: str) -> StoredPhoto:
        """A picture sent ahead, by its digest. Refuses `photo_unreadable` when there is none."""
        if (
            len(sha256) != 64
            or not set(sha256) <= set("0123456789abcdef")
            or not self.path_of(home_id, sha256).exists()
        ):
            refuse("photo_unreadable", "photos")
        place = self.path_of(home_id, sha256)
        with Image.open(place) as image:
            return StoredPhoto(sha256, image.width, image.height, place.stat().st_size)

    def stored_before(self, moment: float) -> Iterator[tuple[int, set[str]]]:
        """(home, digests) of the files on disk that were written before a moment (seconds since 1970)."""
        root = Path(settings.MEDIA_ROOT) / self.folder
        for folder in sorted(root.iterdir()) if root.is_dir() else ():
            found = {
                file.name.removesuffix(".jpg")
                for file in folder.glob("??/*.jpg")
                if not file.name.endswith(".thumb.jpg") and file.stat().st_mtime < moment
            }
            if found and folder.name.isdecimal():
                yield int(folder.name), found

    def sweep(self, before: float, used: Callable[[int, set[str]], set[str]]) -> int:
        """Remove pictures written before a moment that nothing has; `used(home, digests)` says which of them something
        has. Answers how many went."""
        gone = 0
        for home_id, digests in self.stored_before(before):
            for sha256 in digests - used(home_id, digests):
                self.drop(home_id, sha256)
                gone += 1
        return gone

    def drop(self, home_id: int, sha256: str) -> None:
        """Remove a picture and its thumbnail."""
        for place in (self.path_of(home_id, sha256), self.thumb_of(home_id, sha256)):
            place.unlink(missing_ok=True)


def _remade(raw: bytes, field: str) -> tuple[int, int, bytes, bytes]:
    """The picture and its thumbnail, decoded and written again by a child with limits (`picture_child`)."""
    options = {"formats": FORMATS, "pixels": MOST_PIXELS, "sides": (LONG_SIDE, THUMB_SIDE), "qualities": (84, 78)}
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)], input=json.dumps(options).encode() + b"\n" + raw,
            capture_output=True, timeout=_CHILD_SECONDS, check=False, cwd="/", env={"LANG": "C.UTF-8"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        refuse("photo_unreadable", field)
    line, _, rest = done.stdout.partition(b"\n")
    answer: dict[str, Any] = {"refused": "photo_unreadable"}
    if done.returncode == 0 and line:
        answer = json.loads(line)
    if "refused" in answer:
        refuse(str(answer["refused"]), field, most=MOST_BYTES // 1024 // 1024)
    width, height, size, thumb_size = (int(number) for number in answer["ok"])
    if len(rest) != size + thumb_size:
        refuse("photo_unreadable", field)
    return width, height, rest[:size], rest[size:]


def write_whole(place: Path, content: bytes) -> None:
    """Whole or not at all: write beside it, then rename."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
