"""The acts between the fund and its banks."""

from .match import explain, match_by_hand, match_by_rule, undo_match
from .receipts import issue_receipt, void_receipt
from .statements import import_statement
from .tender import award, bid, invite_banks, open_bids
from .withdraw import decide_withdrawal, prepare_withdrawal

__all__ = [
    "award",
    "bid",
    "decide_withdrawal",
    "explain",
    "import_statement",
    "invite_banks",
    "issue_receipt",
    "match_by_hand",
    "match_by_rule",
    "open_bids",
    "prepare_withdrawal",
    "undo_match",
    "void_receipt",
]
