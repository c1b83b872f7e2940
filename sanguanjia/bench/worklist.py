"""The company's list of 20 in a city of 1.3 million matters against the same SQL alone; again after a burst elsewhere.

Three lists of the same matters, each against its own statements: the list itself (who may see what, the statement,
twenty lines; the bar is on this one), the list over HTTP as JSON, and the whole page. Then 60,000 matters come in
elsewhere in the city, and none of them may become slower than twice. The company is the one with the most estates; the
person is its manager, over HTTP logged in, with every middleware in the way.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from typing import Any

from sanguanjia.bench.frame import capture, cpu, http_load, pgbench
from sanguanjia.bench.frame.ground import Ground, ground, standing
from sanguanjia.bench.frame.options import Options, seconds, whole
from sanguanjia.bench.frame.rounds import Comparison, alternate, report

REQUIRED, MOST_SLOWER, BURST = "0.40", Fraction(2), 60_000
PAGE, API = "/cases/list/", "/api/v1/cases?view=todo"


def configure(parser: argparse.ArgumentParser) -> None:
    """Own options, after the bench's name; --json and --quick may stand there too."""
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--quick", action="store_true", help="规模小一些，只看能否跑通")
    parser.add_argument("--matters", type=whole, default=1_300_000, help="全市报事件数")
    parser.add_argument("--estates", type=whole, default=1_163, help="小区数")
    parser.add_argument("--burst", type=whole, default=BURST, help="别处突然增加的件数")
    parser.add_argument("--rounds", type=whole, default=5, help="交替的轮数")
    parser.add_argument("--seconds", type=seconds, default=5, help="每一边每一轮的秒数")
    parser.add_argument("--connections", type=whole, default=16, help="同时的连接数")
    parser.add_argument("--data", type=Path, default=None, help="已经用 sgj demo --scale city 生成好的数据目录")


def run(args: argparse.Namespace) -> int:
    """Measure and report; 1 if the ratio or the promise after the burst is missed (not with --quick)."""
    own = _own(args)
    with _place(own) as place:
        facts = _city(own)
        place.serve()
        session, company, estates = _manager()
        facts |= {"公司的小区": estates, "连接": own.connections, "每轮秒数": own.seconds}
        before = _three(place, own, session, "平时", None if own.quick else REQUIRED)
        _burst(own.burst, company)
        after = _three(place, own, session, f"别处新增 {own.burst} 件之后", None)
        slower = max(_slower(*pair) for pair in zip(before, after, strict=True))
        facts["新增之后最多慢了几倍"] = f"{float(slower):.2f}（不得超过 {MOST_SLOWER}）"
        status = report("worklist", [*before, *after], facts, own.json)
        return status if own.quick or slower <= MOST_SLOWER else 1


def _three(place: Ground, own: argparse.Namespace, session: str, when: str, required: str | None) -> list[Comparison]:
    return [
        _list_itself(own, session, f"清单本身，{when}", required),
        _over_http(place, own, session, API, f"清单（JSON），{when}"),
        _over_http(place, own, session, PAGE, f"清单整页，{when}"),
    ]


def _slower(before: Comparison, after: Comparison) -> Fraction:
    return Fraction(
        statistics.median(before.ours_per_second) / statistics.median(after.ours_per_second)
    ).limit_denominator(1000)


def _list_itself(own: argparse.Namespace, session: str, name: str, required: str | None) -> Comparison:
    """One connection, one process: the list as every page, sheet and answer takes it, and its statement alone."""
    from django.db import connection

    from sanguanjia.access.models import Session
    from sanguanjia.access.queries import actor_of
    from sanguanjia.access.queries.actors import load_account
    from sanguanjia.cases import queries
    from sanguanjia.cases.queries.work_list import statement

    account = load_account(Session.objects.get(session_key=session).account_id or 0)
    if account is None:
        raise RuntimeError("the manager has no account")
    actor, filters = actor_of(account), queries.Filters(view="todo")
    text, values = statement(actor, filters)

    def ours(_number: int) -> float:
        return _per_second(lambda: queries.work_list(actor, filters), own.seconds)

    def limit(_number: int) -> float:
        raw = connection.connection.cursor()
        return _per_second(lambda: raw.execute(text, values).fetchall(), own.seconds)

    comparison = Comparison(name, "清单（一个进程、一个连接）", "同一条 SQL（同一个进程和连接）", required)
    ours(-1), limit(-1)
    return alternate(own.rounds, comparison, ours, limit)


def _per_second(work: Callable[[], object], seconds: float) -> float:
    done, began = 0, perf_counter()
    while (passed := perf_counter() - began) < seconds:
        work()
        done += 1
    return done / passed


def _own(args: argparse.Namespace) -> argparse.Namespace:
    own = Options("worklist", configure).parse_args(getattr(args, "words", []))
    own.json |= bool(getattr(args, "json", False))
    own.quick |= bool(getattr(args, "quick", False))
    if own.quick:
        own.matters, own.estates, own.burst, own.rounds, own.seconds = 1500, 6, 200, 1, 0.3
    return own


