"""The worker process: `python -P -m sanguanjia.hosting.worker`. Runs the queued and the periodic jobs."""

from __future__ import annotations

import os
import threading
import time

_GRACE = 8.0  # seconds for jobs under way when the platform above us has been killed


def main() -> None:
    """Work until told to stop; jobs under way get a few seconds to end."""
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    import django
    from django.core.management import call_command

    django.setup()
    call_command(
        "procrastinate", "worker", "--concurrency=2", "--shutdown-graceful-timeout=5", "--delete-jobs=successful"
    )


def _end_with_parent(parent: int) -> None:
    """A killed parent sends us SIGTERM, but a worker that waits for a database that is gone may not heed it."""
    while os.getppid() == parent:
        time.sleep(0.5)
    time.sleep(_GRACE)
    os._exit(1)


if __name__ == "__main__":
    main()
