"""The key that signs the heads of the chains, and their signed notes (kernel/signing.py)."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sanguanjia.kernel import signing
from sanguanjia.kernel.signing import public_bytes

__all__ = ["NAME", "ORIGIN", "known_public", "public_bytes", "signed_note", "signing_key", "text_of"]

ORIGIN = "sanguanjia/audit"
NAME = "audit-signing-key"


def signing_key(data: Path) -> Ed25519PrivateKey:
    """The key of this city: made at first use, kept in the data directory, 0600. It never enters the database."""
    return signing.key_of(data, NAME)


def known_public(data: Path) -> bytes | None:
    """The city's public key if there is one here, or the one given by SGJ_AUDIT_KEY (base64)."""
    given = os.environ.get("SGJ_AUDIT_KEY")
    if given:
        return base64.b64decode(given)
    there = signing.given(NAME) is not None or (data / NAME).exists()
    return public_bytes(signing_key(data)) if there else None


def signed_note(text: str, key: Ed25519PrivateKey) -> str:
    """The text (ending with a newline), an empty line, and the signature line."""
    return signing.signed_note(text, key, ORIGIN)


def text_of(note: str, public: bytes) -> str:
    """The text of a note whose signature holds. Raises ValueError."""
    return signing.text_of(note, public, ORIGIN)
