"""An owners' roster on its way into the registry: upload, columns, preview, fix, commit. Each step is an act.

The file is read by a child process with limits (roster/sandbox.py). What takes long (`read_roster`,
    `import_roster`) is
done by the platform in a job,
queued by the officer's act in the same transaction; the officer's act is the decision and
stands in the record, the platform's act carries it out for that officer.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import Q

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Reason, Refusal, refuse, refuse_if_any
from sanguanjia.kernel.sheets.types import Refused, Unreadable
from sanguanjia.registry import permissions, roster_store
from sanguanjia.registry.consequences import owners_changed
from sanguanjia.registry.models import (
    Building,
    Entrance,
    Ownership,
    OwnershipMember,
    Party,
    RosterFile,
    RosterImport,
    RosterItem,
    RosterState,
    Unit,
    UnitCorrection,
)
from sanguanjia.registry.roster import fields, sandbox
from sanguanjia.registry.rules import rosters
from sanguanjia.registry.rules.rosters import UnitLine
from sanguanjia.registry.store import thing_of
from sanguanjia.registry.types import Done


class Upload:
    """Bytes on disk with their name. In a request's digest it is its content's hash, so that a replay is a replay."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = Path(name).name[-200:]
        self.size = path.stat().st_size
        with path.open("rb") as stream:
            self.sha256 = hashlib.file_digest(stream, "sha256").hexdigest()

    def __repr__(self) -> str:
        return f"Upload({self.sha256})"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: numbers of units and of rows."""

    id: int
    estate_id: int
    added: int
    changed: int
    same: int
    ended: int
    left_out: int


def _permit(deed: Deed, estate_id: int) -> None:
    deed.permit(permissions.may_import_rosters, thing_of(estate_id, clock.today()))


def lock_roster(estate_id: int, roster_id: int, *states: str) -> RosterImport:
    """The import, locked, in one of the states; refuses `roster_not_now` otherwise."""
    row = RosterImport.objects.select_for_update().filter(estate_id=estate_id, pk=roster_id).first()
    if row is None:
        refuse("not_found", "roster")
    if row.state not in states:
        raise Refusal([Reason("roster_not_now", "roster", {"state": RosterState(row.state).label})])
    return row


def look_at(upload: Upload, mapping: Mapping[str, object] | None = None) -> dict[str, Any]:
    """Headers, guesses and first rows of a file; a hostile or unreadable file is a refusal in words."""
    try:
        return sandbox.look(upload.path, name=upload.name, mapping=mapping)
    except Refused as refused:
        raise Refusal([Reason(f"roster_{refused.code}", "file")]) from None
    except Unreadable as unreadable:
        raise Refusal([Reason(f"roster_{unreadable.code}", "file")]) from None


# --- the officer's steps --------------------------------------------------------------------------------------------


@act("registry.upload_roster")
def upload_roster(deed: Deed, *, estate_id: int, upload: Upload) -> Done:
    """Keep a roster and what it looks like; nothing of it is in the registry yet."""
    _permit(deed, estate_id)
    look = look_at(upload)
    row = RosterImport(
        estate_id=estate_id, name=upload.name, sha256=upload.sha256, size=upload.size, state=RosterState.MAPPING,
        uploaded_by=deed.actor.account_id, uploaded_at=deed.at,
    )  # fmt: skip
    row.look = look
    row.save(force_insert=True)
    deed.touched(row)
    file = RosterFile(
        estate_id=estate_id,
        roster=row,
        purpose="roster",
        name=upload.name,
        sha256=upload.sha256,
    )
    file.put(upload.path.read_bytes())
    file.save(force_insert=True)
    deed.touched(file)
    return Done(row.id, estate_id)


@act("registry.settle_roster_columns")
def settle_roster_columns(
    deed: Deed, *, estate_id: int, roster_id: int, columns: dict[str, str], header_row: int = 0, sheet: str = ""
) -> Done:
    """The officer says which column is what; reading begins as a job. May be said again until the commit."""
    _permit(deed, estate_id)
    row = lock_roster(estate_id, roster_id, RosterState.MAPPING, RosterState.READY)
    clean = {name: letter for name, letter in columns.items() if name in fields.FIELDS and letter}
    reasons = []
    if "owner" not in clean or not ("room" in clean or "address" in clean):
        reasons.append(Reason("roster_columns_missing", "columns"))
    if len(set(clean.values())) < len(clean):
        reasons.append(Reason("roster_column_twice", "columns"))
    refuse_if_any(reasons)
    before = row_digest(row)
    row.mapping = {
        "columns": clean,
        **({"header_row": header_row} if header_row else {}),
        **({"sheet": sheet} if sheet else {}),
    }
    row.state = RosterState.READING
    row.save(update_fields=["mapping", "state"])
    deed.touched(row, before)
    _queue("read", row)
    return Done(row.id, estate_id)


@act("registry.leave_out_roster_units")
def leave_out_roster_units(deed: Deed, *, estate_id: int, roster_id: int, rows: list[int], reason: str) -> Done:
    """Units with errors stay out of this import, named one by one by their rows, with a reason."""
    _permit(deed, estate_id)
    roster = lock_roster(estate_id, roster_id, RosterState.READY)
    deed.because(reason.strip())
    wanted = RosterItem.objects.filter(
        estate_id=estate_id, roster_id=roster_id, is_unit=True, replaced=False, row__in=rows
    ).exclude(kinds=[])
    found = set(wanted.values_list("row", flat=True))
    reasons = [] if reason.strip() else [Reason("reason_not_given", "reason")]
    if not rows or set(rows) - found:
        reasons.append(Reason("roster_rows_unknown", "rows"))
    refuse_if_any(reasons)
    before = row_digest(roster)
    wanted.update(left_out=True, left_out_because=reason.strip()[:200])
    refresh_counts(roster)
    roster.save(update_fields=["difference"])
    deed.touched(roster, before)
    for item in wanted:
        deed.touched(item)
    return Done(roster.id, estate_id)


@act("registry.correct_roster")
def correct_roster(deed: Deed, *, estate_id: int, roster_id: int, upload: Upload) -> Done:
    """A corrected fix file takes the place of the lines with errors it came from; nothing else of the preview
    changes."""
    _permit(deed, estate_id)
    roster = lock_roster(estate_id, roster_id, RosterState.READY)
    before = row_digest(roster)
    try:
        found = list(sandbox.rows(upload.path, name=upload.name))
    except Refused as refused:
        raise Refusal([Reason(f"roster_{refused.code}", "file")]) from None
    except Unreadable as unreadable:
        raise Refusal([Reason(f"roster_{unreadable.code}", "file")]) from None
    units = [each for each in found if each["t"] == "unit"]
    _replace(deed, roster, units)
    refresh_counts(roster)
    roster.save(update_fields=["report", "difference"])
    deed.touched(roster, before)
    return Done(roster.id, estate_id)


def _replace(deed: Deed, roster: RosterImport, units: list[dict[str, Any]]) -> None:
    wrong = RosterItem.objects.filter(estate_id=roster.estate_id, roster=roster, is_unit=True, replaced=False).exclude(
        kinds=[]
    )
    by_row = {item.row: item for item in wrong}
    places = [int(unit["origin"]) if unit["origin"].isdigit() else 0 for unit in units]
    unknown = [unit["code"] for unit, row in zip(units, places, strict=True) if row not in by_row]
    if unknown or not units:
        raise Refusal([Reason("roster_fix_unknown", "file", {"units": "、".join(unknown[:5])})])
    others = RosterItem.objects.filter(
        estate_id=roster.estate_id, roster=roster, is_unit=True, replaced=False, kinds=[]
    )
    taken = dict(others.filter(code__in=[u["code"] for u in units]).values_list("code", "row"))
    known = roster_store.known_units(roster.estate_id, clock.today())
    rows = []
    for unit, origin in zip(units, places, strict=True):
        if unit["code"] in taken and not any(p["kind"] == "duplicate_unit" for p in unit["problems"]):
            unit["problems"].append(_duplicate(unit, taken[unit["code"]]))
        lines = by_row[origin].lines
        staged = {
            **unit,
            "row": origin,
            "rows": by_row[origin].data["rows"],
            "problems": [{**p, "row": origin} for p in unit["problems"]],
        }
        item = list(roster_store.item_row(roster, staged, known, only_inside=roster_store.only_inside(roster)))
        item[5] = lines
        rows.append(tuple(item))
    replaced = [by_row[origin].id for origin in places]
    RosterItem.objects.filter(estate_id=roster.estate_id, pk__in=replaced).update(replaced=True)
    roster_store.copy_items(rows)
    for pk in replaced:
        deed.touched_digest("registry_rosteritem", pk, None, None)


def _duplicate(unit: Mapping[str, Any], first: int) -> dict[str, Any]:
    from sanguanjia.registry.roster.types import Problem
    from sanguanjia.registry.roster.wording import message_and_suggestion

    message, suggestion = message_and_suggestion(
        Problem(unit["row"], unit["code"], "", "duplicate_unit", unit["row"], "", str(first))
    )
    return {"row": unit["row"], "unit": unit["code"], "column": "", "kind": "duplicate_unit",
        "message": message, "suggestion": suggestion,
            "line": unit["row"], "value": unit["code"]}  # fmt: skip


@act("registry.commit_roster")
def commit_roster(deed: Deed, *, estate_id: int, roster_id: int, end_missing: bool = False) -> Done:
    """The officer's word that the preview goes in. Refused while a unit with errors is neither corrected nor left
    out by name."""
    _permit(deed, estate_id)
    row = lock_roster(estate_id, roster_id, RosterState.READY)
    open_errors = RosterItem.objects.filter(
        estate_id=estate_id, roster_id=roster_id, is_unit=True, replaced=False, left_out=False
    )
    left = open_errors.exclude(kinds=[]).count()
    if left:
        raise Refusal([Reason("roster_has_errors", "roster", {"count": left})])
    before = row_digest(row)
    row.state = RosterState.COMMITTING
    row.end_missing = end_missing
    row.save(update_fields=["state", "end_missing"])
    deed.touched(row, before)
    _queue("import", row)
    return Done(row.id, estate_id)


@act("registry.withdraw_roster")
def withdraw_roster(deed: Deed, *, estate_id: int, roster_id: int) -> Done:
    """The roster is not imported; its file and preview go, that there was one stays."""
    _permit(deed, estate_id)
    row = lock_roster(estate_id, roster_id, RosterState.MAPPING, RosterState.READY, RosterState.REFUSED)
    before = row_digest(row)
    row.state = RosterState.WITHDRAWN
    row.look = {}
    row.save(update_fields=["state", "look"])
    deed.touched(row, before)
    RosterItem.objects.filter(estate_id=estate_id, roster_id=roster_id)._raw_delete("default")
    RosterFile.objects.filter(estate_id=estate_id, roster_id=roster_id)._raw_delete("default")
    return Done(row.id, estate_id)


@act("registry.nudge_roster")
def nudge_roster(deed: Deed, *, estate_id: int, roster_id: int) -> Done:
    """Queue the waiting job once more (a worker may have been ended in the middle). Two jobs are harmless: one
    finds nothing to do."""
    _permit(deed, estate_id)
    row = lock_roster(estate_id, roster_id, RosterState.READING, RosterState.COMMITTING)
    deed.touched(row, row_digest(row))
    _queue("read" if row.state == RosterState.READING else "import", row)
    return Done(row.id, estate_id)


# --- what the platform does for them --------------------------------------------------------------------------------


def _queue(verb: str, row: RosterImport) -> None:
    from sanguanjia.registry import jobs

    (jobs.read_roster if verb == "read" else jobs.import_roster).defer(estate_id=row.estate_id, roster_id=row.id)


@act("registry.read_roster")
def read_roster(
    deed: Deed, *, estate_id: int, roster_id: int, progress: roster_store.Reporter = roster_store.SILENT
) -> Done:
    """Read the file in the child, stage every row, compare with the registry. The preview is whole or absent."""
    _permit(deed, estate_id)
    roster = lock_roster(estate_id, roster_id, RosterState.READING)
    before = row_digest(roster)
    deed.for_whom(f"account:{roster.uploaded_by}")
    RosterItem.objects.filter(estate_id=estate_id, roster_id=roster_id)._raw_delete("default")
    try:
        roster.report = _stage(roster, progress)
        refresh_counts(roster)
        roster.state, roster.verdict = RosterState.READY, ""
    except (Refused, Unreadable) as verdict:
        RosterItem.objects.filter(estate_id=estate_id, roster_id=roster_id)._raw_delete("default")
        roster.state, roster.verdict = RosterState.REFUSED, f"roster_{verdict.code}"
    roster.save(update_fields=["report", "difference", "state", "verdict"])
    deed.touched(roster, before)
    return Done(roster.id, estate_id)


@act("registry.stop_roster")
def stop_roster(deed: Deed, *, estate_id: int, roster_id: int) -> Done:
    """A job broke off: nothing of it was stored, and the import goes back to where the officer can begin again."""
    _permit(deed, estate_id)
    roster = lock_roster(estate_id, roster_id, RosterState.READING, RosterState.COMMITTING)
    before = row_digest(roster)
    reading = roster.state == RosterState.READING
    roster.state = RosterState.MAPPING if reading else RosterState.READY
    roster.verdict = "roster_broke_off"
    roster.save(update_fields=["state", "verdict"])
    deed.touched(roster, before)
    return Done(roster.id, estate_id)


def _stage(roster: RosterImport, progress: roster_store.Reporter) -> dict[str, Any]:
    kept = RosterFile.objects.get(estate_id=roster.estate_id, roster=roster, purpose="roster")
    known = roster_store.known_units(roster.estate_id, clock.today())
    report: dict[str, Any] = {}
    only_inside = roster_store.only_inside(roster)

    def items(path: Path) -> Iterator[tuple[Any, ...]]:
        for found in sandbox.rows(path, name=roster.name, mapping=roster.mapping):
            if found["t"] == "report":
                report.update(found)
            else:
                yield roster_store.item_row(roster, found, known, only_inside=only_inside)

    with tempfile.NamedTemporaryFile(prefix="sgj-roster-") as file:
        file.write(kept.bytes())
        file.flush()
        roster_store.copy_items(items(Path(file.name)), progress)
    return {key: value for key, value in report.items() if key not in ("t", "errors")}


def refresh_counts(roster: RosterImport) -> None:
    """The preview's numbers, counted from its rows: they add up to the rows of the file by themselves."""
    roster.difference = roster_store.count_items(roster, clock.today())


