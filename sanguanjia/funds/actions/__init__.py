"""The acts of the fund: each prepared by one person and booked by another."""

from .close import prepare_close
from .decide import approve, drop
from .deposit import prepare_deposit
from .open_books import open_books
from .opening import prepare_opening
from .register import register_deposit
from .reverse import prepare_reversal
from .settle import approve_settlement, drop_settlement, finish_settlement, prepare_settlement, weigh_settlement
from .settle_estate import settle_estate

__all__ = [
    "approve",
    "approve_settlement",
    "drop",
    "drop_settlement",
    "finish_settlement",
    "open_books",
    "prepare_close",
    "prepare_deposit",
    "prepare_opening",
    "prepare_reversal",
    "prepare_settlement",
    "register_deposit",
    "settle_estate",
    "weigh_settlement",
]
