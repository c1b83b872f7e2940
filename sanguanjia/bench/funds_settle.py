"""Settling a deposit's interest over every account of a city against a bare INSERT … SELECT of the rows it leaves.

Accounts stand 50 to a building and 1,000 to an estate. Ours is the whole of it: every estate weighed, shared out, and
booked by its own act, with entries, transfers, balances, proofs, records with digests, and all constraints. The limit
inserts the same entries, transfers, balances and proofs into tables with the same keys, indexes, foreign keys and
checks, in one statement per table; the keyless tables are timed beside it. A tenth of the accounts is settled first: an
account may not cost more in the large city.
"""

from __future__ import annotations

import argparse
import gc
import resource
import statistics
import sys
from fractions import Fraction
from time import perf_counter
from typing import Any

from sanguanjia.bench.filing import own_options
from sanguanjia.bench.frame import funds_scene, scene
from sanguanjia.bench.frame.ground import ground
from sanguanjia.bench.frame.options import seconds, whole
from sanguanjia.bench.frame.rounds import Comparison, alternate, report

REQUIRED, MOST_DEARER = "0.40", Fraction(11, 10)  # at most 2.5 times the bare statements
_BOOKED = "SELECT entry_id FROM funds_interestproof WHERE settlement_id = %(settlement)s"
TABLES = {  # what one settlement leaves
    "funds_fundentry": f"id IN ({_BOOKED})",
    "funds_fundtransfer": f"entry_id IN ({_BOOKED})",
    "funds_fundbalance": "true",
    "funds_interestproof": "settlement_id = %(settlement)s",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Own options, after the bench's name; --json and --quick may stand there too."""
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--quick", action="store_true", help="规模小一些，只看能否跑通")
    parser.add_argument("--people", type=whole, default=100_000, help="分户账户的个数（1000 的倍数）")
    parser.add_argument("--rounds", type=whole, default=1, help="结息的次数，每次一年")
    parser.add_argument("--seconds", type=seconds, default=0, help="不用")


def run(args: argparse.Namespace) -> int:
    """Measure and report; 1 if the ratio is missed or an account costs more in the large city (not with --quick)."""
    own = own_options("funds_settle", configure, args)
    large = 2_000 if own.quick else own.people
    small = max(1_000, large // 10)
    gc.set_threshold(20_000, 20, 100)  # as the worker does, whose work this is
    with ground():
        scene.lay(0)
        comparisons = [
            _at_size(number, accounts, own.rounds, None if own.quick or number == 0 else REQUIRED)
            for number, accounts in enumerate((small, large))
        ]
    dearer = _dearer(*comparisons)
    facts = {
        "账户": f"{small} 个，再 {large} 个",
        "账户多了之后每户贵了几倍": f"{float(dearer):.2f}（不得超过 {float(MOST_DEARER)}）",
        "内存峰值（MB）": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    status = report("funds_settle", comparisons, facts, own.json)
    return status if own.quick or dearer <= MOST_DEARER else 1


def _dearer(small: Comparison, large: Comparison) -> Fraction:
    return Fraction(statistics.median(small.ours_per_second) / statistics.median(large.ours_per_second))


def _at_size(number: int, accounts: int, rounds: int, required: str | None) -> Comparison:
    there = funds_scene.lay(number, accounts // funds_scene.PER_ESTATE)
    print(f"{accounts} 个账户已铺好", file=sys.stderr, flush=True)
    notes: dict[str, Any] = {"keyless_per_second": [], "weigh_s": [], "book_s": []}

    def ours(count: int) -> float:
        weighed, booked = there.settle(count)
        there.check()
        notes["weigh_s"].append(f"{weighed:.2f}")
        notes["book_s"].append(f"{booked:.2f}")
        return accounts / (weighed + booked)

    def limit(_count: int) -> float:
        keyed, keyless = _bare(there, keys=True), _bare(there, keys=False)
        notes["keyless_per_second"].append(f"{accounts / keyless:.0f}")
        return accounts / keyed

    name = f"{accounts} 个账户结息"
    made = Comparison(name, "结息（户/秒）", "同样的行直接 INSERT … SELECT（户/秒）", required, notes=notes)
    return alternate(rounds, made, ours, limit)


def _bare(there: funds_scene.FundScene, *, keys: bool) -> float:
    """Seconds to insert the rows of the last settlement, picked before, into empty tables, in one transaction."""
    from django.db import connections, transaction

    values = {"first": there.first, "last": there.last, "settlement": there.settlement}
    with connections["owner"].cursor() as cursor:
        for table, picked in TABLES.items():
            cursor.execute(
                f"CREATE TABLE picked_{table} AS SELECT * FROM {table}"
                f" WHERE estate_id BETWEEN %(first)s AND %(last)s AND {picked}",
                values,
            )
            _twin(cursor, table, keys=keys)
        began = perf_counter()
        with transaction.atomic("owner"):
            for table in TABLES:
                cursor.execute(f"INSERT INTO bare_{table} SELECT * FROM picked_{table}")
        passed = perf_counter() - began
        for table in TABLES:
            cursor.execute(f"DROP TABLE bare_{table}, picked_{table}")
    return passed


def _twin(cursor: Any, table: str, *, keys: bool) -> None:
    cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} {'INCLUDING ALL' if keys else ''})")
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
        [table],
    )
    for name, definition in cursor.fetchall() if keys else ():
        cursor.execute(f"ALTER TABLE bare_{table} ADD CONSTRAINT {name} {definition}")
