"""Files into the database: at installation and after an update. The database stays the truth.

A version that is there already stays as it is. A version of the files that would overlap with one the city published
itself is left out and named in the answer. An open version that a newer file closes is closed. Safe to repeat, and to
run twice at once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from sanguanjia.kernel import clock

from . import queries
from .models import PolicyVersion
from .packs import SHIPPED, load
from .types import RuleVersion


@dataclass(frozen=True, slots=True)
class Seeded:
    """What seeding did.

    Versions added, versions closed, versions left out because the city has its own at that time.
    """

    added: int
    closed: tuple[str, ...]
    left_out: tuple[str, ...]


def seed(using: str = "default", directory: Path = SHIPPED) -> Seeded:
    """Bring the shipped packs into the database of `using`. PackError when the files are not sound."""
    files = load(directory).versions
    table = PolicyVersion.objects.using(using)
    with transaction.atomic(using=using):
        stored = {row.version: row for row in table.all()}
        closed = _close(files, stored, using)
        windows: dict[tuple[str, str, str], list[tuple[dt.date, dt.date]]] = {}
        for row in stored.values():
            if row.withdrawn_at is not None:  # the edition in its place keeps the window
                continue
            window = row.effective_from, row.effective_to or dt.date.max
            windows.setdefault((row.key, row.jurisdiction, row.layer), []).append(window)
        new, left_out = [], []
        for rule in files:
            if rule.version in stored:
                continue
            if _overlaps(rule, windows.get((rule.key, rule.jurisdiction, rule.layer.code), [])):
                left_out.append(rule.version)
                continue
            row = PolicyVersion.from_rule(rule)
            row.published_at = clock.now()
            new.append(row)
        # another process may be seeding at this moment: whoever comes second adds nothing
        table.bulk_create(new, ignore_conflicts=True)
    queries.forget()
    return Seeded(len(new), tuple(closed), tuple(left_out))


def _close(files: tuple[RuleVersion, ...], stored: dict[str, PolicyVersion], using: str) -> list[str]:
    closed = []
    for rule in files:
        row = stored.get(rule.version)
        if row is not None and not row.withdrawn_at and row.effective_to is None and rule.effective_to is not None:
            row.effective_to = rule.effective_to
            row.save(using=using, update_fields=["effective_to"])
            closed.append(rule.version)
    return closed


def _overlaps(rule: RuleVersion, windows: list[tuple[dt.date, dt.date]]) -> bool:
    end = rule.effective_to or dt.date.max
    return any(start <= end and rule.effective_from <= stop for start, stop in windows)
