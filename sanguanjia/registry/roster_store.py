"""The set-based side of roster imports: staging, comparing and storing with COPY. Private to this room.

Every function works inside the act that calls it; nothing here asks a permission or writes a record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection, transaction

from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.sealed import open_fields, seal

from .models import Building, Entrance, Party, RosterImport, RosterItem
from .rules import rosters
from .rules.rosters import Held, PartyLine, UnitLine
from .sealing import index_of, insert_parties, party_row
from .types import WHOLE
from .wording import KINDS_OF_USE, ROSTER_WORDS

BATCH = 4000


class Reporter:
    """Hears how many rows are done. Left out of a request's digest (it is no wish), hence a class with a constant
    repr."""

    def __init__(self, say: Callable[[int], None] | None = None) -> None:
        self._say = say

    def __call__(self, done: int) -> None:
        if self._say is not None:
            self._say(done)

    def __repr__(self) -> str:
        return "Reporter"


SILENT = Reporter()


# --- the preview ----------------------------------------------------------------------------------------------------

_ITEM_COLUMNS = ("id", "estate_id", "roster_id", "row", "until", "lines", "is_unit", "why", "code", "kinds",
    "data", "difference",
                 "left_out", "left_out_because", "replaced")  # fmt: skip


def item_row(
    roster: RosterImport, found: Mapping[str, Any], known: Mapping[str, bytes], *, only_inside: bool
) -> tuple[Any, ...]:
    """One line of the child's answer as a row of `RosterItem`; `known` is what the registry has, by unit code."""
    if found["t"] == "skip":
        lines = found["until"] - found["row"] + 1
        data = _sealed({"text": found["text"]})
        return (new_id(), roster.estate_id, roster.id, found["row"], found["until"], lines, False, found["why"],
            "", "[]", data, "",
                False, "", False)  # fmt: skip
    kinds = sorted({p["kind"] for p in found["problems"]})
    difference = ""
    if not kinds:
        difference = "added"
        before = known.get(found["code"])
        if before is not None:
            difference = (
                "same" if before == fingerprint(rosters.read_unit(found, only_inside=only_inside)) else "changed"
            )
    rows = found["rows"]
    return (new_id(), roster.estate_id, roster.id, found["row"], max(rows), len(rows), True, "",
        found["code"][:100], json.dumps(kinds),
            _sealed(found), difference, False, "", False)  # fmt: skip


def _sealed(data: Mapping[str, Any]) -> str:
    return str(seal(json.dumps(data, ensure_ascii=False), "registry_rosteritem.data"))


def copy_items(rows: Iterable[tuple[Any, ...]], progress: Reporter = SILENT) -> None:
    """Stage the rows of a preview."""
    columns = ", ".join(f'"{name}"' for name in _ITEM_COLUMNS)
    with connection.cursor() as cursor, cursor.copy(f"COPY registry_rosteritem ({columns}) FROM STDIN") as copy:
        for done, row in enumerate(rows, start=1):
            copy.write_row(row)
            if done % BATCH == 0:
                progress(done)


def fingerprint(unit: UnitLine) -> bytes:
    """Sixteen bytes that are equal for equal states of a unit (comparison inside one import, no security rests on
    it)."""
    return hashlib.blake2b(repr(rosters.comparable(unit)).encode(), digest_size=16).digest()


_COUNTS = """
    SELECT coalesce(sum(lines) FILTER (WHERE is_unit AND kinds = '[]'), 0),
    coalesce(sum(lines) FILTER (WHERE is_unit AND kinds <> '[]'), 0),
           coalesce(sum(lines) FILTER (WHERE NOT is_unit), 0), count(*) FILTER (WHERE is_unit AND kinds = '[]'),
           count(*) FILTER (WHERE kinds <> '[]'), count(*) FILTER (WHERE left_out),
           count(*) FILTER (WHERE difference = 'added'), count(*) FILTER (WHERE difference = 'changed'),
           count(*) FILTER (WHERE difference = 'same')
      FROM registry_rosteritem
     WHERE estate_id = %s AND roster_id = %s AND NOT replaced
"""
_COUNTED = ("loaded", "error", "skipped", "units", "wrong", "left_out", "added", "changed", "same")
_MISSING = """
    SELECT u.id, u.code
      FROM registry_unit u
     WHERE u.estate_id = %s AND (u.valid_to IS NULL OR u.valid_to > %s)
       AND NOT EXISTS (SELECT 1 FROM registry_rosteritem i
                        WHERE i.estate_id = %s AND i.roster_id = %s AND i.is_unit AND NOT i.replaced AND i.code =
                        u.code)
"""


