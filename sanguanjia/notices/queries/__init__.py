"""The readers of this room."""

from .board import (
    Attachment,
    PublicLine,
    PublicView,
    attachment,
    board,
    canonical_of,
    proof,
    public_of,
    public_view,
    standing,
)
from .inbox import InboxLine, choices_for, inbox, one, tally, unread

__all__ = [
    "Attachment", "InboxLine", "PublicLine", "PublicView", "attachment", "board", "canonical_of", "choices_for",
    "inbox", "one", "proof", "public_of", "public_view", "standing", "tally", "unread",
]  # fmt: skip
