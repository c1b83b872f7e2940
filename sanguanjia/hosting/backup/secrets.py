"""The keys of a city, sealed under a passphrase in a file of their own. Never part of the backup itself.

scrypt (2^15, 8, 1) makes the key, AES-256-GCM seals. Whoever has the backup and this file and the passphrase has
everything; so they are kept in different hands.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

from sanguanjia.hosting import keys
from sanguanjia.hosting.errors import Broken

NAMES = ("secret-key", keys.NAME, "audit-signing-key", "vote-signing-key", "city.json")
_LEAST = 12


def _key(passphrase: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())


def there(data: Path) -> list[Path]:
    """The files with keys of this city."""
    found = [data / name for name in NAMES if (data / name).is_file()]
    own = keys.path_of(data)
    return found if own in found or not own.is_file() else [*found, own]


def seal(data: Path, target: Path, passphrase: str) -> list[str]:
    """Write the keys of a city, sealed, to `target` (0600). Returns what is in it."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(passphrase) < _LEAST:
        raise Broken(f"口令至少要 {_LEAST} 个字符。它是取回密钥的唯一办法，请另外保管好。")
    files = {path.name: base64.b64encode(path.read_bytes()).decode() for path in there(data)}
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, json.dumps(files).encode(), b"sgj secrets 1")
    text = {"version": 1, "kdf": "scrypt-32768-8-1", "suite": "aes-256-gcm"}
    text |= {name: base64.b64encode(v).decode() for name, v in (("salt", salt), ("nonce", nonce), ("sealed", sealed))}
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Broken(f"{target} 已经存在。请换一个文件名，旧的密钥不会被覆盖。") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(text, file)
        file.flush()
        os.fsync(file.fileno())
    return sorted(files)


def unseal(source: Path, data: Path, passphrase: str) -> list[str]:
    """Lay the keys of `source` into `data`, 0600. Raises Broken if the passphrase is wrong or the file was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        text = json.loads(source.read_text(encoding="ascii"))
        salt, nonce, sealed = (base64.b64decode(text[name]) for name in ("salt", "nonce", "sealed"))
        files = json.loads(AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, b"sgj secrets 1"))
    except InvalidTag:
        raise Broken("口令不对，或密钥文件被改过。") from None
    except (OSError, ValueError, KeyError) as error:
        raise Broken(f"密钥文件 {source} 读不了：{type(error).__name__}。") from error
    for name, content in files.items():
        if Path(name).name != name:
            raise Broken(f"密钥文件里有不该有的名字：{name}。")
        handle = os.open(data / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64decode(content))
    return sorted(files)
