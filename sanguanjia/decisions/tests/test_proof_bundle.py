"""Both bundles of a made-up vote: recounted by the shipped verifier, bent in every way, and closed to curious eyes."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sanguanjia.decisions.proof import bundle, events, heads, made_up, merkle, verify
from sanguanjia.decisions.proof.bundle import Said


@pytest.fixture(scope="module")
def vote() -> made_up.MadeUp:
    return made_up.vote(300, heads_every=100)


@pytest.fixture(scope="module")
def folders(vote: made_up.MadeUp, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    found = {}
    for kind in ("public", "auditor"):
        found[kind] = tmp_path_factory.mktemp("bundles") / kind
        bundle.write(found[kind], vote.whole, vote.signer, auditor=kind == "auditor")
    return found


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_both_hold_and_say_the_same(vote: made_up.MadeUp, folders: dict[str, Path]) -> None:
    public, auditor = verify.verify(folders["public"]), verify.verify(folders["auditor"])
    assert public["first_wrong"] is None
    assert public == auditor
    said = json.loads(vote.lines[-1])
    assert public["result"] == said["outcome"]
    assert public["ballots"] == 240
    assert public["root"] == merkle.root(merkle.leaf_hash(line) for line in vote.lines).hex()
    assert set(public["fractions"]) == {"participation_area", "participation_n", "consent_area", "consent_n"}


def test_it_runs_alone_and_is_short(folders: dict[str, Path]) -> None:
    script = folders["public"] / "verify.py"
    done = subprocess.run([sys.executable, "-I", script, folders["public"]], capture_output=True, check=False)
    assert (done.returncode, json.loads(done.stdout)) == (0, verify.verify(folders["public"]))
    assert len(script.read_text(encoding="utf-8").splitlines()) < 300
    assert "import sanguanjia" not in script.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["public", "auditor"])
def test_one_changed_byte_anywhere_is_reported(kind: str, folders: dict[str, Path], tmp_path: Path) -> None:
    chance = random.Random(7)
    shutil.copytree(folders[kind], tmp_path / "bent")
    for path in sorted((tmp_path / "bent").iterdir()):
        whole = path.read_bytes()
        for _ in range(6):
            at = chance.randrange(len(whole))
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
            found = verify.verify(tmp_path / "bent")
            assert found["ok"] is False
            assert found["first_wrong"]["file"] in {path.name, "SIGNED.txt"}
            if path.suffix == ".jsonl":
                assert found["first_wrong"]["line"] == whole[:at].count(b"\n") + 1
        path.write_bytes(whole)
    assert verify.verify(tmp_path / "bent")["ok"]


def test_a_file_more_or_less_and_a_key_or_root_of_others(folders: dict[str, Path], tmp_path: Path) -> None:
    shutil.copytree(folders["public"], tmp_path / "bent")
    (tmp_path / "bent" / "note.txt").write_text("x")
    assert verify.verify(tmp_path / "bent")["first_wrong"] == {"file": "note.txt", "line": None, "kind": "extra"}
    (tmp_path / "bent" / "note.txt").unlink()
    (tmp_path / "bent" / "roll.jsonl").unlink()
    assert verify.verify(tmp_path / "bent")["first_wrong"]["kind"] == "missing"
    whole = verify.verify(folders["public"])
    assert verify.verify(folders["public"], key=whole["key"], root=whole["root"])["ok"]
    assert verify.verify(folders["public"], key="00" * 32)["first_wrong"]["kind"] == "foreign_key"
    assert verify.verify(folders["public"], root="00" * 32)["first_wrong"]["kind"] == "printed_root"


def bend(vote: made_up.MadeUp, change: Callable[[list[str]], None], **more: Any) -> made_up.MadeUp:
    """The log as somebody with the whole database would leave it; heads were signed before."""
    bent = list(vote.lines)
    change(bent)
    return replace(vote, whole=replace(vote.whole, lines=bent, **more))


def ballots_of(vote: made_up.MadeUp) -> list[int]:
    return [n for n, line in enumerate(vote.lines) if json.loads(line)["kind"] == "ballot"]


def test_who_bends_the_database_is_caught(vote: made_up.MadeUp, tmp_path: Path) -> None:
    first, second = ballots_of(vote)[:2]
    other = vote.whole.ballots[0]
    flipped = replace(other, choice="against" if other.choice != "against" else "for")

    def altered(log: list[str]) -> None:
        log[first] = log[first].replace('"channel":"phone"', '"channel":"paper"')

    def moved(log: list[str]) -> None:
        log[first], log[second] = log[second], log[first]

    def added(log: list[str]) -> None:
        log.append(events.canonical(json.loads(log[-1]) | {"seq": len(log)}))

    bent = {
        "a line altered": bend(vote, altered),
        "a line dropped": bend(vote, lambda log: log.pop(first)),
        "two lines moved": bend(vote, moved),
        "a line added": bend(vote, added),
        "a choice altered": bend(vote, lambda log: None, ballots=[flipped, *vote.whole.ballots[1:]]),
        "a ballot dropped": bend(vote, lambda log: None, ballots=vote.whole.ballots[1:]),
    }  # fmt: skip
    for name, one in bent.items():
        folder = tmp_path / name
        bundle.write(folder, one.whole, vote.signer, auditor=True)
        assert verify.verify(folder)["ok"] is False, name


def resigned(vote: made_up.MadeUp, log: list[str], **more: Any) -> made_up.MadeUp:
    """Somebody who also holds the city's key signs new heads over a bent log."""
    signed = made_up._heads(log, vote.signer, 10**6)
    return replace(vote, lines=log, whole=replace(vote.whole, lines=log, heads=signed, **more))


