"""What strangers get: hledger, ledger and the program in the export itself agree, and each finds a changed fen."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sanguanjia.funds.proof import journal, verify
from sanguanjia.funds.proof.folder import seal
from sanguanjia.funds.rules.settlement import DoorWeight, among_doors, among_estates, among_pools
from sanguanjia.funds.types import Kind

ESTATE, BANK, DOORS, POOL = 9009, 100, {1: "3-1-203", 2: "3-1-1403", 3: "3-2-101"}, 50
FIRST, LAST, UNTIL = dt.date(2024, 1, 1), dt.date(2024, 12, 31), dt.date(2024, 7, 1)
AMOUNT = re.compile(r"(-?\d+)\.(\d\d)")


def program(name: str) -> str:
    """A program strangers use. Where nobody promised it, its test says nothing; in CI it must be there."""
    found = shutil.which(name)
    assert found or os.environ.get("CI") != "true", f"{name} is missing: .ci/run installs it"
    return found or ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An estate with opening balances, a top-up, an interest settlement by the rules, and a reversal."""
    books = journal.named(
        [(BANK, Kind.BANK, "株洲 某银行(天元)", ""), (POOL, Kind.POOL, "3栋统筹账户", "3栋")]
        + [(key, Kind.UNIT, name, "3栋") for key, name in DOORS.items()],
        {},
    )
    opening = {BANK: 60_003, 1: -20_001, 2: -20_001, 3: -20_001}
    topped = dt.date(2024, 3, 1)
    weight = 20_001 * (UNTIL - FIRST).days
    doors = [DoorWeight(1, DOORS[1], 3, weight), DoorWeight(2, DOORS[2], 3, weight),
             DoorWeight(3, DOORS[3], 3, weight + 500 * (UNTIL - topped).days)]  # fmt: skip
    total = sum(door.weight for door in doors)
    shares = among_estates(1_001, {ESTATE: total}), among_estates(77, {ESTATE: total})
    parts = among_doors(shares[0][0].fen, doors), among_pools(shares[1][0].fen, doors, {3: (POOL, "3栋统筹账户")})
    entries = [
        journal.Booked(5, "opening", topped, "续交：3-2-101 续交;票据 1", [(BANK, 3, 500)]),
        journal.Booked(6, "interest", UNTIL, "利息", [(BANK, p.key, p.fen) for p in (*parts[0], *parts[1])]),
        journal.Booked(7, "reversal", UNTIL, "冲销第 5 号", [(3, BANK, 500)]),
    ]
    text = "\n".join(journal.lines((ESTATE, "山水文园"), (FIRST, LAST), 4, books, opening, entries))
    (tmp_path / f"estate-{ESTATE}.journal").write_text(text + "\n", encoding="utf-8")
    said = [
        {"stage": "estates", "settlement": 7, "first": str(FIRST), "last": str(UNTIL), "bank_fen": 1_078,
         "doors_fen": 1_001, "pool_fen": 77, "shares": [[ESTATE, total, 1_001, total, 77]]},
        {"stage": "doors", "settlement": 7, "estate": ESTATE, "entry": 6, "known": 5,
         "doors": [[p.key, DOORS[p.key], p.weight, p.fen] for p in parts[0]],
         "pools": [[p.key, "3栋统筹账户", p.weight, p.fen] for p in parts[1]]},
    ]  # fmt: skip
    said.append({"stage": "work", "estate": ESTATE, "work": 1, "title": "屋面防水", "cost_fen": 1_000, "final": False,
                 "by_area": True, "parts": [["3-1-203", 100, 334, 334, 0, 0], ["3-1-1403", 100, 333, 300, 33, 0],
                                            ["3-2-101", 100, 333, 0, 0, 333]]})  # fmt: skip
    lines = "".join(verify.canonical(line) + "\n" for line in said)
    (tmp_path / "allocations.jsonl").write_text(lines, encoding="utf-8")
    seal(tmp_path)
    return tmp_path


def test_the_program_in_the_export_needs_nothing_but_python(folder):
    said = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py"), str(folder)], capture_output=True, check=False, cwd="/"
    )
    answer = json.loads(said.stdout)
    assert (said.returncode, answer["ok"], answer["first_wrong"]) == (0, True, None)
    assert (answer["entries"], answer["accounts"]) == (3, 5)
    assert answer == verify.verify(folder)
    imported = set(re.findall(r"^(?:import|from) (\w+)", Path(verify.__file__).read_text(), re.M))
    assert imported <= sys.stdlib_module_names


