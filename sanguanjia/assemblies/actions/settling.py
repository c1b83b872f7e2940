"""After the election: a filing that was done on paper, and everything that is handed over, one thing after another."""

from __future__ import annotations

import datetime as dt

from sanguanjia.assemblies import handing, seating
from sanguanjia.assemblies.rules import moves
from sanguanjia.assemblies.store import carry_out, open_procedure
from sanguanjia.assemblies.types import Kind, ProcedureRef, State
from sanguanjia.assemblies.values import things_at
from sanguanjia.kernel.act import Deed, act


@act("assemblies.record_filing")
def record_filing(
    deed: Deed, *, estate_id: int, procedure_id: int, receipt: str, on: dt.date, version: int | None = None
) -> ProcedureRef:  # fmt: skip
    """The filing was done on paper: number and day of the receipt. Refuses not_found, not_permitted, stale,
    wrong_phase, missing, too_long, procedure_day_wrong."""
    opened = open_procedure(deed, "record_filing", estate_id, procedure_id, version)
    row = opened.row
    decision = moves.record_filing(opened.facts, opened.world, receipt=receipt, on=on, term_ends=row.term_ends)
    row.receipt, row.filed_on = receipt.strip(), on
    return carry_out(opened, decision, receipt)


@act("assemblies.tick")
def tick(
    deed: Deed, *, estate_id: int, procedure_id: int, thing: str, on: dt.date, words: str = "",
    version: int | None = None,
) -> ProcedureRef:  # fmt: skip
    """One thing is handed over or settled; with the last one the group, or the interim body, is dissolved, and the
    committee or the members who left have handed over.

    Refuses not_found, not_permitted, stale, wrong_phase, thing_unknown, thing_done, procedure_day_wrong.
    """
    opened = open_procedure(deed, "tick", estate_id, procedure_id, version)
    row = opened.row
    things = [one.code for one in things_at(opened.world.law, opened.facts.kind)]
    decision = moves.tick(opened.facts, opened.world, thing=thing, things=things, on=on)
    row.things = {**row.things, thing: on.isoformat()}
    done = decision.state is State.DONE
    if done:
        handing.write_down(row)
        if row.kind == Kind.INTERIM:
            seating.unseat(deed, row, "物管会解散")
    return carry_out(opened, decision, words[:400], outcome="done" if done else "")
