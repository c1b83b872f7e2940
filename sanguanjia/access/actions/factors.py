"""The second factor: offered, confirmed by a first code, dropped; recovery codes for the day the phone is lost."""

from __future__ import annotations

from sanguanjia.access import totp
from sanguanjia.access.closing import forget_codes, forget_factor
from sanguanjia.access.models import Account, RecoveryCode, SecondFactor
from sanguanjia.access.permissions import AccountThing, may_keep_accounts, may_keep_factor
from sanguanjia.access.secret import Secret
from sanguanjia.access.sessions import end_all
from sanguanjia.access.types import FactorRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse


@act("access.offer_factor")
def offer_factor(deed: Deed, *, estate_id: int) -> FactorRef:
    """A fresh secret for one's own account, without force until a code confirms it.

    Refuses: login_needed, step_up_needed, factor_stands (drop the old one first).
    """
    account = _own(deed)
    row = SecondFactor.objects.select_for_update().filter(account=account).first()
    if row is not None and row.confirmed_at is not None:
        refuse("factor_stands")
    if row is None:
        row = SecondFactor(account=account)
    before = None if row._state.adding else row_digest(row)
    row.secret, row.made_at = totp.new_secret(), deed.at
    row.save()
    deed.touched(row, before=before)
    return FactorRef(row.id, account.id, 0)


@act("access.confirm_factor")
def confirm_factor(deed: Deed, *, estate_id: int, code: Secret, recovery: tuple[str, ...]) -> FactorRef:
    """The first code shows that the phone has the secret: from now on it is asked at login. `recovery` are the digests
    of ten fresh recovery codes (`totp.recovery_digest`), made outside so that the codes never reach an act.

    Refuses: login_needed, step_up_needed, not_found, factor_stands, wrong_code.
    """
    account = _own(deed)
    row = SecondFactor.objects.select_for_update().filter(account=account).first() or refuse("not_found")
    if row.confirmed_at is not None:
        refuse("factor_stands")
    if not totp.accept(account.id, row.secret, code.reveal()):
        refuse("wrong_code", "code")
    before = row_digest(row)
    row.confirmed_at = deed.at
    row.save(update_fields=["confirmed_at"])
    _replace_codes(deed, account, recovery)
    deed.touched(row, before=before)
    return FactorRef(row.id, account.id, len(recovery))


@act("access.renew_recovery_codes")
def renew_recovery_codes(deed: Deed, *, estate_id: int, recovery: tuple[str, ...]) -> FactorRef:
    """Ten fresh recovery codes; the old ones no longer count. Refuses: login_needed, step_up_needed, not_found."""
    account = _own(deed)
    row = SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).first() or refuse("not_found")
    _replace_codes(deed, account, recovery)
    return FactorRef(row.id, account.id, len(recovery))


@act("access.drop_factor")
def drop_factor(deed: Deed, *, estate_id: int, account_id: int, reason: str = "") -> FactorRef:
    """Drop the second factor: one's own (`reason` may be empty), or, by an administrator, of somebody who lost phone
    and recovery codes; then all sessions end. Refuses: not_found, not_permitted, step_up_needed, reason_needed.
    """
    account = Account.objects.select_for_update().filter(pk=account_id).first() or refuse("not_found")
    thing = AccountThing(account.id)
    if deed.actor.account_id == account_id:
        deed.permit(may_keep_factor, thing)
    else:
        deed.permit(may_keep_accounts, thing)
        if not reason.strip():
            refuse("reason_needed", "reason")
        deed.because(reason.strip()[:200])
        end_all(account_id)
    row = SecondFactor.objects.select_for_update().filter(account=account).first() or refuse("not_found")
    forget_factor(deed, account)
    return FactorRef(row.id, account_id, 0)


def _own(deed: Deed) -> Account:
    account = Account.objects.select_for_update().filter(pk=deed.actor.account_id or 0, is_active=True).first()
    if account is None:
        refuse("login_needed")
    deed.permit(may_keep_factor, AccountThing(account.id))
    return account


def _replace_codes(deed: Deed, account: Account, digests: tuple[str, ...]) -> None:
    forget_codes(deed, account)
    for digest in digests:
        row = RecoveryCode(account=account, digest=digest, made_at=deed.at)
        row.save(force_insert=True)
        deed.touched(row)
