"""The writers of this room: one verb, one transaction, one record."""

from .filing import file_request
from .hooks import disable_subscription, end_subscription, resume_subscription, subscribe
from .systems import issue_key, register_system, revoke_key, set_limit

__all__ = [
    "disable_subscription",
    "end_subscription",
    "file_request",
    "issue_key",
    "register_system",
    "resume_subscription",
    "revoke_key",
    "set_limit",
    "subscribe",
]
