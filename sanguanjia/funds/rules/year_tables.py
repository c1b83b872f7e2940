"""Year-end tables (年度报表): what every account held, what came, what it earned, what went, what it holds. Pure.

Each line ties by itself, buildings are the sum of their doors and pools, the estate that of its buildings, and the
estate's closing balance is what lies in the banks: to the fen, or `Table.ties` says no.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sums:
    """Fen over a year: opening + paid_in + interest - paid_out = closing."""

    opening: int = 0
    paid_in: int = 0
    interest: int = 0
    paid_out: int = 0

    @property
    def closing(self) -> int:
        """At the end."""
        return self.opening + self.paid_in + self.interest - self.paid_out

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.opening + other.opening, self.paid_in + other.paid_in, self.interest + other.interest,
            self.paid_out + other.paid_out,
        )  # fmt: skip


NOTHING = Sums()


@dataclass(frozen=True, slots=True)
class Row:
    """One account's year. `building`: its name, "" where it lies in none."""

    account_id: int
    name: str
    kind: str
    building: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Section:
    """A building with its accounts."""

    name: str
    rows: tuple[Row, ...]
    sums: Sums


@dataclass(frozen=True, slots=True)
class Tables:
    """An estate's year: its sections, their sum, and what the control accounts held at the end."""

    sections: tuple[Section, ...]
    sums: Sums
    banks: tuple[tuple[str, int], ...]

    @property
    def bank_fen(self) -> int:
        """In all banks."""
        return sum(fen for _, fen in self.banks)

    @property
    def ties(self) -> bool:
        """Whether what all accounts hold is what lies in the banks."""
        return self.sums.closing == self.bank_fen


def bucket(fen: int, *, interest: bool, reversal: bool) -> Sums:
    """Where one movement of an account stands in its year. A reversal takes back what it reverses in the same column:
    a deposit that was wrong was never paid in."""
    if interest:
        return Sums(interest=fen)
    if (fen > 0) != reversal:
        return Sums(paid_in=fen)
    return Sums(paid_out=-fen)


def tables(rows: Iterable[Row], order: Sequence[str], banks: Iterable[tuple[str, int]]) -> Tables:
    """`order`: names of the buildings as people count them; what lies in none comes last."""
    by: dict[str, list[Row]] = {name: [] for name in order}
    for row in rows:
        by.setdefault(row.building, []).append(row)
    sections = tuple(
        Section(name, tuple(found), sum((row.sums for row in found), NOTHING)) for name, found in by.items() if found
    )
    return Tables(sections, sum((section.sums for section in sections), NOTHING), tuple(banks))
