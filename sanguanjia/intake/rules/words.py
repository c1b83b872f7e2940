"""The word lists of `said.toml` as patterns. Pure; read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

_SAID: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "said.toml").read_text(encoding="utf-8"))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The pattern of a list, by its dotted name ("now", "danger.119")."""
    section: Any = _SAID
    for part in name.split("."):
        section = section[part]
    return re.compile("|".join(section["words"]))
