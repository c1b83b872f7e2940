"""From the tables to the proofs of a vote: signed heads, receipts, bundles (proof/README.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from .box import sealed_unit
from .models import Ballot, LogLine, RollLine, Standing, Vote, VoteBox
from .proof import bundle, effective, heads, keeping
from .proof.keys import VoteKey
from .store import items_of
from .voices import Voice


def folder() -> Path:
    """The data directory: heads and keys lie in files, outside the database."""
    return Path(settings.DATA_DIR)


def public_key() -> str:
    """The public half of the city's key for votes, hex."""
    return heads.public_key(folder())


def key_of(vote: Vote) -> VoteKey:
    """The vote's secret at work."""
    return VoteKey(VoteBox.objects.get(estate_id=vote.estate_id, vote_id=vote.pk).secret)


def kept(vote: Vote) -> Iterator[keeping.Kept]:
    """The log as it lies in the database, in its order."""
    rows = LogLine.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).order_by("seq")
    for seq, line, leaf, stamp in rows.values_list("seq", "line", "leaf", "stamp").iterator(chunk_size=5_000):
        yield keeping.Kept(seq, line, leaf, stamp)


def sign_head(vote: Vote, at: dt.datetime) -> heads.Head:
    """Check the whole log against what was signed before, and sign it as it is now. Raises keeping.LogBent."""
    return keeping.sign(folder(), str(vote.pk), kept(vote), key_of(vote), at)


def receipts(vote: Vote, voice: Voice, at: dt.datetime) -> list[dict[str, Any]]:
    """What an owner takes home: a receipt per own ballot that counts. A co-owner's or proxy's choice is not in it."""
    key, signer = key_of(vote), heads.signing_key(folder())
    by_id = {line.pk: line for line in voice.lines}
    rows = Standing.objects.filter(
        estate_id=vote.estate_id, vote_id=vote.pk, line_id__in=list(by_id), voter=voice.voter, frozen=False
    )
    ballots = {
        row.pk: row
        for row in Ballot.objects.filter(
            estate_id=vote.estate_id, vote_id=vote.pk, pk__in=[row.ballot_id for row in rows]
        )
    }
    lines = dict(
        LogLine.objects.filter(
            estate_id=vote.estate_id, vote_id=vote.pk, seq__in=[ballot.seq for ballot in ballots.values()]
        ).values_list("seq", "line")
    )
    return [
        heads.receipt(
            lines[row.seq], str(vote.pk), row.seq, _opening(key, ballots[row.ballot_id], by_id[row.line_id]), at, signer
        )
        for row in rows.order_by("item", "seq")
    ]


def _opening(key: VoteKey, ballot: Ballot, line: RollLine) -> dict[str, Any]:
    item, unit = str(ballot.item), sealed_unit(line)
    return {
        "salt": key.salt(item, unit.unit, ballot.seq), "choice": ballot.choice, "area": line.area,
        "u": key.unit_seal(item, unit),
    }  # fmt: skip


def absences(vote: Vote, voice: Voice) -> list[dict[str, Any]]:
    """The proof that nobody voted for a home, item by item; after the vote was closed."""
    key = key_of(vote)
    rows = LogLine.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).order_by("seq")
    counting = effective.after(rows.values_list("line", flat=True))
    found = []
    for item in items_of(vote):
        name = str(item.position)
        for line in voice.lines:
            p = key.pseudonym(name, str(line.unit_id))
            if p not in counting.get(name, {}):
                found.append({"item": name, **effective.absence(p, counting.get(name, {}))})
    return found


def whole(vote: Vote) -> bundle.Whole:
    """Everything a bundle is written from."""
    lines = {
        row.pk: row for row in RollLine.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, left_out=False)
    }  # fmt: skip
    units = [sealed_unit(line) for line in lines.values()]
    counting = dict(
        Standing.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, frozen=False).values_list("ballot_id", "seq")
    )
    ballots = Ballot.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).order_by("seq")
    said = [
        bundle.Said(str(row.item), row.seq, str(lines[row.line_id].unit_id), row.choice, row.pk in counting)
        for row in ballots.iterator(chunk_size=5_000)
    ]
    return bundle.Whole(
        str(vote.pk), key_of(vote), [row.line for row in kept(vote)], keeping.known(folder(), str(vote.pk)),
        {str(item.position): units for item in items_of(vote)}, said,
    )  # fmt: skip


def write_bundle(vote: Vote, out: Path, at: dt.datetime, *, auditor: bool = False) -> dict[str, Any]:
    """Sign the log as it is and write a bundle into an empty folder. Raises keeping.LogBent."""
    sign_head(vote, at)
    return bundle.write(out, whole(vote), heads.signing_key(folder()), auditor=auditor)
