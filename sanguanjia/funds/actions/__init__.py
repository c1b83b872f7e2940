"""The acts of the fund: each prepared by one person and booked by another."""

from .close import prepare_close
from .decide import approve, drop
from .deposit import prepare_deposit
from .open_books import open_books
from .opening import prepare_opening
from .reverse import prepare_reversal

__all__ = [
    "approve",
    "drop",
    "open_books",
    "prepare_close",
    "prepare_deposit",
    "prepare_opening",
    "prepare_reversal",
]
