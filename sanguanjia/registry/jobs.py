"""Work on rosters that takes longer than a page may: reading a file, writing what was read."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection
from procrastinate.contrib.django import app

from sanguanjia.kernel.act import Act
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.registry.roster_store import Reporter


@app.task(name="registry.read_roster", queue="rosters")
def read_roster(estate_id: int, roster_id: int) -> None:
    """Read an uploaded roster into its preview."""
    from sanguanjia.registry.actions import rosters

    with _Telling(roster_id, "reading") as tell:
        _or_stop(rosters.read_roster, estate_id, roster_id, tell, None)


@app.task(name="registry.import_roster", queue="rosters")
def import_roster(estate_id: int, roster_id: int) -> None:
    """Write a previewed roster into the registry; a second run of the same job changes nothing."""
    from sanguanjia.registry.actions import rosters

    with _Telling(roster_id, "importing") as tell:
        _or_stop(rosters.import_roster, estate_id, roster_id, tell, f"roster-import-{roster_id}")


def _or_stop(verb: Act[Any], estate_id: int, roster_id: int, tell: Reporter, key: str | None) -> None:
    """Do it; when it breaks off, put the import back so that the officer is not left waiting, and let the job fail."""
    from sanguanjia.registry.actions import rosters

    try:
        verb(SYSTEM, key=key, estate_id=estate_id, roster_id=roster_id, progress=tell)
    except Refusal as refusal:
        if any(reason.code == "roster_not_now" for reason in refusal.reasons):
            return  # another run of the same job was faster, or the officer withdrew it
        rosters.stop_roster(SYSTEM, estate_id=estate_id, roster_id=roster_id)
        raise
    except Exception:
        rosters.stop_roster(SYSTEM, estate_id=estate_id, roster_id=roster_id)
        raise


_SAY = (
    "INSERT INTO registry_rosterprogress (id, roster_id, done, total, word) VALUES (%s, %s, %s, 0, %s)"
    " ON CONFLICT (id) DO UPDATE SET done = EXCLUDED.done, word = EXCLUDED.word"
)


class _Telling:
    """Progress told over a connection of its own, because the act's own transaction is not yet visible to anybody."""

    def __init__(self, roster_id: int, word: str) -> None:
        self.roster_id = roster_id
        self.word = word

    def __enter__(self) -> Reporter:
        parameters = {
            k: v
            for k, v in connection.get_connection_params().items()
            if k not in ("cursor_factory", "context", "pool")
        }
        self.link = psycopg.connect(**parameters, autocommit=True)
        self._say(0)
        return Reporter(self._say)

    def _say(self, done: int) -> None:
        values = [self.roster_id, self.roster_id, done, self.word]
        try:
            self.link.execute(_SAY, values)
        except psycopg.errors.UniqueViolation:  # two at once, each first for one of the two keys: now the row is there
            self.link.execute(_SAY, values)

    def __exit__(self, *_: object) -> None:
        self.link.execute("DELETE FROM registry_rosterprogress WHERE roster_id = %s", [self.roster_id])
        self.link.close()
