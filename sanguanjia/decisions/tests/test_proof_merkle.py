"""The tree against an implementation written from the words of RFC 6962, and against the vectors of its reference."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from sanguanjia.decisions.proof import merkle

INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def mth(d: list[bytes]) -> bytes:
    """RFC 6962 2.1, word for word: D[n] of raw entries."""
    if not d:
        return sha256().digest()
    if len(d) == 1:
        return sha256(b"\x00" + d[0]).digest()
    k = largest_power_below(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: list[bytes]) -> list[bytes]:
    """RFC 6962 2.1.1."""
    if len(d) == 1:
        return []
    k = largest_power_below(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: list[bytes], b: bool) -> list[bytes]:
    """RFC 6962 2.1.2."""
    n = len(d)
    if m == n:
        return [] if b else [mth(d)]
    k = largest_power_below(n)
    if m <= k:
        return [*subproof(m, d[:k], b), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


def largest_power_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def test_the_vectors_of_certificate_transparency() -> None:
    leaves = [merkle.leaf_hash(bytes.fromhex(text)) for text in INPUTS]
    assert [merkle.root(leaves[: n + 1]).hex() for n in range(8)] == ROOTS
    assert merkle.root([]) == sha256(b"").digest()


def test_every_proof_of_every_small_tree_is_the_one_of_the_rfc() -> None:
    entries = [f"第{n}行".encode() for n in range(33)]
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    for size in range(1, 34):
        top = mth(entries[:size])
        assert merkle.root(leaves[:size]) == top
        for m in range(size):
            proof = merkle.inclusion(m, leaves[:size])
            assert proof == path(m, entries[:size])
            assert merkle.included(leaves[m], m, size, proof, top)
            assert not merkle.included(leaves[m], m, size, [*proof, top], top)
            old = merkle.consistency(m + 1, leaves[:size])
            assert old == subproof(m + 1, entries[:size], True)
            assert merkle.consistent(m + 1, mth(entries[: m + 1]), size, top, old)


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 200), st.data())
def test_a_bent_proof_never_holds(size: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(str(n)) for n in range(size)]
    top = merkle.root(leaves)
    m = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion(m, leaves)
    at = data.draw(st.integers(0, len(proof) - 1))
    bent = [*proof[:at], sha256(proof[at]).digest(), *proof[at + 1 :]]
    assert not merkle.included(leaves[m], m, size, bent, top)
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != m))
    assert not merkle.included(leaves[other], m, size, proof, top)
    old = data.draw(st.integers(1, size - 1))
    proof = merkle.consistency(old, leaves)
    assert merkle.consistent(old, merkle.root(leaves[:old]), size, top, proof)
    forged = [merkle.leaf_hash("forged"), *leaves[1:]]
    assert not merkle.consistent(old, merkle.root(forged[:old]), size, top, proof)
