"""An office above the unit that did the work checks the reply before it leaves, or returns it with a reason."""

from __future__ import annotations

from sanguanjia.cases import queries as cases
from sanguanjia.cases.permissions import is_above
from sanguanjia.intake.models import Reply
from sanguanjia.intake.types import ReplyRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse


@act("intake.check_reply")
def check_reply(
    deed: Deed, *, estate_id: int, at_estate_id: int, case_id: int, approved: bool, words: str = ""
) -> ReplyRef:
    """`words`: why it is returned.

    Refuses not_found, not_permitted, missing, reply_not_prepared, reply_second_person.
    """
    case, *_, thing = cases.thing(at_estate_id, case_id)
    deed.permit(is_above, thing)
    row = (
        Reply.objects.select_for_update()
        .filter(estate_id=estate_id, at_estate_id=at_estate_id, case_id=case_id, state="prepared")
        .first()
    )
    if row is None or row.closed_at != case.closed_at:
        refuse("reply_not_prepared")
    if row.prepared_by == deed.actor.account_id:
        refuse("reply_second_person")
    if not approved and not words.strip():
        refuse("missing", "words", label="退回的理由")
    before = row_digest(row)
    row.state, row.reason = ("checked", "") if approved else ("returned", words.strip()[:2000])
    row.checked_by, row.checked_at = deed.actor.account_id, deed.at
    row.save(update_fields=["state", "reason", "checked_by", "checked_at"])
    deed.touched(row, before)
    return ReplyRef(row.pk, estate_id, row.state)