@act("registry.import_roster")
def import_roster(
    deed: Deed, *, estate_id: int, roster_id: int, progress: roster_store.Reporter = roster_store.SILENT
) -> Imported:
    """Write the previewed units: all of them, or none. A repeated call answers what the first one did."""
    _permit(deed, estate_id)
    roster = lock_roster(estate_id, roster_id, RosterState.COMMITTING)
    before = row_digest(roster)
    deed.for_whom(f"account:{roster.uploaded_by}")
    day = clock.today()
    writer = roster_store.Writer(estate_id, day, roster.name)
    only_inside = roster_store.only_inside(roster)
    known = roster_store.known_units(estate_id, day)
    same = done = 0
    for batch in roster_store.good_items(roster):
        units = [rosters.read_unit(data, only_inside=only_inside) for data in batch]
        fresh = [u for u in units if u.code not in known]
        old = [u for u in units if u.code in known]
        moved = [u for u in old if roster_store.fingerprint(u) != known[u.code]]
        same += len(old) - len(moved)
        writer.add(fresh)
        with _noting(deed, day, [u.code for u in moved]):
            writer.change(moved, lambda pk, was, now: _corrections(deed.at, estate_id, roster.name, pk, was, now))
        done += len(batch)
        progress(done)
    if roster.end_missing:
        _end_missing(deed, writer, roster)
    owners_changed(estate_id, writer.units_of_gone, day)
    return _finish(deed, roster, before, writer, same)


