"""A person looks at the suggested needs of a batch and puts them right before it goes in."""

from __future__ import annotations

from sanguanjia.cases.places import place_facts
from sanguanjia.cases.values import case_policy
from sanguanjia.intake import store
from sanguanjia.intake.models import HotlineSheet
from sanguanjia.intake.permissions import may_take_in
from sanguanjia.intake.types import BatchRef, BatchState
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse


@act("intake.choose_needs")
def choose_needs(deed: Deed, *, estate_id: int, batch_id: int, needs: dict[int, str]) -> BatchRef:
    """`needs`: sheet id → code of the needs list. Refuses not_permitted, not_found, sheets_not_now, unknown_need."""
    deed.permit(may_take_in, store.desk(estate_id))
    batch = store.lock_batch(estate_id, batch_id, BatchState.READY.value)
    policy = case_policy(place_facts(estate_id, clock.today()), clock.today())
    unknown = [code for code in needs.values() if code not in policy.needs]
    if unknown:
        refuse("unknown_need", "need", need=unknown[0])
    rows = HotlineSheet.objects.filter(estate_id=estate_id, batch_id=batch_id, pk__in=list(needs))
    changed = [row for row in rows if row.need != needs[row.pk]]
    with deed.changing(HotlineSheet, [row.pk for row in changed]):
        for row in changed:
            row.need = needs[row.pk]
        HotlineSheet.objects.filter(estate_id=estate_id).bulk_update(changed, ["need"])
    deed.touched(batch, row_digest(batch))
    return BatchRef(batch.pk, estate_id)
