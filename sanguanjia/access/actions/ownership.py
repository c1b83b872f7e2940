"""What follows in this room when owners of a unit change: who sold is no owner any more, from the same moment on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from sanguanjia.access.models import Mandate
from sanguanjia.access.permissions import may_follow_owners
from sanguanjia.access.types import Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.digest import row_digest
from sanguanjia.registry import consequences
from sanguanjia.registry import queries as registry
from sanguanjia.registry.queries import Stand

from .mandates import days

_GONE = "名册上不再是这套房屋的业主（过户、分割、合并或注销）"
_CAME_OUT = "房屋由原房屋分割或合并而来，业主身份延续"


@dataclass(frozen=True, slots=True)
class MandatesFollowed:
    """Ids of owner's mandates that ended because the owner did, and of those that began on units come out of theirs."""

    estate_id: int
    ended: tuple[int, ...]
    begun: tuple[int, ...]


@act("access.follow_owners")
def follow_owners(deed: Deed, *, estate_id: int, unit_ids: tuple[int, ...], day: date) -> MandatesFollowed:
    """End the owner's mandates of those who own nothing of the units from `day` on; where a unit was split or merged
    they go over to what came out of it, as far as their holders own that.

    Only the platform does this, inside the act that changed the owners. A mandate ends today, not on the day of a sale
    entered late: what was done under it till now was done under it.
    """
    deed.permit(may_follow_owners, None)
    rows = list(_mandates(estate_id, unit_ids).select_for_update(of=("self",)).order_by("id"))
    gone = _gone(estate_id, rows, day)
    for row in gone:
        before = row_digest(row)
        row.valid = DateRange(row.valid.lower, max(row.valid.lower, clock.today()))
        row.ended_at, row.end_reason = deed.at, _GONE
        row.save(update_fields=["valid", "ended_at", "end_reason"])
        deed.touched(row, before)
    begun = [_grant(deed, estate_id, *heir) for heir in _heirs(estate_id, gone, day)]
    return MandatesFollowed(estate_id, tuple(row.id for row in gone), tuple(begun))


def _follow(*, estate_id: int, unit_ids: Collection[int], day: date) -> None:
    """The registry's consequence: an act only where there is something to do."""
    gone = _gone(estate_id, list(_mandates(estate_id, unit_ids)), day)
    units = {row.unit_id for row in gone if row.unit_id is not None}
    if units:
        follow_owners(SYSTEM, estate_id=estate_id, unit_ids=tuple(sorted(units)), day=day)


consequences.follow("access.follow_owners", _follow)


def _mandates(estate_id: int, unit_ids: Collection[int]) -> QuerySet[Mandate]:
    """Owner's mandates on the units, in force today or later, with their accounts."""
    return Mandate.objects.select_related("account").filter(
        role=Role.OWNER.value, unit_estate_id=estate_id, unit_id__in=list(unit_ids),
        valid__overlap=DateRange(clock.today(), None),
    )  # fmt: skip


def _stand(row: Mandate, new: Any = None) -> Stand:
    return Stand(row.account_id, row.account.name, row.unit_id or 0, new or row.unit_id or 0)


def _gone(estate_id: int, rows: Collection[Mandate], day: date) -> list[Mandate]:
    """Those whose holder owns nothing of the unit any more."""
    if not rows:
        return []
    left = registry.stands_left(estate_id, [_stand(row) for row in rows], day)
    return [row for row in rows if _stand(row) not in left]


def _heirs(estate_id: int, gone: Collection[Mandate], day: date) -> Iterable[tuple[int, int]]:
    """(account, unit) of those who own what came out of their unit; each pair once."""
    after = registry.successors(estate_id, [row.unit_id for row in gone if row.unit_id is not None])
    if not after:
        return ()
    stands = [_stand(row, new) for row in gone for old, new in after if row.unit_id == old]
    left = registry.stands_left(estate_id, stands, day)
    return dict.fromkeys((stand.account_id, stand.new) for stand in stands if stand in left)


def _grant(deed: Deed, estate_id: int, account_id: int, unit_id: int) -> int:
    row = Mandate(
        account_id=account_id, role=Role.OWNER.value, home_id=estate_id, unit_id=unit_id, unit_estate_id=estate_id,
        valid=days(clock.today(), None), document=_CAME_OUT, granted_at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return row.id
