"""What may be booked: days, amounts, the rows of an opening sheet. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping

from sanguanjia.funds.types import Finding, Line, OpeningRow
from sanguanjia.kernel.refusal import Reason

MOST_FEN = 10**15
"""Ten trillion yuan: beyond every fund, far below what a column holds."""
_AMOUNT = re.compile(r"[¥￥]?(\d{1,3}(?:,\d{3})+|\d{1,14})(?:\.(\d{1,2})0*)?元?", re.ASCII)


def fen_of(text: str) -> int | None:
    """Yuan as people write them, in fen: "12,000", "¥12,000.50", "3.5元". None for all else, and for too much."""
    found = _AMOUNT.fullmatch("".join(text.split()))
    if found is None:
        return None
    fen = int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0"))
    return fen if fen <= MOST_FEN else None


def booking_reasons(day: dt.date, today: dt.date, closed_until: dt.date | None, reason: str) -> list[Reason]:
    """Why nothing can be booked on that day for that reason; empty when it can."""
    found = []
    if not reason.strip():
        found.append(Reason("missing", "reason", {"label": "事由"}))
    if day > today:
        found.append(Reason("fund_day_ahead", "business_date", {"day": day.isoformat()}))
    if closed_until is not None and day <= closed_until:
        found.append(Reason("fund_period_closed", "business_date", {"until": closed_until.isoformat()}))
    return found


def late_words(late_from: dt.date | None) -> str:
    """The reference of a fact that came after its period was closed; nothing for one that came in time."""
    return f"（迟到：实为 {late_from.isoformat()}，该日已结账）" if late_from else ""


def opening(
    rows: Iterable[OpeningRow], accounts: Mapping[str, int], moved: Collection[int], bank_id: int
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """The transfers of an opening sheet, and everything that is wrong with it.

    `accounts`: door → account; `moved`: accounts that have movements already, which cannot be opened twice. A balance
    of nothing needs no transfer.
    """
    lines, findings, seen = [], [], set()
    for row in rows:
        account = accounts.get(row.door)
        if not row.door:
            findings.append(Finding(row.row, "opening_no_door"))
        elif account is None:
            findings.append(Finding(row.row, "opening_unknown_door", row.door))
        elif row.door in seen:
            findings.append(Finding(row.row, "opening_door_twice", row.door))
        elif account in moved:
            findings.append(Finding(row.row, "opening_account_moved", row.door))
        if row.fen is None:
            findings.append(Finding(row.row, "opening_bad_amount", row.given))
        if account is not None and row.fen and row.door not in seen:
            lines.append(Line(bank_id, account, row.fen))
        seen.add(row.door)
    return tuple(lines), tuple(findings)


def reversal(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The same money back: every transfer with its ends exchanged."""
    return tuple(Line(line.credit_id, line.debit_id, line.fen) for line in lines)
