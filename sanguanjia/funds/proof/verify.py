"""Check an export of the fund without the platform: balances, assertions, roots, allocations, file hashes.

    python3 -I verify.py DIR        prints {"ok", "entries", "accounts", "root", "first_wrong"}; exit 0 whole, 1 wrong

The standard library is all it needs; the same file lies in every export. What it recomputes:

- every transaction of DIR/*.journal adds up to nothing, every asserted balance is the sum of what stands before it,
  every account is asserted at the beginning and at the end, and every transaction repeats its day;
- every entry's digest is sha256 of the JSON list [estate, number, date, kind, words, [[account, fen], ...]]; a day's
  root is sha256 of the root before it and the day's digests by number; roots.json has them all;
- allocations.jsonl: the cost of works over their doors, by area with ties by door code; the bank's amount over estates
  and each estate's part over its doors and pools, by largest remainder with the stated ties; the parts are what the
  journal booked; and, where the export covers the days, the weights (balance x days) are reckoned again from the
  journal.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

OPENING, CLOSING, CHECK = "brought_forward", "carried_forward", "day_check"
GUARD = ("= expr \"tag('日') != date\"", "    差错:日期不符")
"""A rule of ledger's own: it gives up over a transaction whose day is not the one it repeats."""
_HEAD = re.compile(r"; estate (\d{1,19}) (.*)", re.ASCII)
_SPAN = re.compile(r"; from (\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d) opening-number (\d{1,19})", re.ASCII)
_ACCOUNT = re.compile(r"; account ([1-9]\d{0,18}) ([a-z_]+) (\S+)", re.ASCII)
_ENTRY = re.compile(r"(\d{4}-\d\d-\d\d) \* \((\d{1,19})\) (.*)", re.ASCII)
_KIND = re.compile(r"    ; kind:([a-z_]+)")
_DAY = re.compile(r"    ; 日:: \[(\d{4}-\d\d-\d\d)\]", re.ASCII)
_AMOUNT = r"CNY (-?\d{1,30}\.\d\d)"
_POSTING = re.compile(rf"    (\S+)  {_AMOUNT}(?: = {_AMOUNT})?", re.ASCII)
_SHA = re.compile(r"([0-9a-f]{64})  ([^/\n]+)")
_RUNS = re.compile(r"([0-9]+)")


class Wrong(Exception):
    """The first thing that does not hold."""

    def __init__(
        self, file: str, line: int | None, kind: str, expected: int | None = None, found: int | None = None
    ) -> None:
        super().__init__(kind)
        self.form = {"file": file, "line": line, "kind": kind, "expected_fen": expected, "found_fen": found}


class Journal:
    """One estate's journal as it was read."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.estate = 0
        self.first = self.last = ""
        self.opening_number = 0
        self.names: dict[int, str] = {}  # account id -> name in the journal
        self.kinds: dict[str, str] = {}  # name -> kind
        self.entries: list[Entry] = []

    @property
    def booked(self) -> list[Entry]:
        """The entries of the books, without what only asserts balances."""
        return [entry for entry in self.entries if entry.kind not in (OPENING, CHECK, CLOSING)]


class Entry:
    """One transaction: `postings` are (account, fen), debits positive."""

    def __init__(self, line: int, day: str, number: int, words: str) -> None:
        self.line, self.day, self.number, self.words = line, day, number, words
        self.kind = self.told = ""
        self.postings: list[tuple[str, int]] = []
        self.asserted: list[tuple[int, str, int]] = []  # (line, account, fen)

    def digest(self, estate: int) -> str:
        """Hash of what it says."""
        said = [estate, self.number, self.day, self.kind, self.words, [[name, fen] for name, fen in self.postings]]
        return sha(canonical(said).encode())


def canonical(value: Any) -> str:
    """JSON in one form."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def sha(data: bytes) -> str:
    """Hex digest."""
    return hashlib.sha256(data).hexdigest()


