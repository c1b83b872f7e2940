"""Questions about this machine, asked by doctor and by the tests. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> Path | None:
    """A Chromium that the browser tests can drive: SGJ_CHROMIUM, else the first one on PATH."""
    for name in (os.environ.get("SGJ_CHROMIUM"), *_BROWSERS):
        found = shutil.which(name) if name else None
        if found:
            return Path(found)
    return None


def has_chinese_font() -> bool | None:
    """Is there a font with Chinese letters? None where nobody can say (no fontconfig)."""
    if shutil.which("fc-list") is None:
        return None
    said = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, timeout=60, check=False)
    return bool(said.stdout.strip())