def count_items(roster: RosterImport, day: date) -> dict[str, Any]:
    """Rows loaded, with errors and skipped; units with and without errors, left out, added, changed, the same,
    missing."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [roster.estate_id, roster.id])
        counts = dict(zip(_COUNTED, cursor.fetchone(), strict=True))
        cursor.execute(
            f"SELECT count(*) FROM ({_MISSING}) AS missing", [roster.estate_id, day, roster.estate_id, roster.id]
        )
        return {**counts, "missing": cursor.fetchone()[0]}


def only_inside(roster: RosterImport) -> bool:
    """Whether the roster's one area column is the inside area, so that the built area is not known (OWN-010)."""
    columns = roster.mapping.get("columns", {})
    return "inner_area" in columns and columns.get("area", columns["inner_area"]) == columns["inner_area"]


def differences(was: UnitLine, now: UnitLine) -> list[tuple[str, str, str]]:
    """(fact, before, after) for what differs between two states of a unit, in words that can be shown."""
    old, new = rosters.comparable(was), rosters.comparable(now)
    names = ("use", "built", "exclusive", "unsold", "owners")
    found = []
    for name, before, after in zip(names, old, new, strict=True):
        if before == after:
            continue
        if name == "owners":
            found.append((name, _people(was), _people(now)))
        elif name == "use":
            found.append((name, KINDS_OF_USE.get(before, before), KINDS_OF_USE.get(after, after)))
        elif name == "unsold":
            found.append((name, ROSTER_WORDS["yes" if before else "no"], ROSTER_WORDS["yes" if after else "no"]))
        else:
            found.append((name, before or "—", after or "—"))
    return found


def _people(unit: UnitLine) -> str:
    names = {party.key: party.name for party in unit.parties}
    parts = []
    for held in unit.held:
        who = "、".join(names[key] for key in held.members)
        share = Fraction(held.upper - held.lower, WHOLE)
        parts.append(who if held.joint or share == 1 else f"{who} {share}")
    return "；".join(parts) or "—"


def count_kinds(roster: RosterImport) -> list[tuple[str, int]]:
    """Units by kind of error (a unit with two errors is in both), the commonest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.kind, count(*) FROM registry_rosteritem i, jsonb_array_elements_text(i.kinds) AS k (kind)"
            " WHERE i.estate_id = %s AND i.roster_id = %s AND NOT i.replaced AND NOT i.left_out AND i.kinds <> '[]'"
            " GROUP BY k.kind ORDER BY count(*) DESC, k.kind",
            [roster.estate_id, roster.id],
        )
        return [(kind, number) for kind, number in cursor.fetchall()]


def missing_units(
    roster: RosterImport, day: date, limit: int | None = None, *, ending: bool = False
) -> list[tuple[int, str]]:
    """Units that live in the registry and are not named in the roster, not even in a line with errors; by code.

    `ending`: only those that may end on the day, because they began before it.
    """
    began = " AND u.valid_from < %s" if ending else ""
    more = " ORDER BY u.code" + (f" LIMIT {int(limit)}" if limit else "")
    with connection.cursor() as cursor:
        parameters: list[Any] = [roster.estate_id, day, roster.estate_id, roster.id, *([day] if ending else [])]
        cursor.execute(_MISSING + began + more, parameters)
        return [(pk, code) for pk, code in cursor.fetchall()]


def good_items(roster: RosterImport) -> Iterator[list[dict[str, Any]]]:
    """The units without errors in batches, in the order of the sheet (never the whole roster at once)."""
    after = 0
    while True:
        found = (
            RosterItem.objects.filter(estate_id=roster.estate_id, roster=roster, is_unit=True, replaced=False,
                kinds=[], row__gt=after)
            .order_by("row").values_list("row", "data")[:BATCH]
        )  # fmt: skip
        batch: list[tuple[int, Any]] = list(found)
        if not batch:
            return
        yield [data for _, data in batch]
        after = batch[-1][0]


# --- what the registry has ------------------------------------------------------------------------------------------

_LIVING = """
    SELECT u.id, u.code, u.use, u.built_area, u.built_area_source, u.exclusive_area, u.exclusive_area_source,
    u.room, u.valid_from,
           b.code, e.code, o.id, o.slice, o.is_joint, o.basis, lower(o.period), p.id, p.kind, p.name, p.identity_kind,
           p.identity_number, p.phone, p.person_key
      FROM registry_unit u
      LEFT JOIN registry_building b ON b.estate_id = u.estate_id AND b.id = u.building_id
      LEFT JOIN registry_entrance e ON e.estate_id = u.estate_id AND e.id = u.entrance_id
      LEFT JOIN registry_ownership o ON o.estate_id = u.estate_id AND o.unit_id = u.id AND o.period @> %(day)s::date
      LEFT JOIN registry_ownershipmember m ON m.estate_id = o.estate_id AND m.ownership_id = o.id
      LEFT JOIN registry_party p ON p.estate_id = m.estate_id AND p.id = m.party_id
     WHERE u.estate_id = %(estate)s AND (u.valid_to IS NULL OR u.valid_to > %(day)s)
