"""Making an account and changing its password."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from sanguanjia.access import rules
from sanguanjia.access.models import Account, username_of
from sanguanjia.access.permissions import may_change_password, may_create_account
from sanguanjia.access.secret import Secret
from sanguanjia.access.types import AccountRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any


@act("access.create_account")
def create_account(deed: Deed, *, estate_id: int, username: str, name: str, phone: str, password: Secret) -> AccountRef:
    """Make an account without any mandate; `estate_id` is the platform's home, `password` a `Secret`.

    Refuses: missing (name), bad_username, bad_phone, password_too_short, password_too_common,
    password_too_similar, username_taken.
    """
    deed.permit(may_create_account, None)
    account = Account(username=username_of(username), name=name.strip(), phone=phone.strip())
    reasons: list[Reason] = []
    if not account.name:
        reasons.append(Reason("missing", "name", {"label": "姓名"}))
    if not rules.is_username(account.username):
        reasons.append(Reason("bad_username", "username"))
    if account.phone and not rules.is_phone(account.phone):
        reasons.append(Reason("bad_phone", "phone"))
    secret = _reveal(password)
    reasons += password_reasons(secret, account, "password")
    if Account.objects.filter(username=account.username).exists():
        reasons.append(Reason("username_taken", "username"))
    refuse_if_any(reasons)
    account.set_password(secret)
    account.save(force_insert=True)
    deed.touched(account)
    return AccountRef(account.id, account.username, account.name)


@act("access.change_password")
def change_password(deed: Deed, *, estate_id: int, current: Secret, new: Secret) -> AccountRef:
    """Change one's own password; every other session of the account ends with it. `current` and `new` are `Secret`s.

    Refuses: login_needed, wrong_password, password_too_short, password_too_common, password_too_similar.
    """
    account = Account.objects.select_for_update().filter(pk=deed.actor.account_id or 0).first()
    if account is None:
        refuse("login_needed")
    deed.permit(may_change_password, _Own(account.id))
    if not account.check_password(_reveal(current)):
        refuse("wrong_password", "current")
    refuse_if_any(password_reasons(_reveal(new), account, "new"))
    account.set_password(_reveal(new))
    account.save(update_fields=["password"])
    deed.touched(account, before=row_digest(account))  # the password itself is in no digest
    return AccountRef(account.id, account.username, account.name)


def password_reasons(secret: str, account: Account, field: str) -> list[Reason]:
    """What speaks against a password: too short, common, or one's own name or phone (settings)."""
    try:
        validate_password(secret, account)
    except ValidationError as error:
        return [Reason(str(one.code), field, dict(one.params or {})) for one in error.error_list]
    return []


class _Own:
    def __init__(self, account_id: int) -> None:
        self.account_id = account_id


def _reveal(secret: Secret) -> str:
    if not isinstance(secret, Secret):
        raise TypeError("a password reaches an act only as a Secret")
    return secret.reveal()
