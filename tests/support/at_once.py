"""Many threads, one call: who wins, and what the others are told."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from django.db import connections

from sanguanjia.kernel.refusal import Refusal


def at_once(calls: int, threads: int, call: Callable[[int], str]) -> Counter[str]:
    """Run the call so many times on several threads at once and count the answers (a refusal by its first code)."""
    answers: Counter[str] = Counter()
    faults: list[BaseException] = []
    start, guard = threading.Barrier(threads), threading.Lock()
    numbers = iter(range(calls))

    def run() -> None:
        try:
            start.wait()
            while True:
                with guard:
                    number = next(numbers, None)
                if number is None:
                    return
                try:
                    said = call(number)
                except Refusal as refusal:
                    said = refusal.reasons[0].code
                with guard:
                    answers[said] += 1
        except BaseException as fault:  # a failure in a thread must fail the test
            faults.append(fault)
        finally:
            connections.close_all()

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert not faults
    return answers
