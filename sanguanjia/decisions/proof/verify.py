#!/usr/bin/env python3
"""Recount a vote's bundle and check every proof with Python 3.11 alone: python3 -I verify.py FOLDER

Prints {"ok","ballots","result","fractions","root","key","first_wrong": {"file","line","kind"}}; exit 0 when all holds.
--key and --root: as printed on the lobby sheet; --receipt: an owner's receipt. Forms: docs/votes-proof.md.
"""

import base64
import json
import sys
from fractions import Fraction
from functools import reduce
from hashlib import file_digest, sha256, sha512
from pathlib import Path

FORM, ORIGIN = "sanguanjia vote bundle 1", "sanguanjia/vote"
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
CASTING = ("ballot", "supersede", "paper_batch", "proxy", "close", "correction")
BEFORE = ("roll_root", "open", "proxy", "correction")
STAGES = {"": ("config",), "config": BEFORE, "open": CASTING, "close": ("result", "correction")}
D, ROOT_OF_MINUS_ONE = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)


class Wrong(Exception):
    """(file, line from 1 or None, kind): what does not hold."""


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sealed(domain, salt, *what):
    return sha256(domain + bytes.fromhex(salt) + canonical(what).encode()).hexdigest()


def add(p, q):  # Ed25519 (RFC 8032), verification only
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P


def times(n, p):
    rest = times(n >> 1, add(p, p)) if n else (0, 1, 1, 0)
    return add(rest, p) if n & 1 else rest


def point(raw):
    sign, y = raw[31] >> 7, int.from_bytes(raw, "little") & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT_OF_MINUS_ONE % P
    x = x if x & 1 == sign else P - x
    if y >= P or (x * x - square) % P or x == P:
        raise ValueError("signature")
    return x, y, 1, x * y % P


def signed(public, text, signature):
    challenge = sha512(signature[:32] + public + text).digest()
    s, hashed = int.from_bytes(signature[32:], "little"), int.from_bytes(challenge, "little") % L
    left = times(s, point((4 * pow(5, -1, P) % P).to_bytes(32, "little")))
    right = add(point(signature[:32]), times(hashed, point(public)))
    return s < L and all((left[n] * right[2] - right[n] * left[2]) % P == 0 for n in (0, 1))


def check_note(note, public, text):
    """A signed note is byte for byte this text under this key."""
    proof = base64.b64decode(note.rpartition(" ")[2].strip(), validate=True)
    mark, again = sha256(ORIGIN.encode() + b"\n\x01" + public).digest()[:4], base64.b64encode(proof).decode()
    fine = note == f"{text}\n— {ORIGIN} {again}\n" and proof[:4] == mark and len(proof) == 68
    if not fine or not signed(public, text.encode(), proof[4:]):
        raise ValueError("signature")


class Tree:  # RFC 6962: the root over a stream of leaves
    def __init__(self):
        self.size, self.peaks = 0, []

    def add(self, data):
        leaf, size, self.size = sha256(b"\x00" + data).digest(), self.size, self.size + 1
        while size & 1:
            leaf, size = sha256(b"\x01" + self.peaks.pop() + leaf).digest(), size >> 1
        self.peaks.append(leaf)

    def root(self):
        peaks = self.peaks[::-1] or [sha256(b"").digest()]
        return reduce(lambda top, peak: sha256(b"\x01" + peak + top).digest(), peaks).hex()


