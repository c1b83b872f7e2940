"""Filing a matter over HTTP against pgbench doing the same statements: by the API, and through the full form.

Both ways run in turn on one machine, one server, 16 connections each. pgbench runs exactly the statements that a real
request was seen to send (reads included), with prepared statements and fresh ids; it does nothing else.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from sanguanjia.bench.frame import capture, cpu, http_load, pgbench, scene
from sanguanjia.bench.frame.ground import Ground, ground
from sanguanjia.bench.frame.options import Options, seconds, whole
from sanguanjia.bench.frame.rounds import Comparison, alternate, report

REQUIRED_API, REQUIRED_FORM = "0.30", "0.15"
TEXT = "楼道灯坏了好几天，晚上下楼黑咕隆咚的，老人都不敢出门。第"


def configure(parser: argparse.ArgumentParser) -> None:
    """Own options, after the bench's name; --json and --quick may stand there too."""
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--quick", action="store_true", help="规模小一些，只看能否跑通")
    parser.add_argument("--people", type=whole, default=1000, help="参与的小区和住户数")
    parser.add_argument("--rounds", type=whole, default=5, help="交替的轮数")
    parser.add_argument("--seconds", type=seconds, default=5, help="每一边每一轮的秒数")
    parser.add_argument("--connections", type=whole, default=16, help="同时的连接数")
    parser.add_argument("--only", choices=("api", "form"), default=None, help="只测一种")


def run(args: argparse.Namespace) -> int:
    """Measure and report; 1 if a ratio is below what is required (not with --quick)."""
    own = own_options("filing", configure, args)
    with ground() as place:
        there = scene.lay(own.people)
        place.serve()
        comparisons = []
        if own.only != "form":
            comparisons.append(compare(place, there, own, _Api(there)))
        if own.only != "api":
            comparisons.append(compare(place, there, own, _Form(there)))
        facts = {"小区": own.people, "连接": own.connections, "每轮秒数": own.seconds}
        return report("filing", comparisons, facts, own.json)


def own_options(
    name: str, describe: Callable[[argparse.ArgumentParser], None], args: argparse.Namespace
) -> argparse.Namespace:
    """A filing bench's own options; --quick makes everything small."""
    own = Options(name, describe).parse_args(getattr(args, "words", []))
    own.json |= bool(getattr(args, "json", False))
    own.quick |= bool(getattr(args, "quick", False))
    if own.quick:
        own.people, own.rounds, own.seconds = 20, 1, 0.3
    return own


class Way(Protocol):
    """One way to file: its requests for the load generator, and the same inside this process for the capture."""

    name: str
    required: str
    status: int

    def requests(self) -> list[bytes]:
        """One request per estate or person."""

    def ask(self, number: int, serial: int) -> None:
        """One request of that person, in this process."""


class _Api:
    """POST /api/v1/cases with the key of the city's hotline, for estate after estate."""

    name, required, status = "API 报事", REQUIRED_API, 201

    def __init__(self, there: scene.Scene) -> None:
        self.there = there
        self._headers = {"Authorization": f"Bearer {there.token}", "Content-Type": "application/json"}

    def _body(self, number: int, serial: str) -> dict[str, Any]:
        return {
            "estate_id": self.there.estate(number), "need": "N01", "text": f"{TEXT}{serial}次说。",
            "building_id": self.there.building(number), "unit_id": self.there.unit(number), "place_words": "楼梯间",
            "contact_name": "来电人", "contact_phone": "19900001234", "for_somebody": True,
        }  # fmt: skip

    def requests(self) -> list[bytes]:
        """One request per estate, with a mark where each run puts a new number."""
        found = []
        for number in range(self.there.people):
            body = json.dumps(self._body(number, "{{nnnnnnnnnn}}"), ensure_ascii=False).encode()
            headers = self._headers | {"Idempotency-Key": "bench-{{nnnnnnnnnn}}"}
            found.append(http_load.request("POST", "/api/v1/cases", headers=headers, body=body))
        return found

    def ask(self, number: int, serial: int) -> None:
        """The same inside this process, for the capture."""
        from django.test import Client

        answer = Client(headers={"Host": "127.0.0.1"}).post(
            "/api/v1/cases",
            json.dumps(self._body(number, f"{serial:014d}")),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.there.token}", "Idempotency-Key": f"bench-{serial:014d}"},
        )
        expect(answer.status_code, self.status, answer.content)


