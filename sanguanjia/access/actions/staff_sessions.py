"""管理时段: a system administrator opens it with a reason, for a while; before and after he has no power."""

from __future__ import annotations

from datetime import timedelta

from sanguanjia.access.models import Account, StaffSession
from sanguanjia.access.permissions import may_close_staff_session, may_open_staff_session
from sanguanjia.access.rules.logins import STAFF_SESSION_MINUTES
from sanguanjia.access.types import StaffSessionRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any

_SHORTEST_REASON = 4


@act("access.open_staff_session")
def open_staff_session(deed: Deed, *, estate_id: int, reason: str, minutes: int) -> StaffSessionRef:
    """Wake one's own system administrator's mandate for some minutes. `estate_id` is the platform's home.

    Refuses: login_needed, not_permitted, step_up_needed, reason_needed, staff_minutes, staff_session_open.
    """
    deed.permit(may_open_staff_session, None)
    me = deed.actor.account_id or 0
    account = Account.objects.select_for_update().filter(pk=me).first() or refuse("login_needed")
    reasons = []
    if len(reason.strip()) < _SHORTEST_REASON:
        reasons.append(Reason("staff_reason", "reason"))
    if minutes not in STAFF_SESSION_MINUTES:
        reasons.append(Reason("staff_minutes", "minutes"))
    if StaffSession.objects.filter(account=account, ended_at=None, until__gt=deed.at).exists():
        reasons.append(Reason("staff_session_open"))
    refuse_if_any(reasons)
    row = StaffSession(
        account=account, reason=reason.strip()[:200], opened_at=deed.at, until=deed.at + timedelta(minutes=minutes)
    )
    row.save(force_insert=True)
    deed.because(row.reason)
    deed.touched(row)
    return StaffSessionRef(row.id, row.account_id, row.until)


@act("access.close_staff_session")
def close_staff_session(deed: Deed, *, estate_id: int) -> StaffSessionRef:
    """Close one's own open staff session at once. Refuses: login_needed, no_staff_session."""
    deed.permit(may_close_staff_session, None)
    row = (
        StaffSession.objects.select_for_update()
        .filter(account_id=deed.actor.account_id or 0, ended_at=None, until__gt=deed.at)
        .order_by("-until")
        .first()
    ) or refuse("no_staff_session")
    before = row_digest(row)
    row.ended_at = deed.at
    row.save(update_fields=["ended_at"])
    deed.touched(row, before=before)
    return StaffSessionRef(row.id, row.account_id, row.until)