class Check:
    """envelope: what was signed. log: order, heads, which ballots count. rolls: whose, opened. results: added up."""

    def __init__(self, folder, *known):
        self.folder, self.at, (self.key, self.printed, self.receipt) = Path(folder), ("SIGNED.txt", None), known
        self.found = {"ballots": 0, "result": None, "fractions": {}, "root": None, "key": None}

    def hold(self, fine, kind, file=None, line=None):
        if not fine:
            raise Wrong(file or self.at[0], line if file else self.at[1], kind)

    def lines(self, name):
        with (self.folder / name).open("rb") as file:
            for number, raw in enumerate(file, 1):
                self.at = (name, number)
                said = json.loads(raw)
                self.hold(raw == canonical(said).encode() + b"\n", "unreadable")
                yield raw[:-1], said

    def envelope(self):
        note = (self.folder / "SIGNED.txt").read_bytes().decode()
        self.vote, key, manifest = note.split()[2:7:2]
        self.public, self.found["key"] = bytes.fromhex(key), key
        text = f"{ORIGIN}-bundle\nvote {self.vote}\nkey {key}\nmanifest {manifest}\n"
        check_note(note, self.public, text)
        self.hold(self.key in (None, key), "foreign_key")
        raw = (self.folder / "MANIFEST.json").read_bytes()
        self.hold(sha256(raw).hexdigest() == manifest, "changed", "MANIFEST.json")
        told = json.loads(raw)
        self.hold(told["form"] == FORM and told["vote"] == self.vote, "unreadable", "MANIFEST.json")
        self.complete = told["kind"] == "auditor"
        here = {path.name for path in self.folder.iterdir()} - {"MANIFEST.json", "SIGNED.txt"}
        for name in sorted({*told["files"], *here}, key=lambda name: (name != "LINES.txt", name)):
            self.at = (name, None)
            self.hold(name in told["files"] and name in here, "missing" if name in told["files"] else "extra")
            with (self.folder / name).open("rb") as file:
                whole = file_digest(file, "sha256").hexdigest() == told["files"][name]
            self.hold(whole, "changed", name, None if whole else self.changed_line(name))

    def changed_line(self, name):
        marks = (self.folder / "LINES.txt").read_bytes().decode(errors="replace").splitlines()
        known = bytes.fromhex(dict(line.split(" ") for line in marks).get(name, ""))
        with (self.folder / name).open("rb") as file:
            digests = ((number, sha256(raw).digest()[:4]) for number, raw in enumerate(file, 1))
            return next((n for n, digest in digests if digest != known[4 * n - 4 : 4 * n]), None)

    def log(self):
        heads = [said for _, said in self.lines("heads.jsonl")]
        for head in heads:
            top = base64.b64encode(bytes.fromhex(head["root"])).decode()
            text = f"{ORIGIN}\n{head['size']}\n{top}\nvote {self.vote}\nat {head['at']}\n"
            check_note(head["note"], self.public, text)
        tree, stage, roots, wanted = Tree(), "", {None}, list(heads)
        self.ballots, self.prev, self.counts, self.told = {}, {}, {}, {}
        for raw, line in self.lines("log.jsonl"):
            kind, seq = line["kind"], line["seq"]
            self.hold(seq == tree.size and line["vote"] == self.vote and kind in STAGES[stage], "order")
            tree.add(raw)
            stage = kind if kind in STAGES else stage
            if kind == "config":
                self.rules, self.items = line["rules"], sorted(line["rules"]["items"])
            elif kind in ("ballot", "supersede"):
                self.cast(line, seq)
            elif kind in ("roll_root", "close", "result"):
                self.told[kind, line.get("item")] = (seq, line, tree.root())
            roots |= {tree.root()} & {self.printed} if self.printed else set()
            while wanted and wanted[0]["size"] == tree.size:
                self.hold(wanted.pop(0)["root"] == tree.root(), "head")
            self.hold(self.receipt["seq"] != seq or self.receipt["line"].encode() == raw, "receipt")
        self.hold(heads and not wanted and heads[-1]["size"] == tree.size, "head", "heads.jsonl")
        self.hold(self.printed in roots, "printed_root", "log.jsonl")
        self.hold((self.receipt["seq"] or 0) < tree.size, "receipt", "log.jsonl")
        self.found["root"] = tree.root()

    def cast(self, line, seq):
        place = bytes([self.items.index(line["item"])]) + bytes.fromhex(line["p"])
        if line["kind"] == "ballot":
            self.ballots[seq] = place + bytes.fromhex(line["c"])
            self.prev[seq], self.counts[seq] = line["prev"], line["prev"] is None
        for value, told in ((0, line.get("old")), (1, line.get("new"))):
            if told is not None:
                self.hold(self.ballots[told][:17] == place and self.counts[told] != value, "supersede")
                self.counts[told] = value

    def rolls(self):
        order, at, before = sorted(self.ballots, key=lambda seq: self.ballots[seq][:17]), 0, b""
        trees, self.seen = {i: (Tree(), Tree()) for i in self.items}, {i: [0, set()] for i in self.items}
        self.sums, self.groups, self.heads = {item: {} for item in self.items}, {}, {}
        opened = (said for _, said in self.lines("openings.jsonl"))
        hidden = (said for _, said in self.lines("roll_open.jsonl")) if self.complete else None
        opening = next(opened, None)
        for _, line in self.lines("roll.jsonl"):
            item, key = line["item"], bytes([self.items.index(line["item"])]) + bytes.fromhex(line["p"])
            self.hold(key > before, "order")
            trees[item][0].add(canonical({"p": line["p"], "u": line["u"]}).encode())
            unit, last, counting, before = self.unit(next(hidden), line, item) if hidden else None, None, None, key
            while at < len(order) and self.ballots[order[at]][:17] <= key:
                seq, at = order[at], at + 1
                self.hold(self.ballots[seq][:17] == key, "roll", "log.jsonl", seq + 1)
                fine = self.prev[seq] == last and not (self.counts[seq] and counting is not None)
                self.hold(fine, "double", "log.jsonl", seq + 1)
                last, counting = seq, seq if self.counts[seq] else counting
                if opening and opening["seq"] == seq:
                    self.open(opening, seq, item, line["u"], unit)
                    opening = next(opened, None)
                else:
                    self.hold(not self.complete, "missing", "openings.jsonl")
            if counting is not None:
                trees[item][1].add(canonical([line["p"], counting]).encode())
        self.hold(at == len(order), "roll", "log.jsonl", order[at] + 1 if at < len(order) else None)
        self.hold(opening is None, "commitment", "openings.jsonl")
        for item, (roll, ballots) in trees.items():
            told, (area, heads) = self.told["roll_root", item][1]["roll"], self.seen[item]
            same = not self.complete or (area, len(heads)) == (told["area"], told["n"])
            self.hold(same and (roll.root(), roll.size) == (told["root"], told["lines"]), "roll", "roll.jsonl")
            closed = self.told["close", None][1]["effective"].get(item)
            self.hold(closed == {"n": ballots.size, "root": ballots.root()}, "effective", "log.jsonl")
        self.found["ballots"] = sum(ballots.size for _, ballots in trees.values())

    def unit(self, told, line, item):
        u = sealed(b"sgj-unit-1\x00", told["salt"], *[told[n] for n in ("unit", "building", "head", "area", "source")])
        self.hold(u == line["u"] and told["p"] == line["p"], "roll")
        self.seen[item][0] += told["area"]
        self.seen[item][1].add(told["head"])
        return told

    def open(self, told, seq, item, u, unit):
        choice, area, c = told["choice"], told["area"], self.ballots[seq][17:].hex()
        fits = type(area) is int and area > 0 and (unit is None or unit["area"] == area)
        fits = fits and sealed(b"sgj-ballot-1\x00", told["salt"], choice, area, u) == c
        self.hold(fits and (self.complete or self.counts[seq]), "commitment", "openings.jsonl")
        if self.counts[seq]:
            self.count(self.sums[item], choice, area, unit is None, 1)
        if self.counts[seq] and unit:  # a head counts once, with its last ballot
            key = (item, unit["head"])
            self.heads[key] = max(self.heads.get(key, (-1,)), (seq, choice, told["group"]))
            self.count(self.groups.setdefault((item, told["group"]), {}), choice, area, 0, 1)

    def count(self, sums, choice, *more):
        sums[choice] = [have + one for have, one in zip(sums.get(choice, [0, 0, 0]), more, strict=True)]

    def results(self):
        for (item, _), (_, choice, group) in self.heads.items():
            self.count(self.sums[item], choice, 0, 1, 0)
            self.count(self.groups[item, group], choice, 0, 1, 0)
        for _, line in self.lines("subtotals.jsonl"):
            if self.complete:
                self.hold(self.groups.pop((line["item"], line["building"]), None) == line["choices"], "subtotal")
            for choice, sums in line["choices"].items() if not self.complete else ():
                self.count(self.sums[line["item"]], choice, *sums)
        self.hold(all(group is None for _, group in self.groups), "subtotal", "subtotals.jsonl")
        told = [self.outcome(item, self.rules["items"][item]) for item in self.items]
        for name, found in zip(("result", "fractions"), zip(*told, strict=True), strict=True):
            self.found[name] = found[0] if len(told) == 1 else dict(zip(self.items, found, strict=True))
        for name, rule in self.rules.get("questions", {}).items():
            self.seats(name, rule)

    def outcome(self, item, rule):
        counted, closed = sum(row[2] for row in self.sums[item].values()), self.told["close", None][1]["effective"]
        self.hold(("result", item) in self.told and counted == closed[item]["n"], "recount", "openings.jsonl")
        (seq, result, _), roll = self.told["result", item], self.told["roll_root", item][1]["roll"]
        total, zero = {axis: roll[axis] for axis in ("area", "n")}, (0, 0, 0)
        options = {name: dict(zip(total, self.sums[item].get(name, zero), strict=False)) for name in rule["options"]}
        part = {axis: sum(row[axis] for row in options.values()) for axis in total}  # invalid papers do not take part
        same = (result["total"], result["part"], result["options"]) == (total, part, options)
        self.hold(same, "recount", "log.jsonl", seq + 1)
        shares, gate, bar, carried = {}, rule["participation"], rule["consent"], True
        base = part if bar["base"] == "participants" else total
        for name, test, have, of in (("participation", gate, part, total), ("consent", bar, options["for"], base)):
            for axis in ("area", "n"):
                share, need = Fraction(have[axis], of[axis] or 1), Fraction(test["share"])
                carried &= test["test"] == "none" or share > need or (share == need and test["test"] == "ge")
                shares |= {f"{name}_{axis}": str(share)} if of[axis] else {}
        self.hold(result["outcome"] == ("pass" if carried else "fail"), "result", "log.jsonl", seq + 1)
        return result["outcome"], shares

    def seats(self, name, rule):
        """Who is in, of those who carried: by the counts the rule names, then by lot or age; or nobody who is tied."""
        (seq, told, _), lines = self.told["result", name], {i: self.told["result", i][1] for i in rule["items"]}
        passed = {item: line["options"]["for"] for item, line in lines.items() if line["outcome"] == "pass"}
        rank = {item: [-yes[axis] for axis in rule["rank"]] for item, yes in passed.items()}
        root, cut = self.told["close", None][2], rule["seats"]
        lots = {item: sha256(f"{root}/{item}".encode()).hexdigest() for item in passed}
        places = lots if rule["tie"] == "lot" else rule["older"]
        order = sorted(passed, key=lambda item: (rank[item], places.get(item, item)))
        edge = rank[order[cut]] if len(order) > cut and not places else None
        elected = [item for item in order[:cut] if rank[item] != edge]
        self.hold(told["facts"]["elected"] == elected, "seats", "log.jsonl", seq + 1)


def verify(folder, key=None, root=None, receipt=None):
    check, wrong = Check(folder, key, root, receipt or {"seq": None}), None
    try:
        for step in (check.envelope, check.log, check.rolls, check.results):
            step()
    except Wrong as found:
        wrong = dict(zip(("file", "line", "kind"), found.args, strict=True))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, StopIteration) as error:
        kind = "signature" if str(error) == "signature" else "missing" if isinstance(error, OSError) else "unreadable"
        wrong = {"file": check.at[0], "line": check.at[1], "kind": kind}
    return {"ok": wrong is None, **check.found, "first_wrong": wrong}


if __name__ == "__main__":
    folder, given = Path(__file__).parent, dict(zip(sys.argv[2::2], sys.argv[3::2], strict=False))
    paper = json.loads(Path(given["--receipt"]).read_bytes()) if "--receipt" in given else None
    answer = verify(sys.argv[1] if sys.argv[1:] else folder, given.get("--key"), given.get("--root"), paper)
    print(canonical(answer))
    sys.exit(0 if answer["ok"] else 1)
