"""What passes between the reader, the judge and the pages. Frozen or plain data, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

ERROR_KINDS: Final = (
    "bad_area", "bad_identity", "identity_as_number", "missing_owner", "duplicate_unit", "shares_exceed_whole",
    "bad_share", "bad_date", "bad_phone", "bad_credit_code", "bad_unit",
)  # fmt: skip
"""Kinds of the contract, and `bad_unit`: a line with an owner that does not say which home it is."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is to be read: where its header ends and which column holds which field."""

    sheet: str
    header_row: int
    header_top: int
    columns: Mapping[str, int]
    headers: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: the sheet row of the unit's first line, the line it was found in, the cell as typed."""

    row: int
    unit: str
    column: str
    kind: str
    line: int
    value: str = ""
    detail: str = ""


@dataclass(slots=True)
class Owner:
    """One owner of a unit as the roster names them."""

    row: int
    name: str
    kind: str = "person"
    """person, organisation, developer (an unsold home whose roster names no owner but 开发商)."""
    id_type: str = ""
    number: str = ""
    """Clean identity, credit-code or other number; empty when absent or bad."""
    phone: str = ""
    share: Fraction | None = None
    """Exact share; None for a member of a joint group."""


@dataclass(slots=True)
class Unit:
    """One unit with all its lines and everything found wrong with it."""

    row: int
    code: str
    building: str
    entrance: str
    room: str
    area: int | None = None
    """Built area in hundredths of a square metre."""
    inner_area: int | None = None
    """Exclusive (inside) area in hundredths, where the roster has it."""
    use: str = "dwelling"
    """dwelling, shop, parking, other."""
    unsold: bool = False
    delivered: date | None = None
    remark: str = ""
    joint: bool = False
    rows: list[int] = field(default_factory=list)
    owners: list[Owner] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    typed: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """(row, field → cell as typed) of every line: what the fix file shows."""
    origin: str = ""
    """In a fix file: the row of the original roster this line came from."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no unit: title, header, blank, subtotal, remark, heading, repeated header."""

    row: int
    why: str
    text: str = ""
    until: int = 0
    """Last row of a run of blanks; 0 for a single row."""
