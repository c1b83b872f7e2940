"""The fund's tables, by subject."""

from .deposits import Deposit, InterestProof, Settlement, SettlementShare
from .holds import FundHold
from .ledger import FundAccount, FundBalance, FundBook, FundClose, FundDraft, FundEntry, FundTransfer
from .marks import FundMark
from .papers import FundDayRoot, FundDue, FundFreeze, FundPaper, FundQuestion
from .pool import PoolLift, PoolSigner, PoolUse
from .works import FundWork, WorkConfirmation, WorkPaper, WorkShare

__all__ = [
    "Deposit",
    "FundAccount",
    "FundBalance",
    "FundBook",
    "FundClose",
    "FundDayRoot",
    "FundDraft",
    "FundDue",
    "FundEntry",
    "FundFreeze",
    "FundHold",
    "FundMark",
    "FundPaper",
    "FundQuestion",
    "FundTransfer",
    "FundWork",
    "InterestProof",
    "PoolLift",
    "PoolSigner",
    "PoolUse",
    "Settlement",
    "SettlementShare",
    "WorkConfirmation",
    "WorkPaper",
    "WorkShare",
]
