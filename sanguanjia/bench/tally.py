"""Counting a vote of 100,000 ballots against a bare join and sum of the same rows, in turn on one machine."""

from __future__ import annotations

import argparse
import time
from typing import Any

from sanguanjia.bench.filing import own_options
from sanguanjia.bench.frame import scene
from sanguanjia.bench.frame.ground import ground
from sanguanjia.bench.frame.options import seconds, whole
from sanguanjia.bench.frame.rounds import Comparison, alternate, report

REQUIRED = "0.2"  # of the bare statement's rate: at most five times its time
_BARE = """
    SELECT stands.item, stands.choice, sum(line.area)::bigint, count(*)
    FROM decisions_standing AS stands
    JOIN decisions_ballot AS ballot ON ballot.estate_id = stands.estate_id AND ballot.id = stands.ballot_id
    JOIN decisions_rollline AS line ON line.estate_id = stands.estate_id AND line.id = stands.line_id
    WHERE stands.estate_id = %(estate)s AND stands.vote_id = %(vote)s
    GROUP BY 1, 2
"""
# One estate of a size no estate has: a third of its units owned by two, a tenth of the owners with two units.
_FILL = """
INSERT INTO registry_unit (id, estate_id, building_id, room, code, use, exclusive_area, exclusive_area_source,
    built_area_source, area_document, valid_from)
SELECT n, %(estate)s, %(building)s, n::text, n::text, 'dwelling', 60 + n %% 90, 'registry', '', '', '2020-01-01'
FROM generate_series(1, %(units)s) AS n;
INSERT INTO registry_party (id, estate_id, kind, name, identity_kind, person_key, identity_number, phone,
    identity_index, identity_tail, phone_index)
SELECT n, %(estate)s, 'person', 'P' || n, '', '', '', '', '', '', '' FROM generate_series(1, %(owned)s) AS n;
INSERT INTO registry_ownership (id, estate_id, unit_id, slice, period, basis, is_joint, document)
SELECT n, %(estate)s, 1 + (n - 1) %% %(units)s,
    CASE WHEN n <= %(units)s THEN '[0,765765000)' ELSE '[765765000,1531530000)' END::int4range,
    '[2020-01-01,)', 'registered', FALSE, '' FROM generate_series(1, %(owned)s) AS n;
INSERT INTO registry_ownershipmember (id, estate_id, ownership_id, party_id)
SELECT n, %(estate)s, n, CASE WHEN n <= %(units)s AND n %% 10 = 0 THEN n - 1 ELSE n END
FROM generate_series(1, %(owned)s) AS n
"""
_BALLOTS = """
INSERT INTO decisions_ballot (id, estate_id, vote_id, line_id, item, choice, channel, capacity, voter, account_id, form,
    at, seq)
SELECT id, estate_id, vote_id, id, 1, (ARRAY['for', 'for', 'against', 'abstain'])[1 + unit_id %% 4],
    CASE WHEN unit_id %% 5 = 0 THEN 'paper' ELSE 'phone' END, 'owner', 'p1', NULL, NULL, now(), unit_id
FROM decisions_rollline WHERE estate_id = %(estate)s AND vote_id = %(vote)s ORDER BY unit_id LIMIT %(ballots)s;
INSERT INTO decisions_standing (id, estate_id, vote_id, line_id, item, ballot_id, seq, last_seq, voter, rank, version,
    frozen, choice)
SELECT id, estate_id, vote_id, line_id, item, id, seq, seq, voter, 2, 1, FALSE, choice FROM decisions_ballot
WHERE estate_id = %(estate)s AND vote_id = %(vote)s
"""
_ESTATE, _VOTE = scene.ESTATE, 900_002


def configure(parser: argparse.ArgumentParser) -> None:
    """Own options, after the bench's name; --json and --quick may stand there too."""
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--quick", action="store_true", help="规模小一些，只看能否跑通")
    parser.add_argument("--people", type=whole, default=100_000, help="票数；房屋是它的 1.2 倍，产权份额 1.6 倍")
    parser.add_argument("--rounds", type=whole, default=7, help="交替的轮数")
    parser.add_argument("--seconds", type=seconds, default=1, help="不用")


def run(args: argparse.Namespace) -> int:
    """Measure and report; 1 if the count takes more than five times the bare statement (not with --quick)."""
    own = own_options("tally", configure, args)
    sizes = {
        "estate": _ESTATE, "building": scene.BUILDING, "vote": _VOTE, "ballots": own.people,
        "units": own.people * 6 // 5, "owned": own.people * 8 // 5,
    }  # fmt: skip
    with ground():
        frozen = _lay(sizes)
        comparison = Comparison("计票", "计票语句", "同样的行，只连接和求和", None if own.quick else REQUIRED)
        alternate(own.rounds, comparison, lambda _n: _ours(sizes), lambda _n: _bare(sizes))
        facts = {"票": own.people, "房屋": sizes["units"], "产权份额": sizes["owned"], "固定名册毫秒": frozen}
        return report("tally", [comparison], facts, own.json)


def _lay(sizes: dict[str, Any]) -> int:
    """The estate, its roll read from the registry by the room's own code, the ballots; milliseconds of the roll."""
    import datetime as dt

    from django.db import connections

    from sanguanjia.decisions import roll
    from sanguanjia.decisions.law import law_of
    from sanguanjia.decisions.models import RollLine, Vote
    from sanguanjia.kernel import clock

    scene.lay(1)  # the places, and the estate that grows here
    with connections["owner"].cursor() as cursor:
        # The scene was analysed with one row in each table: checks of foreign keys planned for that walk the estate.
        for statement in _FILL.split(";"):
            cursor.execute(statement, sizes)
            cursor.execute("ANALYZE")
    today = clock.today()
    vote = Vote(
        id=_VOTE, estate_id=_ESTATE, number=1, title="计票", caller="committee", opens_on=today,
        closes_on=today + dt.timedelta(days=9), made_by=1, made_at=clock.now(),
    )  # fmt: skip
    vote.save(force_insert=True)
    began = time.monotonic()
    rows = roll.rows_of(vote, roll.read(law_of(_ESTATE, today), vote, today))
    RollLine.objects.bulk_create(rows, batch_size=5_000)
    took = round((time.monotonic() - began) * 1000)
    with connections["owner"].cursor() as cursor:
        for statement in _BALLOTS.split(";"):
            cursor.execute("ANALYZE")
            cursor.execute(statement, sizes)
        cursor.execute("VACUUM ANALYZE")
    return took


def _ours(sizes: dict[str, Any]) -> float:
    from sanguanjia.decisions import tally

    began = time.perf_counter()
    found = tally.cells(_ESTATE, _VOTE)
    if sum(cell.units for cell in found) != sizes["ballots"]:
        raise RuntimeError("the count lost a ballot")
    return 1 / (time.perf_counter() - began)


def _bare(sizes: dict[str, Any]) -> float:
    from django.db import connection

    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(_BARE, {"estate": _ESTATE, "vote": _VOTE})
        if sum(row[3] for row in cursor.fetchall()) != sizes["ballots"]:
            raise RuntimeError("the bare statement lost a ballot")
    return 1 / (time.perf_counter() - began)