def sha_of(path: Path) -> str:
    """Hex digest of a file of any size."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            found.update(part)
    return found.hexdigest()


def fen(text: str) -> int:
    """A decimal of yuan with two places, in fen."""
    return int(text.replace(".", ""))


def is_day(text: str) -> bool:
    """Whether there is such a day."""
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def door_order(name: str) -> tuple[tuple[str | tuple[int, str], ...], str]:
    """Runs of digits count as numbers of any length."""
    pieces = _RUNS.split(name)
    key: list[str | tuple[int, str]] = list(pieces)
    key[1::2] = [(len(run.lstrip("0")), run.lstrip("0")) for run in pieces[1::2]]
    return tuple(key), name


def shared_out(whole: int, weights: list[int]) -> list[int] | None:
    """Largest remainder; of equal remainders the earlier part is first."""
    total = sum(weights)
    if whole < 0 or any(weight < 0 for weight in weights) or (total == 0 and whole):
        return None
    if total == 0:
        return [0] * len(weights)
    parts = [whole * weight // total for weight in weights]
    rests = [whole * weight % total for weight in weights]
    for place in sorted(range(len(weights)), key=lambda n: (-rests[n], n))[: whole - sum(parts)]:
        parts[place] += 1
    return parts


# --- journals ---------------------------------------------------------------------------------------------------------


def read_journal(path: Path) -> Journal:
    """Every line must be one of the known forms."""
    journal = Journal(path)
    entry: Entry | None = None
    guarded: list[str] = []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Wrong(path.name, None, "unreadable") from None
    for number, line in enumerate(text.split("\n"), 1):
        if not line:
            entry = None
        elif line in GUARD:
            guarded.append(line)
        elif line.startswith(";"):
            _comment(journal, number, line)
        elif (head := _ENTRY.fullmatch(line)) is not None:
            entry = Entry(number, head[1], int(head[2]), head[3])
            journal.entries.append(entry)
        elif entry is not None and (kind := _KIND.fullmatch(line)) is not None:
            entry.kind = kind[1]
        elif entry is not None and (day := _DAY.fullmatch(line)) is not None:
            entry.told = day[1]
        elif entry is not None and (posting := _POSTING.fullmatch(line)) is not None:
            entry.postings.append((posting[1], fen(posting[2])))
            if posting[3] is not None:
                entry.asserted.append((number, posting[1], fen(posting[3])))
        else:
            raise Wrong(journal.file, number, "unknown_line")
    if not journal.estate or not journal.first:
        raise Wrong(journal.file, 1, "no_head")
    if not (is_day(journal.first) and is_day(journal.last)):
        raise Wrong(journal.file, 1, "day")
    if guarded != list(GUARD):
        raise Wrong(journal.file, 1, "no_guard")
    return journal


def _comment(journal: Journal, number: int, line: str) -> None:
    head, span, account = _HEAD.fullmatch(line), _SPAN.fullmatch(line), _ACCOUNT.fullmatch(line)
    if head:
        journal.estate = int(head.group(1))
    elif span:
        journal.first, journal.last, journal.opening_number = span.group(1), span.group(2), int(span.group(3))
    elif account:
        key, kind, name = int(account.group(1)), account.group(2), account.group(3)
        if key in journal.names or name in journal.kinds:
            raise Wrong(journal.file, number, "account_twice")
        journal.names[key], journal.kinds[name] = name, kind


def check_journal(journal: Journal) -> None:
    """Everything adds up, in order; every account is asserted first and last."""
    held = dict.fromkeys(journal.kinds, 0)
    before: tuple[str, int, int] | None = None
    for place, entry in enumerate(journal.entries):
        ends = {0: OPENING, len(journal.entries) - 1: CLOSING}
        if (entry.kind in (OPENING, CLOSING)) != (ends.get(place) == entry.kind):
            raise Wrong(journal.file, entry.line, "out_of_order")
        evening = before is not None and before[0] == entry.day and before[1] > -1
        step = (entry.day, {OPENING: -1, CHECK: int(evening), CLOSING: 2}.get(entry.kind, 0), entry.number)
        if entry.told != entry.day or not is_day(entry.day):
            raise Wrong(journal.file, entry.line, "day")
        if not journal.first <= entry.day <= journal.last or (before is not None and step <= before):
            raise Wrong(journal.file, entry.line, "out_of_order")
        before = step
        total = sum(amount for _, amount in entry.postings)
        if total:
            raise Wrong(journal.file, entry.line, "unbalanced", 0, total)
        _move(journal, entry, held)
    if len(journal.entries) < 2 or journal.entries[-1].kind != CLOSING or journal.entries[0].kind != OPENING:
        raise Wrong(journal.file, None, "no_assertions")


def _move(journal: Journal, entry: Entry, held: dict[str, int]) -> None:
    for name, amount in entry.postings:
        if name not in held:
            raise Wrong(journal.file, entry.line, "unknown_account")
        held[name] += amount
    for line, name, said in entry.asserted:
        if held[name] != said:
            raise Wrong(journal.file, line, "assertion", said, held[name])
    if entry.kind in (OPENING, CLOSING):
        missing = set(held) - {name for _, name, _ in entry.asserted}
        if missing:
            raise Wrong(journal.file, entry.line, "not_asserted")


def roots_of(journal: Journal) -> list[list[str]]:
    """[[day, root], ...]: each root stands for everything up to that day."""
    days: dict[str, list[str]] = {}
    for entry in journal.entries:
        if entry.kind not in (CHECK, CLOSING):
            days.setdefault(entry.day, []).append(entry.digest(journal.estate))
    root, found = "", []
    for day in sorted(days):
        root = sha((root + "".join(days[day])).encode())
        found.append([day, root])
    return found


def root_of_all(roots: dict[int, list[list[str]]]) -> str:
    """One root over the last roots of all estates, by their numbers."""
    return sha("".join(f"{estate}:{days[-1][1]}\n" for estate, days in sorted(roots.items())).encode())


def check_roots(folder: Path, where: dict[int, Path], roots: dict[int, list[list[str]]]) -> str:
    """roots.json says what the journals say."""
    said = _json(folder, "roots.json")
    try:
        told = {key: dict(days) for key, days in said["estates"].items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Wrong("roots.json", None, "unreadable") from None
    for estate, path in where.items():
        theirs = told.get(str(estate), {})
        for day, root in roots[estate]:
            if theirs.pop(day, None) != root:
                first = next(entry for entry in read_journal(path).entries if entry.day == day)
                raise Wrong(path.name, first.line, "root")
        if theirs:
            raise Wrong("roots.json", None, "root")
    if len(told) != len(where):
        raise Wrong("roots.json", None, "missing_journal")
    found = root_of_all(roots)
    if said.get("root") != found:
        raise Wrong("roots.json", None, "root")
    return found


def _json(folder: Path, name: str) -> Any:
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise Wrong(name, None, "unreadable") from None


# --- allocations ------------------------------------------------------------------------------------------------------


def check_allocations(folder: Path, where: dict[int, Path], interest: dict[tuple[int, int], int]) -> None:
    """Line by line: a settlement over its estates, or an estate over its doors and pools. `interest`: the line of each
    entry of interest, by (estate, number). One journal is held at a time: the lines stand estate by estate."""
    shares: dict[int, Any] = {}
    left = dict(interest)
    journal: Journal | None = None
    number = 0
    try:
        with (folder / "allocations.jsonl").open(encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, 1):
                said = json.loads(line)
                if said["stage"] == "work":
                    _check_work(number, said)
                    continue
                if said["stage"] == "estates":
                    shares[said["settlement"]] = _check_estates(number, said)
                    continue
                if journal is None or journal.estate != said["estate"]:
                    journal = read_journal(where[said["estate"]])
                _check_doors(number, said, shares, journal)
                left.pop((said["estate"], said["entry"]), None)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise Wrong("allocations.jsonl", number or None, "unreadable") from None
    for (estate, _), at in left.items():
        raise Wrong(where[estate].name, at, "no_allocation")


def _check_estates(number: int, said: Any) -> Any:
    """Two sharings out, by the number of the estate: up to the benchmark, and above it."""
    rows = said["shares"]  # [estate, weight, fen, pool weight, pool fen]
    if [row[0] for row in rows] != sorted({row[0] for row in rows}):
        raise Wrong("allocations.jsonl", number, "out_of_order")
    if said["doors_fen"] + said["pool_fen"] != said["bank_fen"]:
        raise Wrong("allocations.jsonl", number, "allocation", said["bank_fen"], said["doors_fen"] + said["pool_fen"])
    _compare(number, said["doors_fen"], [(row[1], row[2]) for row in rows])
    _compare(number, said["pool_fen"], [(row[3], row[4]) for row in rows])
    return said | {"by_estate": {row[0]: row for row in rows}}


def _check_work(number: int, said: Any) -> None:
    """The cost of a work over its doors: each part from its account, as a debt, or in cash; by area as contracted,
    where no part of it is shared by what was deposited."""
    parts = said["parts"]  # [door, hundredths of m2, fen, from the account, debt, cash]
    if parts != sorted(parts, key=lambda part: door_order(part[0])):
        raise Wrong("allocations.jsonl", number, "out_of_order")
    for part in parts:
        if part[2] != sum(part[3:6]) or min(part[2:6]) < 0:
            raise Wrong("allocations.jsonl", number, "allocation", sum(part[3:6]), part[2])
    total = sum(part[2] for part in parts)
    if total != said["cost_fen"]:
        raise Wrong("allocations.jsonl", number, "allocation", said["cost_fen"], total)
    if said["by_area"] and not said["final"]:
        _compare(number, total, [(part[1], part[2]) for part in parts])


def _compare(number: int, whole: int, parts: list[tuple[int, int]]) -> None:
    """`parts` are (weight, fen) in the order of the ties."""
    due = shared_out(whole, [weight for weight, _ in parts])
    total = sum(amount for _, amount in parts)
    if due is None or total != whole:
        raise Wrong("allocations.jsonl", number, "allocation", whole, total)
    for expected, (_, found) in zip(due, parts, strict=True):
        if expected != found:
            raise Wrong("allocations.jsonl", number, "allocation", expected, found)


def _check_doors(number: int, said: Any, shares: dict[int, Any], journal: Journal) -> None:
    settlement = shares[said["settlement"]]
    share = settlement["by_estate"][said["estate"]]
    for name, whole, weight in (("doors", share[2], share[1]), ("pools", share[4], share[3])):
        rows = said[name]  # [account, name, weight, fen]
        if rows != sorted(rows, key=lambda row: (door_order(row[1]), row[0])):
            raise Wrong("allocations.jsonl", number, "out_of_order")
        if rows or whole:
            _compare(number, whole, [(row[2], row[3]) for row in rows])
        if sum(row[2] for row in rows) != weight and (name == "doors" or whole):
            raise Wrong("allocations.jsonl", number, "weight", weight, sum(row[2] for row in rows))
    entry = next((e for e in journal.entries if e.number == said["entry"] and e.kind == "interest"), None)
    if entry is None:
        raise Wrong("allocations.jsonl", number, "no_entry")
    _check_booked(journal, entry, said)
    _check_weights(number, journal, said, settlement)


def _check_booked(journal: Journal, entry: Entry, said: Any) -> None:
    booked: dict[str, int] = {}
    for name, amount in entry.postings:
        if amount < 0:
            booked[name] = booked.get(name, 0) - amount
    for account, _, _, amount in said["doors"] + said["pools"]:
        found = booked.pop(journal.names[account], 0)
        if found != amount:
            raise Wrong(journal.file, entry.line, "allocation", amount, found)
    if booked:
        raise Wrong(journal.file, entry.line, "allocation", 0, sum(booked.values()))


def _check_weights(number: int, journal: Journal, said: Any, settlement: Any) -> None:
    """Balance x days again, where the journal reaches back to the first day and knows no more than was known."""
    first, last, known = settlement["first"], settlement["last"], said["known"]
    if journal.first > first or journal.last < last or journal.opening_number > known:
        return
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    weights = dict.fromkeys(journal.kinds, 0)
    for name, held in journal.entries[0].postings:
        weights[name] -= held * (end - start).days
    for entry in journal.booked:
        if entry.number > known or entry.day >= last:
            continue
        days = (end - max(date.fromisoformat(entry.day), start)).days
        for name, amount in entry.postings:
            weights[name] -= amount * days
    for account, _, weight, _ in said["doors"]:
        found = max(0, weights[journal.names[account]])
        if found != weight:
            raise Wrong("allocations.jsonl", number, "weight", found, weight)


# --- the folder -------------------------------------------------------------------------------------------------------


def check_manifest(folder: Path) -> None:
    """Every file's hash, once and by name, and no file besides."""
    named: list[str] = []
    try:
        lines = (folder / "MANIFEST.sha256").read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        raise Wrong("MANIFEST.sha256", None, "unreadable") from None
    for number, line in enumerate(lines[:-1], 1):
        said = _SHA.fullmatch(line)
        if said is None:
            raise Wrong("MANIFEST.sha256", number, "unknown_line")
        if not (folder / said[2]).is_file():
            raise Wrong("MANIFEST.sha256", number, "missing_file")
        if sha_of(folder / said[2]) != said[1]:
            raise Wrong(said[2], None, "manifest")
        named.append(said[2])
    extra = sorted(path.name for path in folder.iterdir() if path.name not in {*named, "MANIFEST.sha256"})
    if extra:
        raise Wrong(extra[0], None, "not_in_manifest")
    if lines[-1] or named != sorted(set(named)):
        raise Wrong("MANIFEST.sha256", len(lines), "out_of_order")


