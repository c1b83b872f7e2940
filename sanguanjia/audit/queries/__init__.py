"""Readers of the audit room."""

from .records import Line, Wanted, about_my_units, account_named, open_reading, readings_of, search
from .state import ChainState, chain_state
from .unspoken import seeded_without_record

__all__ = [
    "ChainState",
    "Line",
    "Wanted",
    "about_my_units",
    "account_named",
    "chain_state",
    "open_reading",
    "readings_of",
    "search",
    "seeded_without_record",
]
