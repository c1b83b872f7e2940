"""Many reports and notes of one desk at once: the same matters, clocks, events, notices and records as one by one.

    many = Filing(deed.actor, deed.at, estate_ids, running=[(estate_id, case_id), …])
    case_id = many.report(estate_id, need="N01", text="…", …)   # what `actions.report` takes
    many.note(estate_id, case_id, "…")                          # what `actions.add_note` takes
    many.write()                                                # all of it, a handful of statements

Everything is built by the code of the single acts (`opening.py`, `rules/moves`, `store.py`, `telling.py`); only the
statements are others. Places and rosters are read once, the clocks of a new matter are reckoned once for each place's
rules, kind of holder and kind of matter, numbers are drawn once an estate. Where many reports are of one kind, the rows
of the first are made so, and those of the others from them (`stamping.py`). The counters of the estates stay locked
from `write` to the commit, so whoever calls this does so in parts of some hundred.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.many import ManyActs, copy_in
from sanguanjia.kernel.refusal import refuse, refuse_if_any
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.stamps import Lines
from sanguanjia.notices.writing import Letters

from . import store
from .duty import read_rosters, who_takes_it
from .filing import NUMBER
from .models import Case, CaseClock, CaseEvent
from .opening import asks_phone, draft, drawn_up
from .permissions import SENTENCES, may_report
from .places import PlaceFacts, many_places
from .rules import tracking
from .rules.duty import duty_day, is_after_hours
from .rules.intake import wrong_with
from .rules.moves import World, decide
from .rules.moves.world import opening_clocks
from .rules.table import BY_VERB
from .stamping import MatterStamp, Said
from .step import ref_of, thing_of
from .telling import tell
from .types import Clock, Confidentiality, Facts, Route
from .values import case_policy, governing, times

WORDS = ("text", "place_words", "contact_name", "contact_phone")
"""What a report says in its own words: all else makes its kind."""

FEW = 2
"""So many of a kind are made one by one: a stamp costs as much as a matter."""

_NUMBERS = """
    INSERT INTO kernel_counter AS counter (id, estate_id, kind, value)
    SELECT new.id, new.home, %s, new.many FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS new (id, home, many)
    ORDER BY new.home
    ON CONFLICT (estate_id, kind) DO UPDATE SET value = counter.value + excluded.value
    RETURNING estate_id, value
"""
# Pair by pair: `IN` over both columns would look for every code in every estate.
_TAKEN = """
    SELECT c.tracking_code FROM unnest(%s::bigint[], %s::text[]) AS new (home, code)
      JOIN cases_case c ON c.estate_id = new.home AND c.tracking_code = new.code
"""
_MOVED = """
    UPDATE cases_case c SET version = new.version
      FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS new (home, id, version)
     WHERE c.estate_id = new.home AND c.id = new.id
