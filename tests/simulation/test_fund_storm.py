"""Interest is settled by the worker and money paid in over HTTP while web, worker and PostgreSQL are killed: nothing is
lost, doubled, unbalanced or left half, and the settlement goes on by itself."""

from __future__ import annotations

import http.client
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
from urllib.parse import urlencode

import psycopg
import pytest

from sanguanjia.hosting.postgres import attach
from tests.simulation.test_storm import RETRY, TARGETS, kill_one
from tests.support.city import RunningCity, wait_for

ESTATES, DOORS, YEARS, BANK_FEN = 10, 1_000, 2, 325_000_000
TOKEN = "a" * 32  # what the form says must be what the cookie says
FINE = {200, 302}


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(f"/tmp/sgj-fundstorm-{os.getpid()}")  # noqa: S108 - open parents, short path
    yield path
    shutil.rmtree(path, ignore_errors=True)


class Officer:
    """A browser of one fund officer that never gives up: the same form again until somebody answers."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie, self.retries = port, f"{cookie}; csrftoken={TOKEN}", 0
        self.answered = 0.0  # when the last request was sent that got an answer

    def ask(self, path: str, form: dict[str, Any] | None = None) -> tuple[int, str, str]:
        """(status, where to, body)."""
        body = urlencode(form | {"csrfmiddlewaretoken": TOKEN}) if form is not None else None
        until = time.monotonic() + 120
        while True:
            asked = time.monotonic()
            status, where, text = self._once(path, body)
            if status not in RETRY:
                self.answered = asked
            if status not in RETRY or time.monotonic() > until:
                return status, where, text
            self.retries += 1
            time.sleep(0.05)

    def _once(self, path: str, body: str | None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request("POST" if body is not None else "GET", path, body, headers)
            reply = connection.getresponse()
            return reply.status, reply.getheader("Location") or "", reply.read().decode()
        except (OSError, http.client.HTTPException) as error:
            return 0, "", str(error)
        finally:
            connection.close()


class Clients(threading.Thread):
    """Money paid in, or interest settled, by two officers."""

    def __init__(self, port: int, scene: dict[str, Any]) -> None:
        super().__init__(daemon=True)
        self.scene = scene
        self.first, self.second = (Officer(port, cookie) for cookie in scene["cookies"])
        self.stop, self.wrong, self.done = threading.Event(), list[str](), 0

    def fine(self, answer: tuple[int, str, str], doing: str) -> tuple[int, str, str]:
        if answer[0] not in FINE:
            self.wrong.append(f"{doing}: {answer[0]} {answer[2][-400:]}")
            raise RuntimeError(doing)
        return answer

    def seal(self, page: str) -> str:
        found = re.search(r'name="seal" value="([0-9a-f]{64})"', page)
        if found is None:
            self.wrong.append("no seal on the page")
            raise RuntimeError("no seal")
        return found[1]

    def run(self) -> None:
        try:
            self.work()
        except RuntimeError as error:
            self.wrong.append(str(error))


class Paying(Clients):
    """One payment after the other: prepared, looked at, approved."""

    def work(self) -> None:
        banks = sorted(self.scene["banks"].items())
        while not self.stop.is_set():
            number = self.done + 1
            estate, bank = banks[number % len(banks)]
            form = {
                "kind": "top_up", "door": f"{1 + number % 20}-1-{1 + number % 50}", "amount": "1.00",
                "day": "2024-01-02", "bank": bank, "receipt": f"S-{number}", "idempotency_key": f"pay-{number}",
            }  # fmt: skip
            at = self.fine(self.first.ask(f"/funds/{estate}/deposit/", form), "prepare")[1]
            if not at:
                raise RuntimeError(f"payment {number} was refused")
            seal = self.seal(self.fine(self.second.ask(at), "look")[2])
            wish = {"seal": seal, "idempotency_key": f"ok-{number}"}
            if self.fine(self.second.ask(f"{at}approve/", wish), "approve")[0] != 302:
                raise RuntimeError(f"payment {number} was not approved")
            self.done = number


class Settling(Clients):
    """The deposit's interest, year after year, as soon as the worker has weighed and booked it."""

    def work(self) -> None:
        home, deposit = self.scene["home"], self.scene["deposit"]
        for year in range(YEARS):
            form = {"last": f"{2021 + year}-01-01", "business_date": f"{2021 + year}-01-01", "bank_fen": "3250000.00",
                    "voucher": f"LX-{year}", "idempotency_key": f"settle-{year}"}  # fmt: skip
            at = self.fine(self.first.ask(f"/funds/interest/{home}/deposit/{deposit}/settle/", form), "settle")[1]
            if not at:
                raise RuntimeError("the settlement was refused")
            self.until(at, "等待复核")
            wish = {"seal": self.seal(self.fine(self.second.ask(at), "look")[2]), "idempotency_key": f"look-{year}"}
            self.fine(self.second.ask(f"{at}approve/", wish), "approve")
            self.until(at, "已完成")
            self.done += 1

    def until(self, at: str, word: str) -> None:
        patience = time.monotonic() + 1200  # whatever a dead worker left over is taken up every five minutes
        while json.loads(self.fine(self.first.ask(f"{at}progress/"), "progress")[2])["word"] != word:
            if time.monotonic() > patience:
                raise RuntimeError(f"never {word}")
            time.sleep(0.3)


