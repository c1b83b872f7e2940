"""The pictures of matters: this room's album (kernel/pictures.py makes them anew), and who may send them ahead."""

from __future__ import annotations

from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.pictures import MOST_BYTES, MOST_PHOTOS, MOST_PIXELS, Album, StoredPhoto
from sanguanjia.kernel.refusal import refuse

_album = Album("cases")
take_in, known = _album.take_in, _album.known
path_of, thumb_of = _album.path_of, _album.thumb_of
share, sweep = _album.share, _album.sweep


def may_upload(actor: Actor, home_id: int) -> None:
    """Pictures may be sent ahead by whoever has a role at the place. Refuses login_needed, not_found."""
    if actor.is_anonymous:
        refuse("login_needed")
    path = Home.objects.filter(pk=home_id).values_list("path", flat=True).first()
    if path is None or not any(m.covers(path) for m in actor.mandates):
        refuse("not_found")


__all__ = [
    "MOST_BYTES", "MOST_PHOTOS", "MOST_PIXELS", "StoredPhoto", "known", "may_upload", "path_of", "share", "sweep",
    "take_in", "thumb_of",
]  # fmt: skip
