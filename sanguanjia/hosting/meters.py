"""Counters that all web workers share, written as Prometheus text.

An anonymous memory map made at import: granian's master imports the application before it forks, so all its workers,
also those it forks later, see the same pages. Each process adds in a slot of its own (by process id), and a reader sums
the slots: no lock between processes that a killed worker could leave locked.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
from collections.abc import Iterator, Mapping

BUCKETS_MS = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000)
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "other")
_PAIRS = len(METHODS) * len(CLASSES)
# per slot: requests by method and class, time buckets (the last is +Inf), total microseconds, acts, refused as full
_WORDS = _PAIRS + len(BUCKETS_MS) + 1 + 3
_SLOTS = 256
_SIZE = _WORDS * 8
_TIME, _ACTS, _FULL = _WORDS - 3, _WORDS - 2, _WORDS - 1

_map = mmap.mmap(-1, _SLOTS * _SIZE)
_guard = threading.Lock()


def _add(*steps: tuple[int, int]) -> None:
    base = (os.getpid() % _SLOTS) * _SIZE
    with _guard:
        for word, amount in steps:
            place = base + word * 8
            (old,) = struct.unpack_from("=Q", _map, place)
            struct.pack_into("=Q", _map, place, (old + amount) & 0xFFFF_FFFF_FFFF_FFFF)


def answered(method: str, status: int, microseconds: int, acts: int = 0) -> None:
    """Count one answer."""
    row = METHODS.index(method) if method in METHODS else len(METHODS) - 1
    column = min(max(status // 100, 1), 5) - 1
    bucket = next((i for i, most in enumerate(BUCKETS_MS) if microseconds <= most * 1000), len(BUCKETS_MS))
    _add((row * len(CLASSES) + column, 1), (_PAIRS + bucket, 1), (_TIME, microseconds), (_ACTS, acts))


def refused_as_full() -> None:
    """Count one answer 507: no room to store."""
    _add((_FULL, 1))


def totals() -> list[int]:
    """The sums over all processes, word by word."""
    whole = struct.unpack_from(f"={_WORDS * _SLOTS}Q", _map, 0)
    return [sum(whole[word::_WORDS]) for word in range(_WORDS)]


def lines() -> Iterator[str]:
    """The shared counters in Prometheus' text form."""
    sums = totals()
    yield "# HELP sgj_requests_total Answers by method and class of status."
    yield "# TYPE sgj_requests_total counter"
    for row, method in enumerate(METHODS):
        for column, status in enumerate(CLASSES):
            count = sums[row * len(CLASSES) + column]
            if count:
                yield f'sgj_requests_total{{method="{method}",status="{status}"}} {count}'
    yield "# HELP sgj_request_seconds Time from request to answer."
    yield "# TYPE sgj_request_seconds histogram"
    running = 0
    for i, most in enumerate(BUCKETS_MS):
        running += sums[_PAIRS + i]
        yield f'sgj_request_seconds_bucket{{le="{_seconds(most * 1000)}"}} {running}'
    running += sums[_PAIRS + len(BUCKETS_MS)]
    yield f'sgj_request_seconds_bucket{{le="+Inf"}} {running}'
    yield f"sgj_request_seconds_sum {_seconds(sums[_TIME])}"
    yield f"sgj_request_seconds_count {running}"
    yield from family("sgj_acts_total", "counter", "Acts done.", {"": sums[_ACTS]})
    yield from family("sgj_full_total", "counter", "Requests refused because the disk is full.", {"": sums[_FULL]})


def family(name: str, kind: str, about: str, values: Mapping[str, int]) -> Iterator[str]:
    """One metric: HELP, TYPE and a line per set of labels ('a="b"', or "" for none)."""
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"
    for labels, value in values.items():
        yield f"{name}{{{labels}}} {value}" if labels else f"{name} {value}"


def _seconds(microseconds: int) -> str:
    whole, rest = divmod(microseconds, 1_000_000)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")
