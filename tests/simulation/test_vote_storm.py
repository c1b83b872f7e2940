"""Owners who cast over HTTP in the last minutes while web and database are killed: no ballot lost, none doubled.

Every owner is a phone: it chooses, reads the code in the message it got, confirms under one key, and asks again until
it is answered. Then the vote is counted, and an auditor recounts the bundle.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sanguanjia.hosting.postgres import attach
from tests.simulation.test_fund_storm import Officer
from tests.simulation.test_storm import chain_is_whole, kill_one
from tests.support.city import RunningCity, wait_for

TARGETS = ("web worker", "database", "web master", "database backend")
CHOICES = ("for", "against", "abstain")
TOKEN = re.compile(r'name="token" value="([^"]+)"')
CODES_AN_HOUR = 5  # for one phone (access.codes)
TURNS = 3


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(f"/tmp/sgj-votestorm-{os.getpid()}")  # noqa: S108 - open parents, short path
    yield path
    shutil.rmtree(path, ignore_errors=True)


class Inbox:
    """The messages that reached phones: what the city's gateway was given."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._read, self._guard = folder / "outbox" / "sms", set[str](), threading.Lock()
        self._codes: dict[str, dict[int, str]] = {}  # phone → number of the message → code

    def newer(self, phone: str, than: int) -> tuple[int, str] | None:
        """The newest code of a phone, if it came after the message `than`; its number and the code."""
        with self._guard:
            there = {path.name for path in self._folder.iterdir()} if self._folder.is_dir() else set[str]()
            for name in there - self._read:
                if name.startswith("."):
                    continue
                self._read.add(name)
                said = json.loads((self._folder / name).read_text(encoding="utf-8"))
                found = re.search(r"验证码 (\d{6})", said["text"])
                if found:
                    self._codes.setdefault(said["to"], {})[int(said["key"][1:])] = found[1]
            got = {number: code for number, code in self._codes.get(phone, {}).items() if number > than}
            return max(got.items()) if got else None


class Phones(threading.Thread):
    """Some owners, one after another; who is through changes the mind, twice at most."""

    def __init__(self, port: int, scene: dict[str, Any], inbox: Inbox, people: list[dict[str, Any]]) -> None:
        super().__init__(daemon=True)
        self.port, self.scene, self.inbox, self.people = port, scene, inbox, people
        self.stop = threading.Event()
        self.cast: dict[str, tuple[int, str]] = {}  # key → (unit, choice), as acknowledged and in this order
        self.wrong: list[str] = []
        self.retries, self.answered = 0, 0.0

    def run(self) -> None:
        for turn in range(TURNS):
            for person in self.people:
                if self.wrong or (self.stop.is_set() and turn):  # everybody casts once at least
                    return
                try:
                    self.one(person, turn)
                except Exception as fault:
                    self.wrong.append(f"{person['unit']}: {fault!r}")

    def one(self, person: dict[str, Any], turn: int) -> None:
        """Choose, read the code, confirm. A code that was lost with its sender is asked for again."""
        unit, officer = person["unit"], Officer(self.port, person["cookie"])
        path = f"/decisions/{self.scene['estate']}/{self.scene['vote']}/cast/{unit}/"
        choice, key = CHOICES[(unit + turn) % 3], f"vote-{unit}-{turn}"
        status, page = 0, ""
        for _ in range(CODES_AN_HOUR):
            seen = (self.inbox.newer(person["phone"], 0) or (0, ""))[0]
            status, _, page = officer.ask(path, {"item_1": choice})
            self.answered = max(self.answered, officer.answered)
            token = TOKEN.search(page)
            if status != 200 or token is None:
                break
            code = self.code(person["phone"], seen)
            if code is None:
                continue
            sent = {"item_1": choice, "step": "cast", "token": token[1], "proof": code[1], "idempotency_key": key}
            status, _, page = officer.ask(path, sent)
            self.answered = max(self.answered, officer.answered)
            if status == 302:
                self.cast[key] = (unit, choice)
                break
        self.retries += officer.retries
        if key not in self.cast and (turn == 0 or not status):  # later no code may be left for this hour
            self.wrong.append(f"{unit}: {status} {page[-400:]!r}")

    def code(self, phone: str, seen: int) -> tuple[int, str] | None:
        """The next code for a phone; none if the process that should have sent it died."""
        until = time.monotonic() + 5
        while time.monotonic() < until:
            found = self.inbox.newer(phone, seen)
            if found is not None:
                return found
            time.sleep(0.05)
        return None


