"""Is the city alive and ready? Questions about the database are asked by the caller; here are the answers' shape and
what the machine itself says."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

LEAST_FREE_MB = 200
HEARTBEAT_SECONDS = 60  # a worker writes one every ten seconds


@dataclass(frozen=True)
class Ready:
    """The checks by name, all of which must hold."""

    checks: Mapping[str, bool]

    @property
    def ok(self) -> bool:
        """Whether the city may be asked."""
        return all(self.checks.values())

    def as_json(self) -> str:
        """{"ok": …, "checks": {…}}"""
        return json.dumps({"ok": self.ok, "checks": dict(self.checks)})


def free_megabytes(place: Path) -> int:
    """Room left on the disk that holds `place` (or its nearest folder above that exists)."""
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free // 2**20


def least_free_megabytes() -> int:
    """SGJ_LEAST_DISK_MB: below this the city is not ready."""
    given = os.environ.get("SGJ_LEAST_DISK_MB", "")
    return int(given) if given.isdigit() else LEAST_FREE_MB


def places(data: Path) -> list[Path]:
    """The folders whose disks must have room: data, and the database's where it lies elsewhere."""
    pointer = data / "postgres" / "elsewhere"
    try:
        return [data, Path(pointer.read_text(encoding="utf-8").strip())]
    except OSError:
        return [data]


def has_room(data: Path) -> bool:
    """Is there enough room on every disk of the city?"""
    return all(free_megabytes(place) >= least_free_megabytes() for place in places(data))


def ask(questions: Mapping[str, Callable[[], bool]]) -> Ready:
    """Ask all; a question that fails is answered no."""
    found: dict[str, bool] = {}
    for name, question in questions.items():
        try:
            found[name] = question()
        except Exception:  # whatever went wrong, the answer is that it is not well
            found[name] = False
    return Ready(found)
