"""Every night each estate's balances are added up again from all transfers; pages show the mark that is left, and read
no transfers themselves."""

from __future__ import annotations

import logging

from sanguanjia.kernel import clock
from sanguanjia.kernel.scoped import cross_estate

from . import queries
from .models import FundBook, FundMark

log = logging.getLogger(__name__)


def mark(estate_id: int) -> FundMark | None:
    """What the last check showed, None before the first."""
    return FundMark.objects.filter(estate_id=estate_id).first()


def check(estate_id: int) -> FundMark:
    """Add one estate up and note it. The number is read first: what is booked meanwhile is the next night's."""
    number = FundBook.objects.filter(estate_id=estate_id).values_list("last_number", flat=True)[0]
    found = queries.differences(estate_id)
    if found:
        log.error("estate %s: %s balances are not the sum of their transfers", estate_id, len(found))
    facts = {"through_number": number, "differing": len(found), "at": clock.now()}
    return FundMark.objects.update_or_create(estate_id=estate_id, defaults=facts)[0]


def check_all() -> int:
    """Every estate that keeps books, one after the other. Answers how many balances differ."""
    with cross_estate():
        estates = list(FundBook.objects.order_by("estate_id").values_list("estate_id", flat=True))
    return sum(check(estate_id).differing for estate_id in estates)
