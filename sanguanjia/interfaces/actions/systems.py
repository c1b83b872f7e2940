"""Connected systems and their keys (接入系统、密钥). The key is made outside the act; only its digest gets here."""

from __future__ import annotations

from sanguanjia.access import actions as access
from sanguanjia.interfaces.models import ConnectedSystem, KeyLimit
from sanguanjia.interfaces.permissions import may_keep_systems
from sanguanjia.interfaces.rules.limits import MOST_PER_MINUTE, USUAL_PER_MINUTE
from sanguanjia.interfaces.types import KeyRef, SystemRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any

MOST_NAME, MOST_PURPOSE = 60, 200


@act("interfaces.register_system")
def register_system(deed: Deed, *, estate_id: int, name: str, purpose: str = "") -> SystemRef:
    """Make an account that nobody can log in with and that may nothing yet; `estate_id` is the platform's home.

    Refuses not_permitted, step_up_needed, missing (name), argument_too_long, system_name_taken.
    """
    deed.permit(may_keep_systems, None)
    row = ConnectedSystem(name=name.strip(), purpose=purpose.strip(), created_at=deed.at)
    reasons = []
    if not row.name:
        reasons.append(Reason("missing", "name", {"label": "名称"}))
    for field, most in (("name", MOST_NAME), ("purpose", MOST_PURPOSE)):
        if len(getattr(row, field)) > most:
            reasons.append(Reason("argument_too_long", field, {"name": field, "most": most}))
    if ConnectedSystem.objects.filter(name=row.name).exists():
        reasons.append(Reason("system_name_taken", "name"))
    refuse_if_any(reasons)
    account = access.create_account(deed.actor, estate_id=estate_id, username=f"sys-{row.id}", name=row.name)
    row.account_id = account.id
    row.save(force_insert=True)
    deed.touched(row)
    return SystemRef(row.id, account.id, f"sys-{row.id}", row.name)


@act("interfaces.issue_key")
def issue_key(
    deed: Deed, *, estate_id: int, system_id: int, name: str, digest: str, days: int, per_minute: int = USUAL_PER_MINUTE
) -> KeyRef:
    """Store the digest of a new key with its budget.

    Refuses not_permitted, step_up_needed, not_found, missing (name), token_days, limit_out_of_range.
    """
    deed.permit(may_keep_systems, None)
    system = _system(system_id)
    _check_limit(per_minute)
    token = access.issue_machine_token(
        deed.actor, estate_id=estate_id, account_id=system.account_id, name=name, digest=digest, days=days
    )
    row = KeyLimit(token_id=token.id, per_minute=per_minute)
    row.save(force_insert=True)
    deed.touched(row)
    return KeyRef(token.id, token.name, per_minute, token.expires)


@act("interfaces.set_limit")
def set_limit(deed: Deed, *, estate_id: int, system_id: int, token_id: int, per_minute: int) -> KeyRef:
    """Another budget for a key. Refuses not_permitted, step_up_needed, not_found, limit_out_of_range."""
    deed.permit(may_keep_systems, None)
    row = _limit(system_id, token_id)
    _check_limit(per_minute)
    before = row_digest(row)
    row.per_minute = per_minute
    row.save(update_fields=["per_minute"])
    deed.touched(row, before=before)
    return KeyRef(token_id, row.token.name, per_minute, row.token.expires_at)


@act("interfaces.revoke_key")
def revoke_key(deed: Deed, *, estate_id: int, system_id: int, token_id: int, reason: str) -> KeyRef:
    """Stop a key at once, with a reason. Refuses not_permitted, step_up_needed, not_found, missing, token_revoked."""
    deed.permit(may_keep_systems, None)
    row = _limit(system_id, token_id)
    if not reason.strip():
        refuse("missing", "reason", label="理由")
    deed.because(reason.strip()[:200])
    before = row_digest(row)
    account_id = row.token.account_id
    token = access.revoke_machine_token(deed.actor, estate_id=estate_id, account_id=account_id, token_id=token_id)
    deed.touched(row, before=before)
    return KeyRef(token.id, token.name, row.per_minute, token.expires)


def _system(system_id: int) -> ConnectedSystem:
    return ConnectedSystem.objects.filter(pk=system_id).first() or refuse("not_found")


def _limit(system_id: int, token_id: int) -> KeyLimit:
    rows = KeyLimit.objects.select_related("token").select_for_update(of=("self",))
    row = rows.filter(pk=token_id, token__account_id=_system(system_id).account_id).first()
    return row or refuse("not_found")


def _check_limit(per_minute: int) -> None:
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        refuse("limit_out_of_range", "per_minute", most=MOST_PER_MINUTE)
