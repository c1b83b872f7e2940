"""Many reports and notes of one desk at once: the same matters, clocks, events, notices and records as one by one.

    many = Filing(deed.actor, deed.at, estate_ids, running=[(estate_id, case_id), …])
    row = many.report(estate_id, need="N01", text="…", …)     # what `actions.report` takes
    many.note(row.estate_id, row.pk, "…")                     # what `actions.add_note` takes
    many.write()                                              # all of it, a handful of statements

Everything is built by the code of the single acts (`opening.py`, `rules/moves`, `store.py`, `telling.py`); only the
statements are others. Places are read once, the clocks of a new matter are reckoned once for each place's rules, kind
of holder and kind of matter, numbers are drawn once an estate. The counters of the estates stay locked from `write` to
the commit, so whoever calls this does so in parts of some hundred.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.many import ManyActs, copy_in
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.notices.writing import Letters

from . import store
from .filing import NUMBER
from .models import Case, CaseClock, CaseEvent
from .opening import draft, drawn_up
from .permissions import SENTENCES
from .places import PlaceFacts, many_places
from .rules import tracking
from .rules.moves import World, decide
from .rules.moves.world import opening_clocks
from .rules.table import BY_VERB
from .step import ref_of, thing_of
from .telling import tell
from .types import Clock, Confidentiality, Facts, Route
from .values import case_policy, governing, times

_NUMBERS = """
    INSERT INTO kernel_counter AS counter (id, estate_id, kind, value)
    SELECT new.id, new.home, %s, new.many FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS new (id, home, many)
    ORDER BY new.home
    ON CONFLICT (estate_id, kind) DO UPDATE SET value = counter.value + excluded.value
    RETURNING estate_id, value
"""
_MOVED = """
    UPDATE cases_case c SET version = new.version
      FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS new (home, id, version)
     WHERE c.estate_id = new.home AND c.id = new.id
