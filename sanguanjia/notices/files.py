"""Attachments and proofs on disk: pictures are made anew, a PDF is kept as sent and only ever offered for download."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from sanguanjia.kernel.pictures import MOST_BYTES, Album, write_whole
from sanguanjia.kernel.refusal import refuse

album = Album("notices")
MOST_FILES = 6
PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An attachment of ours on disk; `kind` is "photo" or "pdf"."""

    name: str
    kind: str
    sha256: str
    size: int


def take_in(
    home_id: int, files: Iterable[Any], field: str = "files", store: Album = album
) -> tuple[StoredFile, ...]:
    """Store what a form brought; `store`: another room's, with a folder of its own. Refuses too_many_files,
    file_too_large, file_unreadable."""
    given = [file for file in files if file]
    if len(given) > MOST_FILES:
        refuse("too_many_files", field, most=MOST_FILES)
    return tuple(_take(home_id, file, field, store) for file in given)


def _take(home_id: int, file: IO[bytes], field: str, store: Album) -> StoredFile:
    raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        refuse("file_too_large", field, most=MOST_BYTES // 1024 // 1024)
    name = _plain_name(str(getattr(file, "name", "") or "附件"))
    if raw.startswith(PDF):
        digest = hashlib.sha256(raw).hexdigest()
        place = pdf_path(home_id, digest, store)
        if not place.exists():
            write_whole(place, raw)
        return StoredFile(name, "pdf", digest, len(raw))
    file.seek(0)
    photo = store.take_in(home_id, [file], field)[0]
    return StoredFile(name, "photo", photo.sha256, photo.size)


def _plain_name(name: str) -> str:
    """A file's name as shown: no path, no control characters, at most 100."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:100] or "附件"


def pdf_path(home_id: int, sha256: str, store: Album = album) -> Path:
    """Where a PDF lies: outside of anything a web server serves by itself."""
    return Path(settings.MEDIA_ROOT) / store.folder / str(home_id) / sha256[:2] / f"{sha256}.pdf"


def path_of(home_id: int, kind: str, sha256: str, store: Album = album) -> Path:
    """Where an attachment lies."""
    return pdf_path(home_id, sha256, store) if kind == "pdf" else store.path_of(home_id, sha256)