def test_one_fen_changed_anywhere_is_found_and_named(folder):
    path = next(folder.glob("*.journal"))
    whole = path.read_text(encoding="utf-8")
    places = list(AMOUNT.finditer(whole))
    assert len(places) > 25
    for place in places:
        bent = f"{place[1]}.{(int(place[2]) + 1) % 100:02d}"
        path.write_text(whole[: place.start()] + bent + whole[place.end() :], encoding="utf-8")
        wrong = verify.verify(folder)["first_wrong"]
        assert wrong["file"] == path.name, wrong
        assert wrong["line"] is not None, wrong
        assert wrong["expected_fen"] != wrong["found_fen"], wrong
    path.write_text(whole, encoding="utf-8")
    assert verify.verify(folder)["ok"]


def _moved(debit: str, credit: str, fen: int) -> str:
    return f"    {debit}  {journal.amount(fen)}\n    {credit}  {journal.amount(-fen)}\n"


def test_a_fen_moved_between_two_doors_in_all_its_places_is_found_by_the_allocation(folder):
    """Balanced, asserted, with new roots and a new manifest: only the arithmetic is wrong."""
    path = next(folder.glob("*.journal"))
    journal_was = path.read_text(encoding="utf-8")
    read = verify.read_journal(path)
    entry = next(e for e in read.entries if e.number == 6)
    booked, bank, text = {name: -fen for name, fen in entry.postings if fen < 0}, read.names[BANK], journal_was
    for key, by in ((1, 1), (2, -1)):
        name, fen = read.names[key], booked[read.names[key]]
        text = text.replace(_moved(bank, name, fen), _moved(bank, name, fen + by))
        start = text.rindex(f"    {name}  ")
        end = text.index("\n", start)
        held = verify.fen(".".join(AMOUNT.findall(text[start:end])[-1]))
        text = text[:start] + f"    {name}  CNY 0.00 = {journal.amount(held - by)}" + text[end:]
    path.write_text(text, encoding="utf-8")
    for name in ("roots.json", "verify.py", "MANIFEST.sha256"):
        (folder / name).unlink()
    seal(folder)
    wrong = verify.verify(folder)["first_wrong"]
    assert (wrong["kind"], wrong["file"], abs(wrong["expected_fen"] - wrong["found_fen"])) == (
        "allocation",
        path.name,
        1,
    )


BENT = [
    ("allocations.jsonl", lambda text: text.replace('"doors_fen":1001', '"doors_fen":1002'), "allocation"),
    ("allocations.jsonl", lambda text: text.split("\n")[0], "no_allocation"),
    ("allocations.jsonl", lambda text: text.replace('"cost_fen":1000', '"cost_fen":1001'), "allocation"),
    ("allocations.jsonl", lambda text: text.replace("333,300,33,0", "333,300,32,0"), "allocation"),
    (
        "allocations.jsonl",
        lambda text: text.replace("334,334,", "333,333,").replace("333,0,0,333", "334,0,0,334"),
        "allocation",
    ),
    ("roots.json", lambda text: text.replace("9", "8").replace("8008", "9009"), "root"),
    ("roots.json", lambda text: "[]", "unreadable"),
    ("roots.json", lambda text: '{"root":"","estates":{"9009":["x"]}}', "unreadable"),
    ("roots.json", lambda text: "[" * 100_000, "unreadable"),
    ("allocations.jsonl", lambda text: "[]\n" + text, "unreadable"),
    (f"estate-{ESTATE}.journal", lambda text: text.replace("2024-03-01", "2024-02-30"), "day"),
    (f"estate-{ESTATE}.journal", lambda text: text.replace("CNY 0.00", "CNY ０.00"), "unknown_line"),
    (f"estate-{ESTATE}.journal", lambda text: text.replace("CNY 0.00", f"CNY {'9' * 5000}.00"), "unknown_line"),
    ("MANIFEST.sha256", lambda text: text + text.splitlines(keepends=True)[0], "out_of_order"),
    ("MANIFEST.sha256", lambda text: text[:-1], "not_in_manifest"),
    ("MANIFEST.sha256", lambda text: text.replace("  ", " "), "unknown_line"),
    ("verify.py", lambda text: text + "#", "manifest"),
    ("MANIFEST.sha256", lambda text: text.replace("verify.py", "verify_py"), "missing_file"),
]


