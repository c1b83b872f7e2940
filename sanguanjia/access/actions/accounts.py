"""Making an account, its password and phone, closing it; what an administrator may do about it."""

from __future__ import annotations

from datetime import datetime

from sanguanjia.access import rules
from sanguanjia.access.closing import (
    empty_account,
    end_covers_of,
    end_mandates_of,
    forget_factor,
    lapse_claims_of,
    stop_tokens_of,
)
from sanguanjia.access.models import Account, username_of
from sanguanjia.access.passwords import password_faults
from sanguanjia.access.permissions import (
    AccountThing,
    may_change_password,
    may_close_account,
    may_create_account,
    may_keep_accounts,
)
from sanguanjia.access.secret import Secret
from sanguanjia.access.sessions import end_all
from sanguanjia.access.types import AccountDone, ClosedRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.kernel.sealed import RowSeal


@act("access.create_account")
def create_account(
    deed: Deed,
    *,
    estate_id: int,
    username: str = "",
    name: str,
    phone: str = "",
    password: Secret | None = None,
    phone_verified: bool = False,
) -> AccountDone:
    """Make an account without any mandate; `estate_id` is the platform's home, `password` a `Secret` (None: the phone's
    codes alone). Without a user name the phone is what the person logs in with (`phone_verified`: a code came back).

    Refuses: missing (name), bad_username, bad_phone, password_too_short, password_too_long, password_too_common,
    password_too_similar, username_taken, phone_taken.
    """
    deed.permit(may_create_account, None)
    account = Account(username=username_of(username), name=name.strip(), phone=phone.strip())
    reasons: list[Reason] = []
    if not account.name:
        reasons.append(Reason("missing", "name", {"label": "姓名"}))
    if not account.username:
        account.username = f"u{account.id}"
        if not account.phone:
            reasons.append(Reason("bad_phone", "phone"))
    elif not rules.is_username(account.username) or rules.is_phone(account.username):
        reasons.append(Reason("bad_username", "username"))
    if account.phone and not rules.is_phone(account.phone):
        reasons.append(Reason("bad_phone", "phone"))
    if password is None:
        account.set_unusable_password()
    else:
        reasons += password_faults(_reveal(password), account, "password")
    if Account.objects.filter(username=account.username).exists():
        reasons.append(Reason("username_taken", "username"))
    refuse_if_any(reasons)
    if password is not None:
        account.set_password(_reveal(password))
    if phone_verified and account.phone:
        account.phone_verified_at = deed.at
    account.save(force_insert=True)
    deed.touched(account)
    return AccountDone(account.id)


@act("access.change_password")
def change_password(deed: Deed, *, estate_id: int, current: Secret, new: Secret) -> AccountDone:
    """Change one's own password; every other session of the account ends with it. `current` and `new` are `Secret`s.

    Refuses: login_needed, wrong_password, step_up_needed (no password yet), password_too_short, password_too_long,
    password_too_common, password_too_similar.
    """
    account = Account.objects.select_for_update().filter(pk=deed.actor.account_id or 0).first()
    if account is None:
        refuse("login_needed")
    deed.permit(may_change_password, AccountThing(account.id))
    if not account.has_usable_password():  # registered with the phone alone: a fresh proof stands for it
        deed.permit(may_close_account, AccountThing(account.id))
    elif not account.check_password(_reveal(current)):
        refuse("wrong_password", "current")
    refuse_if_any(password_faults(_reveal(new), account, "new"))
    account.set_password(_reveal(new))
    account.save(update_fields=["password"])
    deed.touched(account, before=row_digest(account))  # the password itself is in no digest
    return AccountDone(account.id)


@act("access.reset_password")
def reset_password(deed: Deed, *, estate_id: int, new: Secret) -> AccountDone:
    """Set a new password after a code sent to one's own phone came back (the page has checked it); all sessions end.

    Refuses: login_needed, password_too_short, password_too_long, password_too_common, password_too_similar.
    """
    account = _own(deed)
    deed.permit(may_change_password, AccountThing(account.id))
    refuse_if_any(password_faults(_reveal(new), account, "new"))
    before = row_digest(account)
    account.set_password(_reveal(new))
    account.save(update_fields=["password"])
    end_all(account.id)
    deed.touched(account, before=before)
    return AccountDone(account.id)


@act("access.rehash_password")
def rehash_password(deed: Deed, *, estate_id: int, password: Secret) -> AccountDone:
    """Store the password just proved under the present parameters of argon2: the old ones have become too weak.

    Refuses: login_needed, wrong_password.
    """
    account = _own(deed)
    deed.permit(may_change_password, AccountThing(account.id))
    if not account.check_password(_reveal(password)):
        refuse("wrong_password")
    before = row_digest(account)
    account.set_password(_reveal(password))
    account.save(update_fields=["password"])
    deed.touched(account, before=before)
    return AccountDone(account.id)


