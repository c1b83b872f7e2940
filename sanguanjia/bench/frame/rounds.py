"""Alternating rounds and what is said about them: figures, medians, one ratio against one bar."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any


@dataclass
class Comparison:
    """One work done two ways. `required` is the least ratio ours / limit (a decimal string), None to inform only."""

    name: str
    ours: str
    limit: str
    required: str | None
    ours_per_second: list[float] = field(default_factory=list)
    limit_per_second: list[float] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> Fraction:
        """Median of the rounds' ratios: each round compares two neighbours in time."""
        pairs = zip(self.ours_per_second, self.limit_per_second, strict=True)
        return Fraction(statistics.median(o / limit for o, limit in pairs)).limit_denominator(10_000)

    @property
    def passed(self) -> bool:
        """Whether the ratio reaches the bar."""
        return self.required is None or self.ratio >= Fraction(self.required)

    def facts(self) -> dict[str, Any]:
        """For --json."""
        return {
            "name": self.name,
            "ours": {"what": self.ours, "per_second": [f"{v:.1f}" for v in self.ours_per_second]},
            "limit": {"what": self.limit, "per_second": [f"{v:.1f}" for v in self.limit_per_second]},
            "ratio": f"{float(self.ratio):.3f}",
            "required": self.required,
            "passed": self.passed,
            **self.notes,
        }


def alternate(
    rounds: int, comparison: Comparison, ours: Callable[[int], float], limit: Callable[[int], float]
) -> Comparison:
    """Do both in turn, `rounds` times; each call returns what it did per second."""
    for number in range(rounds):
        comparison.ours_per_second.append(ours(number))
        comparison.limit_per_second.append(limit(number))
        print(
            f"{comparison.name}: 第 {number + 1}/{rounds} 轮 {comparison.ours_per_second[-1]:.0f}/s"
            f" 对 {comparison.limit_per_second[-1]:.0f}/s",
            file=sys.stderr,
        )
    return comparison


def report(bench: str, comparisons: list[Comparison], facts: dict[str, Any], as_json: bool) -> int:
    """Print what was measured; 1 if a bar was missed."""
    passed = all(c.passed for c in comparisons)
    if as_json:
        print(json.dumps({"bench": bench, "passed": passed, **facts, "comparisons": [c.facts() for c in comparisons]},
                         ensure_ascii=False))  # fmt: skip
        return 0 if passed else 1
    for key, value in facts.items():
        print(f"{key}: {value}")
    for c in comparisons:
        print(f"\n{c.name}")
        print(f"  {c.ours}: {_line(c.ours_per_second)} /s")
        print(f"  {c.limit}: {_line(c.limit_per_second)} /s")
        bar = "" if c.required is None else f"(要求不低于 {c.required}:{'达到' if c.passed else '没有达到'})"
        print(f"  比值 {float(c.ratio):.3f} {bar}")
        for key, value in c.notes.items():
            print(f"  {key}: {value}")
    return 0 if passed else 1


def _line(values: list[float]) -> str:
    return f"中位数 {statistics.median(values):.0f} [{' '.join(f'{v:.0f}' for v in values)}]"
