"""The acts of a vote, from the first wish to what binds everybody."""

from .announcing import announce, correct_roll
from .assisting import cast_assisted
from .casting import cast, dispute, settle_dispute
from .committee import (
    arrange_interim,
    end_seat,
    propose_removal,
    record_handover,
    record_seat_handover,
    review_committee,
    set_post,
    suspend_member,
)
from .counting import count_vote, post_result, put_in_force, recount_vote, sign
from .delivering import post_undelivered, record_deliveries, set_deeming
from .drafting import change_vote, draft_vote
from .nominating import agree_to_stand, cosign, nominate
from .outside import hand_over, import_result
from .papers import enter_papers, issue_forms
from .proposing import propose, support
from .proxies import record_proxy, revoke_proxy
from .repeating import repeat_vote
from .running import cancel_vote, close_vote, move_days, open_vote, remind
from .slates import (
    end_slate,
    name_candidate,
    open_slate,
    post_slate,
    refuse_candidate,
    settle_slate,
    stand,
    verify_candidate,
    withdraw_candidate,
)
from .witnessing import witness

__all__ = [
    "agree_to_stand", "announce", "arrange_interim", "cancel_vote", "cast", "cast_assisted", "change_vote",
    "close_vote", "correct_roll", "cosign", "count_vote", "dispute", "draft_vote", "end_seat", "end_slate",
    "enter_papers", "hand_over", "import_result", "issue_forms", "move_days", "name_candidate", "nominate",
    "open_slate", "open_vote", "post_result", "post_slate", "post_undelivered", "propose", "propose_removal",
    "put_in_force", "record_deliveries", "record_handover", "record_proxy", "record_seat_handover", "recount_vote",
    "refuse_candidate", "remind", "repeat_vote", "review_committee", "revoke_proxy", "set_deeming", "set_post",
    "settle_dispute", "settle_slate", "sign", "stand", "support", "suspend_member", "verify_candidate",
    "withdraw_candidate", "witness",
]  # fmt: skip
