"""What is kept of a person outside the register, room by room: it goes when the person is erased.

    traces.provide(Trace("cases.contacts", still_needed, erase))

Rooms above register what they keep; each finds it by the account, the number or the phone of the person, inside the act
that erases, and tells the act of every row (`deed.erased`). Nothing is erased while a room still needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sanguanjia.access.closing import forget_claims
from sanguanjia.kernel.act import Deed
from sanguanjia.registry.people import Gone


@dataclass(frozen=True, slots=True)
class Trace:
    """One kind of trace. `still_needed`: something is open for which the person must be known; `erase` answers how many
    rows were emptied."""

    key: str
    still_needed: Callable[[Gone], bool]
    erase: Callable[[Deed, Gone], int]


def _claims(deed: Deed, gone: Gone) -> int:
    return forget_claims(deed, gone.estate_id, gone.account_id) if gone.account_id else 0


_traces: dict[str, Trace] = {"access.claims": Trace("access.claims", lambda _gone: False, _claims)}


def provide(trace: Trace) -> None:
    """Register a kind of trace; a second registration under the same key replaces the first."""
    _traces[trace.key] = trace


def still_needed(gone: Gone) -> bool:
    """Whether any room still needs to know the person."""
    return any(trace.still_needed(gone) for trace in _traces.values())


def erase_all(deed: Deed, gone: Gone) -> int:
    """Empty what every room keeps; how many rows."""
    return sum(_traces[key].erase(deed, gone) for key in sorted(_traces))
