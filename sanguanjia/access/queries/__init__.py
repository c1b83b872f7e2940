"""The readers of this room. `actor_of` is the one every request needs; `lists` serves pages."""

from .actors import IS_HELD, account_by_token, actor_of, holders_of, load_account, token_digest
from .lists import (
    Wanted,
    account_named,
    account_of,
    claim,
    claim_thing,
    claims_of,
    homes_within,
    mandate_within,
    mandates_within,
    organisations_for,
    pending_claims,
    roles_of,
    sessions_of,
    spot,
    tokens_of,
)

__all__ = [
    "IS_HELD",
    "Wanted",
    "account_by_token",
    "account_named",
    "account_of",
    "actor_of",
    "claim",
    "claim_thing",
    "claims_of",
    "holders_of",
    "homes_within",
    "load_account",
    "mandate_within",
    "mandates_within",
    "organisations_for",
    "pending_claims",
    "roles_of",
    "sessions_of",
    "spot",
    "token_digest",
    "tokens_of",
]
