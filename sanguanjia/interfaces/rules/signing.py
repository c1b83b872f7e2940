"""The signature of a delivery (Standard Webhooks 1.0): HMAC-SHA256 over id, moment and body."""

from __future__ import annotations

import base64
import hashlib
import hmac

PREFIX = "whsec_"
TOLERANCE_SECONDS = 300  # how old a delivery a receiver should still believe


def secret_text(raw: bytes) -> str:
    """A secret as it is shown once."""
    return PREFIX + base64.b64encode(raw).decode()


def headers(secret: str, message_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """The three headers of a delivery; `seconds` since 1970."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": "v1," + signature(secret, message_id, seconds, body),
    }


def signature(secret: str, message_id: str, seconds: int, body: bytes) -> str:
    """Base64 of the HMAC under the secret's bytes."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{seconds}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def is_genuine(secret: str, got: dict[str, str], body: bytes, now: int) -> bool:
    """What a receiver does: compare, in constant time, and refuse what is older than five minutes."""
    moment = got.get("webhook-timestamp", "")
    if not moment.isdecimal() or abs(now - int(moment)) > TOLERANCE_SECONDS:
        return False
    wanted = "v1," + signature(secret, got.get("webhook-id", ""), int(moment), body)
    return any(hmac.compare_digest(wanted, each) for each in got.get("webhook-signature", "").split(" "))
