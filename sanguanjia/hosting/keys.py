"""The keys that seal personal data: one small versioned file in the data directory, 0600, made at first start.

    {"version": 1, "current": "3f2a91c0", "index": "<base64, 32 bytes>",
     "keys": {"3f2a91c0": {"suite": "aes-256-gcm", "key": "<base64>", "made": "2026-11-22T10:00:00+00:00"}}}

`current` seals; every key listed still opens. `index` is the key of the blind indexes. In a real deployment the same
text may come from the environment (SGJ_DATA_KEYS, from a secrets manager) or from a file elsewhere
(SGJ_DATA_KEYS_FILE); then whoever keeps it also rotates it there. Whoever loses this file loses the personal data: it
belongs into a backup
of its own, apart from the database's.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .errors import Broken
from .postgres.home import give_to_owner_of, make_folder

NAME = "data-keys.json"
VERSION = 1
SUITES = ("aes-256-gcm", "sm4-gcm")
_KEY_BYTES = 32  # SM4 takes a 16-byte key drawn from these


@dataclass(frozen=True, slots=True)
class DataKey:
    """One key: its id (in every value it sealed), the suite it seals with, its bytes, when it was made."""

    id: str
    suite: str
    secret: bytes
    made: str


@dataclass(frozen=True, slots=True)
class DataKeys:
    """What the file says: all keys that open, the one that seals, the key of the blind indexes."""

    keys: dict[str, DataKey]
    current: DataKey
    index: bytes


def path_of(data: Path) -> Path:
    """Where the keys lie: SGJ_DATA_KEYS_FILE, else in the data directory."""
    given = os.environ.get("SGJ_DATA_KEYS_FILE")
    return Path(given) if given else data / NAME


def given_text() -> str | None:
    """The keys as the environment gives them, None if they lie in a file."""
    return os.environ.get("SGJ_DATA_KEYS") or None


def read(data: Path) -> DataKeys:
    """The keys of this city; made now if there are none yet. Raises Broken with a sentence."""
    text = given_text()
    return _parse(text, "SGJ_DATA_KEYS") if text else _parse(_file_text(path_of(data)), str(path_of(data)))


def ensure(data: Path) -> None:
    """Make the key file unless the keys are given or there."""
    if given_text() is None and not path_of(data).exists():
        _file_text(path_of(data))


def add(data: Path, suite: str | None = None) -> DataKey:
    """A new key, current from now on; the old ones still open. Raises Broken where the keys are kept elsewhere."""
    with _changing(data) as content:
        key = _fresh(suite or content["keys"][content["current"]]["suite"])
        content["keys"][key.id] = _plain(key)
        content["current"] = key.id
    return key


def retire(data: Path, key_id: str) -> None:
    """Forget a key that no value carries any more. The current key is never forgotten."""
    with _changing(data) as content:
        if key_id == content["current"]:
            raise Broken("正在使用的数据密钥不能停用。")
        content["keys"].pop(key_id, None)


@contextlib.contextmanager
def _changing(data: Path) -> Iterator[dict[str, Any]]:
    """The file's content, to be changed by one process at a time and stored whole or not at all."""
    if given_text() is not None:
        raise Broken("数据密钥由环境变量 SGJ_DATA_KEYS 提供，请在保管密钥的地方更换，再重新启动。")
    path = path_of(data)
    _file_text(path)
    lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        content = json.loads(path.read_text(encoding="utf-8"))
        yield content
        temporary = _written(path, content)
        temporary.replace(path)
    finally:
        os.close(lock)


def _file_text(path: Path) -> str:
    try:
        if not path.exists():
            make_folder(path.parent)
            key = _fresh(os.environ.get("SGJ_SEAL_SUITE") or SUITES[0])
            content = {
                "version": VERSION, "current": key.id,
                "index": base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode(), "keys": {key.id: _plain(key)},
            }  # fmt: skip
            temporary = _written(path, content)
            with contextlib.suppress(FileExistsError):
                os.link(temporary, path)  # the first of several processes wins, all read the same
            temporary.unlink()
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Broken(f"读写不了 {path}：{error.strerror}。请检查数据目录的权限。") from error


def _written(path: Path, content: dict[str, Any]) -> Path:
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    give_to_owner_of(path.parent, temporary)
    return temporary


def _fresh(suite: str) -> DataKey:
    if suite not in SUITES:
        raise Broken(f"不认识的加密套件 {suite}，可用：{'、'.join(SUITES)}。")
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return DataKey(secrets.token_hex(4), suite, secrets.token_bytes(_KEY_BYTES), made)


def _plain(key: DataKey) -> dict[str, str]:
    return {"suite": key.suite, "key": base64.b64encode(key.secret).decode(), "made": key.made}


def _parse(text: str, where: str) -> DataKeys:
    try:
        content = json.loads(text)
        if content["version"] != VERSION:
            raise Broken(f"{where} 的版本 {content['version']} 不是本程序认识的版本 {VERSION}。")
        keys = {
            key_id: DataKey(key_id, each["suite"], base64.b64decode(each["key"], validate=True), each["made"])
            for key_id, each in content["keys"].items()
        }
        index = base64.b64decode(content["index"], validate=True)
        sound = len(index) == _KEY_BYTES and all(
            len(key.secret) == _KEY_BYTES and key.suite in SUITES for key in keys.values()
        )
        if not sound:
            raise ValueError("length or suite")
        return DataKeys(keys, keys[content["current"]], index)
    except (ValueError, KeyError, TypeError) as error:
        raise Broken(f"{where} 里的数据密钥读不懂，请从备份恢复这份密钥。") from error
