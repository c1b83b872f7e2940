"""Look at one requirement after another, and keep what was compared and which clause asked for it."""

from __future__ import annotations

from typing import Any

from sanguanjia.decisions.types import Check, Finding, Test, Threshold
from sanguanjia.policy.types import Json

from .law import Held, Law, clauses, threshold

_SIGNS = {Test.GE: "≥", Test.GT: ">"}


class Inquiry:
    """Collects checks under one law; `finding()` is the answer."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self._checks: list[Check] = []
        self._helds: list[Held] = []

    def held(self, key: str) -> Json | None:
        """A value, or None where nothing is required; its clause is kept."""
        found = self.law.held(key)
        if found is None:
            return None
        self._helds.append(found)
        return found.value

    def need(self, key: str) -> Json:
        """A value without which there is no answer (Refusal no_rule)."""
        found = self.law.need(key)
        self._helds.append(found)
        return found.value

    def check(self, code: str, met: bool, field: str | None = None, **data: Any) -> bool:
        """Note one requirement; returns whether it is met."""
        self._checks.append(Check(code, met, field, data))
        return met

    def share(self, code: str, limit: Json, part: int, whole: int, field: str | None = None, **data: Any) -> bool:
        """Note that a share must reach its threshold."""
        bar = threshold(limit)
        return self.check(code, bar.met(part, whole), field, part=part, whole=whole, bar=bar_words(bar), **data)

    def finding(self) -> Finding:
        """Everything that was looked at."""
        return Finding(tuple(self._checks), clauses(self._helds))


def bar_words(bar: Threshold) -> str:
    """A threshold in signs: "≥ 2/3"."""
    return f"{_SIGNS[bar.test]} {bar.share}" if bar.test in _SIGNS else "—"
