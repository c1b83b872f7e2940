"""Many threads, one call: who wins, and what the others are told."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from queue import SimpleQueue

from django.db import connections

from sanguanjia.kernel.refusal import Refusal

Call = Callable[[int], str]


class Crowd:
    """`with Crowd(200) as crowd: crowd.rush(200, call)`: so many clients, each a thread with a connection of its own.

    They stay for as many rushes as there are, so that a round costs its calls and not two hundred log-ins.
    """

    def __init__(self, clients: int) -> None:
        self._orders: list[SimpleQueue[Callable[[], None] | None]] = [SimpleQueue() for _ in range(clients)]
        self._threads = [threading.Thread(target=_serve, args=(orders,)) for orders in self._orders]
        self._start = threading.Barrier(clients)
        self._faults: list[BaseException] = []

    def __enter__(self) -> Crowd:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for orders in self._orders:
            orders.put(None)
        for thread in self._threads:
            thread.join()

    def rush(self, calls: int, call: Call) -> Counter[str]:
        """Run the call so many times, all clients at once; count the answers (a refusal by its first code)."""
        numbers, done = iter(range(calls)), threading.Barrier(len(self._threads) + 1)
        guard, answers = threading.Lock(), Counter[str]()

        def work() -> None:
            try:
                self._start.wait()
                while (number := _next(numbers, guard)) is not None:
                    said = _said(call, number)
                    with guard:
                        answers[said] += 1
            except BaseException as fault:  # a failure in a thread must fail the test
                self._faults.append(fault)
            finally:
                done.wait()

        for orders in self._orders:
            orders.put(work)
        done.wait()
        assert not self._faults
        return answers


def at_once(calls: int, threads: int, call: Call) -> Counter[str]:
    """Run the call so many times on several threads at once and count the answers (a refusal by its first code)."""
    with Crowd(threads) as crowd:
        return crowd.rush(calls, call)


def _serve(orders: SimpleQueue[Callable[[], None] | None]) -> None:
    try:
        while (work := orders.get()) is not None:
            work()
    finally:
        connections.close_all()


def _next(numbers: Iterator[int], guard: threading.Lock) -> int | None:
    with guard:
        return next(numbers, None)


def _said(call: Call, number: int) -> str:
    try:
        return call(number)
    except Refusal as refusal:
        return refusal.reasons[0].code
