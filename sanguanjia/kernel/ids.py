"""Ids are made by the application: 64 bits, ordered by time, no sequence, no round trip.

Layout, from the top: 1 bit zero, 41 bits milliseconds since 2020-01-01, 10 bits process, 12 bits counter.
Two processes that drew the same 10 bits and count the same number in the same millisecond would make the
same id; the primary key (id, estate_id) then refuses the second row, nothing is ever merged.
"""

import os
import secrets
import threading
import time

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
_COUNTER_BITS = 12
_PROCESS_BITS = 10
_COUNTER_MASK = (1 << _COUNTER_BITS) - 1

_lock = threading.Lock()
_process = secrets.randbits(_PROCESS_BITS)
_last_ms = 0
_counter = 0


def _draw_process_bits() -> None:
    global _process
    _process = secrets.randbits(_PROCESS_BITS)


os.register_at_fork(after_in_child=_draw_process_bits)


def new_id() -> int:
    """A fresh id, greater than every id this process made before."""
    global _last_ms, _counter
    with _lock:
        present = time.time_ns() // 1_000_000 - _EPOCH_MS
        if present > _last_ms:
            _last_ms, _counter = present, secrets.randbits(_COUNTER_BITS - 2)
        else:  # same millisecond, or the machine's clock went back: go on counting from the last one
            _counter += 1
            if _counter > _COUNTER_MASK:
                _last_ms, _counter = _last_ms + 1, 0
        return (_last_ms << (_PROCESS_BITS + _COUNTER_BITS)) | (_process << _COUNTER_BITS) | _counter
