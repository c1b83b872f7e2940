"""Posting one entry with two transfers against pgbench doing the same statements.

Ours is an act: permission, the one statement that books entry, transfers and balances, the record with the digests of
every row, one transaction, in one process over one connection; pgbench sends the statements that one such act was seen
to send, with prepared statements, over one connection too. Estates by turns, so that no book is waited for.
"""

import argparse
import datetime as dt
from itertools import count
from pathlib import Path
from time import perf_counter

from sanguanjia.bench.filing import own_options
from sanguanjia.bench.frame import capture, pgbench, scene
from sanguanjia.bench.frame.ground import Ground, ground
from sanguanjia.bench.frame.options import seconds, whole
from sanguanjia.bench.frame.rounds import Comparison, alternate, report

REQUIRED = "0.40"
BANK, UNIT, POOL = 210_000_000_000_000_000, 220_000_000_000_000_000, 230_000_000_000_000_000
_ROWS = (
    """INSERT INTO funds_fundbook (id, estate_id, last_number)
       SELECT {bank} + i, {estate} + i, 0 FROM generate_series(0, %(n)s - 1) i""",
    """INSERT INTO funds_fundaccount (id, estate_id, kind, building_id, unit_id, organisation_id, name, opened_on)
       SELECT a.id + i, {estate} + i, a.kind, CASE WHEN a.kind <> 'bank' THEN {building} + i END,
           CASE WHEN a.kind = 'unit' THEN {unit_row} + i END, CASE WHEN a.kind = 'bank' THEN 7 END, a.kind, '2020-01-01'
       FROM generate_series(0, %(n)s - 1) i,
           (VALUES ({bank}, 'bank'), ({unit}, 'unit'), ({pool}, 'pool')) a (id, kind)""",
    """INSERT INTO funds_fundbalance (id, estate_id, account_id, side, free, held_fen, net_fen)
       SELECT id, estate_id, id, CASE kind WHEN 'bank' THEN -1 ELSE 1 END, false, 0, 0 FROM funds_fundaccount""",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Own options, after the bench's name; --json and --quick may stand there too."""
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--quick", action="store_true", help="规模小一些，只看能否跑通")
    parser.add_argument("--people", type=whole, default=200, help="轮流记账的小区数")
    parser.add_argument("--rounds", type=whole, default=5, help="交替的轮数")
    parser.add_argument("--seconds", type=seconds, default=3, help="每一边每一轮的秒数")


def run(args: argparse.Namespace) -> int:
    """Measure and report; 1 if the ratio is missed (not with --quick)."""
    own = own_options("funds_post", configure, args)
    with ground() as place:
        there = scene.lay(own.people)
        _open_books(own.people)
        comparison = _compare(place, there, own)
    return report("funds_post", [comparison], {"小区": own.people, "每轮秒数": own.seconds}, own.json)


def _open_books(estates: int) -> None:
    from django.db import connections, transaction

    names = {"estate": scene.ESTATE, "building": scene.BUILDING, "unit_row": scene.UNIT, "bank": BANK, "unit": UNIT,
             "pool": POOL}  # fmt: skip
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for statement in _ROWS:
            cursor.execute(statement.format(**names), {"n": estates})
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _compare(place: Ground, there: scene.Scene, own: argparse.Namespace) -> Comparison:
    post = _poster(there)
    serial = count(1)
    made = capture.script(capture.capture(lambda number: post(number, next(serial))), there.people)
    path = Path(place.folder) / "post.pgbench"
    path.write_text(made.text, encoding="utf-8")
    comparison = Comparison(
        "两笔转账的一条分录", "记账", f"pgbench（同样的 {made.statements} 条语句）", None if own.quick else REQUIRED,
        notes={"held_in_pgbench": list(made.held)},
    )  # fmt: skip

    def ours(_round: int) -> float:
        began, done = perf_counter(), 0
        while perf_counter() - began < own.seconds:
            number = next(serial)
            post(number % there.people, number)
            done += 1
        return done / (perf_counter() - began)

    def limit(number: int) -> float:
        tally = pgbench.run(
            place.pgbench, place.app_url, path, clients=1, seconds=own.seconds, round_number=number + 1, base=_next_id()
        )
        if tally.failed or not tally.transactions:
            raise RuntimeError(f"pgbench failed {tally.failed} times; nothing is proved")
        return tally.per_second

    ours(-1), limit(-1)  # not counted: plans and caches
    return alternate(own.rounds, comparison, ours, limit)


def _poster(there: scene.Scene):  # type: ignore[no-untyped-def]
    """An act that books 1,234.56 yuan to a door and 0.05 to its building's pool."""
    from sanguanjia.funds.store import Posting
    from sanguanjia.funds.store import post as book
    from sanguanjia.funds.types import EntryKind, EntryRef, Line
    from sanguanjia.kernel.act import Deed, act
    from sanguanjia.kernel.actor import SYSTEM
    from sanguanjia.kernel.predicates import is_system

    day = dt.date(2024, 5, 1)

    @act("bench.post_entry")
    def post_entry(deed: Deed, *, estate_id: int, number: int, serial: int) -> EntryRef:
        deed.permit(is_system, None)
        lines = (Line(BANK + number, UNIT + number, 123_456), Line(BANK + number, POOL + number, 5))
        return book(deed, Posting(estate_id, EntryKind.TOP_UP, day, "续交", 1, 2, f"bench-{serial:014d}", lines))

    return lambda number, serial: post_entry(SYSTEM, estate_id=there.estate(number), number=number, serial=serial)


def _next_id() -> int:
    from sanguanjia.kernel.ids import new_id

    return new_id()
