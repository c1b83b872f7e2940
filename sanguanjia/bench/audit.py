"""`sgj audit verify` over a city of true acts against reading the same rows and doing nothing; cost must be linear.

Matters are filed by acts in a few estates, so that the chains are long, linked by the appender, and verified: every
record and link hashed, every live row digested and compared. The plain side fetches the same records, links and rows
over the same connection and throws them away. Then twice the acts: a record may not cost a quarter more than before.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from fractions import Fraction
from time import perf_counter
from typing import Any

from sanguanjia.bench.frame import scene
from sanguanjia.bench.frame.ground import ground
from sanguanjia.bench.frame.options import Options, whole
from sanguanjia.bench.frame.rounds import Comparison, alternate, report

REQUIRED, MOST_DEARER = "0.05", Fraction(5, 4)
ESTATES = 20
_LINKS = """
    SELECT * FROM audit_chainlink l LEFT JOIN kernel_record r ON r.estate_id = l.estate_id AND r.id = l.record_id
     ORDER BY l.estate_id, l.seq
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Own options, after the bench's name; --json and --quick may stand there too."""
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--quick", action="store_true", help="规模小一些，只看能否跑通")
    parser.add_argument("--records", type=whole, default=20_000, help="先有多少条办事记录（之后翻一倍）")
    parser.add_argument("--rounds", type=whole, default=3, help="交替的轮数")


def run(args: argparse.Namespace) -> int:
    """Measure and report; 1 if the ratio is missed or the cost grows faster than the record (not with --quick)."""
    own = _own(args)
    with ground():
        there = scene.lay(ESTATES)
        first = _at_size(there, own, own.records, None if own.quick else REQUIRED)
        second = _at_size(there, own, own.records * 2, None)
    dearer = Fraction(statistics.median(first.ours_per_second) / statistics.median(second.ours_per_second))
    facts = {
        "每条链": f"{own.records // ESTATES} 条，后 {2 * own.records // ESTATES} 条",
        "翻一倍之后每条贵了几倍": f"{float(dearer):.2f}（不得超过 {float(MOST_DEARER)}）",
    }
    status = report("audit", [first, second], facts, own.json)
    return status if own.quick or dearer <= MOST_DEARER else 1


def _own(args: argparse.Namespace) -> argparse.Namespace:
    own = Options("audit", configure).parse_args(getattr(args, "words", []))
    own.json |= bool(getattr(args, "json", False))
    own.quick |= bool(getattr(args, "quick", False))
    if own.quick:
        own.records, own.rounds = 60, 1
    return own


def _at_size(there: scene.Scene, own: argparse.Namespace, wanted: int, required: str | None) -> Comparison:
    from sanguanjia.audit import appender
    from sanguanjia.audit.verify import verify
    from sanguanjia.kernel.models import Record
    from sanguanjia.kernel.scoped import cross_estate

    _file(there, wanted)
    appender.append()
    with cross_estate():
        records = Record.objects.count()
    notes: dict[str, Any] = {}

    def ours(_number: int) -> float:
        began = perf_counter()
        seen = verify()
        passed = perf_counter() - began
        wrong = [f for f in seen.faults if f.note != "no act ever spoke of this row"]  # the scene was laid, not acted
        if seen.records != records or wrong:
            raise RuntimeError(f"{seen.records} of {records} records, first fault {wrong[:1]}; nothing is proved")
        notes.update(records=seen.records, rows=seen.rows)
        return records / passed

    def limit(_number: int) -> float:
        began = perf_counter()
        _read_all()
        return records / (perf_counter() - began)

    name = f"核验 {records} 条记录"
    comparison = alternate(
        own.rounds, Comparison(name, "逐条核验（条/秒）", "只把同样的行读一遍（条/秒）", required), ours, limit
    )
    comparison.notes = notes
    return comparison


def _file(there: scene.Scene, wanted: int) -> None:
    """File matters by the true act until there are so many."""
    from sanguanjia.access.models import Account
    from sanguanjia.access.queries import actor_of
    from sanguanjia.cases import actions
    from sanguanjia.cases.models import Case
    from sanguanjia.kernel.scoped import cross_estate

    operator = actor_of(Account.objects.get(pk=scene.OPERATOR))
    with cross_estate():
        done = Case.objects.count()
    for serial in range(done, wanted):
        number = serial % there.people
        actions.report(
            operator, key=f"bench-{serial}", estate_id=there.estate(number), need="N01",
            text=f"楼道灯不亮，第{serial}次说。",
            building_id=there.building(number), unit_id=there.unit(number), for_somebody=True, contact_name="来电人",
            contact_phone="19900001234",
        )  # fmt: skip
        if serial % 5000 == 4999:
            print(f"已办 {serial + 1} 件", file=sys.stderr)


def _read_all() -> None:
    """The records with their links, and the rows of every table that records speak of, fetched and thrown away."""
    from django.db import connections, transaction

    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute('SELECT DISTINCT "table" FROM kernel_rowshape')
        tables = [row[0] for row in cursor.fetchall()]
        raw = connections["owner"].connection
        statements = [
            _LINKS,
            *(f'SELECT * FROM "{table}"' for table in tables),
        ]
        for statement in statements:
            with raw.cursor(name="plain") as stream:
                stream.execute(statement)
                while stream.fetchmany(1000):
                    pass
