"""Prove the posting (上传张贴照片): a photograph of the paper on the wall, and where that is."""

from __future__ import annotations

from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.pictures import StoredPhoto
from sanguanjia.kernel.refusal import Reason, refuse_if_any
from sanguanjia.notices import store
from sanguanjia.notices.models import PostingProof
from sanguanjia.notices.permissions import may_publish
from sanguanjia.notices.types import PublicRef


@act("notices.prove_posting")
def prove_posting(
    deed: Deed, *, estate_id: int, notice_id: int, place_words: str, photos: tuple[StoredPhoto, ...]
) -> PublicRef:
    """Refuses not_found, not_permitted, missing, too_long, proved_already."""
    home = store.board_home(estate_id)
    found = store.opened(estate_id, notice_id)
    deed.permit(may_publish, store.thing_of(home, found.row.kind))
    place_words = place_words.strip()
    reasons = [] if place_words else [Reason("missing", "place_words", {"label": "张贴位置"})]
    if len(place_words) > 80:
        reasons.append(Reason("too_long", "place_words", {"label": "张贴位置", "most": 80}))
    if not photos:
        reasons.append(Reason("missing", "photos", {"label": "照片"}))
    refuse_if_any(reasons)
    for photo in photos:
        row = PostingProof(
            estate_id=estate_id, public_notice_id=found.row.pk, place_words=place_words, sha256=photo.sha256,
            width=photo.width, height=photo.height, at=deed.at, account_id=deed.actor.account_id,
        )  # fmt: skip
        row.save(force_insert=True)
        deed.touched(row)
    return store.ref_of(found.row, found.closes_on)
