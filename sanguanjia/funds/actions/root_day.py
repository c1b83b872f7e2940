"""Every night: the root of an estate's entries since the last one, in an act, so that the signed anchor vouches for
it."""

from __future__ import annotations

from sanguanjia.funds import holds, roots
from sanguanjia.funds.models import FundBook, FundDayRoot
from sanguanjia.funds.types import RootRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.predicates import is_system
from sanguanjia.kernel.refusal import refuse


@act("funds.root_day")
def root_day(deed: Deed, *, estate_id: int) -> RootRef:
    """Refuses not_permitted, fund_no_books, fund_nothing_new (no entry since the last root)."""
    deed.permit(is_system, None)
    holds.lock(estate_id)
    last = FundBook.objects.filter(estate_id=estate_id).values_list("last_number", flat=True)[0]
    before = roots.last_root(estate_id)
    first = (before.last_number if before else 0) + 1
    if last < first:
        refuse("fund_nothing_new")
    row = FundDayRoot(
        estate_id=estate_id, day=clock.today(), first_number=first, last_number=last,
        root=roots.reckon(estate_id, before.root if before else "", first, last),
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return RootRef(estate_id, row.last_number, row.root)
