"""The banking room's tables, by subject."""

from .matches import BankMatch, BankMatchItem
from .receipts import Receipt
from .statements import BankLine, BankStatement
from .tenders import Tender, TenderBank, TenderBid
from .withdrawals import EarlyWithdrawal

__all__ = [
    "BankLine",
    "BankMatch",
    "BankMatchItem",
    "BankStatement",
    "EarlyWithdrawal",
    "Receipt",
    "Tender",
    "TenderBank",
    "TenderBid",
]