def _finish(deed: Deed, roster: RosterImport, before: str, writer: roster_store.Writer, same: int) -> Imported:
    left_out = RosterItem.objects.filter(
        estate_id=roster.estate_id, roster=roster, left_out=True, replaced=False
    ).count()
    counts = writer.counts
    roster.state, roster.committed_at, roster.look = RosterState.DONE, deed.at, {}
    roster.difference = {**roster.difference, "done": {**counts, "same": same, "left_out": left_out}}
    roster.save(update_fields=["state", "committed_at", "look", "difference"])
    deed.touched(roster, before)
    for model in (Building, Entrance, Unit, Party, Ownership, OwnershipMember, UnitCorrection):
        if fresh := writer.fresh.get(model._meta.db_table):
            deed.made(model, fresh)
    # Names and numbers of the good lines stand in the registry now; the preview need not keep a second copy.
    RosterItem.objects.filter(estate_id=roster.estate_id, roster=roster, kinds=[])._raw_delete("default")
    RosterFile.objects.filter(estate_id=roster.estate_id, roster=roster)._raw_delete("default")
    return Imported(roster.id, roster.estate_id, counts["added"], counts["changed"], same, counts["ended"], left_out)


@contextmanager
def _noting(deed: Deed, day: date, codes: list[str]) -> Iterator[None]:
    """The record speaks of the living units with these codes, and of who owned them, as they were and as they are."""
    if not codes:
        yield
        return
    here = Unit.objects.filter(estate_id=deed.estate_id, code__in=codes)
    units = list(here.filter(Q(valid_to=None) | Q(valid_to__gt=day)).values_list("id", flat=True))
    owned = Ownership.objects.filter(estate_id=deed.estate_id, unit_id__in=units, period__contains=day)
    ownerships = list(owned.values_list("id", flat=True))
    members = OwnershipMember.objects.filter(estate_id=deed.estate_id, ownership_id__in=ownerships)
    with (
        deed.changing(Unit, units),
        deed.changing(Ownership, ownerships),
        deed.changing(OwnershipMember, list(members.values_list("id", flat=True))),
    ):
        yield


