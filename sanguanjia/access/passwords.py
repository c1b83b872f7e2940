"""What speaks against a password: length first (NIST SP 800-63B, ASVS 6.2), no classes of characters."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from sanguanjia.access import breached
from sanguanjia.access.models import Account
from sanguanjia.kernel.refusal import Reason

# Words anybody would try here first, with digits or marks around them (ASVS 6.1.2, 6.2.11): the platform, its cities,
# its rooms. A longer password may hold them.
OUR_WORDS = frozenset({
    "sanguanjia", "sanguan", "wuye", "yezhu", "yeweihui", "shequ", "jiedao", "wangge", "xiaoqu", "wuyefuwu",
    "weixiuzijin", "zhuzhou", "changzhi", "admin", "administrator", "guanliyuan", "password", "mima",
})  # fmt: skip
LONGEST_PASSWORD = 128  # hashing is slow on purpose: nobody shall make us hash a book


def password_faults(secret: str, account: Account | None = None, field: str = "new") -> list[Reason]:
    """Too short, too long, a common one, words of this platform with nothing but digits around them, or (of an account)
    one's own name or phone; the figures are the settings'."""
    if len(secret) > LONGEST_PASSWORD:
        return [Reason("password_too_long", field, {"most": LONGEST_PASSWORD})]
    try:
        validate_password(secret, account)
    except ValidationError as error:
        return [Reason(str(one.code), field, dict(one.params or {})) for one in error.error_list]
    leaked = settings.BREACHED_PASSWORDS and breached.is_known(settings.BREACHED_PASSWORDS, secret)
    if leaked:
        return [Reason("password_leaked", field)]
    return [Reason("password_too_common", field)] if _is_our_word(secret) else []


def _is_our_word(secret: str) -> bool:
    words = re.findall(r"[^\W\d_]+", secret.casefold())
    return bool(words) and all(word in OUR_WORDS for word in words)
