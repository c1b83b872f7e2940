"""Casting in the last minutes of one vote, 2,000 owners at once, against pgbench doing the same statements.

Both sides stand in one line: the box of the vote gives the numbers of its log. Ours is the act itself in as many
processes as the web has, without HTTP and without the code that is sent to the phone.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import secrets
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

from sanguanjia.bench.filing import own_options
from sanguanjia.bench.frame import capture, pgbench, scene
from sanguanjia.bench.frame.ground import Ground, ground
from sanguanjia.bench.frame.options import seconds, whole
from sanguanjia.bench.frame.rounds import Comparison, alternate, report

REQUIRED = "0.25"
PROCESSES, THREADS = 2, 4
_ESTATE, _UNIT, _ACCOUNT = scene.ESTATE, scene.UNIT, scene.ACCOUNT
OURS = (160_000_000_000_000_001, 170_000_000_000_000_000)  # a vote, and the first line of its roll
THEIRS = (160_000_000_000_000_002, 180_000_000_000_000_000)
_PARTY = 190_000_000_000_000_000
_LONG_AGO = date(2020, 1, 1)
_PATIENCE = 120
# What pgbench cannot know is which number comes next: it takes the box's own, under the same lock.
_NUMBERED = re.compile(r"SET next_seq = \S+ (WHERE .*? AND) next_seq = \S+ RETURNING")
_SMALL = re.compile(r"^(\\set s(\d+) :small \+ :u)$", re.MULTILINE)  # several new numbers of one cast must differ
_FILL = """
INSERT INTO registry_unit (id, estate_id, building_id, room, code, use, exclusive_area, exclusive_area_source,
    built_area_source, area_document, valid_from)
SELECT %(unit)s + n, %(estate)s, %(building)s, n::text, n::text, 'dwelling', 60 + n %% 90, 'registry', '', '',
    '2020-01-01'
FROM generate_series(1, %(people)s - 1) AS n
"""
_PEOPLE = """
INSERT INTO access_account (id, password, username, name, phone, is_active, created_at)
SELECT %(account)s + n, '!', 'cast' || n, '业主', '', TRUE, now() FROM generate_series(1, %(people)s - 1) AS n;
INSERT INTO access_mandate (id, account_id, role, home_id, unit_id, unit_estate_id, valid, document, granted_at,
    end_reason)
SELECT %(mandate)s + n, %(account)s + n, 'owner', %(estate)s, %(unit)s + n, %(estate)s, '[2020-01-01,)', '', now(), ''
FROM generate_series(1, %(people)s - 1) AS n;
INSERT INTO registry_party (id, estate_id, kind, name, identity_kind, person_key, identity_number, phone,
    identity_index, identity_tail, phone_index, account_id)
SELECT %(party)s + n, %(estate)s, 'person', 'P' || n, '', '', '', '', '', '', '', %(account)s + n
FROM generate_series(0, %(people)s - 1) AS n
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Own options, after the bench's name; --json and --quick may stand there too."""
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--quick", action="store_true", help="规模小一些，只看能否跑通")
    parser.add_argument("--people", type=whole, default=2000, help="业主数")
    parser.add_argument("--rounds", type=whole, default=5, help="交替的轮数")
    parser.add_argument("--seconds", type=seconds, default=4, help="每一边每一轮的秒数")


def run(args: argparse.Namespace) -> int:
    """Measure and report; 1 if the ratio is below what is required. A ballot lost or doubled raises."""
    own = own_options("cast", configure, args)
    with ground() as place:
        _lay(own.people)
        for vote in (OURS, THEIRS):
            for number in range(own.people):
                _cast(vote, number)  # from here on everybody casts again: the same statements for all
        _settle()
        comparison = _compare(place, own)
        facts = {"业主": own.people, "进程": PROCESSES, "线程": THREADS, "每轮秒数": own.seconds}
        return report("cast", [comparison], facts, own.json)


def _compare(place: Ground, own: argparse.Namespace) -> Comparison:
    made = capture.script(capture.capture(lambda number: _cast(THEIRS, number)), own.people)
    text, changed = _NUMBERED.subn(r"SET next_seq = next_seq + 2 \1 TRUE RETURNING", made.text)
    if not changed:
        raise RuntimeError("the statement that numbers the log was not found")
    text = _SMALL.sub(r"\1 * 64 + \2", text)
    path = place.folder / "cast.pgbench"
    path.write_text(text, encoding="utf-8")
    comparison = Comparison(
        "投票", "投票（同一表决）", f"pgbench（同样的 {made.statements} 条语句）", None if own.quick else REQUIRED
    )
    notes: dict[str, Any] = {"errors": 0, "held_in_pgbench": list(made.held)}
    cast = [own.people]
    kept = _ballots(THEIRS)

    def ours(_round: int) -> float:
        done, took = _at_once(own.people, own.seconds)
        cast[0] += done
        _check(cast[0])
        return (done - PROCESSES * THREADS) / took  # each thread's first was before the clock

    def limit(number: int) -> float:
        nonlocal kept
        tally = pgbench.run(
            place.pgbench, place.app_url, Path(path), clients=PROCESSES * THREADS, seconds=own.seconds,
            round_number=number + 1, base=_next_id(),
        )  # fmt: skip
        notes["errors"] += tally.failed
        kept = kept + tally.transactions
        if _ballots(THEIRS) != kept:
            raise RuntimeError("pgbench left fewer ballots than it did transactions: it does less than we do")
        return tally.per_second

    ours(-1), limit(-1)
    alternate(own.rounds, comparison, ours, limit)
    comparison.notes = notes
    return comparison


