"""The writers of this room: one verb, one transaction, one record."""

from .accounts import change_password, create_account
from .claims import confirm_claim, refuse_claim, request_claim
from .mandates import end_mandate, grant_mandate
from .ownership import follow_owners
from .tokens import issue_token, revoke_token

__all__ = [
    "change_password",
    "confirm_claim",
    "create_account",
    "end_mandate",
    "follow_owners",
    "grant_mandate",
    "issue_token",
    "refuse_claim",
    "request_claim",
    "revoke_token",
]
