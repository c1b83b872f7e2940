"""Values of the funds room that may cross its border: no Django, no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation: a code and its facts (worded in `funds/wording.py`), and the clause it rests on."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""
    """Id of the rules digest, "FUND-070"; empty where the step is plain arithmetic."""


class Payer(StrEnum):
    """How a door's share of a cost is paid (FUND-043)."""

    ACCOUNT = "account"
    CASH = "cash"
