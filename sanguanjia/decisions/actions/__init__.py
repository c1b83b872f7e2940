"""The acts of a vote, from the first wish to what binds everybody."""

from .announcing import announce, correct_roll
from .casting import cast, dispute, settle_dispute
from .counting import count_vote, post_result, put_in_force, recount_vote, sign
from .drafting import change_vote, draft_vote
from .papers import enter_papers, issue_forms
from .proposing import propose, support
from .proxies import record_proxy, revoke_proxy
from .running import cancel_vote, close_vote, move_days, open_vote, remind

__all__ = [
    "announce", "cancel_vote", "cast", "change_vote", "close_vote", "correct_roll", "count_vote", "dispute",
    "draft_vote", "enter_papers", "issue_forms", "move_days", "open_vote", "post_result", "propose", "put_in_force",
    "record_proxy", "recount_vote", "remind", "revoke_proxy", "settle_dispute", "sign", "support",
]  # fmt: skip
