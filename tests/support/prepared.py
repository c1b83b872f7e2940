"""A data directory with everything prepared, copied for each test that starts a whole city but does not test the start.

Made once per test session, by whichever worker needs it first, with `sgj migrate` as `sgj up` itself would; then
stopped cleanly, so that the files are whole. The demo's is made from the bare one.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from sanguanjia.hosting.postgres.cluster import new_name
from sanguanjia.hosting.pytest_ground import PREPARED


def prepare(folder: Path, *, demo: bool) -> None:
    """Make `folder` a data directory that `sgj up` starts at once."""
    _copy(_prepared(demo=demo), folder)


def _prepared(*, demo: bool) -> Path:
    shelf = Path(os.environ[PREPARED])
    ready = shelf / ("demo" if demo else "bare")
    if ready.exists():
        return ready
    bare = _prepared(demo=False) if demo else None
    with (shelf / f"{ready.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            making = shelf / f"{ready.name}.making"
            shutil.rmtree(making, ignore_errors=True)  # of a test that failed before us
            making.mkdir(mode=0o711)
            if bare is not None:
                _copy(bare, making)
            _migrate(making, demo=demo)
            making.rename(ready)
    return ready


def _migrate(folder: Path, *, demo: bool) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("SGJ_") and k != "DATABASE_URL"}
    command = [sys.executable, "-P", "-m", "sanguanjia.cli.main", "migrate", *(["--demo"] if demo else [])]
    done = subprocess.run(
        command, env={**clean, "SGJ_DATA_DIR": str(folder), "SGJ_DEMO": "1" if demo else "0"},
        capture_output=True, text=True, check=False, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def _copy(made: Path, folder: Path) -> None:
    """A copy that is a cluster of its own: PostgreSQL's processes are known by the name in about.json."""
    subprocess.run(["cp", "-a", f"{made}/.", f"{folder}/"], check=True, timeout=120)
    about = folder / "postgres" / "about.json"
    about.write_text(json.dumps({**json.loads(about.read_text(encoding="utf-8")), "name": new_name()}))
