"""The last thing of a procedure is handed over: the terms and seats that ended in it have handed over too (OWN-075)."""

from __future__ import annotations

import datetime as dt

from sanguanjia.decisions import actions, committees
from sanguanjia.decisions.types import Body
from sanguanjia.kernel.actor import SYSTEM

from .models import Procedure
from .types import Kind

BODIES = {Kind.RENEWAL: Body.COMMITTEE.value, Kind.INTERIM: Body.INTERIM.value}
"""Whose handing over a kind of procedure is: the old committee's, the interim body's."""


def write_down(row: Procedure) -> None:
    """The body that ended since the procedure began, or the members who left: on the day of the last thing, or
    when they ended, if that was later. Inside the act that ticked, so both are written or neither."""
    day = max(dt.date.fromisoformat(on) for on in row.things.values())
    kind, home = Kind(row.kind), row.estate_id
    if kind in BODIES:
        for body in committees.owing_bodies(row.estate_id, BODIES[kind], since=row.opened_on):
            actions.record_handover(SYSTEM, estate_id=home, committee_id=body.pk, day=max(day, body.ended_on or day))
    sitting = committees.sitting(row.estate_id) if kind is Kind.BY_ELECTION else None
    for seat in committees.owing_members(sitting) if sitting is not None else ():
        actions.record_seat_handover(SYSTEM, estate_id=home, seat_id=seat.pk, day=max(day, seat.ended_on or day))