def _place(own: argparse.Namespace) -> AbstractContextManager[Ground]:
    return ground() if own.data is None else standing(own.data)


def _city(own: argparse.Namespace) -> dict[str, Any]:
    """A full-size city for lists: all matters with their history; few flats, because no list counts them."""
    from django.db import connection

    from sanguanjia.demo.city.write import write_city

    if own.data is None:
        write_city(
            estates=own.estates, units=min(60_000, own.estates * 60), matters=own.matters,
            say=lambda line: print(line, file=sys.stderr),
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT estate_id) FROM cases_case")
        matters, estates = cursor.fetchone()
    return {"报事": matters, "小区": estates}


def _manager() -> tuple[str, int, int]:
    """Session of the manager of the company with the most estates, the company, and how many estates."""
    from django.db import connection
    from django.test import Client

    from sanguanjia.access.models import Account

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.organisation_id, count(*), (SELECT m.account_id FROM access_mandate m"
            " WHERE m.organisation_id = t.organisation_id AND m.role = 'company_manager' LIMIT 1)"
            " FROM registry_managementtenure t GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"
        )
        company, estates, account = cursor.fetchone()
    client = Client(headers={"Host": "127.0.0.1"})
    client.force_login(Account.objects.get(pk=account))
    return client.cookies["sessionid"].value, company, estates


def _over_http(place: Ground, own: argparse.Namespace, session: str, path: str, name: str) -> Comparison:
    made = capture.script(capture.capture(lambda _number: _ask(path, session)), people=1)
    script = place.folder / "worklist.pgbench"
    script.write_text(made.text, encoding="utf-8")
    comparison = Comparison(name, f"HTTP GET {path}", f"pgbench（同样的 {made.statements} 条语句）", None)
    cookies = f"sessionid={session}; csrftoken={'b' * 32}"  # as a browser sends them
    requests = [http_load.request("GET", path, headers={"Cookie": cookies})]
    notes: dict[str, Any] = {"p50_ms": [], "p99_ms": [], "web_cpu_ms": [], "bytes": 0}

    def ours(number: int) -> float:
        web = cpu.seconds(place.web_process)
        seen = http_load.drive(place.port, requests, connections=own.connections, seconds=own.seconds)
        if seen.wrong:
            raise RuntimeError(f"{seen.wrong} answers were wrong; nothing is proved:\n{seen.first_wrong}")
        if number >= 0:
            notes["p50_ms"].append(f"{seen.p50:.1f}")
            notes["p99_ms"].append(f"{seen.p99:.1f}")
            notes["web_cpu_ms"].append(f"{(cpu.seconds(place.web_process) - web) * 1000 / max(1, seen.answered):.2f}")
            notes["bytes"] = seen.bytes // max(1, seen.answered)
        return seen.per_second

    def limit(_number: int) -> float:
        return pgbench.run(
            place.pgbench, place.app_url, script, clients=own.connections, seconds=own.seconds
        ).per_second

    ours(-1), limit(-1)  # code and plans are loaded, pages are in memory: not counted
    alternate(own.rounds, comparison, ours, limit)
    comparison.notes = notes
    return comparison


def _ask(path: str, session: str) -> None:
    from django.test import Client

    client = Client(headers={"Host": "127.0.0.1"})
    client.cookies["sessionid"] = session
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"expected 200, got {answer.status_code}: {answer.content.decode(errors='replace')[:1500]}")


def _burst(count: int, company: int) -> None:
    """So many new matters today in one estate of somebody else: the rows of one there, again and again."""
    from django.db import connections

    from sanguanjia.cases.models import Case
    from sanguanjia.kernel.ids import new_id

    taken = {
        "id": "%(id)s + g", "number": "c.last + g",
        "tracking_code": "'!' || right((%(id)s + g)::text, 11)", "reported_at": "now() - g * interval '1 second'",
        "received_at": "now() - g * interval '1 second'",
    }  # fmt: skip
    columns = [field.column for field in Case._meta.concrete_fields]
    chosen = ", ".join(taken.get(column, f"c.{column}") for column in columns)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO cases_case ({', '.join(columns)}) SELECT {chosen} FROM generate_series(1, %(n)s) g,"
            " (SELECT c.*, (SELECT max(x.number) FROM cases_case x WHERE x.estate_id = c.estate_id) AS last"
            "  FROM cases_case c WHERE c.ended_at IS NULL AND c.estate_id NOT IN (SELECT estate_id"
            "  FROM registry_managementtenure WHERE organisation_id = %(company)s) ORDER BY c.id LIMIT 1) c",
            {"id": new_id(), "n": count, "company": company},
        )
        if cursor.rowcount != count:
            raise RuntimeError(f"the burst brought {cursor.rowcount} matters, not {count}")
