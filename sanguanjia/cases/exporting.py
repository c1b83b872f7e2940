"""Figures that anyone can recompute: the events behind them, the formula, and a script of forty lines (recompute.py).

    sgj cases rates --export DIR     → events.jsonl, formula.json, published.json, rates.py

Events carry what happened and when, under which matter; no words, no names, no phones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate

from . import figures
from .models import RateSheet, RateSnapshot
from .places import place_facts
from .rules import rates
from .types import LADDER
from .values import case_policy

SCRIPT = Path(__file__).with_name("recompute.py")
_KEPT = ("in_time", "missed", "outcome", "solved", "satisfaction", "granted", "reason", "result", "channel", "alarm")
_PART = 5_000

# A matter that was moved goes on in another row: its earlier life belongs to it, except that it was moved.
_EVENTS = """
    WITH RECURSIVE life AS (
        SELECT w.home AS matter_home, w.id AS matter, w.home, w.id, 0 AS back
        FROM unnest(%s::bigint[], %s::bigint[]) AS w (home, id)
        UNION ALL
        SELECT l.matter_home, l.matter, c.moved_from_estate_id, c.moved_from_case_id, l.back + 1
        FROM life l JOIN cases_case c ON c.estate_id = l.home AND c.id = l.id
        WHERE c.moved_from_case_id IS NOT NULL)
    SELECT l.matter_home, l.matter, e.at, e.verb, e.state_after, e.level, e.data, e.rules
    FROM life l JOIN cases_caseevent e ON e.estate_id = l.home AND e.case_id = l.id
    WHERE e.at <= %s AND NOT (l.back > 0 AND e.verb = 'rehome')
    ORDER BY l.matter_home, l.matter, l.back DESC, e.seq
"""


@dataclass(frozen=True, slots=True)
class Published:
    """Figures with everything the script needs to get them again."""

    place: str
    first: date
    last: date
    at: datetime
    formula: dict[str, Any]
    figures: dict[str, list[int]]
    matters: tuple[tuple[int, int], ...]

    @property
    def as_form(self) -> dict[str, Any]:
        """What the command prints."""
        shown = {"place": self.place, "from": str(self.first), "to": str(self.last), "at": self.at.isoformat()}
        return {**shown, "formula_version": self.formula["version"], "matters": len(self.matters),
                "figures": self.figures}  # fmt: skip


def as_of_now(home_id: int, first: date, last: date) -> Published:
    """The figures of a place over matters reported in the period, as they are now. Refuses dates_reversed."""
    if last < first:
        refuse("dates_reversed", "last_day")
    place = place_facts(home_id, last)
    rule = case_policy(place, last).rates
    counts = figures.counts(place.path, first, last, rule.satisfied_from)
    three = rates.three_rates(counts, rule)
    found = {r.name: [r.numerator, r.denominator] for r in (*three, rates.excluded_share(counts, rule))}
    total = rates.score(three, rule)
    if total is not None:
        found["score"] = [total.numerator, total.denominator]
    ends = figures.closed_levels(place.path, first, last)
    found |= {f"closed_at.{level.value}": [ends.get(level, 0), sum(ends.values())] for level in LADDER}
    counted, excluded = figures.matters(place.path, first, last, rule.satisfied_from)
    ids = tuple((line[0], line[1]) for line in (*counted, *excluded))
    return Published(place.name, first, last, clock.now(), rates.as_data(rule), found, ids)


def as_published(home_id: int, sheet_id: int) -> Published:
    """Figures as they were published: the formula of that day, the matters of that day. Refuses not_found."""
    sheet = RateSheet.objects.filter(estate_id=home_id, pk=sheet_id).first() or refuse("not_found", "sheet")
    rows = RateSnapshot.objects.filter(estate_id=home_id, sheet_id=sheet_id).order_by("id")
    found = {row.rate: [row.numerator, row.denominator] for row in rows}
    ids = tuple((line[0], line[1]) for line in (*sheet.matters, *sheet.excluded))
    name = Home.objects.values_list("name", flat=True).get(pk=home_id)
    return Published(name, sheet.first_day, sheet.last_day, sheet.taken_at, sheet.formula, found, ids)


def write(published: Published, folder: Path) -> int:
    """Write the four files; answers the number of events."""
    folder.mkdir(parents=True, exist_ok=True)
    formula = published.formula | {"levels": [level.value for level in LADDER]}
    (folder / "formula.json").write_text(_text(formula), encoding="utf-8")
    (folder / "published.json").write_text(_text(published.as_form), encoding="utf-8")
    (folder / "rates.py").write_text(SCRIPT.read_text(encoding="utf-8"), encoding="utf-8")
    written = 0
    with (folder / "events.jsonl").open("w", encoding="utf-8") as out:
        for line in _events(published):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            written += 1
    return written


def _events(published: Published) -> Iterator[dict[str, Any]]:
    for start in range(0, len(published.matters), _PART):
        part = published.matters[start : start + _PART]
        with cross_estate(), connection.cursor() as cursor:
            cursor.execute(_EVENTS, [[home for home, _ in part], [case for _, case in part], published.at])
            rows = cursor.fetchall()
        for home, case, at, verb, state, level, data, rules in rows:
            kept = {name: value for name, value in (_read(data)).items() if name in _KEPT}
            yield {
                "matter": f"{home}/{case}", "at": at.isoformat(), "verb": verb, "state": state, "level": level,
                "data": kept, "rules": _read(rules),
            }  # fmt: skip


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
