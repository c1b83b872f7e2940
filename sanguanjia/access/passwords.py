"""What speaks against a password: length first (NIST SP 800-63B, ASVS 6.2), no classes of characters."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from sanguanjia.access.models import Account
from sanguanjia.kernel.refusal import Reason

LONGEST_PASSWORD = 128  # hashing is slow on purpose: nobody shall make us hash a book


def password_faults(secret: str, account: Account | None = None, field: str = "new") -> list[Reason]:
    """Too short, too long, a common one, or (of an account) one's own name or phone; the figures are the settings'."""
    if len(secret) > LONGEST_PASSWORD:
        return [Reason("password_too_long", field, {"most": LONGEST_PASSWORD})]
    try:
        validate_password(secret, account)
    except ValidationError as error:
        return [Reason(str(one.code), field, dict(one.params or {})) for one in error.error_list]
    return []
