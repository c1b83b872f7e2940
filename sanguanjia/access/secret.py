"""A password on its way to an act, and the keys of machines."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from django.conf import settings


class Secret:
    """A text that never shows itself: not in logs, not in the digest of a request, not in a traceback."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__


def secret_of(form_key: str, account_id: int) -> str:
    """The key that one form makes for one account: 256 bits nobody can guess without the city's own secret key.

    Drawn from the form's key and not at random, so that a form sent twice makes and shows one key, not two. The prefix
    lets scanners of leaked secrets find it.
    """
    text = f"machine key {account_id} {form_key}".encode()
    drawn = hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).digest()
    return "sgj_" + base64.urlsafe_b64encode(drawn).decode().rstrip("=")


def new_secret() -> str:
    """A key of 256 random bits, where no form asked for it."""
    return "sgj_" + secrets.token_urlsafe(32)