def verify(folder: str | Path) -> dict[str, Any]:
    """The whole answer. Memory holds one journal at a time."""
    folder = Path(folder)
    answer: dict[str, Any] = {"ok": False, "entries": 0, "accounts": 0, "root": None, "first_wrong": None}
    where: dict[int, Path] = {}
    roots: dict[int, list[list[str]]] = {}
    interest: dict[tuple[int, int], int] = {}
    try:
        for path in sorted(folder.glob("*.journal")):
            journal = read_journal(path)
            check_journal(journal)
            if journal.estate in where:
                raise Wrong(path.name, 1, "journal_twice")
            where[journal.estate], roots[journal.estate] = path, roots_of(journal)
            answer["entries"] += len(journal.booked)
            answer["accounts"] += len(journal.names)
            interest.update({(journal.estate, e.number): e.line for e in journal.booked if e.kind == "interest"})
        if not where:
            raise Wrong(folder.name, None, "no_journal")
        answer["root"] = check_roots(folder, where, roots)
        check_allocations(folder, where, interest)
        check_manifest(folder)
        answer["ok"] = True
    except Wrong as wrong:
        answer["first_wrong"] = wrong.form
    return answer


def main(words: list[str]) -> int:
    """Exit 0 whole, 1 wrong, 2 no such folder."""
    folder = next((word for word in words if not word.startswith("-")), str(Path(__file__).parent))
    if not Path(folder).is_dir():
        sys.stderr.write("没有这个文件夹。\n")
        return 2
    answer = verify(folder)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return 0 if answer["ok"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
