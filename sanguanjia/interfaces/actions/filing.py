"""A POST of another system becomes a matter (接口报事)."""

from __future__ import annotations

from sanguanjia.cases import actions as cases
from sanguanjia.cases.photos import StoredPhoto
from sanguanjia.interfaces.models import Submission
from sanguanjia.interfaces.permissions import may_file
from sanguanjia.interfaces.types import FiledRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import refuse


@act("interfaces.file_request")
def file_request(
    deed: Deed,
    *,
    estate_id: int,
    at: int,
    need: str,
    text: str,
    building_id: int | None = None,
    unit_id: int | None = None,
    place_words: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    confidentiality: str = "open",
    photos: tuple[StoredPhoto, ...] = (),
    for_somebody: bool = False,
) -> FiledRef:
    """File a matter at the home `at` by the usual act; `estate_id` is the platform's home, so that the idempotency key
    counts for all estates. Refuses what `cases.report` refuses."""
    deed.permit(may_file, None)
    ref = cases.report(
        deed.actor, estate_id=at, need=need, text=text, building_id=building_id, unit_id=unit_id,
        place_words=place_words, contact_name=contact_name, contact_phone=contact_phone,
        confidentiality=confidentiality, photos=photos, channel="api", for_somebody=for_somebody,
    )  # fmt: skip
    row = Submission(
        estate_id=estate_id, account_id=deed.actor.account_id or refuse("login_needed"),
        case_estate_id=ref.estate_id, case_id=ref.case_id, at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return FiledRef(f"{ref.estate_id}-{ref.number}", ref.tracking_code, ref.estate_id, ref.case_id)
