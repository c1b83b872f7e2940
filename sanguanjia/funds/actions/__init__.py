"""The acts of the fund: each prepared by one person and booked by another."""

from .close import prepare_close
from .decide import approve, drop
from .deposit import prepare_deposit
from .open_books import open_books
from .opening import prepare_opening
from .pool import ask_for_pool, decide_pool, end_pool_notice, hand_in_pool, post_pool_notice, sign_pool
from .register import register_deposit
from .reverse import prepare_reversal
from .settle import approve_settlement, drop_settlement, finish_settlement, prepare_settlement, weigh_settlement
from .settle_estate import settle_estate
from .work_authority import add_work_paper, authorise_by_vote, authorise_work, confirm_work
from .work_payment import prepare_work_payment
from .works import accept_work, contract_work, plan_work, post_work, settle_work

__all__ = [
    "accept_work",
    "add_work_paper",
    "approve",
    "approve_settlement",
    "ask_for_pool",
    "authorise_by_vote",
    "authorise_work",
    "confirm_work",
    "contract_work",
    "decide_pool",
    "drop",
    "drop_settlement",
    "end_pool_notice",
    "finish_settlement",
    "hand_in_pool",
    "open_books",
    "plan_work",
    "post_pool_notice",
    "post_work",
    "prepare_close",
    "prepare_deposit",
    "prepare_opening",
    "prepare_reversal",
    "prepare_settlement",
    "prepare_work_payment",
    "register_deposit",
    "settle_estate",
    "settle_work",
    "sign_pool",
    "weigh_settlement",
]
