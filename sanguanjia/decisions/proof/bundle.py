"""The bundles of a vote: the public one (nobody's choice can be read from it) and the auditor's (complete).

What is opened in public, per item: the ballots of a cell (all units of one area) if at least k units of the roll have
that area, its ballots are not unanimous, and their owners hold this one unit alone. The rest is sealed and summed per
building; a building whose sums would name somebody (a choice said there by fewer than k) joins the estate's rest, and
cells are sealed again until no choice of the rest is said by fewer than k, as far as there are such cells.
"""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sanguanjia.kernel import signing

from . import heads as signed_heads
from . import verify
from .events import canonical
from .keys import SealedUnit, VoteKey
from .roll import RollLine

K = 5
REST = ""
"""The estate's rest, as subtotals name it."""
_MARK = 4
_MOST_HEADS = 64


@dataclass(frozen=True, slots=True)
class Said:
    """One ballot as the database holds it: its line, its unit, what it says, whether it counts."""

    item: str
    seq: int
    unit: str
    choice: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything of one vote. `lines` the log from 0; `rolls` item → units; `ballots` in any order."""

    vote: str
    key: VoteKey
    lines: Iterable[str]
    heads: Sequence[signed_heads.Head]
    rolls: Mapping[str, Sequence[SealedUnit]]
    ballots: Sequence[Said]
    k: int = K


def write(out: Path, whole: Whole, signer: Ed25519PrivateKey, *, auditor: bool = False) -> dict[str, Any]:
    """Write a bundle into the empty or new folder `out`: {"files", "ballots", "root"}. Raises FileExistsError."""
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise FileExistsError(out)
    marks: dict[str, str] = {}
    _put(out, marks, "log.jsonl", (f"{line}\n" for line in whole.lines))
    _put(out, marks, "heads.jsonl", (f"{canonical(head.as_form())}\n" for head in _few(whole.heads)))
    groups = {item: _groups(whole, item) for item in sorted(whole.rolls)}
    with _sheets(out, marks, ["roll.jsonl", "openings.jsonl", *(["roll_open.jsonl"] if auditor else [])]) as sheets:
        for item, sealed in groups.items():
            _item(sheets, whole, item, sealed, auditor)
    _put(
        out, marks, "subtotals.jsonl", (line for item, sealed in groups.items() for line in _sums(whole, item, sealed))
    )
    shutil.copyfile(verify.__file__, out / "verify.py")
    (out / "README.txt").write_text(_README, encoding="utf-8")
    for name in ("verify.py", "README.txt"):
        with (out / name).open("rb") as file:
            marks[name] = "".join(sha256(raw).digest()[:_MARK].hex() for raw in file)
    (out / "LINES.txt").write_text("".join(f"{name} {marks[name]}\n" for name in sorted(marks)), encoding="ascii")
    return _sealed(out, whole, signer, auditor)


def _groups(whole: Whole, item: str) -> dict[int, str]:
    """seq of every sealed ballot that counts → the building it is summed under, or REST."""
    roll = {unit.unit: unit for unit in whole.rolls[item]}
    held = Counter(unit.head for unit in roll.values())
    eligible = Counter(unit.area for unit in roll.values())
    cells: dict[int, list[Said]] = defaultdict(list)
    sealed: dict[int, str] = {}
    buildings: dict[str, list[Said]] = defaultdict(list)
    for said in whole.ballots:
        if said.counts and said.item == item:
            unit = roll[said.unit]
            if held[unit.head] == 1:
                cells[unit.area].append(said)
            else:
                buildings[unit.building].append(said)
    for area in [a for a, said in cells.items() if eligible[a] < whole.k or len({one.choice for one in said}) == 1]:
        for said in cells.pop(area):
            buildings[roll[said.unit].building].append(said)
    rest: Counter[str] = Counter()
    for name, ballots in buildings.items():
        by_choice = Counter(said.choice for said in ballots)
        whole_enough = len(by_choice) > 1 and min(by_choice.values()) >= whole.k
        sealed |= {said.seq: name if whole_enough else REST for said in ballots}
        rest += Counter() if whole_enough else by_choice
    for area in sorted(cells, key=lambda a: (len(cells[a]), a)):
        if any(rest[said.choice] and rest[said.choice] < whole.k for said in cells[area]):
            sealed |= {said.seq: REST for said in cells[area]}
            rest += Counter(said.choice for said in cells[area])
    return sealed


def _item(sheets: Mapping[str, Any], whole: Whole, item: str, sealed: Mapping[int, str], auditor: bool) -> None:
    """The roll of one item and the openings of its ballots, both in the order of the pseudonyms."""
    by_unit: dict[str, list[Said]] = defaultdict(list)
    for said in whole.ballots:
        if said.item == item:
            by_unit[said.unit].append(said)
    units = sorted((whole.key.pseudonym(item, unit.unit), unit) for unit in whole.rolls[item])
    for p, unit in units:
        salt = whole.key.unit_salt(item, unit.unit)
        line = RollLine(p, whole.key.unit_seal(item, unit))
        sheets["roll.jsonl"]({"item": item, "p": line.p, "u": line.u})
        if auditor:
            facts = {"unit": unit.unit, "building": unit.building, "head": unit.head, "area": unit.area}
            sheets["roll_open.jsonl"]({"item": item, "p": p, "salt": salt, "source": unit.source, **facts})
        for said in sorted(by_unit.get(unit.unit, ()), key=lambda one: one.seq):
            opening = {"seq": said.seq, "choice": said.choice, "area": unit.area}
            opening["salt"] = whole.key.salt(item, unit.unit, said.seq)
            if auditor:
                sheets["openings.jsonl"](opening | {"group": sealed.get(said.seq)})
            elif said.counts and said.seq not in sealed:
                sheets["openings.jsonl"](opening)


def _sums(whole: Whole, item: str, sealed: Mapping[int, str]) -> Iterator[str]:
    """The sums of what stays sealed: building → choice → [area, heads, ballots]."""
    roll = {unit.unit: unit for unit in whole.rolls[item]}
    sums: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    last: dict[str, tuple[int, str]] = {}
    for said in whole.ballots:
        if said.item == item and said.seq in sealed:
            row = sums[sealed[said.seq]][said.choice]
            row[0], row[2] = row[0] + roll[said.unit].area, row[2] + 1
            head = roll[said.unit].head
            last[head] = max(last.get(head, (-1, "")), (said.seq, said.choice))
    for seq, choice in last.values():  # a head counts once, with its last ballot
        sums[sealed[seq]][choice][1] += 1
    for name in sorted(sums):
        yield canonical({"item": item, "building": name, "choices": sums[name]}) + "\n"


def _few(signed: Sequence[signed_heads.Head]) -> Sequence[signed_heads.Head]:
    """Every head of a short vote, else evenly chosen ones with the first and the last: each costs the verifier time."""
    if len(signed) <= _MOST_HEADS:
        return signed
    places = {n * (len(signed) - 1) // (_MOST_HEADS - 1) for n in range(_MOST_HEADS)}
    return [signed[n] for n in sorted(places)]


def _put(out: Path, marks: dict[str, str], name: str, lines: Iterable[str]) -> None:
    found = []
    with (out / name).open("wb") as file:
        for line in lines:
            raw = line.encode()
            file.write(raw)
            found.append(sha256(raw).digest()[:_MARK].hex())
    marks[name] = "".join(found)


@contextmanager
def _sheets(out: Path, marks: dict[str, str], names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Writers for several files at once, each taking a value per line."""
    files = {name: (out / name).open("wb") for name in names}
    found: dict[str, list[str]] = {name: [] for name in names}

    def writer(name: str) -> Any:
        def put(value: Mapping[str, Any]) -> None:
            raw = f"{canonical(value)}\n".encode()
            files[name].write(raw)
            found[name].append(sha256(raw).digest()[:_MARK].hex())

        return put

    try:
        yield {name: writer(name) for name in names}
    finally:
        for file in files.values():
            file.close()
    marks |= {name: "".join(each) for name, each in found.items()}


