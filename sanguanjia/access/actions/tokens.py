"""Keys for machines. The key itself is made outside the act and never reaches it: only its digest is stored."""

from __future__ import annotations

from datetime import timedelta

from sanguanjia.access.models import Account, ApiToken
from sanguanjia.access.permissions import may_issue_token, may_keep_machines, may_revoke_token
from sanguanjia.access.rules import MOST_TOKEN_DAYS
from sanguanjia.access.types import TokenRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse


@act("access.issue_token")
def issue_token(deed: Deed, *, estate_id: int, name: str, digest: str, days: int) -> TokenRef:
    """Store the digest (`queries.token_digest`) of a new key of one's own.

    Refuses: not_permitted, missing (name), token_days.
    """
    row = ApiToken(account_id=deed.actor.account_id or refuse("login_needed"), name=name.strip()[:80], digest=digest)
    deed.permit(may_issue_token, row)
    return _issue(deed, row, days)


@act("access.revoke_token")
def revoke_token(deed: Deed, *, estate_id: int, token_id: int) -> TokenRef:
    """Stop a key of one's own at once. Refuses: not_found, token_revoked."""
    row = ApiToken.objects.select_for_update().filter(pk=token_id, account_id=deed.actor.account_id or 0).first()
    if row is None:
        refuse("not_found")
    deed.permit(may_revoke_token, row)
    return _revoke(deed, row)


@act("access.issue_machine_token")
def issue_machine_token(
    deed: Deed, *, estate_id: int, account_id: int, name: str, digest: str, days: int
) -> TokenRef:
    """Store the digest of a new key of an account that nobody can log in with (interfaces room).

    Refuses: not_permitted, step_up_needed, not_found (a person's account too), missing (name), token_days.
    """
    row = ApiToken(account_id=_machine(account_id).id, name=name.strip()[:80], digest=digest)
    deed.permit(may_keep_machines, row)
    return _issue(deed, row, days)


@act("access.revoke_machine_token")
def revoke_machine_token(deed: Deed, *, estate_id: int, account_id: int, token_id: int) -> TokenRef:
    """Stop a key of such an account at once. Refuses: not_permitted, step_up_needed, not_found, token_revoked."""
    row = ApiToken.objects.select_for_update().filter(pk=token_id, account_id=_machine(account_id).id).first()
    if row is None:
        refuse("not_found")
    deed.permit(may_keep_machines, row)
    return _revoke(deed, row)


def _issue(deed: Deed, row: ApiToken, days: int) -> TokenRef:
    """Store a key that may be issued, good for so many days."""
    if not row.name:
        refuse("missing", "name", label="用途")
    if not 1 <= days <= MOST_TOKEN_DAYS:
        refuse("token_days", "days")
    row.created_at = deed.at
    row.expires_at = deed.at + timedelta(days=days)
    row.save(force_insert=True)
    deed.touched(row)
    return TokenRef(row.id, row.name, row.expires_at)


def _revoke(deed: Deed, row: ApiToken) -> TokenRef:
    """Stop a key that may be stopped."""
    if row.revoked_at is not None:
        refuse("token_revoked")
    before = row_digest(row)
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    deed.touched(row, before=before)
    return TokenRef(row.id, row.name, row.expires_at)


def _machine(account_id: int) -> Account:
    """The account, if no person can be behind it: no password, no phone to send a code to."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None or account.has_usable_password() or account.phone:
        refuse("not_found")
    return account