@pytest.mark.nightly
def test_interest_and_payments_while_everything_is_killed(folder: Path) -> None:
    with RunningCity(folder, "--no-demo", prepared=True, spares=True) as city:
        made = subprocess.run(
            [sys.executable, "-P", "-m", "tests.support.fund_storm_scene", str(folder), str(ESTATES)],
            env=city.environment, capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        scene = json.loads(made.stdout)
        paying, settling = Paying(city.port, scene), Settling(city.port, scene)
        kills = _storm(city, paying, settling)
        print(f"\n{paying.done} payments, {settling.done} settlements, {dict(kills)} kills, "
              f"{paying.first.retries + paying.second.retries} retries")  # fmt: skip
        assert settling.done == YEARS
        _whole(folder, scene, paying.done)


def _storm(city: RunningCity, paying: Paying, settling: Settling) -> Counter[str]:
    """Kill one of each kind in turn until the years are settled, and every kind was hit twice at least."""
    for client in (paying, settling):
        client.start()
    kills: Counter[str] = Counter()
    while settling.is_alive() or any(kills[target] < 2 for target in TARGETS):
        assert paying.wrong + settling.wrong == []
        target = TARGETS[kills.total() % len(TARGETS)]
        gone = kill_one(city, target)
        if not gone:
            time.sleep(0.1)
            continue
        kills[target] += 1
        wait_for(lambda gone=gone: _served(paying, gone), 90, f"an answer after the {target} was killed")
        time.sleep(random.uniform(0.0, 3))
    paying.stop.set()
    paying.join(300)
    settling.join(5)
    assert paying.wrong + settling.wrong == []
    assert not paying.is_alive()
    return kills


def _served(client: Clients, since: float) -> bool:
    return bool(client.wrong) or max(client.first.answered, client.second.answered) > since


def _whole(folder: Path, scene: dict[str, Any], paid: int) -> None:
    server = attach(folder)
    assert server is not None
    with psycopg.connect(server.owner_url) as owner:

        def one(statement: str) -> tuple[Any, ...]:
            return owner.execute(statement).fetchone() or ()  # type: ignore[call-overload]

        assert one("SELECT count(*), count(DISTINCT (estate_id, idempotency_key)) FROM funds_fundentry"
                   " WHERE kind = 'top_up'") == (paid, paid)  # fmt: skip
        assert one("SELECT count(*), sum(bank_fen) FROM funds_settlement WHERE state = 'done'") == (
            YEARS, YEARS * BANK_FEN
        )  # fmt: skip
        assert one("SELECT count(*), sum(doors_fen + pool_fen) FROM funds_interestproof") == (
            YEARS * ESTATES, YEARS * BANK_FEN
        )  # fmt: skip
        assert one("SELECT sum(t.amount_fen) FROM funds_fundtransfer t JOIN funds_fundentry e"
                   " ON e.estate_id = t.estate_id AND e.id = t.entry_id WHERE e.kind = 'interest'") == (
            YEARS * BANK_FEN,
        )  # fmt: skip
        assert one("SELECT count(*) FROM (SELECT estate_id FROM funds_fundentry GROUP BY estate_id"
                   " HAVING max(number) <> count(*)) gaps") == (0,)  # fmt: skip
        assert one(
            "SELECT count(*) FROM funds_fundbalance b LEFT JOIN (SELECT estate_id, account_id, sum(fen) AS fen FROM ("
            " SELECT estate_id, credit_id AS account_id, amount_fen AS fen FROM funds_fundtransfer UNION ALL"
            " SELECT estate_id, debit_id, -amount_fen FROM funds_fundtransfer) leg GROUP BY 1, 2) t"
            " ON t.estate_id = b.estate_id AND t.account_id = b.account_id WHERE b.net_fen <> coalesce(t.fen, 0)"
        ) == (0,)
        assert len(scene["banks"]) == ESTATES
