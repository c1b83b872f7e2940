"""Ask a child process about a roster file (see `child`). The parent never parses an untrusted file itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sanguanjia.kernel.sheets.sandbox import ask

_CHILD: Final = "sanguanjia.registry.roster.child"


def check(path: Path | str, *, name: str = "", mapping: Mapping[str, object] | None = None) -> dict[str, Any]:
    """The report of `roster check` for a file on disk. Raises `Refused` or `Unreadable`."""
    errors: list[dict[str, Any]] = []
    report: dict[str, Any] = {}
    options = {"mode": "check", "name": name or Path(path).name, "map": dict(mapping or {})}
    for value in ask(_CHILD, path, options, keep_kind=True):
        if value.pop("t") == "problem":
            errors.append(value)
        else:
            report = value
    report["errors"] = sorted(errors, key=lambda e: (e["row"], e["kind"]))
    return report


def look(path: Path | str, *, name: str = "", mapping: Mapping[str, object] | None = None) -> dict[str, Any]:
    """Headers, guesses and first rows: what the mapping step shows. Raises `Refused` or `Unreadable`."""
    return list(ask(_CHILD, path, {"mode": "look", "name": name or Path(path).name, "map": dict(mapping or {})}))[-1]


def rows(path: Path | str, *, name: str = "", mapping: Mapping[str, object] | None = None) -> Iterator[dict[str, Any]]:
    """Every unit and skipped row as it is read (`t` = unit or skip), the report (`t` = report) last. Bounded memory."""
    yield from ask(
        _CHILD, path, {"mode": "rows", "name": name or Path(path).name, "map": dict(mapping or {})}, keep_kind=True
    )
