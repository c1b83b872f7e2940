"""The log of one small vote: seals, what counts, proofs that nobody voted, heads and receipts, a bent database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from sanguanjia.decisions.proof import effective, events, heads, keeping, merkle, roll
from sanguanjia.decisions.proof.keys import SealedUnit, VoteKey

AT = datetime(2026, 11, 23, 3, 17, 5, tzinfo=UTC)
KEY = VoteKey("07" * 32)
UNITS = [SealedUnit(str(n), f"{1 + n // 4}幢", f"h{n if n != 9 else 8}", 8812 + n) for n in range(12)]


def cast(seq: int, unit: SealedUnit, choice: str, prev: int | None = None) -> str:
    u = KEY.unit_seal("1", unit)
    c = events.commitment(KEY.salt("1", unit.unit, seq), choice, unit.area, u)
    p = KEY.pseudonym("1", unit.unit)
    return events.ballot("7-1", seq, AT, "1", channel="phone", p=p, c=c, prev=prev)


def small_log() -> list[str]:
    lines = [
        events.config("7-1", 0, AT, {"items": {"1": {"options": ["for", "against", "abstain"]}}}),
        events.roll_root("7-1", 1, AT, "1", roll.summary(roll.seal(KEY, "1", UNITS), UNITS)),
        events.open_("7-1", 2, AT, AT + timedelta(days=7)),
        cast(3, UNITS[0], "for"),
        cast(4, UNITS[1], "against"),
        cast(5, UNITS[0], "against", prev=3),
    ]
    p = KEY.pseudonym("1", "0")
    return [*lines, events.supersede("7-1", 6, AT, "1", p=p, old=3, new=5, why="revote")]


def rows(lines: list[str]) -> list[keeping.Kept]:
    return [keeping.Kept(n, line, merkle.leaf_hash(line).hex(), KEY.stamp(line)) for n, line in enumerate(lines)]


def test_a_ballot_line_says_the_hour_and_nothing_of_the_unit() -> None:
    line = cast(3, UNITS[0], "for")
    said = json.loads(line)
    assert said["at"] == "2026-11-23T03:00:00Z"
    assert "for" not in line
    assert "8812" not in line
    assert "1幢" not in line
    assert set(said) == {"v", "vote", "seq", "kind", "at", "item", "channel", "p", "c", "prev", "batch"}


def test_a_commitment_is_what_the_readme_says() -> None:
    u = events.unit_seal("ab" * 32, "u1", "3幢", "h1", 8812, "registry")
    by_hand = sha256(b"sgj-unit-1\0" + b"\xab" * 32 + '["u1","3幢","h1",8812,"registry"]'.encode()).hexdigest()
    assert u == by_hand
    c = events.commitment("cd" * 32, "for", 8812, u)
    assert c == sha256(b"sgj-ballot-1\0" + b"\xcd" * 32 + f'["for",8812,"{u}"]'.encode()).hexdigest()


def test_names_differ_by_item_and_salts_by_ballot() -> None:
    assert KEY.pseudonym("1", "5") != KEY.pseudonym("2", "5")
    assert KEY.salt("1", "5", 3) != KEY.salt("1", "5", 4)
    assert VoteKey("08" * 32).pseudonym("1", "5") != KEY.pseudonym("1", "5")


def test_the_roll_adds_up_and_counts_a_head_once() -> None:
    said = roll.summary(roll.seal(KEY, "1", UNITS), UNITS)
    assert (said["lines"], said["n"], said["area"]) == (12, 11, sum(unit.area for unit in UNITS))
    assert [row[0] for row in said["buildings"]] == ["1幢", "2幢", "3幢"]
    assert sum(row[3] for row in said["buildings"]) == 11
    moved = [replace(UNITS[0], area=8813), *UNITS[1:]]
    assert roll.summary(roll.seal(KEY, "1", moved), moved)["root"] != said["root"]


def test_what_counts_follows_the_lines() -> None:
    lines = small_log()
    p0, p1 = KEY.pseudonym("1", "0"), KEY.pseudonym("1", "1")
    assert effective.after(lines[:6])["1"] == {p0: 3, p1: 4}
    assert effective.after(lines)["1"] == {p0: 5, p1: 4}
    frozen = events.supersede("7-1", 7, AT, "1", p=p1, old=4, new=None, why="dispute")
    assert effective.after([*lines, frozen])["1"] == {p0: 5}
    for bent in (
        cast(7, UNITS[1], "for"),  # a second ballot that hides the first
        events.supersede("7-1", 7, AT, "1", p=p1, old=3, new=5, why="revote"),
        events.supersede("7-1", 7, AT, "1", p=p1, old=4, new=5, why="revote"),  # a neighbour's ballot
    ):
        with pytest.raises(effective.BadLog):
            effective.after([*lines, bent])


@settings(max_examples=100, deadline=None)
@given(st.sets(st.integers(0, 255), max_size=40), st.integers(0, 255))
def test_absent_is_proved_and_present_never(there: set[int], asked: int) -> None:
    held = {f"{n:032x}": n for n in there}
    p, top = f"{asked:032x}", effective.summary(held)["root"]
    if asked in there:
        with pytest.raises(ValueError, match="ballot"):
            effective.absence(p, held)
        without = {name: seq for name, seq in held.items() if name != p}
        assert not effective.absent(effective.absence(p, without), top)
        return
    proof = effective.absence(p, held)
    assert effective.absent(proof, top)
    for name in held:
        assert not effective.absent({**proof, "p": name}, top)


def test_heads_hold_for_their_key_and_words_only() -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    head = heads.sign_head("7-1", 3, b"\x11" * 32, AT, key)
    assert heads.holds(head, public)
    assert not heads.holds(replace(head, size=4), public)
    assert not heads.holds(replace(head, root="12" * 32), public)
    assert not heads.holds(head, Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex())
    assert heads.check_words("00ff" + "11" * 30)[:3] == ("春花", "河园", "夏草")


def test_a_receipt_is_a_signed_promise() -> None:
    key = Ed25519PrivateKey.generate()
    line = cast(3, UNITS[0], "for")
    paper = heads.receipt(line, "7-1", 3, {"choice": "for"}, AT, key)
    text, _, signature = paper["promise"].rpartition("\n\n")
    import base64

    proof = base64.b64decode(signature.split(" ")[2])
    public: Ed25519PublicKey = key.public_key()
    public.verify(proof[4:], f"{text}\n".encode())
    assert merkle.leaf_hash(line).hex() in text
    assert "seq 3" in text


def test_a_bent_log_is_never_signed(tmp_path: Path) -> None:
    lines = small_log()
    first = keeping.sign(tmp_path, "7-1", rows(lines[:5]), KEY, AT)
    assert keeping.sign(tmp_path, "7-1", rows(lines[:5]), KEY, AT) == first
    second = keeping.sign(tmp_path, "7-1", rows(lines), KEY, AT)
    public = heads.public_key(tmp_path)
    assert [head.size for head in keeping.known(tmp_path, "7-1")] == [5, 7]
    assert heads.holds(first, public)
    assert heads.holds(second, public)
    leaves = [merkle.leaf_hash(line) for line in lines]
    proof = merkle.consistency(5, leaves)
    assert merkle.consistent(5, bytes.fromhex(first.root), 7, bytes.fromhex(second.root), proof)

    whole = rows(lines)
    other = rows([*lines[:4], cast(4, UNITS[1], "for"), *lines[5:]])  # rewritten, even with true stamps
    added = keeping.Kept(7, cast(7, UNITS[2], "for"), "", "00" * 32)
    smuggled = replace(added, leaf=merkle.leaf_hash(added.line).hex())
    for bent, kind in (
        (whole[:4] + whole[5:], "gap"),
        (whole[:4], "gap"),
        ([*whole[:4], replace(whole[4], line=other[4].line), *whole[5:]], "changed"),
        ([*whole[:4], replace(other[4], stamp=whole[4].stamp), *whole[5:]], "stamp"),
        (other, "head"),
        ([*whole, smuggled], "stamp"),
    ):
        with pytest.raises(keeping.LogBent) as caught:
            keeping.sign(tmp_path, "7-1", bent, KEY, AT)
        assert caught.value.args[0] == kind
