"""Ask the child process about a bank's file. The parent never parses an untrusted file itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from sanguanjia.banking.types import Cell, Fault, Format, RawStatement, StatementLine
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.sheets.sandbox import ask
from sanguanjia.kernel.sheets.types import Refused, Unreadable

_CHILD: Final = "sanguanjia.banking.sheets.child"
MOST_LINES: Final = 100_000


def read_statement(path: Path, form: Format) -> RawStatement:
    """The statement in a file, oldest line first. Refuses bank_sheet_unfit with the reader's word for why."""
    head: dict[str, Any] = {}
    lines: list[StatementLine] = []
    faults: list[Fault] = []
    try:
        for value in ask(_CHILD, path, {"form": asdict(form)}, keep_kind=True):
            kind = value.pop("t")
            if kind == "head":
                head = value
            elif kind == "fault":
                faults.append(Fault(value["code"], _cell(value["cell"]), value["data"]))
            elif kind == "line":
                lines.append(StatementLine(**value | {"day": dt.date.fromisoformat(value["day"])}))
            if len(lines) > MOST_LINES:
                refuse("bank_sheet_unfit", "file", why="too_large")
    except (Refused, Unreadable) as error:
        refuse("bank_sheet_unfit", "file", why=error.code)
    return RawStatement(
        tuple(lines), tuple(faults), _day(head["first"]), _day(head["last"]), head["opening"], head["closing"],
        _cell(head["closing_cell"]),
    )  # fmt: skip


def _cell(told: list[Any] | None) -> Cell | None:
    return Cell(*told) if told else None


def _day(told: str | None) -> dt.date | None:
    return dt.date.fromisoformat(told) if told else None
