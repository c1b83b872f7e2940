"""Start children that die with this process, however it dies.

PR_SET_PDEATHSIG watches the *thread* that made the child, not the process: a child made by a short-lived thread would
be killed when that thread ends. So one thread makes all children and lives as long as the process.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import IO, Any

_LAUNCHER = Path(__file__).with_name("launcher.py")
_jobs: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = queue.SimpleQueue()
_thread: threading.Thread | None = None
_thread_pid = 0
_guard = threading.Lock()


def _serve() -> None:
    while True:
        job, future = _jobs.get()
        try:
            future.set_result(job())
        except BaseException as error:
            future.set_exception(error)


def _on_lasting_thread(job: Callable[[], Any]) -> Any:
    """Run `job` on the one thread that lives as long as the process, and return its result."""
    global _thread, _thread_pid, _jobs
    with _guard:
        if _thread is None or _thread_pid != os.getpid():  # a fork has no threads but its own
            _jobs = queue.SimpleQueue()
            _thread = threading.Thread(target=_serve, name="sgj-spawner", daemon=True)
            _thread_pid = os.getpid()
            _thread.start()
    future: Future[Any] = Future()
    _jobs.put((job, future))
    return future.result()


def spawn(
    program: Sequence[str | os.PathLike[str]],
    *,
    env: Mapping[str, str],
    on_parent_death: signal.Signals,
    user: tuple[int, int] | None = None,
    cwd: str | os.PathLike[str] = "/",
    stdout: int | IO[Any] | None = None,
    stderr: int | IO[Any] | None = None,
    new_session: bool = False,
    called: bool = False,
) -> subprocess.Popen[bytes]:
    """Start `program` (absolute path first) so that it gets `on_parent_death` when we end, even by kill -9.

    user: (uid, gid) to drop to; only root may ask. env is the whole environment of the child, nothing is inherited.
    new_session keeps a terminal's Ctrl-C away from it, so that the order of stopping is ours. called: its standard
    input is a pipe of ours, on which a spare hears that it is its turn (`spare.py`).
    """
    options = ["--signal", str(int(on_parent_death)), "--parent", str(os.getpid())]
    if user is not None:
        options += ["--uid", str(user[0]), "--gid", str(user[1])]
    command = [sys.executable, "-I", "-S", str(_LAUNCHER), *options, "--", *(str(word) for word in program)]
    made: subprocess.Popen[bytes] = _on_lasting_thread(
        lambda: subprocess.Popen(
            command,
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.PIPE if called else subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=new_session,
        )
    )
    return made
