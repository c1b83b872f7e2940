"""Hash suites by name. The name stands beside every digest, so that a city may change its suite and keep its past."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.conf import settings


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sm3(data: bytes) -> bytes:
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", data).digest()
    from cryptography.hazmat.primitives import hashes  # this Python's OpenSSL has no SM3; the package brings its own

    hasher = hashes.Hash(hashes.SM3())
    hasher.update(data)
    return hasher.finalize()


SUITES: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType({"sha256": _sha256, "sm3": _sm3})


def present_suite() -> str:
    """The suite new digests are made with (SGJ_HASH_SUITE; SHA-256 unless told otherwise)."""
    return str(getattr(settings, "HASH_SUITE", "sha256"))


def hashed(data: bytes, suite: str) -> bytes:
    """The hash itself. Raises KeyError for a suite this version does not know."""
    return SUITES[suite](data)


def hex_hash(data: bytes, suite: str) -> str:
    """The same as 64 hex digits."""
    return SUITES[suite](data).hex()
