"""Filing a matter over Open311 against pgbench doing the same statements."""

from __future__ import annotations

import argparse
from typing import Any
from urllib.parse import urlencode

from sanguanjia.bench import filing
from sanguanjia.bench.frame import http_load, scene
from sanguanjia.bench.frame.ground import ground
from sanguanjia.bench.frame.options import seconds, whole
from sanguanjia.bench.frame.rounds import report

REQUIRED = "0.25"
_PATH = "/open311/v2/requests.json"


def configure(parser: argparse.ArgumentParser) -> None:
    """Own options, after the bench's name; --json and --quick may stand there too."""
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--quick", action="store_true", help="规模小一些，只看能否跑通")
    parser.add_argument("--people", type=whole, default=1000, help="参与的小区数")
    parser.add_argument("--rounds", type=whole, default=5, help="交替的轮数")
    parser.add_argument("--seconds", type=seconds, default=5, help="每一边每一轮的秒数")
    parser.add_argument("--connections", type=whole, default=16, help="同时的连接数")


def run(args: argparse.Namespace) -> int:
    """Measure and report; 1 if the ratio is below what is required (not with --quick)."""
    own = filing.own_options("open311", configure, args)
    with ground() as place:
        there = scene.lay(own.people)
        place.serve()
        comparison = filing.compare(place, there, own, _Open311(there))
        facts = {"小区": own.people, "连接": own.connections, "每轮秒数": own.seconds}
        return report("open311", [comparison], facts, own.json)


class _Open311:
    """POST /open311/v2/requests.json with the key of the city's hotline, for estate after estate."""

    name, required, status = "Open311 报事", REQUIRED, 200

    def __init__(self, there: scene.Scene) -> None:
        self.there = there

    def _fields(self, number: int, serial: str) -> dict[str, Any]:
        return {
            "api_key": self.there.token, "service_code": "N01", "address_id": str(self.there.estate(number)),
            "address_string": "楼梯间", "first_name": "来电人", "phone": "19900001234",
            "description": f"{filing.TEXT}{serial}次说。",
        }  # fmt: skip

    def requests(self) -> list[bytes]:
        """One request per estate, with a mark where each run puts a new number."""
        found = []
        for number in range(self.there.people):
            body = filing.marked(urlencode(self._fields(number, "{{nnnnnnnnnn}}")))
            headers = {
                "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
                "Idempotency-Key": "bench-{{nnnnnnnnnn}}",
            }
            found.append(http_load.request("POST", _PATH, headers=headers, body=body.encode()))
        return found

    def ask(self, number: int, serial: int) -> None:
        """The same inside this process, for the capture."""
        from django.test import Client

        answer = Client(headers={"Host": "127.0.0.1"}).post(
            _PATH, self._fields(number, f"{serial:014d}"), headers={"Idempotency-Key": f"bench-{serial:014d}"}
        )
        filing.expect(answer.status_code, self.status, answer.content)