"""


class Living:
    """A unit as the registry has it, gathered from its rows."""

    __slots__ = ("area", "building", "code", "entrance", "held", "id", "opened", "parties", "room", "since", "use")

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.id, self.code, self.use = row[0], row[1], row[2]
        self.area = row[3:7]
        self.room, self.since, self.building, self.entrance = row[7], row[8], row[9] or "", row[10] or ""
        self.held: dict[int, Held] = {}
        self.opened: dict[int, tuple[str, date | None]] = {}
        self.parties: dict[str, PartyLine] = {}

    def add(self, row: tuple[Any, ...]) -> None:
        """One more row of the same unit: an ownership's member."""
        ownership, piece, joint, basis, since, party = row[11], row[12], row[13], row[14], row[15], row[16]
        if ownership is None:
            return
        self.opened[ownership] = (basis, since)
        before = self.held.get(ownership)
        members = before.members if before else ()
        if party is not None:
            key = str(party)
            kind, name, identity_kind, number, phone, person_key = row[17:23]
            plain = open_fields(Party, party, person_key, identity_number=number, phone=phone)
            self.parties[key] = PartyLine(key, kind, name, identity_kind, plain["identity_number"], plain["phone"])
            members = (*members, key)
        self.held[ownership] = Held(piece.lower, piece.upper, joint, members)

    def line(self) -> UnitLine:
        """The unit in the shape rosters are compared in."""
        unsold = any(basis == "developer_unsold" for basis, _ in self.opened.values())
        since = min((day for _, day in self.opened.values() if day is not None), default=None)
        built, built_source, exclusive, exclusive_source = self.area
        return UnitLine(
            self.code, self.building, self.entrance, self.room, self.use, built, built_source, exclusive,
            exclusive_source, unsold,
            None if unsold else since, tuple(self.parties.values()),
            tuple(sorted(self.held.values(), key=lambda h: h.lower)),
        )  # fmt: skip


def living_units(estate_id: int, day: date, codes: list[str] | None = None) -> Iterator[Living]:
    """The units of the estate on the day with their owners, by code; only the named ones when `codes` is given."""
    more = " AND u.code = ANY(%(codes)s)" if codes is not None else ""
    order = " ORDER BY u.code, u.id, o.slice, m.id"
    parameters = {"day": day, "estate": estate_id, "codes": codes}
    current: Living | None = None
    with _streaming(streamed=codes is None) as cursor:
        cursor.execute(_LIVING + more + order, parameters)
        for row in cursor:
            if current is None or current.id != row[0]:
                if current is not None:
                    yield current
                current = Living(row)
            current.add(row)
    if current is not None:
        yield current


@contextmanager
def _streaming(*, streamed: bool) -> Iterator[Any]:
    """A cursor that does not bring the whole estate into memory, where there may be a whole estate to bring."""
    if not streamed:
        with connection.cursor() as cursor:
            yield cursor
        return
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        yield cursor