"""


@dataclass(slots=True)
class _Report:
    """A report that was asked for: what was said, of which kind it is, and its rows once they are made alone."""

    said: Said
    kind: tuple[Any, ...]
    wish: dict[str, Any]
    drafted: tuple[Deed, Case, Route, Confidentiality] | None = None


@dataclass
class _Note:
    deed: Deed
    case_id: int
    words: str


class Filing:
    """Reports and notes by one actor at one moment, written together inside the act that is being done."""

    def __init__(
        self, actor: Actor, at: datetime, estate_ids: Iterable[int], running: Iterable[tuple[int, int]] = ()
    ) -> None:
        """`running`: matters that get notes (estate, matter); those that have not ended are locked until the commit."""
        self._acts = ManyActs(actor, at)
        self._letters = Letters()
        self._lines = Lines()
        self._worlds: dict[int, tuple[PlaceFacts, World]] = {}
        self._grounds: dict[int, int] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._opening: dict[tuple[Any, ...], tuple[Clock, ...]] = {}
        self._stamps: dict[tuple[Any, ...], MatterStamp] = {}
        self._kinds: set[tuple[Any, ...]] = set()
        self._reports: list[_Report] = []
        self._notes: list[_Note] = []
        self._facts: dict[int, Facts] = {}
        self._rows = self._lock(running)
        self._old = set(self._rows)
        self._new: set[int] = set()
        self._look(at, {*estate_ids, *(row.estate_id for row in self._rows.values())})

    def _look(self, at: datetime, wanted: set[int]) -> None:
        day = at.astimezone(SHANGHAI).date()
        for home_id, place in many_places(wanted, day).items():
            self._worlds[home_id] = place, World(case_policy(place, day), place.holders, times(place, at))
        on_duty: dict[date, list[PlaceFacts]] = defaultdict(list)
        for place, world in self._worlds.values():
            if is_after_hours(at, world.times.calendar, world.times.hours):
                on_duty[duty_day(at, world.times.hours)].append(place)
        for its_day, places in on_duty.items():
            read_rosters(places, its_day)

    def _lock(self, running: Iterable[tuple[int, int]]) -> dict[int, Case]:
        wanted = sorted(set(running))
        if not wanted:
            return {}
        with cross_estate():  # the matters lie in their estates; in one order, so that nobody waits in a ring
            found = Case.objects.select_for_update().filter(
                estate_id__in={home for home, _ in wanted}, pk__in=[pk for _, pk in wanted], ended_at=None
            )
            rows = {row.pk: row for row in found.order_by("estate_id", "id")}
        clocks = store.open_clocks_of((row.estate_id, row.pk) for row in rows.values())
        self._facts = {pk: store.facts_of(row, clocks.get(pk, ())) for pk, row in rows.items()}
        return rows

    def runs(self, case_id: int) -> bool:
        """Whether the matter can take a note: it is new here, or stood open when it was locked."""
        return case_id in self._rows or case_id in self._new

    def knows(self, need: str, estate_id: int) -> bool:
        """Whether the needs list of the place has this entry."""
        return need in self._world(estate_id)[1].policy.needs

    def report(self, estate_id: int, **wish: Any) -> int:
        """What `actions.report` does; answers the matter's id, the number comes with `write`. Refuses what it
        refuses: the first of its kind is asked everything, those that follow what may differ."""
        text, place, name, phone = (str(wish.get(word, "")) for word in WORDS)
        kind = self._kind(estate_id, wish)
        report = _Report(Said(new_id(), new_id(), estate_id, text, place, name, phone), kind, wish)
        if kind in self._kinds:
            refuse_if_any(wrong_with(wish["need"], text, place, name, phone, for_somebody=asks_phone(wish)))
        else:
            self._draft(report)
            self._kinds.add(kind)
        self._reports.append(report)
        self._new.add(report.said.case_id)
        return report.said.case_id

    def note(self, estate_id: int, case_id: int, words: str) -> None:
        """What `actions.add_note` does, for a matter of which `runs` is true. Refuses what it refuses in `write`."""
        deed = self._acts.begin("cases.add_note", estate_id)
        self._notes.append(_Note(deed, case_id, words))

    def write(self) -> None:
        """Everything, in the order in which it was asked for."""
        self._number()
        self._draw_codes()
        rows, events, clocks = self._file_all()
        events += [self._note(note) for note in self._notes]
        copy_in(Case, rows)
        copy_in(CaseEvent, events)
        copy_in(CaseClock, clocks)
        self._move([self._rows[pk] for pk in {note.case_id for note in self._notes} & self._old])
        self._letters.send()
        self._acts.write()
        self._lines.write()

    def _world(self, estate_id: int) -> tuple[PlaceFacts, World]:
        return self._worlds.get(estate_id) or refuse("not_found", "estate_id")

    def _kind(self, estate_id: int, wish: Mapping[str, Any]) -> tuple[Any, ...]:
        """What makes two reports leave the same rows but for what was said and where (`stamping`)."""
        ground = self._grounds.get(estate_id)
        if ground is None:
            place, world = self._world(estate_id)
            mandate = may_report(self._acts.actor, place).mandate
            rules = (id(world.policy), id(world.times.calendar), world.times.hours)
            found = mandate, frozenset(place.holders.by_level), who_takes_it(place, world), rules
            ground = self._grounds[estate_id] = self._numbers.setdefault(found, len(self._numbers))
        return ground, *(item for item in sorted(wish.items()) if item[0] not in WORDS)

    def _number(self) -> None:
        here: dict[int, list[Said]] = defaultdict(list)
        for report in self._reports:
            here[report.said.estate_id].append(report.said)
        homes = sorted(here)
        if not homes:
            return
        with cross_estate(), connection.cursor() as cursor:
            cursor.execute(_NUMBERS, [NUMBER, [new_id() for _ in homes], homes, [len(here[home]) for home in homes]])
            for home, last in cursor.fetchall():
                for number, said in enumerate(here[home], start=last - len(here[home]) + 1):
                    said.number = number

    def _draw_codes(self) -> None:
        """A code for each, none that is taken: 35 bits of chance meet once in a few hundred thousand of one estate."""
        without = [report.said for report in self._reports]
        drawn: set[str] = set()
        while without:
            for said in without:
                said.tracking_code = tracking.make(said.estate_id, lambda: secrets.randbits(35))
            with cross_estate(), connection.cursor() as cursor:
                cursor.execute(_TAKEN, [[said.estate_id for said in without], [said.tracking_code for said in without]])
                taken = {code for (code,) in cursor.fetchall()}
            again = []
            for said in without:
                if said.tracking_code in taken or said.tracking_code in drawn:
                    again.append(said)
                drawn.add(said.tracking_code)
            without = again

    def _file_all(self) -> tuple[list[Case], list[CaseEvent], list[CaseClock]]:
        """Every report: rows of those that are made alone (few of a kind, or with a note behind them), and lines."""
        rows: list[Case] = []
        events: list[CaseEvent] = []
        clocks: list[CaseClock] = []
        noted = {note.case_id for note in self._notes}
        of_kind = Counter(report.kind for report in self._reports if report.said.case_id not in noted)
        for report in self._reports:
            stamp = self._stamps.get(report.kind)
            if stamp is not None and report.drafted is None and report.said.case_id not in noted:
                place, world = self._world(report.said.estate_id)
                stamp.press(self._lines, report.said, place, world.holders)
                continue
            row, event, running = self._file(report, worth_a_stamp=of_kind[report.kind] > FEW)
            rows.append(row)
            events.append(event)
            clocks += running
        return rows, events, clocks

    def _draft(self, report: _Report) -> tuple[Deed, Case, Route, Confidentiality]:
        said = report.said
        place, world = self._world(said.estate_id)
        deed = self._acts.begin("cases.report", said.estate_id)
        deed.record_id = said.record_id
        row, chosen, secrecy = draft(deed, place, world, **report.wish)
        row.pk = said.case_id
        report.drafted = deed, row, chosen, secrecy
        return report.drafted

    def _clocks(self, chosen: Route, place: PlaceFacts, world: World) -> tuple[Clock, ...]:
        need, holder = chosen.need, chosen.holder
        key = (governing(place.kind, place.path), holder.kind, need.kind, need.priority)
        known = self._opening.get(key)
        if known is None:
            known = self._opening[key] = opening_clocks(holder, need.kind, need.priority, world)
        return tuple(replace(clock, id=new_id()) for clock in known)

    def _file(self, report: _Report, *, worth_a_stamp: bool) -> tuple[Case, CaseEvent, list[CaseClock]]:
        deed, row, chosen, secrecy = report.drafted or self._draft(report)
        row.number, row.tracking_code = report.said.number, report.said.tracking_code
        place, world = self._world(row.estate_id)
        facts, event, running = drawn_up(deed, row, chosen, secrecy, self._clocks(chosen, place, world))
        for each in (row, event, *running):
            deed.touched(each)
        deed.under(*event.rules)
        told = len(self._letters)
        tell(deed, "report", row, place, world.policy, by=self._letters.write)
        # As a note finds them: moments come back from the database in universal time.
        as_read = tuple(replace(clock, due_at=clock.due_at.astimezone(UTC)) for clock in facts.clocks)
        self._rows[row.pk], self._facts[row.pk] = row, replace(facts, clocks=as_read)
        line = self._acts.finish(deed, ref_of(row))
        if worth_a_stamp:
            self._stamps[report.kind] = MatterStamp(row, event, running, self._letters.since(told), line)
        return row, event, running

    def _note(self, note: _Note) -> CaseEvent:
        deed, row = note.deed, self._rows[note.case_id]
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
