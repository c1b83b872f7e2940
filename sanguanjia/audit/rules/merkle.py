"""The Merkle tree of RFC 6962, section 2.1, over any hash."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Hash = Callable[[bytes], bytes]


def root(leaves: Sequence[bytes], hashed: Hash) -> bytes:
    """The tree hash: leaves and nodes begin with different bytes, so that neither can pass for the other."""
    if not leaves:
        return hashed(b"")
    if len(leaves) == 1:
        return hashed(b"\x00" + leaves[0])
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashed(b"\x01" + root(leaves[:half], hashed) + root(leaves[half:], hashed))
