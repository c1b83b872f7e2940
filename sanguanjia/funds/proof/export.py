"""Write the books of estates out for strangers: a journal each, the allocations behind interest, roots, hashes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from sanguanjia.funds import settlements, wording
from sanguanjia.funds.models import (
    FundAccount,
    FundBook,
    FundEntry,
    FundTransfer,
    FundWork,
    InterestProof,
    Settlement,
    WorkShare,
)
from sanguanjia.funds.types import GROUPS, Kind
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.registry import queries as registry

from . import journal, verify
from .folder import seal

_PART = 500
_OPENING = """
    SELECT leg.account_id, sum(leg.fen)::bigint, max(leg.number)
    FROM (
        SELECT d.debit_id AS account_id, d.amount_fen AS fen, de.number
        FROM funds_fundtransfer d JOIN funds_fundentry de ON de.estate_id = d.estate_id AND de.id = d.entry_id
        WHERE d.estate_id = %(estate)s AND de.business_date < %(day)s
        UNION ALL
        SELECT c.credit_id, -c.amount_fen, ce.number
        FROM funds_fundtransfer c JOIN funds_fundentry ce ON ce.estate_id = c.estate_id AND ce.id = c.entry_id
        WHERE c.estate_id = %(estate)s AND ce.business_date < %(day)s
    ) AS leg
    GROUP BY leg.account_id
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: names of the files, entries in all journals, the root over all of them."""

    files: tuple[str, ...]
    entries: int
    root: str


def estates_with_books() -> tuple[int, ...]:
    """Every estate that keeps books, by number."""
    with cross_estate():
        return tuple(FundBook.objects.order_by("estate_id").values_list("estate_id", flat=True))


def export(estate_ids: Sequence[int], first: dt.date, last: dt.date, folder: Path) -> Exported:
    """One journal per estate over [first, last], both included. Memory holds one estate's accounts and a few hundred
    entries at a time. The folder is made; what it holds already is left alone and would fail the check."""
    folder.mkdir(parents=True, exist_ok=True)
    told: set[int] = set()
    entries = 0
    with (folder / "allocations.jsonl").open("w", encoding="utf-8") as allocations:
        for estate_id in estate_ids:
            entries += _journal(estate_id, first, last, folder / f"estate-{estate_id}.journal")
            for line in (*_allocations(estate_id, first, last, told), *_works(estate_id, last)):
                allocations.write(verify.canonical(line) + "\n")
    names, root = seal(folder)
    return Exported(names, entries, root)


def _journal(estate_id: int, first: dt.date, last: dt.date, path: Path) -> int:
    opening, known = _opening(estate_id, first)
    written = 0

    def counted() -> Iterator[journal.Booked]:
        nonlocal written
        for booked in _entries(estate_id, first, last):
            written += 1
            yield booked

    lines = journal.lines(
        (estate_id, Home.objects.get(pk=estate_id).name), (first, last), known, _books(estate_id), opening, counted()
    )
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" if line else "\n" for line in lines)
    return written


def _books(estate_id: int) -> dict[int, journal.Book]:
    buildings = {building.id: building.name for building in registry.buildings(estate_id)}
    rows = (
        FundAccount.objects.filter(estate_id=estate_id).order_by("id").values_list("id", "kind", "name", "building_id")
    )
    held = [(key, Kind(kind), name, buildings.get(building, "")) for key, kind, name, building in rows]
    return journal.named(
        [row for row in held if row[1] not in GROUPS], {kind: wording.ACCOUNT_KINDS[kind.value] for kind in Kind}
    )


def _opening(estate_id: int, day: dt.date) -> tuple[dict[int, int], int]:
    """{account: fen, debits positive} at the beginning of the day, and the last entry that counts in it."""
    with connection.cursor() as cursor:
        cursor.execute(_OPENING, {"estate": estate_id, "day": day})
        rows = cursor.fetchall()
    return {key: int(fen) for key, fen, _ in rows}, max((number for _, _, number in rows), default=0)


def _entries(estate_id: int, first: dt.date, last: dt.date) -> Iterator[journal.Booked]:
    rows = FundEntry.objects.filter(estate_id=estate_id, business_date__gte=first, business_date__lte=last)
    ids = list(rows.order_by("business_date", "number").values_list("id", flat=True))
    for start in range(0, len(ids), _PART):
        part = ids[start : start + _PART]
        moved: dict[int, list[tuple[int, int, int]]] = {}
        for t in FundTransfer.objects.filter(estate_id=estate_id, entry_id__in=part).order_by("entry_id", "line"):
            moved.setdefault(t.entry_id, []).append((t.debit_id, t.credit_id, t.amount_fen))
        for row in rows.filter(id__in=part).order_by("business_date", "number"):
            words = f"{wording.ENTRY_KINDS.get(row.kind, row.kind)}：{row.reason}"
            yield journal.Booked(row.number, row.kind, row.business_date, words, moved.get(row.pk, ()))


def _allocations(estate_id: int, first: dt.date, last: dt.date, told: set[int]) -> Iterator[dict[str, Any]]:
    """The estates' stage of a settlement once, before the first estate that has its part of it."""
    entries = FundEntry.objects.filter(
        estate_id=estate_id, kind="interest", business_date__gte=first, business_date__lte=last
    ).order_by("number")
    numbers = dict(entries.values_list("id", "number"))
    proofs = InterestProof.objects.filter(estate_id=estate_id, entry_id__in=list(numbers)).order_by("id")
    names = dict(FundAccount.objects.filter(estate_id=estate_id).values_list("id", "name"))
    for proof in proofs:
        row = settlements.settlement(proof.home_id, proof.settlement_id)
        if row.pk not in told:
            told.add(row.pk)
            yield _estates(row)
        yield {
            "stage": "doors", "settlement": row.pk, "estate": estate_id, "entry": numbers[proof.entry_id or 0],
            "known": settlements.share(row, estate_id).known_number,
            "doors": [[key, names[key], weight, fen] for key, weight, fen, _ in proof.doors],
            "pools": [[key, names[key], weight, fen] for key, weight, fen, _ in proof.pools],
        }  # fmt: skip


