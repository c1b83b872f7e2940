"""The web server process: `python -P -m sanguanjia.hosting.web HOST PORT WORKERS THREADS [--spare]`.

granian with the WSGI application; its workers are bound to its life, so that a killed master leaves no orphans.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import signal
import sys
import time
from typing import Any

from sanguanjia.hosting.launcher import PR_SET_PDEATHSIG
from sanguanjia.hosting.spare import wait_if_spare

APPLICATION = "sanguanjia.config.wsgi:application"
_NEEDED_SOON = ("sanguanjia.words.rules.model", "openpyxl", "icalendar")  # imported late by commands, ready in the web
_PAUSE = 0.2  # seconds before a dead worker is replaced, so that one that cannot live does not spin


def _load_in_worker(target: str) -> Any:
    """Runs in each worker: first make sure it dies with the master, then import the application."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() == 1 and os.environ.get("SGJ_WEB_MASTER") != "1":
            os._exit(0)
    return _import(target)


def _import(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)


def _load_pages() -> None:
    """Every view: Django would import them at the first request, in each worker once more."""
    from django.urls import URLResolver, get_resolver

    waiting = [get_resolver()]
    while waiting:
        waiting += [entry for entry in waiting.pop().url_patterns if isinstance(entry, URLResolver)]
    for name in _NEEDED_SOON:
        importlib.import_module(name)


def main(argv: list[str]) -> None:
    """Serve until told to stop."""
    from granian.constants import Interfaces
    from granian.server import MPServer

    class Server(MPServer):
        """granian ends the whole server when a worker dies twice within 5.5 s. Ours goes on, with a short pause."""

        def _respawn_workers(self, workers: Any, spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
            time.sleep(_PAUSE)
            super()._respawn_workers(workers, spawn_target, target_loader, delay)
            self.respawned_wrks.clear()

    # Imported once here, before the workers are forked: a start, and a new worker after a crash, cost no second import.
    _import(APPLICATION)
    _load_pages()
    argv = wait_if_spare(argv)
    gc.freeze()
    # A request makes some thousand objects that die with it: looking for cycles among them every 700 costs a tenth.
    gc.set_threshold(20_000, 20, 100)
    host, port, workers, threads = argv[0], int(argv[1]), int(argv[2]), int(argv[3])
    if os.getpid() == 1:
        os.environ["SGJ_WEB_MASTER"] = "1"
    Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_access=False,
    ).serve(target_loader=_load_in_worker)


if __name__ == "__main__":
    main(sys.argv[1:])