def renumbered(log: list[str]) -> list[str]:
    return [events.canonical(json.loads(line) | {"seq": n}) for n, line in enumerate(log)]


def test_even_with_the_key_the_books_must_agree(vote: made_up.MadeUp, tmp_path: Path) -> None:
    said = [json.loads(line) for line in vote.lines]
    close, result = len(said) - 2, len(said) - 1
    ghost = "00" * 16
    extra = {**said[3], "p": ghost, "prev": None, "seq": 0}
    late = [*vote.lines[: close + 1], events.canonical({**said[3], "prev": None}), vote.lines[result]]
    lied = {**said[result], "options": {**said[result]["options"], "for": {"area": 1, "n": 1}}}
    other = {**said[result], "outcome": "fail" if said[result]["outcome"] == "pass" else "pass"}
    cases = {
        "order": renumbered(late),
        "roll": renumbered([*vote.lines[:close], events.canonical(extra), *vote.lines[close:]]),
        "recount": [*vote.lines[:result], events.canonical(lied)],
        "result": [*vote.lines[:result], events.canonical(other)],
        "effective": [
            *vote.lines[:close],
            events.canonical({**said[close], "effective": {"1": {"n": 240, "root": "00" * 32}}}),
            vote.lines[result],
        ],
    }
    for kind, log in cases.items():
        folder = tmp_path / kind
        bundle.write(folder, resigned(vote, log).whole, vote.signer)
        assert verify.verify(folder)["first_wrong"]["kind"] == kind
    thief = Ed25519PrivateKey.generate()
    forged = replace(vote.whole, heads=made_up._heads(vote.lines, thief, 10**6))
    bundle.write(tmp_path / "thief", forged, thief)
    city = verify.verify(tmp_path / "thief", key=verify.verify(tmp_path / "thief")["key"])
    assert city["ok"], "a forged bundle stands on its own key only"
    from sanguanjia.kernel.signing import public_bytes

    assert (
        verify.verify(tmp_path / "thief", key=public_bytes(vote.signer).hex())["first_wrong"]["kind"] == "foreign_key"
    )


def test_a_receipt_is_in_the_bundle_or_it_is_not(vote: made_up.MadeUp, folders: dict[str, Path]) -> None:
    seq = ballots_of(vote)[5]
    paper = heads.receipt(vote.lines[seq], "7-1", seq, {}, made_up.AT, vote.signer)
    assert verify.verify(folders["public"], receipt=paper)["ok"]
    dropped = paper | {"line": vote.lines[seq].replace('"c":"', '"c":"0')}
    assert verify.verify(folders["public"], receipt=dropped)["first_wrong"]["kind"] == "receipt"
    assert verify.verify(folders["public"], receipt=paper | {"seq": 10**6})["first_wrong"]["kind"] == "receipt"


@pytest.mark.parametrize("seed", range(4))
def test_nobody_can_be_read_from_the_public_bundle(seed: int, tmp_path: Path) -> None:
    vote = made_up.vote(150 + 60 * seed, seed)
    bundle.write(tmp_path / "b", vote.whole, vote.signer)
    assert verify.verify(tmp_path / "b")["ok"]
    roll, held = vote.whole.rolls["1"], Counter(unit.head for unit in vote.whole.rolls["1"])
    units = {unit.unit: unit for unit in roll}
    eligible = Counter(unit.area for unit in roll)
    cells: dict[int, set[str]] = defaultdict(set)
    by_seq = {said.seq: said for said in vote.whole.ballots}
    for opening in lines(tmp_path / "b" / "openings.jsonl"):
        said: Said = by_seq[opening["seq"]]
        assert said.counts
        assert held[units[said.unit].head] == 1
        assert eligible[opening["area"]] >= 5
        cells[opening["area"]].add(opening["choice"])
    assert all(len(choices) > 1 for choices in cells.values())
    whole = Counter(said.choice for said in vote.whole.ballots if said.counts)
    for group in lines(tmp_path / "b" / "subtotals.jsonl"):
        for choice, (_, _, ballots) in group["choices"].items():
            assert ballots >= 5 or (group["building"] == "" and whole[choice] < 5)
    text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "b").glob("*.jsonl"))
    assert not any(f'"{unit.unit}"' in text or f'"{unit.head}"' in text for unit in roll)


def test_the_last_ballot_of_a_head_counts_its_head(tmp_path: Path) -> None:
    vote = made_up.vote(60, 3, turnout=100, again=50)
    bundle.write(tmp_path / "b", vote.whole, vote.signer, auditor=True)
    assert verify.verify(tmp_path / "b")["ok"]


def test_a_folder_with_something_in_it_is_left_alone(vote: made_up.MadeUp, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with pytest.raises(FileExistsError):
        bundle.write(tmp_path, vote.whole, vote.signer)
