"""Claims from people at a screen: guessing is counted before the act, and counts stay when the act is refused."""

from __future__ import annotations

from datetime import timedelta

from sanguanjia.access import throttle
from sanguanjia.access.actions import request_claim
from sanguanjia.access.types import ClaimRef
from sanguanjia.kernel.actor import Actor

_DAY = timedelta(days=1)


def ask_for_unit(
    actor: Actor, *, address: str, key: str | None, estate_id: int, unit_code: str, name: str, proof: str
) -> ClaimRef:
    """`request_claim` for people at a screen: guessing is counted first, per account, unit and address.

    Besides the refusals of the act: too_many_requests (5 a day per account, 10 per unit, 60 per address).
    """
    throttle.limit(f"claim:account:{actor.account_id}", 5, _DAY)
    throttle.limit(f"claim:unit:{estate_id}:{unit_code.strip()}", 10, _DAY)
    throttle.limit(f"claim:address:{address}", 60, _DAY)
    return request_claim(actor, key=key, estate_id=estate_id, unit_code=unit_code, name=name, proof=proof)