def _sealed(out: Path, whole: Whole, signer: Ed25519PrivateKey, auditor: bool) -> dict[str, Any]:
    files = {}
    for path in sorted(out.iterdir()):
        with path.open("rb") as file:
            files[path.name] = file_digest(file, "sha256").hexdigest()
    kind = "auditor" if auditor else "public"
    manifest = canonical({"form": verify.FORM, "kind": kind, "vote": whole.vote, "files": files}).encode()
    (out / "MANIFEST.json").write_bytes(manifest)
    key, digest = signing.public_bytes(signer).hex(), sha256(manifest).hexdigest()
    text = f"{signed_heads.ORIGIN}-bundle\nvote {whole.vote}\nkey {key}\nmanifest {digest}\n"
    (out / "SIGNED.txt").write_bytes(signing.signed_note(text, signer, signed_heads.ORIGIN).encode())
    ballots = sum(said.counts for said in whole.ballots)
    return {"files": len(files) + 2, "ballots": ballots, "root": whole.heads[-1].root if whole.heads else None}


_README = """这是一次业主表决的复核包。任何人都可以在不联网的电脑上重新计票，并核对每一步：

    python3 -I verify.py 本文件夹

（需要 Python 3.11 或更新。）"ok": true 表示全部相符；否则 first_wrong 指出哪个文件、哪一行、哪里不对。
加 --key 和 --root，与小区公告上印的公钥和树根比较；加 --receipt 回执文件，核对自己那一票在不在其中。

log.jsonl        表决日志，一行一件事，顺序不可改
heads.jsonl      平台先后签名的树根
roll.jsonl       业主名册（化名；不含姓名、房号）
openings.jsonl   公开的选票：面积和选择。同面积不足 5 户、或该面积的票意见一致的，不公开
subtotals.jsonl  不公开的选票按楼栋合计（人数太少的并入全小区）
LINES.txt        各文件每行的校验码
MANIFEST.json、SIGNED.txt  文件清单和签名
"""
