"""A vote's log and what stands in it: lines get their numbers under the lock of the vote's box, without gaps.

    log = Log(vote)                                  # locks the box; who else adds to this vote waits here
    log.add(lambda seq: events.open_(log.vote, seq, at, closes))
    log.write(at)                                    # one statement

Casting is one statement too (`Log.write_cast`): lines of the log, ballots, and which of them stand, or nothing of them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.sealed import seal, unseal

from .models import Ballot, RollLine, Standing, Vote
from .proof import events, merkle
from .proof.keys import SealedUnit, VoteKey
from .rules.box import Standing as Stands
from .rules.box import may_replace
from .types import Capacity, Channel

CHOICE_PLACE = "decisions_ballot.choice"
SECRET_PLACE = "decisions_votebox.secret"  # noqa: S105 - a column
_LINES = """lines AS (
    INSERT INTO decisions_logline (id, estate_id, vote_id, seq, kind, at, line, leaf, stamp)
    SELECT new.id, %(estate)s, %(vote)s, new.seq, new.kind, %(at)s, new.line, new.leaf, new.stamp
    FROM box, unnest(%(line_ids)s::bigint[], %(line_seqs)s::bigint[], %(kinds)s::text[], %(lines)s::text[],
        %(leaves)s::text[], %(stamps)s::text[]) AS new (id, seq, kind, line, leaf, stamp)
    RETURNING id)"""
_BOX = """box AS (
    UPDATE decisions_votebox SET next_seq = %(next)s
    WHERE estate_id = %(estate)s AND vote_id = %(vote)s AND next_seq = %(first)s RETURNING id)"""
_WRITE_SQL = f"WITH {_BOX}, {_LINES} SELECT count(*) FROM lines"
# The unique key of decisions_standing is what makes one ballot per unit and item count, whatever this program believes.
_CAST_SQL = f"""
WITH {_BOX}, {_LINES}, ballots AS (
    INSERT INTO decisions_ballot (id, estate_id, vote_id, line_id, item, choice, channel, capacity, voter, account_id,
        form, at, seq)
    SELECT new.id, %(estate)s, %(vote)s, new.line_id, new.item, new.choice, new.channel, new.capacity, new.voter,
        %(account)s, new.form, %(at)s, new.seq
    FROM box, unnest(%(b_ids)s::bigint[], %(b_lines)s::bigint[], %(b_items)s::int[], %(b_choices)s::text[],
        %(b_channels)s::text[], %(b_capacities)s::text[], %(b_voters)s::text[], %(b_forms)s::int[],
        %(b_seqs)s::bigint[]) AS new (id, line_id, item, choice, channel, capacity, voter, form, seq)
    RETURNING id
), stood AS (
    INSERT INTO decisions_standing AS old (id, estate_id, vote_id, line_id, item, ballot_id, seq, last_seq, voter, rank,
        version, frozen, choice)
    SELECT new.id, %(estate)s, %(vote)s, new.line_id, new.item, new.ballot_id, new.seq, new.last_seq, new.voter,
        new.rank, 1, FALSE, ''
    FROM box, unnest(%(s_ids)s::bigint[], %(s_lines)s::bigint[], %(s_items)s::int[], %(s_ballots)s::bigint[],
        %(s_seqs)s::bigint[], %(s_lasts)s::bigint[], %(s_voters)s::text[], %(s_ranks)s::int[])
        AS new (id, line_id, item, ballot_id, seq, last_seq, voter, rank)
    ON CONFLICT (estate_id, vote_id, item, line_id) DO UPDATE SET ballot_id = excluded.ballot_id, seq = excluded.seq,
        last_seq = excluded.last_seq, voter = excluded.voter, rank = excluded.rank, version = old.version + 1
    RETURNING old.id
)
SELECT (SELECT count(*) FROM ballots), (SELECT count(*) FROM stood)
"""


_LOCK_SQL = """
    SELECT next_seq, is_open, secret FROM decisions_votebox
    WHERE estate_id = %(estate)s AND vote_id = %(vote)s FOR UPDATE
