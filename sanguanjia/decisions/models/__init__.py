"""Votes of an estate: the agenda, the frozen roll, ballots that are only ever added, the log, results, proposals; who
may be elected, and the committees that were.

Who casts first, second, or at the same moment by paper and phone is settled by one row, `VoteBox`: whatever goes into a
vote's log locks it, takes its numbers from it, and leaves none out. One row of `Standing` per unit and item says which
ballot counts; the database refuses a second.
"""

from .ballots import Ballot, Proxy, Standing
from .channels import DeemingRule, Delivery, OutsideSystem, WitnessMark
from .committees import Committee, Seat
from .papers import PaperBatch, PaperEntry, PaperForm
from .proposals import Proposal, Supporter
from .results import Certificate, Outcome, Result, Signature
from .slates import Candidate, Cosigner, Slate
from .votes import Item, LogLine, Question, RollLine, Vote, VoteBox

__all__ = [
    "Ballot", "Candidate", "Certificate", "Committee", "Cosigner", "DeemingRule", "Delivery", "Item", "LogLine",
    "Outcome", "OutsideSystem", "PaperBatch", "PaperEntry", "PaperForm", "Proposal", "Proxy", "Question", "Result",
    "RollLine", "Seat", "Signature", "Slate", "Standing", "Supporter", "Vote", "VoteBox", "WitnessMark",
]  # fmt: skip
