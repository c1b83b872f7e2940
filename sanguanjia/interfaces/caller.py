"""Who posts: the account a key stands for, within the key's budget."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from django.http import HttpRequest

from sanguanjia.access import queries as access
from sanguanjia.access import throttle
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import refuse

from . import budget, queries
from .rules.limits import READS_PER_MINUTE

MOST_WRONG_KEYS = 60  # in a quarter of an hour from one address: a key has 256 bits, this only spares the database


def by_key(request: HttpRequest, typed: Mapping[str, str]) -> Actor:
    """The actor behind `api_key` (in the form or the address) or the bearer's key.

    Refuses api_key_missing, too_many_requests.
    """
    secret = typed.get("api_key", "").strip() or request.GET.get("api_key", "").strip() or _bearer(request)
    bucket = f"interfaces.wrong_key:{throttle.address_of(request)}"
    window = timedelta(minutes=15)
    if not secret:
        refuse("api_key_missing", "api_key")
    digest = access.token_digest(secret)
    actor = access.actor_by_token(secret)
    if actor is None:
        throttle.limit(bucket, MOST_WRONG_KEYS, window)
        refuse("api_key_missing", "api_key")
    budget.take(f"key:{digest[:40]}", partial(queries.limit_of, digest))
    return actor


def spend_reading(request: HttpRequest) -> None:
    """One public question from an address. Refuses too_many_requests."""
    budget.take(f"read:{throttle.address_of(request)}", lambda: READS_PER_MINUTE)


def _bearer(request: HttpRequest) -> str:
    header = request.headers.get("Authorization", "")
    return header[7:].strip() if header.lower().startswith("bearer ") else ""
