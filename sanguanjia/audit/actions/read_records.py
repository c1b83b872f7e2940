"""An auditor reads what a person did: recorded, with the reason, and visible to the person."""

from __future__ import annotations

from sanguanjia.audit.models import Reading
from sanguanjia.audit.permissions import may_audit
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import Place
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse


@act("audit.read_records")
def read_records(deed: Deed, *, estate_id: int, subject_account_id: int, reason: str) -> dict[str, int]:
    """`estate_id`: where the mandate lies. Refuses not_found, not_permitted, reading_needs_reason, login_needed."""
    home = Home.objects.filter(pk=estate_id).values_list("path", "id", "kind").first() or refuse("not_found")
    deed.permit(may_audit, Place(*home))
    if len(reason.strip()) < 4:
        refuse("reading_needs_reason", "reason")
    if deed.actor.account_id is None:
        refuse("login_needed")
    row = Reading(
        estate_id=estate_id, reader_account_id=deed.actor.account_id, subject_account_id=subject_account_id,
        reason=reason.strip()[:200], at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return {"reading": row.pk}
