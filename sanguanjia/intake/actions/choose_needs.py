"""A person looks at the suggested needs of a batch and puts them right before it goes in."""

from __future__ import annotations

from sanguanjia.cases import matters as known_matters
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
from sanguanjia.words.types import MATTERS


@act("intake.choose_needs")
def choose_needs(
    deed: Deed, *, estate_id: int, batch_id: int, needs: dict[int, str], matters: dict[int, str] | None = None
) -> BatchRef:
    """`needs`: sheet id → code of the needs list. `matters`: sheet id → one of the 68, confirmed: the sheet goes in as
    the entry that names it, and the choice is learned from once it is a matter.

    Refuses not_permitted, not_found, sheets_not_now, unknown_need, unknown_matter.
    """
    deed.permit(may_take_in, store.desk(estate_id))
    batch = store.lock_batch(estate_id, batch_id, BatchState.READY.value)
    policy = case_policy(place_facts(estate_id, clock.today()), clock.today())
    confirmed = matters or {}
    if any(code not in MATTERS for code in confirmed.values()):
        refuse("unknown_matter", "matter")
    entries = {pk: entry.code for pk, code in confirmed.items() if (entry := known_matters.entry_for(code, policy))}
    wanted = needs | entries
    unknown = [code for code in wanted.values() if code not in policy.needs]
    if unknown:
        refuse("unknown_need", "need", need=unknown[0])
    rows = HotlineSheet.objects.filter(estate_id=estate_id, batch_id=batch_id, pk__in=[*wanted, *confirmed])
    changed = []
    for row in rows:
        as_it_was = row.need, row.matter
        row.need, row.matter = wanted.get(row.pk, row.need), confirmed.get(row.pk, row.matter)
        if (row.need, row.matter) != as_it_was:
            changed.append(row)
    with deed.changing(HotlineSheet, [row.pk for row in changed]):
        HotlineSheet.objects.filter(estate_id=estate_id).bulk_update(changed, ["need", "matter"])
    deed.touched(batch, row_digest(batch))
    return BatchRef(batch.pk, estate_id, state=batch.state)
