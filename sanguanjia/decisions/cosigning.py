"""Nominations that owners sign together: who signed, how many are needed here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sanguanjia.registry import queries as registry

from . import law as laws
from .models import Candidate, Cosigner
from .rules import nominating
from .rules.roll import lines_of
from .types import Finding


@dataclass(frozen=True, slots=True)
class Signed:
    """How far a nomination is: heads that signed and heads needed, the units in the order of their signing."""

    heads: int
    need: int
    units: tuple[tuple[int, dt.datetime], ...]
    finding: Finding


def signed_for(estate_id: int, candidates: Sequence[Candidate], day: dt.date) -> dict[int, Signed]:
    """Each nomination's signatures, weighed by the register of the day: an owner of two homes is one head, and who sold
    counts no more. Refuses roll_is_empty, roll_area_missing."""
    if not candidates:
        return {}
    law = laws.law_of(estate_id, day)
    lines = lines_of(law, registry.holdings(estate_id, day))
    head_of = {line.unit_id: line.head for line in lines}
    total = len(set(head_of.values()))
    rows = Cosigner.objects.filter(estate_id=estate_id, candidate_id__in=[one.pk for one in candidates]).order_by("id")
    found: dict[int, list[tuple[int, dt.datetime]]] = {one.pk: [] for one in candidates}
    for row in rows:
        found[row.candidate_id].append((row.unit_id, row.at))
    done = {}
    for key, units in found.items():
        heads = len({head_of[unit] for unit, _ in units if unit in head_of})
        finding = nominating.jointly(law, heads, total)
        done[key] = Signed(heads, int(finding.checks[0].data["need"]), tuple(units), finding)
    return done
