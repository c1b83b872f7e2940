"""Reading the questions of owners."""

from __future__ import annotations

from collections.abc import Sequence

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.registry.people import Gone

from .models import FundQuestion


def of_account(estate_id: int, account_id: int) -> tuple[FundQuestion, ...]:
    """The newest questions about an account."""
    rows = FundQuestion.objects.filter(estate_id=estate_id, account_id=account_id).select_related("entry")
    return tuple(rows.order_by("-id")[:20])


def waiting(estates: Sequence[int], most: int = 100) -> tuple[FundQuestion, ...]:
    """Those without an answer, the oldest first. Asked inside `cross_estate()`."""
    rows = FundQuestion.objects.filter(estate_id__in=estates, answered_at__isnull=True)
    return tuple(rows.select_related("account", "entry").order_by("id")[:most])


def still_needed(gone: Gone) -> bool:
    """A question that waits for its answer is kept until it has one."""
    return FundQuestion.objects.filter(
        estate_id=gone.estate_id, asked_by=gone.account_id, answered_at__isnull=True
    ).exists() if gone.account_id else False  # fmt: skip


def erase(deed: Deed, gone: Gone) -> int:
    """What somebody who is erased had asked: the words and who asked. The answer stays, it names nobody."""
    if not gone.account_id:
        return 0
    rows = list(FundQuestion.objects.select_for_update().filter(estate_id=gone.estate_id, asked_by=gone.account_id))
    for row in rows:
        before = row_digest(row)
        row.text, row.asked_by = "", None
        row.save(update_fields=["text", "asked_by"])
        deed.erased(row, before)
    return len(rows)
