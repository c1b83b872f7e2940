"""The key that signs heads, and signed notes (C2SP "signed note", Ed25519)."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

ORIGIN = "sanguanjia/audit"
NAME = "audit-signing-key"
_ED25519 = b"\x01"


def signing_key(data: Path) -> Ed25519PrivateKey:
    """The key of this city: made at first use, kept in the data directory, 0600. It never enters the database."""
    path = data / NAME
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        fresh = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        temporary = data / f".{NAME}-{secrets.token_hex(4)}"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(fresh) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)  # the first of several processes wins, all read the same
        temporary.unlink()
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_bytes()))


def public_bytes(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """The 32 bytes of the public key."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def known_public(data: Path) -> bytes | None:
    """The city's public key if there is one here, or the one given by SGJ_AUDIT_KEY (base64)."""
    given = os.environ.get("SGJ_AUDIT_KEY")
    if given:
        return base64.b64decode(given)
    return public_bytes(signing_key(data)) if (data / NAME).exists() else None


def signed_note(text: str, key: Ed25519PrivateKey) -> str:
    """The text (ending with a newline), an empty line, and the signature line."""
    public = public_bytes(key)
    proof = base64.b64encode(_key_hash(public) + key.sign(text.encode())).decode()
    return f"{text}\n— {ORIGIN} {proof}\n"


def text_of(note: str, public: bytes) -> str:
    """The text of a note whose signature holds. Raises ValueError."""
    text, sep, line = note.rpartition("\n\n")
    head = f"— {ORIGIN} "
    if not sep or not line.startswith(head):
        raise ValueError("no signature of ours")
    proof = base64.b64decode(line.removeprefix(head).strip(), validate=True)
    if proof[:4] != _key_hash(public):
        raise ValueError("signed with another key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(proof[4:], f"{text}\n".encode())
    except InvalidSignature as error:
        raise ValueError("the signature does not hold") from error
    return f"{text}\n"


def _key_hash(public: bytes) -> bytes:
    return hashlib.sha256(ORIGIN.encode() + b"\n" + _ED25519 + public).digest()[:4]
