"""The readers of roster imports: what the pages show. The rows themselves are given out, to be read and not written."""

from __future__ import annotations

from sanguanjia.kernel.refusal import refuse

from .roster_models import RosterImport, RosterItem, RosterProgress, RosterState

__all__ = ["RosterImport", "RosterItem", "RosterState", "items", "latest", "progress", "roster"]


def roster(estate_id: int, roster_id: int) -> RosterImport:
    """One import of an estate. Refuses `not_found`."""
    row = RosterImport.objects.filter(estate_id=estate_id, pk=roster_id).first()
    return row or refuse("not_found", "roster")


def latest(estate_id: int, limit: int) -> list[RosterImport]:
    """The imports of an estate, the last first; without what the mapping step shows (it holds cells of the file)."""
    return list(RosterImport.objects.filter(estate_id=estate_id).order_by("-uploaded_at").defer("look")[:limit])


def progress(roster_id: int) -> int:
    """Rows a running job has done; 0 when none runs."""
    found = RosterProgress.objects.filter(roster_id=roster_id).first()
    return found.done if found else 0


def items(found: RosterImport, show: str, *, after: int, limit: int, kinds: frozenset[str]) -> list[RosterItem]:
    """Units or skipped rows of one tab in the order of the sheet, after a row.

    `show`: skipped, added, changed, same, left_out, one of `kinds` (of error), or anything else for all units with
    errors that are not left out.
    """
    rows = RosterItem.objects.filter(estate_id=found.estate_id, roster=found, replaced=False, row__gt=after)
    if show == "skipped":
        rows = rows.filter(is_unit=False)
    elif show in ("added", "changed", "same"):
        rows = rows.filter(is_unit=True, difference=show)
    else:
        rows = rows.filter(is_unit=True).exclude(kinds=[]).filter(left_out=show == "left_out")
        if show in kinds:
            rows = rows.filter(kinds__contains=[show])
    return list(rows.order_by("row", "id")[:limit])