@act("access.change_phone")
def change_phone(deed: Deed, *, estate_id: int, phone: str) -> AccountDone:
    """One's own new phone number; codes to the old and the new number have come back (the page has checked them).

    All other sessions end (the page keeps its own). Refuses: login_needed, step_up_needed, bad_phone, phone_taken.
    """
    account = _own(deed)
    deed.permit(may_close_account, AccountThing(account.id))
    if not rules.is_phone(phone.strip()):
        refuse("bad_phone", "phone")
    before = row_digest(account)
    set_phone(account, phone.strip(), deed.at)
    deed.touched(account, before=before)
    return AccountDone(account.id)


@act("access.change_email")
def change_email(deed: Deed, *, estate_id: int, email: str) -> AccountDone:
    """One's own mailbox for codes; a code sent to it has come back (the page has checked it). Empty: it is no longer
    used. All other sessions end (the page keeps its own).

    Refuses: login_needed, step_up_needed, bad_email, email_taken.
    """
    account = _own(deed)
    deed.permit(may_close_account, AccountThing(account.id))
    if email and not rules.is_email(email):
        refuse("bad_email", "email")
    before = row_digest(account)
    _keyed(account)
    account.email, account.email_verified_at = email, deed.at if email else None
    account.save(update_fields=["person_key", "email", "email_verified_at"])
    deed.touched(account, before=before)
    return AccountDone(account.id)


@act("access.close_account")
def close_account(deed: Deed, *, estate_id: int, reason: str = "") -> ClosedRef:
    """Close one's own account: mandates and covers end, pending claims lapse, keys stop, sessions end, the phone goes,
    and so does what other rooms keep for the account alone (`closing.LEFTOVERS`).

    The name goes too, unless it ever stood for an office: who held one, from when to when, is no private matter. What
    was done under the account stays in the record. Refuses: login_needed, step_up_needed, last_administrator.
    """
    account = _own(deed)
    deed.permit(may_close_account, AccountThing(account.id))
    words = reason.strip()[:200] or "本人注销账号"
    mandates = end_mandates_of(deed, account.id, words)
    covers = end_covers_of(deed, account.id, words)
    claims = lapse_claims_of(deed, account.id)
    tokens = stop_tokens_of(deed, account.id)
    empty_account(deed, account)
    forget_factor(deed, account)
    end_all(account.id)
    return ClosedRef(account.id, mandates, covers, claims, tokens)


@act("access.end_sessions")
def end_sessions(deed: Deed, *, estate_id: int, account_id: int, reason: str) -> AccountDone:
    """An administrator ends every session of an account. Refuses: not_found, not_permitted, step_up_needed,
    reason_needed."""
    account = _kept(deed, account_id, reason)
    end_all(account.id)
    deed.touched(account, before=row_digest(account))
    return AccountDone(account.id)


@act("access.lock_account")
def lock_account(deed: Deed, *, estate_id: int, account_id: int, locked: bool, reason: str) -> AccountDone:
    """An administrator locks an account (sessions end, keys no longer work) or opens it again; mandates stay.

    Refuses: not_found, not_permitted, step_up_needed, reason_needed, account_closed.
    """
    account = _kept(deed, account_id, reason)
    if account.username.startswith("closed-"):
        refuse("account_closed")
    before = row_digest(account)
    account.is_active = not locked
    account.save(update_fields=["is_active"])
    if locked:
        end_all(account.id)
    deed.touched(account, before=before)
    return AccountDone(account.id)


def set_phone(account: Account, phone: str, at: datetime) -> None:
    """A verified phone on a locked account."""
    _keyed(account)
    account.phone, account.phone_verified_at = phone, at
    account.save(update_fields=["person_key", "phone", "phone_verified_at"])


def _keyed(account: Account) -> None:
    """A row that never had anything sealed gets its key now."""
    if not account.person_key:
        account.person_key = RowSeal.fresh(account._meta.db_table, account.pk).stored


def _own(deed: Deed) -> Account:
    account = Account.objects.select_for_update().filter(pk=deed.actor.account_id or 0, is_active=True).first()
    return account or refuse("login_needed")


def _kept(deed: Deed, account_id: int, reason: str) -> Account:
    account = Account.objects.select_for_update().filter(pk=account_id).first() or refuse("not_found")
    deed.permit(may_keep_accounts, AccountThing(account.id))
    if not reason.strip():
        refuse("reason_needed", "reason")
    deed.because(reason.strip()[:200])
    deed.for_whom(f"account:{account_id}")
    return account


def _reveal(secret: Secret) -> str:
    if not isinstance(secret, Secret):
        raise TypeError("a password reaches an act only as a Secret")
    return secret.reveal()
