"""Read what strangers ask on a command line, field by field, and gather every reason why it cannot be answered.

Null counts as absent. Money is whole fen; areas and rates are strings: a number with a point has already lost what
it said, so it is refused rather than guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sanguanjia.kernel.area import hundredths
from sanguanjia.kernel.refusal import Reason
from sanguanjia.policy.rules.deadline_request import shown
from sanguanjia.policy.rules.places import is_place

MOST_FEN = 10**100
"""Beyond every sum of money there is; without a limit an answer could be longer than a number may be written."""
MOST_YEARS = 9999
_DECIMAL = re.compile(r"[0-9]{1,40}(?:\.[0-9]{1,40})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Asked:
    """One question: typed readers of its fields. What could not be read is None, and `reasons` says why."""

    def __init__(self, raw: Mapping[str, Any], labels: Mapping[str, str]) -> None:
        self.given = {key: value for key, value in raw.items() if value is not None}
        self.labels = labels
        self.reasons: list[Reason] = []

    def has(self, name: str) -> bool:
        """Whether the field says anything."""
        return name in self.given

    def refuse(self, code: str, field: str, **data: Any) -> None:
        """One reason more."""
        self.reasons.append(Reason(code, field, data))

    def missing(self, name: str) -> None:
        """A field that is needed says nothing."""
        self.refuse("missing", name, label=self.labels[name])

    def place(self, default: str) -> str:
        """A place of policy: CN or a division code."""
        place = self.given.get("place", default)
        if isinstance(place, str) and is_place(place):
            return place
        self.refuse("bad_place", "place", given=shown(place))
        return default

    def fen(self, name: str, value: Any = None) -> int | None:
        """A sum of money in whole fen, not negative; `value` when it stands inside another field."""
        if value is None and not self.has(name):
            self.missing(name)
            return None
        value = self.given[name] if value is None else value
        if type(value) is int and 0 <= value <= MOST_FEN:
            return value
        self.refuse("bad_fen", name, label=self.labels[name], given=shown(value))
        return None

    def rate(self, name: str) -> Fraction | None:
        """A yearly rate as a decimal string, "0.0275" for 2.75 %; more than one whole is a slip of the unit."""
        if not self.has(name):
            self.missing(name)
            return None
        value = self.given[name]
        if isinstance(value, str) and _DECIMAL.fullmatch(value) and Fraction(value) <= 1:
            return Fraction(value)
        self.refuse("bad_rate", name, label=self.labels[name], given=shown(value))
        return None

    def day(self, name: str) -> dt.date | None:
        """A date, "2024-04-25"."""
        value = self.given[name]
        if isinstance(value, str) and _DATE.fullmatch(value):
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                pass
        self.refuse("bad_date", name, given=shown(value))
        return None

    def area(self, field: str, value: Any) -> int | None:
        """Square metres as a string, "88.12", in hundredths."""
        if isinstance(value, str) and _DECIMAL.fullmatch(value):
            try:
                return hundredths(value)
            except ValueError:
                pass
        self.refuse("bad_area_text", field, given=shown(value))
        return None

    def doors(self, name: str, known: Mapping[str, Any]) -> frozenset[str]:
        """A list of doors that must all be among the known ones."""
        value = self.given.get(name, [])
        if not isinstance(value, list):
            self.refuse("bad_doors", name, label=self.labels[name])
            return frozenset()
        for door in value:
            if not isinstance(door, str) or door not in known:
                self.refuse("unknown_door", name, given=shown(door))
        return frozenset(door for door in value if isinstance(door, str) and door in known)