"""
_STANDS = ("id", "estate_id", "vote_id", "line_id", "item", "ballot_id", "seq", "last_seq", "voter", "rank", "frozen")
_STANDS_SQL = f"""
    SELECT {", ".join(_STANDS)} FROM decisions_standing
    WHERE estate_id = %(estate)s AND vote_id = %(vote)s AND line_id = ANY(%(lines)s::bigint[])
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What one head wants to say: all its units, a choice per item."""

    lines: tuple[RollLine, ...]
    choices: tuple[tuple[int, str], ...]
    channel: Channel
    capacity: Capacity
    voter: str
    rank: int
    form: int | None = None


@dataclass(slots=True)
class Casts:
    """What a cast did: the ballots as stored, which heads' ballots count now, whether others were replaced."""

    ballots: list[Ballot] = field(default_factory=list)
    stand: list[Standing] = field(default_factory=list)
    counted: set[int] = field(default_factory=set)
    replaced: bool = False


def sealed_unit(line: RollLine) -> SealedUnit:
    """A line of the roll as the proofs know it."""
    return SealedUnit(str(line.unit_id), line.building, str(line.head), line.area, line.area_source)


class Log:
    """The log of one vote, locked until the transaction ends."""

    def __init__(self, vote: Vote, lines: Sequence[RollLine] = ()) -> None:
        """`lines`: what stands for them is read in the same journey, after the lock and not before it."""
        wanted: dict[str, Any] = {"estate": vote.estate_id, "vote": vote.pk, "lines": [line.pk for line in lines]}
        with connection.cursor() as first, connection.cursor() as second, _together(bool(lines)):
            first.execute(_LOCK_SQL, wanted)
            if lines:  # a statement of its own: one that waits for a lock sees other rows as they were before it waited
                second.execute(_STANDS_SQL, wanted)
            box = first.fetchone()
            self._known = _known(second.fetchall()) if lines else {}
        if box is None:
            refuse("not_found")
        next_seq, self.is_open, secret = box
        self.row, self.vote = vote, str(vote.pk)
        self.key = VoteKey(unseal(secret, SECRET_PLACE))
        self._first = self._next = int(next_seq)
        self._read = {line.pk for line in lines}
        self._lines: list[tuple[int, str, str]] = []

    @property
    def size(self) -> int:
        """How many lines the log has, those not yet written included."""
        return self._next

    def root(self) -> str:
        """The root of the tree over what was added to a new log, hex."""
        return merkle.root(merkle.leaf_hash(line) for _, _, line in self._lines).hex()

    def add(self, make: Callable[[int], str]) -> int:
        """The next line; answers its number."""
        seq = self._next
        line = make(seq)
        self._lines.append((seq, json.loads(line)["kind"], line))
        self._next += 1
        return seq

    def write(self, at: dt.datetime) -> None:
        """Store what was added."""
        if self._lines:
            self._send(_WRITE_SQL, self._values(at))

    def cast(
        self, wishes: Sequence[Wish], account_id: int | None, at: dt.datetime, batch: int | None = None, *,
        keep: bool = True,
    ) -> Casts:  # fmt: skip
        """Put ballots into the box. What may not replace a ballot that stands is kept beside it and does not count;
        not `keep`: if none of them counts nothing is sent, the caller will say why (`stands_for`)."""
        done = Casts()
        known = self._standing({line.pk for wish in wishes for line in wish.lines})
        for wish in wishes:
            for line in wish.lines:
                for item, choice in wish.choices:
                    self._one(done, wish, line, item, choice, known.get((line.pk, item)), account_id, at, batch)
        if done.ballots and (keep or done.counted):
            self._send(_CAST_SQL, self._values(at) | _cast_values(done, account_id))
        return done

    def stands_for(self, lines: Sequence[RollLine]) -> list[Standing]:
        """What stood for the lines when they were last read under this lock."""
        ids = {line.pk for line in lines}
        return [row for (line, _), row in sorted(self._known.items()) if line in ids]

    def _standing(self, lines: set[int]) -> dict[tuple[int, int], Standing]:
        """What stands for the lines now, by line and item."""
        if not lines <= self._read:
            with connection.cursor() as cursor:
                values: dict[str, Any] = {"estate": self.row.estate_id, "vote": self.row.pk, "lines": sorted(lines)}
                cursor.execute(_STANDS_SQL, values)
                self._known = _known(cursor.fetchall())
        self._read = set()  # what is cast now stands differently
        return self._known

    def _one(
        self, done: Casts, wish: Wish, line: RollLine, item: int, choice: str, old: Standing | None,
        account_id: int | None, at: dt.datetime, batch: int | None,
    ) -> None:  # fmt: skip
        name, unit = str(item), sealed_unit(line)
        p, u = self.key.pseudonym(name, unit.unit), self.key.unit_seal(name, unit)

        def ballot(seq: int) -> str:
            c = events.commitment(self.key.salt(name, unit.unit, seq), choice, line.area, u)
            return events.ballot(
                self.vote, seq, at, name, channel=wish.channel.value, p=p, c=c, prev=old.last_seq if old else None,
                batch=batch,
            )  # fmt: skip

        seq = self.add(ballot)
        row = Ballot(
            estate_id=self.row.estate_id, vote_id=self.row.pk, line_id=line.pk, item=item, choice=choice,
            channel=wish.channel.value, capacity=wish.capacity.value, voter=wish.voter, account_id=account_id,
            form=wish.form, at=at, seq=seq,
        )  # fmt: skip
        done.ballots.append(row)
        stands = None if old is None else Stands(old.voter, old.rank, old.frozen)
        if may_replace(stands, wish.voter, wish.rank, self.row.last_counts):
            if old is not None:
                why = "revote" if old.voter == wish.voter and old.rank == wish.rank else "precedence"
                why = "own_over_proxy" if old.rank == 1 and wish.rank > 1 else why
                was = old.seq
                self.add(lambda n: events.supersede(self.vote, n, at, name, p=p, old=was, new=seq, why=why))
                done.replaced = True
            done.counted.add(line.head)
            done.stand.append(_stands(row, wish.rank, seq, seq))
        elif old is not None:
            done.stand.append(_stands(row, old.rank, old.seq, seq, old))

    def _values(self, at: dt.datetime) -> dict[str, Any]:
        lines = self._lines
        return {
            "estate": self.row.estate_id, "vote": self.row.pk, "first": self._first, "next": self._next, "at": at,
            "line_ids": [new_id() for _ in lines], "line_seqs": [seq for seq, _, _ in lines],
            "kinds": [kind for _, kind, _ in lines], "lines": [line for _, _, line in lines],
            "leaves": [merkle.leaf_hash(line).hex() for _, _, line in lines],
            "stamps": [self.key.stamp(line) for _, _, line in lines],
        }  # fmt: skip

    def _send(self, sql: str, values: dict[str, Any]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            written = cursor.fetchone()[0]
        if not written:
            raise RuntimeError("the log of a vote moved under its lock")
        self._first, self._lines = self._next, []


def _known(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[int, int], Standing]:
    found = (Standing.from_db("default", _STANDS, row) for row in rows)
    return {(row.line_id, row.item): row for row in found}


def _together(several: bool) -> AbstractContextManager[object]:
    """Statements sent in one journey, each still for itself (libpq's pipeline)."""
    connection.ensure_connection()
    return connection.connection.pipeline() if several else nullcontext()


def _stands(row: Ballot, rank: int, seq: int, last: int, old: Standing | None = None) -> Standing:
    return Standing(
        estate_id=row.estate_id, vote_id=row.vote_id, line_id=row.line_id, item=row.item,
        ballot_id=old.ballot_id if old else row.pk, seq=seq, last_seq=last, voter=old.voter if old else row.voter,
        rank=rank,
    )  # fmt: skip


def _cast_values(done: Casts, account_id: int | None) -> dict[str, Any]:
    ballots, stand = done.ballots, done.stand
    return {
        "account": account_id, "b_ids": [b.pk for b in ballots], "b_lines": [b.line_id for b in ballots],
        "b_items": [b.item for b in ballots], "b_choices": [str(seal(b.choice, CHOICE_PLACE)) for b in ballots],
        "b_channels": [b.channel for b in ballots], "b_capacities": [b.capacity for b in ballots],
        "b_voters": [b.voter for b in ballots], "b_forms": [b.form for b in ballots],
        "b_seqs": [b.seq for b in ballots], "s_ids": [s.pk for s in stand], "s_lines": [s.line_id for s in stand],
        "s_items": [s.item for s in stand], "s_ballots": [s.ballot_id for s in stand],
        "s_seqs": [s.seq for s in stand], "s_lasts": [s.last_seq for s in stand], "s_voters": [s.voter for s in stand],
        "s_ranks": [s.rank for s in stand],
    }  # fmt: skip
