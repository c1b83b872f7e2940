"""What sheets keep of a person who is erased (`privacy.traces`): the caller's name and number, at every desk.

What was said belongs to the matter. A sheet lies at the desk that took it in, so each desk has its own record
of the erasure.
"""

from __future__ import annotations

from collections import defaultdict

from sanguanjia.intake.actions.forget_caller import forget_caller
from sanguanjia.intake.models import HotlineSheet
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.sealed import blind_index
from sanguanjia.privacy.traces import Trace, provide
from sanguanjia.registry.people import Gone


def _erase(_deed: Deed, gone: Gone) -> int:
    if not gone.phone:
        return 0
    index = blind_index(HotlineSheet, "phone_index", gone.phone)
    with cross_estate():  # a caller's sheets lie at the desks, not in the estate
        found = list(HotlineSheet.objects.filter(phone_index=index).values_list("estate_id", "id"))
    by_desk: dict[int, list[int]] = defaultdict(list)
    for desk_id, sheet_id in found:
        by_desk[desk_id].append(sheet_id)
    return sum(forget_caller(SYSTEM, estate_id=desk_id, sheet_ids=ids) for desk_id, ids in sorted(by_desk.items()))


provide(Trace("intake.callers", lambda _gone: False, _erase))
