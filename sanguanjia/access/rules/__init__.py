"""Pure rules of this room: no database, no clock.

grants    how a role may be held, how long; when a claim to a unit is proved
powers    which powers may not meet in one person on one matter
logins    which mandates a login wakes, how long a session lasts, when a proof is fresh
"""

from .grants import (
    MOST_COVER_DAYS,
    MOST_TOKEN_DAYS,
    Proof,
    Wish,
    claim_state,
    cover_reasons,
    grant_reasons,
    is_email,
    is_phone,
    is_username,
    read_proof,
)

__all__ = [
    "MOST_COVER_DAYS",
    "MOST_TOKEN_DAYS",
    "Proof",
    "Wish",
    "claim_state",
    "cover_reasons",
    "grant_reasons",
    "is_email",
    "is_phone",
    "is_username",
    "read_proof",
]