def known_units(estate_id: int, day: date) -> dict[str, bytes]:
    """Fingerprint of every living unit by its code."""
    return {unit.code: fingerprint(unit.line()) for unit in living_units(estate_id, day)}


# --- storing --------------------------------------------------------------------------------------------------------


class Writer:
    """Writes units of one estate in batches, each batch with a handful of COPY statements."""

    def __init__(self, estate_id: int, day: date, document: str) -> None:
        self.estate_id = estate_id
        self.day = day
        self.document = document[:120]
        self.buildings = {
            code: pk for pk, code in Building.objects.filter(estate_id=estate_id).values_list("id", "code")
        }
        entrances = Entrance.objects.filter(estate_id=estate_id).values_list("id", "building_id", "code")
        self.entrances = {(building, code): pk for pk, building, code in entrances}
        known = Party.objects.filter(estate_id=estate_id).exclude(identity_index="")
        self.known = {
            (kind, index): pk
            for pk, kind, index in known.values_list("id", "identity_kind", "identity_index").iterator()
        }
        named = Party.objects.filter(estate_id=estate_id, identity_index="", kind="organisation")
        self.parties = {f"name:{name}": pk for pk, name in named.values_list("id", "name")}
        self.fresh: dict[str, list[int]] = {}  # ids of the rows written, by table: the record speaks of each
        self.units_of_gone: list[int] = []  # units of which an ownership, or which themselves, ended
        self.counts = {"added": 0, "changed": 0, "ended": 0, "parties": 0, "buildings": 0}

    def add(self, units: list[UnitLine]) -> None:
        """Units the registry does not have."""
        self._places(units)
        self._new_parties(units)
        rows = [(new_id(), unit) for unit in units]
        self._copy(
            "registry_unit",
            ("id", "estate_id", "building_id", "entrance_id", "room", "code", "use", "built_area",
                "built_area_source", "exclusive_area",
             "exclusive_area_source", "area_document", "valid_from", "valid_to"),
            ((pk, self.estate_id, *self._place(u), u.room, u.code, u.use, u.built, u.built_source, u.exclusive,
                u.exclusive_source, "",
              self._first_day(u), None) for pk, u in rows),
        )  # fmt: skip
        self._own(
            [(pk, unit, unit.delivered if unit.delivered and unit.delivered <= self.day else None) for pk, unit in rows]
        )
        self.counts["added"] += len(rows)

    def _first_day(self, unit: UnitLine) -> date:
        return unit.delivered if unit.delivered and unit.delivered <= self.day else self.day

    def _place(self, unit: UnitLine) -> tuple[int | None, int | None]:
        building = self.buildings.get(unit.building)
        return building, self.entrances[(building, unit.entrance)] if building is not None and unit.entrance else None

    def _places(self, units: list[UnitLine]) -> None:
        fresh = list(dict.fromkeys(u.building for u in units if u.building and u.building not in self.buildings))
        rows = [(new_id(), self.estate_id, code, code, None) for code in fresh]
        self._copy("registry_building", ("id", "estate_id", "code", "name", "storeys"), rows)
        self.buildings |= {row[2]: row[0] for row in rows}
        self.counts["buildings"] += len(rows)
        wanted = dict.fromkeys((self.buildings[u.building], u.entrance) for u in units if u.building and u.entrance)
        doors = [
            (new_id(), self.estate_id, building, code)
            for building, code in wanted
            if (building, code) not in self.entrances
        ]
        self._copy("registry_entrance", ("id", "estate_id", "building_id", "code"), doors)
        self.entrances |= {(row[2], row[3]): row[0] for row in doors}

    def _new_parties(self, units: list[UnitLine]) -> None:
        fresh: dict[str, PartyLine] = {}
        for unit in units:
            for party in unit.parties:
                if party.key not in self.parties:
                    fresh.setdefault(party.key, party)
        for key, party in list(fresh.items()):
            if (pk := self.known.get((party.identity_kind, index_of(party.identity_number)))) is not None:
                self.parties[key] = pk
                del fresh[key]
        rows = [
            party_row(new_id(), self.estate_id, p.kind, p.name, p.identity_kind, p.identity_number, p.phone)
            for p in fresh.values()
        ]
        insert_parties(rows)
        self.fresh.setdefault("registry_party", []).extend(row[0] for row in rows)
        self.parties |= {key: row[0] for key, row in zip(fresh, rows, strict=True)}
        self.counts["parties"] += len(rows)

    def _own(self, rows: list[tuple[int, UnitLine, date | None]]) -> None:
        owned: list[tuple[Any, ...]] = []
        members: list[tuple[Any, ...]] = []
        for unit_id, unit, since in rows:
            for held in unit.held:
                pk = new_id()
                owned.append((pk, self.estate_id, unit_id, f"[{held.lower},{held.upper})", f"[{since or ''},)",
                    unit.basis, held.joint,
                              self.document))  # fmt: skip
                members += [(new_id(), self.estate_id, pk, self.parties[key]) for key in held.members]
        columns = ("id", "estate_id", "unit_id", "slice", "period", "basis", "is_joint", "document")
        self._copy("registry_ownership", columns, owned)
        self._copy("registry_ownershipmember", ("id", "estate_id", "ownership_id", "party_id"), members)

    def change(
        self, units: list[UnitLine], corrections: Callable[[int, UnitLine, UnitLine], list[tuple[Any, ...]]]
    ) -> None:
        """Units the registry has otherwise: facts are corrected, owners end and begin on the day of the import."""
        self._places(units)
        self._new_parties(units)
        before = {living.code: living for living in living_units(self.estate_id, self.day, [u.code for u in units])}
        facts, notes, ended = [], [], []
        owned: list[tuple[int, UnitLine, date | None]] = []
        for unit in units:
            living = before[unit.code]
            old, new = rosters.comparable(living.line()), rosters.comparable(unit)
            if old[:3] != new[:3]:
                facts.append((living.id, unit))
                notes += corrections(living.id, living.line(), unit)
            if old[3:] != new[3:]:
                ended += list(living.held)
                self.units_of_gone.append(living.id)
                owned.append((living.id, unit, self.day))
        self._update_facts(facts)
        columns = ("id", "estate_id", "unit_id", "at", "fact", "old", "new", "evidence")
        self._copy("registry_unitcorrection", columns, notes)
        self.end_ownerships(ended)
        self._own(owned)
        self.counts["changed"] += len(units)

    def _update_facts(self, rows: list[tuple[int, UnitLine]]) -> None:
        if not rows:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE registry_unit AS u
                   SET use = n.use, built_area = n.built, built_area_source = n.built_source,
                   exclusive_area = n.exclusive,
                       exclusive_area_source = n.exclusive_source
                  FROM unnest(%s::bigint[], %s::text[], %s::numeric[], %s::text[], %s::numeric[], %s::text[])
                       AS n (id, use, built, built_source, exclusive, exclusive_source)
                 WHERE u.estate_id = %s AND u.id = n.id
                """,
                [[pk for pk, _ in rows], *([getattr(u, name) for _, u in rows] for name in
                 ("use", "built", "built_source", "exclusive", "exclusive_source")), self.estate_id],
            )  # fmt: skip

    def end_ownerships(self, ids: list[int]) -> None:
        """Ownerships end on the day; one that began on this very day was never true and goes."""
        if not ids:
            return
        with connection.cursor() as cursor:
            today = "SELECT id FROM registry_ownership WHERE estate_id = %s AND id = ANY(%s) AND lower(period) >= %s"
            cursor.execute(today, [self.estate_id, ids, self.day])
            untrue = [row[0] for row in cursor.fetchall()]
            cursor.execute(
                "DELETE FROM registry_ownershipmember WHERE estate_id = %s AND ownership_id = ANY(%s)",
                [self.estate_id, untrue],
            )
            cursor.execute(
                "DELETE FROM registry_ownership WHERE estate_id = %s AND id = ANY(%s)", [self.estate_id, untrue]
            )
            cursor.execute(
                "UPDATE registry_ownership SET period = daterange(lower(period), %s)"
                " WHERE estate_id = %s AND id = ANY(%s)",
                [self.day, self.estate_id, ids],
            )

    def _copy(self, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        rows = list(rows)
        if not rows:
            return
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self.fresh.setdefault(table, []).extend(row[0] for row in rows)
