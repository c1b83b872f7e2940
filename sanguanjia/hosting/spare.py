"""A process that has everything in memory and waits: when the one at work dies, it takes its place at once.

Importing the platform costs seconds of processor time, on a busy machine many; a start that has it behind it costs
none. The supervisor (platform.py) keeps one spare of web and worker each and calls it with one line on its standard
input. A spare holds no connection and no port. When the supervisor ends, the input ends, and so does the spare.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys

SPARE = "--spare"  # the last word of its command line
WAITING = "sgj-spare"  # what `ps -o comm` calls it until it is called; afterwards the usual name
_PR_SET_NAME = 15


def wait_if_spare(argv: list[str]) -> list[str]:
    """The words of the command line without ours; returns when it is our turn, which is at once where we are no
    spare."""
    if SPARE not in argv:
        return argv
    _call_oneself(WAITING)
    if not sys.stdin.readline():
        raise SystemExit(0)
    _call_oneself("python")
    return [word for word in argv if word != SPARE]


def call(process: subprocess.Popen[bytes]) -> bool:
    """Tell a spare that it is its turn. False if it is there no more."""
    if process.stdin is None or process.poll() is not None:
        return False
    try:
        process.stdin.write(b"go\n")
        process.stdin.close()
    except OSError:  # it died this moment
        return False
    return True


def _call_oneself(name: str) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)
