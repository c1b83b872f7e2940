"""Keys that sign for the city, kept as files outside the database, and signed notes (C2SP "signed note", Ed25519)."""

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

_ED25519 = b"\x01"


def key_of(data: Path, name: str) -> Ed25519PrivateKey:
    """The key of this name: what a secrets manager gives (`given`), else a file in the data directory, 0600, made at
    first use. It never enters the database."""
    text = given(name)
    if text is not None:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text, validate=True))
    path = data / name
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        fresh = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        temporary = data / f".{name}-{secrets.token_hex(4)}"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(fresh) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)  # the first of several processes wins, all read the same
        temporary.unlink()
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_bytes()))


def given(name: str) -> bytes | None:
    """The key's 32 bytes in base64 from the environment: for "audit-signing-key" the value of SGJ_AUDIT_SIGNING_KEY, or
    the content of the file that SGJ_AUDIT_SIGNING_KEY_FILE names; None where neither is set."""
    variable = f"SGJ_{name.upper().replace('-', '_')}"
    text = os.environ.get(variable)
    if text:
        return text.strip().encode()
    file = os.environ.get(f"{variable}_FILE")
    return Path(file).read_bytes().strip() if file else None


def public_bytes(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """The 32 bytes of the public key."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def signed_note(text: str, key: Ed25519PrivateKey, origin: str) -> str:
    """The text (ending with a newline), an empty line, and the signature line."""
    proof = base64.b64encode(_key_hash(public_bytes(key), origin) + key.sign(text.encode())).decode()
    return f"{text}\n— {origin} {proof}\n"


def text_of(note: str, public: bytes, origin: str) -> str:
    """The text of a note whose signature holds. Raises ValueError."""
    text, sep, line = note.rpartition("\n\n")
    head = f"— {origin} "
    if not sep or not line.startswith(head):
        raise ValueError("no signature of ours")
    proof = base64.b64decode(line.removeprefix(head).strip(), validate=True)
    if proof[:4] != _key_hash(public, origin):
        raise ValueError("signed with another key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(proof[4:], f"{text}\n".encode())
    except InvalidSignature as error:
        raise ValueError("the signature does not hold") from error
    return f"{text}\n"


def _key_hash(public: bytes, origin: str) -> bytes:
    return hashlib.sha256(origin.encode() + b"\n" + _ED25519 + public).digest()[:4]
