"""The examples that come with the program: `examples/Mnn.txt`, one saying a line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .types import MATTERS, Example

FOLDER = Path(__file__).parent / "examples"


@cache
def examples() -> tuple[Example, ...]:
    """All of them, by matter, in the order of the files."""
    found = []
    for code in MATTERS:
        lines = (FOLDER / f"{code}.txt").read_text(encoding="utf-8").splitlines()
        found += [Example(line.strip(), code) for line in lines if line.strip() and not line.startswith("#")]
    return tuple(found)
