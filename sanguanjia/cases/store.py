"""Rows to facts and back: the only place that knows both the tables and the rules' values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate

from .models import Case, CaseClock, CaseEvent, CasePause
from .types import (
    CLIMBING_STEPS,
    LADDER,
    Clock,
    Confidentiality,
    Decision,
    Facts,
    Holder,
    HolderKind,
    Level,
    Outcome,
    Span,
    State,
    Step,
)

_JOB_STEPS = CLIMBING_STEPS | {Step.ANSWER, Step.CONFIRM}
_SHOWN_FIRST = (Step.DECIDE, Step.CONFIRM, Step.ANSWER, Step.RESPOND, Step.SOLVE)


def lock(estate_id: int, case_id: int) -> Case:
    """The matter, locked until the act ends. Refuses `not_found`."""
    row = Case.objects.select_for_update().filter(estate_id=estate_id, pk=case_id).first()
    return row or refuse("not_found")


def facts_of(row: Case, clocks: tuple[Clock, ...] | None = None) -> Facts:
    """What the rules need to know, with the clocks that are open (read now, unless they are given)."""
    return Facts(
        state=State(row.state),
        level=Level(row.level),
        holder=holder_of(row),
        kind=row.kind,
        priority=row.priority,
        confidentiality=Confidentiality(row.confidentiality),
        received_at=row.received_at,
        clocks=open_clocks(row.estate_id, row.pk) if clocks is None else clocks,
        resumes_to=State(row.resumes_to) if row.resumes_to else None,
        worker_account_id=row.worker_account_id,
        hands=row.hands,
        settled=row.settled,
        reached=levels_of(row.reached),
        reopened=row.reopened,
        extensions=row.extensions,
        extension_asked=row.extension_asked,
        first_responded_at=row.first_responded_at,
        responded_in_time=row.responded_in_time,
        closed_at=row.closed_at,
        ended_at=row.ended_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        solved=row.solved,
        satisfaction=row.satisfaction,
        ended_by_silence=row.ended_by_silence,
        urged_at=row.urged_at,
        alarmed=row.alarmed,
        exclusion=row.exclusion,
        exclusion_reason=row.exclusion_reason,
        exclusion_by=row.exclusion_by_account_id,
        supervision=row.supervision,
        supervised_level=Level(row.supervised_level) if row.supervised_level else None,
    )


def holder_of(row: Case) -> Holder:
    """The unit that has it."""
    return Holder(HolderKind(row.holder_kind), row.holder_organisation_id, row.holder_grid_id, row.holder_building_id)


def levels_of(bits: int) -> frozenset[Level]:
    """Levels in a row's bit set."""
    return frozenset(level for level in LADDER if bits >> level.rank & 1)


def bits_of(levels: Iterable[Level]) -> int:
    """The bit set of levels."""
    return sum(1 << level.rank for level in levels)


def open_clocks(estate_id: int, case_id: int) -> tuple[Clock, ...]:
    """Running clocks with their pauses, oldest first."""
    rows = list(CaseClock.objects.filter(estate_id=estate_id, case_id=case_id, stopped_at=None).order_by("id"))
    pauses = _spans(CasePause.objects.filter(estate_id=estate_id, clock_id__in=[row.pk for row in rows]))
    return tuple(clock_of(row, pauses.get(row.pk, ())) for row in rows)


def open_clocks_of(matters: Iterable[tuple[int, int]]) -> dict[int, tuple[Clock, ...]]:
    """The same for many matters (estate, matter), in two statements; by their estates: every index begins with them."""
    wanted = list(matters)
    homes = {home for home, _ in wanted}
    found: dict[int, list[Clock]] = {}
    with cross_estate():
        running = CaseClock.objects.filter(estate_id__in=homes, case_id__in=[pk for _, pk in wanted], stopped_at=None)
        rows = list(running.order_by("id"))
        pauses = _spans(CasePause.objects.filter(estate_id__in=homes, clock_id__in=[row.pk for row in rows]))
    for row in rows:
        found.setdefault(row.case_id, []).append(clock_of(row, pauses.get(row.pk, ())))
    return {case_id: tuple(clocks) for case_id, clocks in found.items()}


