"""The acts of the fund: each prepared by one person and booked by another."""

from .area import prepare_area
from .assess import assess_deposits
from .bank_change import prepare_bank_change
from .certify import certify_deposit, follow_sale
from .close import prepare_close
from .decide import approve, drop
from .deposit import prepare_deposit
from .freeze import extend_freeze, freeze_account, lapse_freeze, lift_freeze, prepare_deduction
from .open_books import open_books
from .opening import prepare_opening
from .pool import ask_for_pool, decide_pool, end_pool_notice, hand_in_pool, post_pool_notice, sign_pool
from .public_housing import open_public_housing
from .question import answer_question, ask_question
from .refund import prepare_refund
from .register import register_deposit
from .reshape import prepare_reshape
from .reverse import prepare_reversal
from .root_day import root_day
from .settle import approve_settlement, drop_settlement, finish_settlement, prepare_settlement, weigh_settlement
from .settle_estate import settle_estate
from .work_authority import add_work_paper, authorise_by_vote, authorise_work, confirm_work
from .work_payment import prepare_work_payment
from .works import accept_work, contract_work, plan_work, post_work, settle_work

__all__ = [
    "accept_work",
    "add_work_paper",
    "answer_question",
    "approve",
    "approve_settlement",
    "ask_for_pool",
    "ask_question",
    "assess_deposits",
    "authorise_by_vote",
    "authorise_work",
    "certify_deposit",
    "confirm_work",
    "contract_work",
    "decide_pool",
    "drop",
    "drop_settlement",
    "end_pool_notice",
    "extend_freeze",
    "finish_settlement",
    "follow_sale",
    "freeze_account",
    "hand_in_pool",
    "lapse_freeze",
    "lift_freeze",
    "open_books",
    "open_public_housing",
    "plan_work",
    "post_pool_notice",
    "post_work",
    "prepare_area",
    "prepare_bank_change",
    "prepare_close",
    "prepare_deduction",
    "prepare_deposit",
    "prepare_opening",
    "prepare_refund",
    "prepare_reshape",
    "prepare_reversal",
    "prepare_settlement",
    "prepare_work_payment",
    "register_deposit",
    "root_day",
    "settle_estate",
    "settle_work",
    "sign_pool",
    "weigh_settlement",
]
