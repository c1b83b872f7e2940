"""The desk writes what it answers about a matter that is done."""

from __future__ import annotations

from sanguanjia.intake import replies, store
from sanguanjia.intake.models import Reply
from sanguanjia.intake.permissions import may_take_in
from sanguanjia.intake.types import ReplyRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse

MOST_WORDS = 2000


@act("intake.prepare_reply")
def prepare_reply(deed: Deed, *, estate_id: int, at_estate_id: int, case_id: int, words: str) -> ReplyRef:
    """`estate_id`: the desk's home.

    Refuses not_permitted, missing, too_long, reply_not_ready, reply_checked_already.
    """
    deed.permit(may_take_in, store.desk(estate_id))
    if not words.strip():
        refuse("missing", "words", label="答复内容")
    if len(words) > MOST_WORDS:
        refuse("too_long", "words", label="答复内容", most=MOST_WORDS)
    closed_at = replies.is_ready(estate_id, at_estate_id, case_id)
    if closed_at is None or deed.actor.account_id is None:
        refuse("reply_not_ready")
    found = Reply.objects.select_for_update().filter(estate_id=estate_id, at_estate_id=at_estate_id, case_id=case_id)
    row = found.first()
    if row is not None and row.state == "checked" and row.closed_at == closed_at:
        refuse("reply_checked_already")
    before = row_digest(row) if row is not None else None
    row = row or Reply(estate_id=estate_id, at_estate_id=at_estate_id, case_id=case_id)
    row.closed_at, row.words, row.state, row.reason = closed_at, words.strip(), "prepared", ""
    row.prepared_by, row.prepared_at = deed.actor.account_id, deed.at
    row.checked_by = row.checked_at = None
    row.save(force_insert=before is None)
    deed.touched(row, before)
    return ReplyRef(row.pk, estate_id, row.state)
