"""The writers of this room: one verb, one transaction, one record."""

from .accounts import (
    change_email,
    change_password,
    change_phone,
    close_account,
    create_account,
    end_sessions,
    lock_account,
    rehash_password,
    reset_password,
)
from .claims import confirm_claim, refuse_claim, request_claim
from .covers import arrange_cover, end_cover
from .factors import confirm_factor, drop_factor, offer_factor, renew_recovery_codes
from .hand_over import hand_over
from .mandates import end_mandate, grant_mandate
from .ownership import follow_owners
from .phones import ask_new_phone, decide_phone
from .staff_sessions import close_staff_session, open_staff_session
from .tokens import issue_machine_token, issue_token, revoke_machine_token, revoke_token

__all__ = [
    "arrange_cover",
    "ask_new_phone",
    "change_email",
    "change_password",
    "change_phone",
    "close_account",
    "close_staff_session",
    "confirm_claim",
    "confirm_factor",
    "create_account",
    "decide_phone",
    "drop_factor",
    "end_cover",
    "end_mandate",
    "end_sessions",
    "follow_owners",
    "grant_mandate",
    "hand_over",
    "issue_machine_token",
    "issue_token",
    "lock_account",
    "offer_factor",
    "open_staff_session",
    "refuse_claim",
    "rehash_password",
    "renew_recovery_codes",
    "request_claim",
    "reset_password",
    "revoke_machine_token",
    "revoke_token",
]