def _works(estate_id: int, last: dt.date) -> Iterator[dict[str, Any]]:
    """What each work costs and every door's part of it, of all that were contracted."""
    for row in FundWork.objects.filter(
        estate_id=estate_id, contract_fen__isnull=False, authority_on__lte=last
    ).order_by("number"):
        parts = WorkShare.objects.filter(estate_id=estate_id, work_id=row.pk)
        yield {
            "stage": "work", "estate": estate_id, "work": row.number, "title": row.title,
            "cost_fen": row.contract_fen if row.final_fen is None else row.final_fen,
            "final": row.final_fen is not None,
            "by_area": all(step[0] != "public_split" for step in row.explain),
            "parts": sorted(
                ([p.door, p.area, p.fen, p.from_account_fen, p.debt_fen, p.cash_fen] for p in parts),
                key=lambda part: verify.door_order(part[0]),
            ),
        }  # fmt: skip


def _estates(row: Settlement) -> dict[str, Any]:
    deposit = row.deposit
    return {
        "stage": "estates", "settlement": row.pk, "deposit": deposit.number, "principal_fen": deposit.principal_fen,
        "contract": str(deposit.contract_rate), "benchmark": str(deposit.benchmark_rate), "basis": deposit.basis,
        "first": row.first.isoformat(), "last": row.last.isoformat(), "bank_fen": row.bank_fen,
        "doors_fen": row.doors_fen, "pool_fen": row.pool_fen, "policy": row.policy_version,
        "shares": [[s.place_id, s.weight, s.doors_fen, s.pool_weight, s.pool_fen] for s in settlements.shares(row)],
    }  # fmt: skip