def _spans(pauses: QuerySet[CasePause]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for pause in pauses.order_by("id"):
        found.setdefault(pause.clock_id, []).append(Span(pause.start_at, pause.end_at, pause.reason))
    return found


def clock_of(row: CaseClock, pauses: Iterable[Span] = ()) -> Clock:
    """A row as the rules' clock."""
    return Clock(
        row.pk, Step(row.step), Level(row.level), row.started_at, row.amount, row.unit, row.roll, row.due_at,
        row.provisional, row.rule, tuple(pauses),
    )  # fmt: skip


def apply(row: Case, facts: Facts) -> None:
    """Write the facts into the row's columns (not yet into the database)."""
    row.state, row.level = facts.state.value, facts.level.value
    row.resumes_to = facts.resumes_to.value if facts.resumes_to else ""
    holder = facts.holder
    row.holder_kind, row.holder_organisation_id = holder.kind.value, holder.organisation_id
    row.holder_grid_id, row.holder_building_id = holder.grid_id, holder.building_id
    if holder.kind is HolderKind.COMPANY:
        row.company_id = holder.organisation_id
    row.kind, row.priority, row.confidentiality = facts.kind, facts.priority, facts.confidentiality.value
    row.received_at, row.worker_account_id = facts.received_at, facts.worker_account_id
    row.hands, row.settled, row.reached = facts.hands, facts.settled, bits_of(facts.reached)
    row.reopened, row.extensions, row.extension_asked = facts.reopened, facts.extensions, facts.extension_asked
    row.first_responded_at, row.responded_in_time = facts.first_responded_at, facts.responded_in_time
    row.closed_at, row.ended_at = facts.closed_at, facts.ended_at
    row.outcome = facts.outcome.value if facts.outcome else ""
    row.solved, row.satisfaction, row.ended_by_silence = facts.solved, facts.satisfaction, facts.ended_by_silence
    row.urged_at, row.alarmed = facts.urged_at, facts.alarmed
    row.exclusion, row.exclusion_reason = facts.exclusion, facts.exclusion_reason
    row.exclusion_by_account_id = facts.exclusion_by
    row.supervision = facts.supervision
    row.supervised_level = facts.supervised_level.value if facts.supervised_level else ""
    shown = shown_clock(facts)
    row.due_at = shown.due_at if shown else None
    row.due_step = shown.step.value if shown else ""
    row.provisional = shown.provisional if shown else False
    row.acts_at = next_look(facts)


def shown_clock(facts: Facts) -> Clock | None:
    """The clock that counts now."""
    running = {c.step: c for c in facts.clocks if not c.paused}
    return next((running[step] for step in _SHOWN_FIRST if step in running), None)


def next_look(facts: Facts) -> datetime | None:
    """When the platform itself has something to do; None when nothing will run out, or nothing is left to climb to."""
    if facts.state in (State.CLOSED, State.MERGED, State.MOVED):
        return None
    moments = [
        c.due_at
        for c in facts.clocks
        if not c.paused and c.step in _JOB_STEPS and not (facts.alarmed and c.step in CLIMBING_STEPS)
    ]
    return min(moments, default=None)


def clock_row(case: Case, clock: Clock) -> CaseClock:
    """A new clock as a row."""
    return CaseClock(
        id=clock.id, estate_id=case.estate_id, case_id=case.pk, step=clock.step.value, level=clock.level.value,
        holder_kind=case.holder_kind, holder_organisation_id=case.holder_organisation_id,
        started_at=clock.started_at, amount=clock.amount, unit=clock.unit, roll=clock.roll, due_at=clock.due_at,
        provisional=clock.provisional, rule=clock.version,
    )  # fmt: skip


def event_row(deed: Deed, row: Case, verb: str, decision: Decision, words: str, state_before: str) -> CaseEvent:
    """The line of the history that this act writes; its number is the matter's version."""
    mandate = deed.mandate
    role = mandate.role if mandate else ("" if deed.actor.is_system else "reporter")
    return CaseEvent(
        estate_id=row.estate_id, case_id=row.pk, seq=row.version, at=deed.at, verb=verb,
        account_id=deed.actor.account_id, by_name="" if deed.actor.is_system else deed.actor.name, role=role,
        organisation_id=mandate.organisation_id if mandate else None, state_before=state_before,
        state_after=row.state, level=row.level, holder_kind=row.holder_kind,
        holder_organisation_id=row.holder_organisation_id, words=words.strip(), data=dict(decision.data),
        rules=list(dict.fromkeys(v for v in decision.versions if v)), clocks=clock_notes(decision),
    )  # fmt: skip


def clock_notes(decision: Decision) -> list[dict[str, Any]]:
    """The clocks after a move, and those it ended, as the history keeps them."""
    notes: list[dict[str, Any]] = [
        {
            "step": c.step.value,
            "due": c.due_at.isoformat(),
            "state": "paused" if c.paused else "running",
            "provisional": c.provisional,
        }
        for c in decision.after.clocks
    ]
    notes += [
        {"step": e.clock.step.value, "due": e.clock.due_at.isoformat(), "state": e.result.value, "provisional": False}
        for e in decision.ended
    ]
    return notes


def save_clocks(deed: Deed, row: Case, before: Facts, decision: Decision) -> None:
    """Bring the clock rows to what the decision says."""
    known = {c.id: c for c in before.clocks}
    for ended in decision.ended:
        stored = _clock(row, ended.clock.id)
        mark = row_digest(stored)
        stored.stopped_at, stored.result = deed.at, ended.result.value
        stored.save(update_fields=["stopped_at", "result"])
        _end_pauses(deed, row, stored.pk)
        deed.touched(stored, before=mark)
    for clock in decision.after.clocks:
        old = known.get(clock.id)
        if old is None:
            fresh = clock_row(row, clock)
            fresh.save(force_insert=True)
            deed.touched(fresh)
        elif old != clock:
            _change(deed, row, old, clock)


def _change(deed: Deed, row: Case, old: Clock, clock: Clock) -> None:
    stored = _clock(row, clock.id)
    mark = row_digest(stored)
    stored.due_at, stored.amount, stored.provisional = clock.due_at, clock.amount, clock.provisional
    stored.save(update_fields=["due_at", "amount", "provisional"])
    deed.touched(stored, before=mark)
    if clock.paused and not old.paused:
        last = clock.pauses[-1]
        pause = CasePause(estate_id=row.estate_id, clock_id=clock.id, start_at=last.start, reason=last.reason)
        pause.save(force_insert=True)
        deed.touched(pause)
    elif old.paused and not clock.paused:
        _end_pauses(deed, row, clock.id)


def _end_pauses(deed: Deed, row: Case, clock_id: int) -> None:
    for pause in CasePause.objects.filter(estate_id=row.estate_id, clock_id=clock_id, end_at=None):
        mark = row_digest(pause)
        pause.end_at = deed.at
        pause.save(update_fields=["end_at"])
        deed.touched(pause, before=mark)


def _clock(row: Case, clock_id: int) -> CaseClock:
    return CaseClock.objects.get(estate_id=row.estate_id, pk=clock_id)
