"""What verification says, and what an anchor holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MARK_BYTES = 12  # of each record in an anchor: its id (8) and the first 4 bytes of its digest


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not fit. `seq` is null for a row no record speaks of. `note` says what was seen."""

    chain: int
    seq: int | None
    kind: str  # changed | missing | reordered | truncated | row_differs
    table: str
    id: str | None
    note: str

    @property
    def place(self) -> tuple[bool, int, bool, int]:
        """Where it stands among others: records before rows (a lost record leaves its rows without one), then by chain
        and by place in the chain."""
        return (self.kind == "row_differs", self.chain, self.seq is None, self.seq or 0)

    def as_form(self) -> dict[str, Any]:
        """The form of contracts.md, with the note."""
        return {"chain": self.chain, "seq": self.seq, "kind": self.kind, "table": self.table, "id": self.id,
            "note": self.note}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnchoredHead:
    """What an anchor says of one chain: its last link, and the marks of the records from `start` on."""

    estate_id: int
    seq: int
    hash: str
    suite: str
    start: int
    marks: bytes

    def mark(self, seq: int) -> bytes | None:
        """The mark of the record at a place of the chain, if the anchor has it."""
        at = (seq - self.start) * MARK_BYTES
        return self.marks[at : at + MARK_BYTES] if 0 <= at < len(self.marks) else None


@dataclass(frozen=True, slots=True)
class SignedHeads:
    """One anchor: all heads at a moment, their root, and the signed note."""

    at: str
    root: str
    note: str
    heads: Mapping[int, AnchoredHead]


@dataclass
class Report:
    """What a verification counted and found."""

    chains: int = 0
    records: int = 0
    unlinked: int = 0
    anchored_to: str | None = None
    rows: int = 0
    erased: int = 0
    in_bulk: int = 0
    unknown_shape: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything fits."""
        return not self.faults

    def add(self, fault: Fault) -> None:
        """Keep a fault; of very many only the first thousand are kept, by place."""
        self.faults.append(fault)
        if len(self.faults) > 2000:
            self.faults = sorted(self.faults, key=lambda f: f.place)[:1000]

    def first(self) -> Fault | None:
        """The first fault by place."""
        return min(self.faults, key=lambda f: f.place, default=None)

    def as_form(self) -> dict[str, Any]:
        """The form of contracts.md."""
        first = self.first()
        return {
            "ok": self.ok, "chains": self.chains, "records": self.records, "unlinked": self.unlinked,
            "anchored_to": self.anchored_to, "first_broken": first.as_form() if first else None,
            "broken": [f.as_form() for f in sorted(self.faults, key=lambda f: f.place)[:50]],
            "faults": len(self.faults),
            "rows": {"compared": self.rows, "erased": self.erased, "in_bulk": self.in_bulk,
                "unknown_shape": self.unknown_shape},
        }  # fmt: skip