def storm(folder: Path, *, people: int, phones: int, kills_each: int) -> None:
    """All cast while processes die; then the vote is counted, recounted from its bundle, and the record checked."""
    with RunningCity(folder, "--no-demo", prepared=True, spares=True) as city:
        scene = json.loads(_in(city, "tests.support.vote_storm_scene", str(folder), str(people)))
        inbox = Inbox(folder)
        owners = [Phones(city.port, scene, inbox, scene["people"][n::phones]) for n in range(phones)]
        for owner in owners:
            owner.start()
        wait_for(lambda: all(o.cast or o.wrong for o in owners), 120, "the first ballots")
        killed = _kill(city, owners, kills_each)
        for owner in owners:
            owner.stop.set()
        for owner in owners:
            owner.join(1200)
        assert [line for o in owners for line in o.wrong] == []
        cast = {key: said for o in owners for key, said in o.cast.items()}
        print(f"\nvotes: {len(cast)} ballots of {people} owners, {dict(killed)} killed, "
              f"{sum(o.retries for o in owners)} retries, load {os.getloadavg()}")  # fmt: skip
        assert {unit for unit, _ in cast.values()} == {person["unit"] for person in scene["people"]}
        _in(city, "tests.support.vote_storm_scene", str(folder), "count", str(scene["estate"]), str(scene["vote"]))
        _whole(folder, scene, cast)
        bundle = folder / "bundle"
        for words in (["bundle", str(scene["vote"]), "--out", str(bundle), "--auditor"], ["verify", str(bundle)]):
            _in(city, "sanguanjia.cli.main", "decisions", *words)
        chain_is_whole(city, scene["estate"], ("decisions_", "audit_"))


def _in(city: RunningCity, module: str, *words: str) -> str:
    """What a program beside the city says."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", module, *words], env=city.environment, capture_output=True, text=True, check=False,
        timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _kill(city: RunningCity, owners: list[Phones], each: int) -> Counter[str]:
    """One of each kind in turn, always after somebody was served again."""
    killed: Counter[str] = Counter()
    while killed.total() < each * len(TARGETS):
        assert [line for o in owners for line in o.wrong] == []
        assert any(o.is_alive() for o in owners), f"all had cast after {dict(killed)}"
        target = TARGETS[killed.total() % len(TARGETS)]
        gone = kill_one(city, target)
        if not gone:
            time.sleep(0.1)
            continue
        killed[target] += 1
        wait_for(lambda gone=gone: any(o.wrong or o.answered > gone for o in owners), 90, f"an answer after {target}")
        time.sleep(random.uniform(0.0, 2.0))
    return killed


def _whole(folder: Path, scene: dict[str, Any], cast: dict[str, tuple[int, str]]) -> None:
    """What was acknowledged is there once, nothing else is; the last word of each home counts; the log has no gap."""
    server = attach(folder)
    assert server is not None
    vote = [scene["vote"]]
    with psycopg.connect(server.owner_url) as owner:
        keys = owner.execute("SELECT idempotency_key FROM kernel_record WHERE act = 'decisions.cast'").fetchall()
        assert sorted(row[0] for row in keys) == sorted(cast), "0 lost, 0 doubled"
        ballots = owner.execute("SELECT count(*), count(DISTINCT seq) FROM decisions_ballot WHERE vote_id = %s", vote)
        assert ballots.fetchone() == (len(cast), len(cast))
        stands = owner.execute(
            "SELECT line.unit_id, stands.choice FROM decisions_standing AS stands JOIN decisions_rollline AS line"
            " ON line.estate_id = stands.estate_id AND line.id = stands.line_id WHERE stands.vote_id = %s", vote
        ).fetchall()  # fmt: skip
        last = dict(cast[key] for key in sorted(cast, key=lambda key: int(key.rpartition("-")[2])))
        assert sorted(stands) == sorted(last.items()), "one ballot a home counts: the last that was acknowledged"
        seqs = owner.execute("SELECT seq FROM decisions_logline WHERE vote_id = %s ORDER BY seq", vote).fetchall()
        assert [row[0] for row in seqs] == list(range(len(seqs))), "no gap in the log"
        kept = owner.execute("SELECT state FROM decisions_vote WHERE id = %s", vote).fetchone()
        assert kept == ("counted",)


@pytest.mark.nightly
def test_two_thousand_owners_in_the_last_minutes_while_processes_die(folder: Path) -> None:
    storm(folder, people=2_000, phones=8, kills_each=6)
