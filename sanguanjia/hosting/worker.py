"""The worker process: `python -P -m sanguanjia.hosting.worker [--spare]`. Runs the queued and the periodic jobs."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time

from sanguanjia.hosting import steady
from sanguanjia.hosting.spare import wait_if_spare

_JUMPED = 30.0  # seconds by which wall and steady clock may part while we live
_GRACE = 8.0  # seconds for jobs under way when the platform above us has been killed


def main() -> None:
    """Work until told to stop; jobs under way get a few seconds to end."""
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    import django
    from django.core.management import call_command

    django.setup()
    wait_if_spare(sys.argv[1:])
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)  # as in web.py: bulk work makes many objects that die with it
    threading.Thread(target=_end_when_the_clock_jumps, daemon=True).start()
    call_command(
        "procrastinate", "worker", "--concurrency=2", "--shutdown-graceful-timeout=5", "--delete-jobs=successful"
    )


def _end_with_parent(parent: int) -> None:
    """A killed parent sends us SIGTERM, but a worker that waits for a database that is gone may not heed it."""
    while os.getppid() == parent:
        time.sleep(0.5)
    time.sleep(_GRACE)
    os._exit(1)


def _end_when_the_clock_jumps() -> None:
    """The scheduler of periodic jobs remembers moments: set back an hour, it would wait for an hour; set forward, it
    would make up for every tick of the time that never was. Another worker, started at once, knows of neither."""
    at_first = steady.ahead()
    while abs(steady.ahead() - at_first) < _JUMPED:
        time.sleep(0.5)
    print("the machine's clock has jumped: this worker ends, the next one goes by the new time", file=sys.stderr)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
