"""A series as a picture: points with their margins, in whole numbers of a drawing 640 by 260."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sanguanjia.surveys.queries import Year

WIDTH, HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 24, 24, 36


@dataclass(frozen=True, slots=True)
class Point:
    """A survey in the drawing: its place, the ends of its margin, the words under and over it."""

    x: int
    y: int
    low: int
    high: int
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Points in order, the line through them, and the lines of the scale (y, word)."""

    points: tuple[Point, ...]
    line: str
    scale: tuple[tuple[int, str], ...]


def picture(years: Sequence[Year]) -> Picture | None:
    """The overall figures that may be shown; None when there are fewer than two."""
    shown = [(year.label, year.overall.shown) for year in years if year.overall and year.overall.shown]
    if len(shown) < 2:
        return None
    floor = min(500, min(figure.low for _, figure in shown) // 100 * 100)
    step = (WIDTH - _LEFT - _RIGHT) // len(shown)
    points = tuple(
        Point(
            _LEFT + step * n + step // 2, _height(f.rate, floor), _height(f.low, floor), _height(f.high, floor), label,
            tenths(f.rate),
        )
        for n, (label, f) in enumerate(shown)
    )  # fmt: skip
    scale = tuple((_height(mark, floor), f"{mark // 10}%") for mark in range(floor, 1001, 100))
    return Picture(points, " ".join(f"{point.x},{point.y}" for point in points), scale)


def tenths(value: int) -> str:
    """Tenths of a percent as people read them: 959 → "95.9 %"."""
    return f"{value // 10}.{value % 10} %"


def _height(value: int, floor: int) -> int:
    return _TOP + (1000 - value) * (HEIGHT - _TOP - _BOTTOM) // (1000 - floor)
