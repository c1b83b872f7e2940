"""What the platform does by itself: follow what happened outside, tell what is late, reckon on a new calendar."""

from __future__ import annotations

import datetime as dt

from sanguanjia.assemblies import seating
from sanguanjia.assemblies.models import Procedure
from sanguanjia.assemblies.news import news_of
from sanguanjia.assemblies.rules import moves
from sanguanjia.assemblies.store import carry_out, open_procedure
from sanguanjia.assemblies.types import News, ProcedureRef, State
from sanguanjia.decisions.rules.law import last_day
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.clock import local


@act("assemblies.follow")
def follow(deed: Deed, *, estate_id: int, procedure_id: int, version: int | None = None) -> ProcedureRef:
    """A notice ran out, a vote binds, a filing was handed in or decided: the procedure goes on. By the platform, every
    ten minutes, or by whoever does not want to wait.

    Refuses not_found, not_permitted, stale, wrong_phase, nothing_new.
    """
    opened = open_procedure(deed, "follow", estate_id, procedure_id, version)
    row = opened.row
    news = news_of(row)
    decision = moves.follow(opened.facts, opened.world, news=news, term_ends=row.term_ends)
    if news is not None:
        _keep(row, news, deed.at)
        decision = decision.with_data({"news": news.what})
    if decision.state is State.SITTING:
        held = opened.world.law.held("own.interim.term")
        first = local(deed.at).date()
        row.term_ends = last_day(opened.world.law, held.value, first) - dt.timedelta(days=1) if held else None
        seating.seat(deed, row)
    return carry_out(opened, decision)


def _keep(row: Procedure, news: News, at: dt.datetime) -> None:
    """What the row keeps of it."""
    if news.what == "vote_passed":
        row.filing_from = at
    elif news.what in ("vote_failed", "vote_cancelled"):
        row.vote_id = None
    elif news.what == "filed":
        row.application_id = news.data["application"]
    elif news.what == "filing_granted":
        row.filed_on = local(dt.datetime.fromisoformat(news.data["at"])).date()
    elif news.what == "filing_refused":
        row.filing_from = at


@act("assemblies.warn")
def warn(deed: Deed, *, estate_id: int, procedure_id: int, version: int | None = None) -> ProcedureRef:
    """What is owed is late: subdistrict and district hear of it. Refuses not_found, not_permitted, stale, wrong_phase,
    procedure_in_time."""
    opened = open_procedure(deed, "warn", estate_id, procedure_id, version)
    return carry_out(opened, moves.warn(opened.facts, opened.world))


@act("assemblies.reckon_again")
def reckon_again(deed: Deed, *, estate_id: int, procedure_id: int, version: int | None = None) -> ProcedureRef:
    """A calendar was published or corrected (CAL-007). Refuses not_found, not_permitted, stale, wrong_phase,
    nothing_to_reckon."""
    opened = open_procedure(deed, "reckon_again", estate_id, procedure_id, version)
    return carry_out(opened, moves.reckon_again(opened.facts, opened.world))