def _settle() -> None:
    """What autovacuum does in a running city within a minute."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _lay(people: int) -> None:
    """One estate, one unit per owner, two open votes: ours, and the one whose statements pgbench repeats."""
    import datetime as dt

    from django.db import connections

    from sanguanjia.decisions.models import Item, RollLine, Vote, VoteBox
    from sanguanjia.decisions.proof.keys import fresh_secret
    from sanguanjia.kernel import clock

    values = {
        "estate": _ESTATE, "building": scene.BUILDING, "unit": _UNIT, "people": people, "account": _ACCOUNT,
        "mandate": scene.MANDATE, "party": _PARTY,
    }  # fmt: skip
    today = clock.today()
    scene.lay(1)  # the places, and the estate that grows here
    with connections["owner"].cursor() as cursor:
        for statement in (_FILL, *_PEOPLE.split(";")):
            cursor.execute(statement, values)
    for number, (vote, line) in enumerate((OURS, THEIRS), start=1):
        Vote.objects.create(
            id=vote, estate_id=_ESTATE, number=number, title="投票", state="open", caller="committee", opens_on=today,
            closes_on=today + dt.timedelta(days=9), made_by=1, made_at=clock.now(),
        )  # fmt: skip
        VoteBox.objects.create(estate_id=_ESTATE, vote_id=vote, secret=fresh_secret(), is_open=True)
        Item.objects.create(estate_id=_ESTATE, vote_id=vote, position=1, matter=5, title="使用维修资金", text="内容")
        RollLine.objects.bulk_create([
            RollLine(
                id=line + n, estate_id=_ESTATE, vote_id=vote, unit_id=_UNIT + n, code=str(n), building="1", head=n,
                area=6_000 + n, area_source="registry", owners=[_PARTY + n],
            )
            for n in range(people)
        ])  # fmt: skip


def _cast(vote: tuple[int, int], number: int) -> None:
    """One owner casts; what is said changes from time to time, as people do."""
    from sanguanjia.decisions import actions
    from sanguanjia.decisions.actions.casting import Confirmed
    from sanguanjia.kernel.actor import Actor, Mandate

    unit, account = _UNIT + number, _ACCOUNT + number
    mandate = Mandate(account, "owner", _ESTATE, f"1/2/3/4/5/{_ESTATE}/", _LONG_AGO, unit_id=unit)
    actions.cast(
        Actor(account, "业主", (mandate,)), key=f"cast-{secrets.token_hex(8)}", estate_id=_ESTATE, vote_id=vote[0],
        unit_id=unit, choices={"1": "for"}, confirmed=Confirmed(True),
    )  # fmt: skip


def _at_once(people: int, length: float) -> tuple[int, float]:
    """Cast for so many seconds in several fresh processes with several threads each; how many, and how long it took."""
    context = multiprocessing.get_context("spawn")  # a forked one would hold locks of threads it does not have
    counts, ends = context.Array("q", PROCESSES * THREADS), context.Array("d", PROCESSES * THREADS)
    ready = context.Barrier(PROCESSES + 1)
    running = [
        context.Process(target=_process, args=(counts, ends, ready, p, people, length), daemon=True)
        for p in range(PROCESSES)
    ]
    for process in running:
        process.start()
    ready.wait(_PATIENCE)
    began = time.monotonic()
    for process in running:
        process.join(length + _PATIENCE)
    if any(process.exitcode for process in running):
        raise RuntimeError("a process that cast has failed")
    return sum(counts[:]), max(ends[:]) - began  # one clock for all processes of a machine; their ending is not counted


def _process(counts: Any, ends: Any, ready: Any, process: int, people: int, length: float) -> None:
    import django

    django.setup()
    from django.db import connections

    failed: list[BaseException] = []

    def work(slot: int) -> None:
        drawn = random.Random(slot + time.time_ns())  # noqa: S311 - picks an owner
        try:
            _cast(OURS, drawn.randrange(people))  # loads the code, opens the connection
            counts[slot] += 1
            started.wait(_PATIENCE)
            until = time.monotonic() + length
            while time.monotonic() < until:
                _cast(OURS, drawn.randrange(people))
                counts[slot] += 1
            ends[slot] = time.monotonic()
        except BaseException as fault:
            failed.append(fault)
            started.abort()
        finally:
            connections.close_all()

    started = threading.Barrier(THREADS, action=lambda: ready.wait(_PATIENCE))
    threads = [threading.Thread(target=work, args=(process * THREADS + n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def _check(cast: int) -> None:
    """Every cast left one ballot, each unit has one that counts, and the log says the same."""
    from sanguanjia.decisions import queries
    from sanguanjia.decisions.models import RollLine, Standing

    ballots = _ballots(OURS)
    stand = Standing.objects.filter(estate_id=_ESTATE, vote_id=OURS[0]).count()
    units = RollLine.objects.filter(estate_id=_ESTATE, vote_id=OURS[0]).count()
    if (ballots, stand) != (cast, units) or queries.differences(queries.vote(_ESTATE, OURS[0])):
        raise RuntimeError(f"{cast} casts left {ballots} ballots, {stand} that count")


def _ballots(vote: tuple[int, int]) -> int:
    from sanguanjia.decisions.models import Ballot

    return Ballot.objects.filter(estate_id=_ESTATE, vote_id=vote[0]).count()


def _next_id() -> int:
    from sanguanjia.kernel.ids import new_id

    return new_id()