class _Form:
    """POST /cases/new/ as a logged-in resident: session, CSRF, every middleware, the throttle, the redirect."""

    name, required, status = "表单报事", REQUIRED_FORM, 302
    _secret = "b" * 32

    def __init__(self, there: scene.Scene) -> None:
        self.there = there
        self.sessions = [self._log_in(number) for number in range(there.people)]

    def _log_in(self, number: int) -> str:
        from django.test import Client

        from sanguanjia.access.models import Account

        client = Client(headers={"Host": "127.0.0.1"})
        client.force_login(Account.objects.get(pk=self.there.account(number)))
        return client.cookies["sessionid"].value

    def _fields(self, number: int, serial: str) -> dict[str, str]:
        # "checked": the person has seen the possible duplicates and sends all the same.
        return {
            "csrfmiddlewaretoken": self._secret, "estate": str(self.there.estate(number)), "need": "N01",
            "text": f"{TEXT}{serial}次说。", "building_id": str(self.there.building(number)), "place_words": "楼梯间",
            "contact_name": "业主", "contact_phone": "19900001234", "confidentiality": "open", "checked": "1",
            "idempotency_key": f"report-{serial}",
        }  # fmt: skip

    def requests(self) -> list[bytes]:
        """One request per resident."""
        found = []
        for number, session in enumerate(self.sessions):
            body = marked(urlencode(self._fields(number, "{{nnnnnnnnnn}}")))
            headers = {
                "Cookie": f"sessionid={session}; csrftoken={self._secret}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            found.append(http_load.request("POST", "/cases/new/", headers=headers, body=body.encode()))
        return found

    def ask(self, number: int, serial: int) -> None:
        """The same inside this process, for the capture."""
        from django.test import Client

        client = Client(enforce_csrf_checks=True, headers={"Host": "127.0.0.1"})
        client.cookies["sessionid"] = self.sessions[number]
        client.cookies["csrftoken"] = self._secret
        answer = client.post("/cases/new/", self._fields(number, f"{serial:014d}"))
        expect(answer.status_code, self.status, answer.content)


def marked(body: str) -> str:
    """An encoded form whose mark for a new number reads as one again."""
    return re.sub("%7B%7Bn+%7D%7D", "{{nnnnnnnnnn}}", body)


def expect(status: int, wanted: int, content: bytes) -> None:
    if status != wanted:
        raise RuntimeError(f"expected {wanted}, got {status}: {content.decode(errors='replace')[:1500]}")


def compare(place: Ground, there: scene.Scene, own: argparse.Namespace, way: Way) -> Comparison:
    made = capture.script(capture.capture(_asker(way)), there.people)
    path = place.folder / f"{way.required}.pgbench"
    path.write_text(made.text, encoding="utf-8")
    comparison = Comparison(
        way.name, "HTTP", f"pgbench（同样的 {made.statements} 条语句）", None if own.quick else way.required
    )
    notes = _fresh_notes(made.held)
    requests = way.requests()

    def ours(_round: int) -> float:
        _forget_throttle()
        web, database = cpu.seconds(place.web_process), cpu.seconds(place.server.process_id)
        seen = http_load.drive(
            place.port, requests, connections=own.connections, seconds=own.seconds, expect=way.status
        )
        answered = max(1, seen.answered)
        notes["web_cpu_ms"].append(_ms(cpu.seconds(place.web_process) - web, answered))
        notes["database_cpu_ms"].append(_ms(cpu.seconds(place.server.process_id) - database, answered))
        if seen.wrong:
            notes["errors"] += seen.wrong
            print(seen.first_wrong, file=sys.stderr)
        notes["p50_ms"].append(f"{seen.p50:.1f}")
        notes["p99_ms"].append(f"{seen.p99:.1f}")
        return seen.per_second

    def limit(number: int) -> float:
        database = cpu.seconds(place.server.process_id)
        tally = pgbench.run(
            place.pgbench, place.app_url, Path(path), clients=own.connections, seconds=own.seconds,
            round_number=number + 1, base=_next_id(),
        )  # fmt: skip
        notes["pgbench_database_cpu_ms"].append(
            _ms(cpu.seconds(place.server.process_id) - database, max(1, tally.transactions))
        )
        notes["errors"] += tally.failed
        return tally.per_second

    ours(-1), limit(-1)  # the first requests load code, the first transactions make plans: not counted
    _settle()
    notes.update(_fresh_notes(made.held))
    alternate(own.rounds, comparison, ours, limit)
    comparison.notes = notes
    if notes["errors"]:
        raise RuntimeError(f"{way.name}: {notes['errors']} answers were wrong; nothing is proved")
    return comparison


def _fresh_notes(held: tuple[str, ...]) -> dict[str, Any]:
    """What is noted beside the rates. Processor time per request says what it costs, however busy the machine is."""
    names = ("p50_ms", "p99_ms", "web_cpu_ms", "database_cpu_ms", "pgbench_database_cpu_ms")
    return {"errors": 0, **{name: [] for name in names}, "held_in_pgbench": list(held)}


def _ms(seconds: float, count: int) -> str:
    return f"{seconds * 1000 / count:.2f}"


def _asker(way: Way) -> Callable[[int], None]:
    serial = iter(range(1, 1_000_000))
    return lambda number: way.ask(number, next(serial))


def _forget_throttle() -> None:
    """The limit of reports per hour is not what is measured; it is counted all the same, by both."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM access_throttle")


def _settle() -> None:
    """What autovacuum does in a running city within a minute. The web's connections outlive the empty tables they met
    first and would go on reading them row by row; pgbench's are new in every round."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _next_id() -> int:
    from sanguanjia.kernel.ids import new_id

    return new_id()