@pytest.mark.parametrize(("name", "change", "kind"), BENT)
def test_every_file_is_looked_at(folder, name, change, kind):
    path = folder / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert verify.verify(folder)["first_wrong"]["kind"] == kind
    (folder / "extra").touch()
    assert not verify.verify(folder)["ok"]


def test_no_slip_of_a_byte_stops_the_program_and_each_is_found(folder):
    """A file cut, doubled, or with one byte changed: an answer in its form, never a crash, never ok."""
    dice = random.Random(7)
    for _ in range(60):
        path = dice.choice(sorted(folder.iterdir()))
        whole = path.read_bytes()
        at = dice.randrange(len(whole))
        slip = dice.choice([b"", whole[:at], whole + whole[at:], whole[:at] + b"\xff" + whole[at + 1 :],
                            whole[:at] + b"[" + whole[at:], whole[:at] + b"9" * 40 + whole[at:]])  # fmt: skip
        path.write_bytes(slip)
        answer = verify.verify(folder)
        path.write_bytes(whole)
        assert slip == whole or not answer["ok"], (path.name, slip)
        assert set(answer["first_wrong"]) == {"file", "line", "kind", "expected_fen", "found_fen"}


def test_weights_are_reckoned_again_from_the_days(folder):
    path = folder / "allocations.jsonl"
    estates, doors = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:2]]
    doors["doors"][0][2] += 500
    estates["shares"][0][1] += 500
    path.write_text("".join(verify.canonical(line) + "\n" for line in (estates, doors)), encoding="utf-8")
    wrong = verify.verify(folder)["first_wrong"]
    assert (wrong["kind"], wrong["expected_fen"] - wrong["found_fen"]) == ("weight", -500)


def accepts(tool: str, path: Path) -> str | None:
    """What a stranger's program says of the bank's balance; None when it finds fault with the journal."""
    words = {"hledger": ["bal", "资产"], "ledger": ["balance", "--args-only", "资产"]}[Path(tool).name]
    env = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    said = subprocess.run([tool, "-f", str(path), *words], capture_output=True, text=True, env=env, check=False)
    return said.stdout if said.returncode == 0 else None


def bent(whole: str) -> dict[str, str]:
    """The journal with one thing changed: every amount by a fen, every day of an entry by one, every account."""
    found = {}
    for place in AMOUNT.finditer(whole):
        more = f"{place[1]}.{(int(place[2]) + 1) % 100:02d}"
        found[f"fen at {place.start()}"] = whole[: place.start()] + more + whole[place.end() :]
    for place in re.finditer(r"^(\d{4}-\d\d-\d\d) \* \(([1-9]\d*)\)", whole, re.M):
        for days in (-1, 1):
            other = dt.date.fromisoformat(place[1]) + dt.timedelta(days=days)
            found[f"day of {place[2]} by {days}"] = whole[: place.start()] + str(other) + whole[place.end(1) :]
    for place in re.finditer(r"^    (维修资金\S+)  CNY (?!0\.00)", whole, re.M):
        door = "维修资金:3栋:3-1-203" if place[1] != "维修资金:3栋:3-1-203" else "维修资金:3栋:3-2-101"
        found[f"account at {place.start()}"] = whole[: place.start(1)] + door + whole[place.end(1) :]
    return found


@pytest.mark.parametrize("name", ["hledger", "ledger"])
def test_hledger_and_ledger_accept_it_and_find_a_changed_fen(folder, name):
    found(folder, name, 2)


@pytest.mark.nightly
@pytest.mark.parametrize("name", ["hledger", "ledger"])
def test_whatever_is_changed_in_a_journal_is_found_by_all(folder, name):
    found(folder, name, 1000)


def found(folder: Path, name: str, most: int) -> None:
    """`most` changed amounts, days and accounts each, found by the program and by verify.py."""
    tool, path = program(name), next(folder.glob("*.journal"))
    if not tool:
        return
    whole = path.read_text(encoding="utf-8")
    said = accepts(tool, path)
    assert said is not None
    assert "610.81" in said
    changes = bent(whole)
    for kind in ("fen", "day", "account"):
        of_kind = [change for change in changes if change.startswith(kind)]
        assert len(of_kind) > 5
        for change in random.Random(5).sample(of_kind, min(most, len(of_kind))):
            path.write_text(changes[change], encoding="utf-8")
            assert accepts(tool, path) is None, change
            assert not verify.verify(folder)["ok"], change
    path.write_text(whole, encoding="utf-8")
