"""A whole platform for browser tests, in a process of its own, started as `sgj up` starts it, in a throw-away folder.

Run as `python -m tests.support.serving FOLDER [--no-demo]`: prints `ready PORT` when it serves, ends when its standard
input closes.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from sanguanjia.hosting import city
from sanguanjia.hosting.platform import Platform, free_port


def serve(folder: Path, *, demo: bool) -> None:
    """Start everything, say so, watch until standard input ends, stop everything."""
    for name in (city.OWNER_URL, city.APP_URL, "SGJ_SECRET_KEY"):  # of a surrounding test session
        os.environ.pop(name, None)
    os.environ["SGJ_DATA_DIR"] = str(folder)

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    platform = Platform(folder, "127.0.0.1", free_port(), demo=demo, say=say, throwaway=True, web_workers=1)
    try:
        platform.start()
        print("ready", platform.port, flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), platform.ask_to_stop()), daemon=True).start()
        platform.watch()
    finally:
        platform.stop()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), demo="--no-demo" not in sys.argv[2:])