"""


@dataclass
class _Report:
    deed: Deed
    row: Case
    chosen: Route
    secrecy: Confidentiality


@dataclass
class _Note:
    deed: Deed
    row: Case
    words: str


class Filing:
    """Reports and notes by one actor at one moment, written together inside the act that is being done."""

    def __init__(
        self, actor: Actor, at: datetime, estate_ids: Iterable[int], running: Iterable[tuple[int, int]] = ()
    ) -> None:
        """`running`: matters that get notes (estate, matter); those that have not ended are locked until the commit."""
        self._acts = ManyActs(actor, at)
        self._letters = Letters()
        self._worlds: dict[int, tuple[PlaceFacts, World]] = {}
        self._opening: dict[tuple[Any, ...], tuple[Clock, ...]] = {}
        self._reports: list[_Report] = []
        self._notes: list[_Note] = []
        self._facts: dict[int, Facts] = {}
        self._rows = self._lock(running)
        self._old = set(self._rows)
        day = at.astimezone(SHANGHAI).date()
        wanted = {*estate_ids, *(row.estate_id for row in self._rows.values())}
        for home_id, place in many_places(wanted, day).items():
            self._worlds[home_id] = place, World(case_policy(place, day), place.holders, times(place, at))

    def _lock(self, running: Iterable[tuple[int, int]]) -> dict[int, Case]:
        wanted = sorted(set(running))
        if not wanted:
            return {}
        with cross_estate():  # the matters lie in their estates; in one order, so that nobody waits in a ring
            found = Case.objects.select_for_update().filter(
                estate_id__in={home for home, _ in wanted}, pk__in=[pk for _, pk in wanted], ended_at=None
            )
            rows = {row.pk: row for row in found.order_by("estate_id", "id")}
        clocks = store.open_clocks_of(rows)
        self._facts = {pk: store.facts_of(row, clocks.get(pk, ())) for pk, row in rows.items()}
        return rows

    def runs(self, case_id: int) -> bool:
        """Whether the matter can take a note: it is new here, or stood open when it was locked."""
        return case_id in self._rows

    def knows(self, need: str, estate_id: int) -> bool:
        """Whether the needs list of the place has this entry."""
        return need in self._world(estate_id)[1].policy.needs

    def report(self, estate_id: int, **wish: Any) -> Case:
        """What `actions.report` does; the row has its id, the number comes with `write`. Refuses what it refuses."""
        place, world = self._world(estate_id)
        deed = self._acts.begin("cases.report", estate_id)
        row, chosen, secrecy = draft(deed, place, world, **wish)
        self._reports.append(_Report(deed, row, chosen, secrecy))
        self._rows[row.pk] = row
        return row

    def note(self, estate_id: int, case_id: int, words: str) -> None:
        """What `actions.add_note` does, for a matter of which `runs` is true. Refuses what it refuses in `write`."""
        deed = self._acts.begin("cases.add_note", estate_id)
        self._notes.append(_Note(deed, self._rows[case_id], words))

    def write(self) -> None:
        """Everything, in the order in which it was asked for."""
        self._number()
        self._draw_codes()
        events: list[CaseEvent] = []
        clocks: list[CaseClock] = []
        for report in self._reports:
            event, running = self._file(report)
            events.append(event)
            clocks += running
        events += [self._note(note) for note in self._notes]
        copy_in(Case, (report.row for report in self._reports))
        copy_in(CaseEvent, events)
        copy_in(CaseClock, clocks)
        self._move([self._rows[pk] for pk in {note.row.pk for note in self._notes} & self._old])
        self._letters.send()
        self._acts.write()

    def _world(self, estate_id: int) -> tuple[PlaceFacts, World]:
        return self._worlds.get(estate_id) or refuse("not_found", "estate_id")

    def _number(self) -> None:
        here: dict[int, list[Case]] = defaultdict(list)
        for report in self._reports:
            here[report.row.estate_id].append(report.row)
        homes = sorted(here)
        if not homes:
            return
        with cross_estate(), connection.cursor() as cursor:
            cursor.execute(_NUMBERS, [NUMBER, [new_id() for _ in homes], homes, [len(here[home]) for home in homes]])
            for home, last in cursor.fetchall():
                for number, row in enumerate(here[home], start=last - len(here[home]) + 1):
                    row.number = number

    def _draw_codes(self) -> None:
        """A code for each, none that is taken: 35 bits of chance meet once in a few hundred thousand of one estate."""
        without = [report.row for report in self._reports]
        drawn: set[str] = set()
        while without:
            for row in without:
                row.tracking_code = tracking.make(row.estate_id, lambda: secrets.randbits(35))
            with cross_estate():
                taken = set(
                    Case.objects.filter(
                        estate_id__in={row.estate_id for row in without},
                        tracking_code__in=[row.tracking_code for row in without],
                    ).values_list("tracking_code", flat=True)
                )
            again = []
            for row in without:
                if row.tracking_code in taken or row.tracking_code in drawn:
                    again.append(row)
                drawn.add(row.tracking_code)
            without = again

    def _clocks(self, report: _Report, place: PlaceFacts, world: World) -> tuple[Clock, ...]:
        need, holder = report.chosen.need, report.chosen.holder
        key = (governing(place.kind, place.path), holder.kind, need.kind, need.priority)
        known = self._opening.get(key)
        if known is None:
            known = self._opening[key] = opening_clocks(holder, need.kind, need.priority, world)
        return tuple(replace(clock, id=new_id()) for clock in known)

    def _file(self, report: _Report) -> tuple[CaseEvent, list[CaseClock]]:
        deed, row = report.deed, report.row
        place, world = self._world(row.estate_id)
        clocks = self._clocks(report, place, world)
        facts, event, running = drawn_up(deed, row, report.chosen, report.secrecy, clocks)
        deed.touched(row)
        deed.touched(event)
        for clock in running:
            deed.touched(clock)
        deed.under(*event.rules)
        tell(deed, "report", row, place, world.policy, by=self._letters.write)
        # As a note finds them: moments come back from the database in universal time.
        as_read = tuple(replace(clock, due_at=clock.due_at.astimezone(UTC)) for clock in facts.clocks)
        self._facts[row.pk] = replace(facts, clocks=as_read)
        self._acts.finish(deed, ref_of(row))
        return event, running

    def _note(self, note: _Note) -> CaseEvent:
        deed, row = note.deed, note.row
        place, world = self._world(row.estate_id)
        facts = self._facts[row.pk]
        deed.permit(SENTENCES[BY_VERB["add_note"].who], thing_of(row, facts, place))
        decision = decide("add_note", facts, world, words=note.words)
        before = row_digest(row)
        row.version += 1
        deed.touched(row, before)
        event = store.event_row(deed, row, "add_note", decision, note.words, row.state)
        deed.touched(event)
        deed.under(*event.rules)
        tell(deed, "add_note", row, place, world.policy, decision.data, by=self._letters.write)
        self._acts.finish(deed, ref_of(row))
        return event

    def _move(self, rows: list[Case]) -> None:
        if rows:
            values = [[r.estate_id for r in rows], [r.pk for r in rows], [r.version for r in rows]]
            with connection.cursor() as cursor:
                cursor.execute(_MOVED, values)
