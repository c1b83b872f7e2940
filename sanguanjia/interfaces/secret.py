"""The secrets of subscriptions, drawn from the request's own key: the same request sent twice shows the same one."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings

from .rules.signing import secret_text


def secret_of(request_key: str, account_id: int) -> str:
    """The secret one request makes for one account: 256 bits nobody can guess without the city's own secret key."""
    text = f"webhook secret {account_id} {request_key}".encode()
    return secret_text(hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).digest())


def fresh_key() -> str:
    """For a request that brought no key."""
    return secrets.token_urlsafe(16)
