"""The fund's tables, by subject."""

from .deposits import Deposit, InterestProof, Settlement, SettlementShare
from .ledger import FundAccount, FundBalance, FundBook, FundClose, FundDraft, FundEntry, FundTransfer

__all__ = [
    "Deposit",
    "FundAccount",
    "FundBalance",
    "FundBook",
    "FundClose",
    "FundDraft",
    "FundEntry",
    "FundTransfer",
    "InterestProof",
    "Settlement",
    "SettlementShare",
]
