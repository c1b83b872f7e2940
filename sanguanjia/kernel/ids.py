"""Ids are made by the application: 64 bits, ordered by time, no sequence, no round trip.

Layout, from the top: 1 bit zero, 41 bits milliseconds since 2020-01-01, 10 bits process, 12 bits counter. The
milliseconds are the steady clock's (hosting/steady.py): when the machine's clock jumps, ids go on in their order.
Two processes that drew the same 10 bits and count the same number in the same millisecond would make the
same id; the primary key (id, estate_id) then refuses the second row, nothing is ever merged.
"""

import os
import secrets
import threading

from sanguanjia.hosting import steady

_COUNTER_BITS = 12
_PROCESS_BITS = 10
assert _COUNTER_BITS + _PROCESS_BITS == steady.ID_BITS  # noqa: S101 - two modules, one layout
_COUNTER_MASK = (1 << _COUNTER_BITS) - 1
MOST_ID = 2**63 - 1  # what the widest column of numbers takes

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
        present = steady.now_ms() - steady.EPOCH_MS
        if present > _last_ms:
            _last_ms, _counter = present, secrets.randbits(_COUNTER_BITS - 2)
        else:  # same millisecond: go on counting from the last one
            _counter += 1
            if _counter > _COUNTER_MASK:
                _last_ms, _counter = _last_ms + 1, 0
        return (_last_ms << (_PROCESS_BITS + _COUNTER_BITS)) | (_process << _COUNTER_BITS) | _counter


def id_before(seconds: float) -> int:
    """Smaller than every id that is drawn from so many seconds ago on."""
    present = steady.now_ms() - steady.EPOCH_MS - round(seconds * 1000)
    return max(0, present) << steady.ID_BITS

def typed_id(text: str | None) -> int | None:
    """An id as a form, an address or a sheet holds it; None for everything that can be none. Ids have 18 digits until
    the middle of 2027 and 19 after it, so digits are not counted here."""
    if not text or len(text) > 19 or not (text.isascii() and text.isdecimal()):
        return None
    return number if (number := int(text)) <= MOST_ID else None