def _end_missing(deed: Deed, writer: roster_store.Writer, roster: RosterImport) -> None:
    """Units the roster does not name end today, with their ownerships. Those that began today stay: nothing ends
    before it began."""
    missing = roster_store.missing_units(roster, writer.day, ending=True)
    ids = [pk for pk, _ in missing]
    with _noting(deed, writer.day, [code for _, code in missing]):
        Unit.objects.filter(estate_id=roster.estate_id, pk__in=ids).update(valid_to=writer.day)
        writer.units_of_gone += ids
        living = Ownership.objects.filter(estate_id=roster.estate_id, unit_id__in=ids, period__contains=writer.day)
        writer.end_ownerships(list(living.values_list("id", flat=True)))
    writer.counts["ended"] += len(ids)


def _corrections(
    at: datetime, estate_id: int, evidence: str, pk: int, was: UnitLine, now: UnitLine
) -> list[tuple[Any, ...]]:
    """A line for every fact that the roster says otherwise: what stood there, what stands there now."""
    lines = []
    for fact, old, new in (
        ("use", was.use, now.use),
        ("built_area", was.built, now.built),
        ("built_area_source", was.built_source, now.built_source),
        ("exclusive_area", was.exclusive, now.exclusive),
        ("exclusive_area_source", was.exclusive_source, now.exclusive_source),
    ):
        if old != new:
            lines.append((new_id(), estate_id, pk, at, fact, _word(old), _word(new), evidence[:200]))
    return lines


def _word(value: object) -> str:
    return "" if value is None else str(value)[:120]
