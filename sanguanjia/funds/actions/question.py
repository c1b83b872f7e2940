"""An owner asks about the own account; the fund centre answers."""

from __future__ import annotations

from sanguanjia.funds.models import FundQuestion
from sanguanjia.funds.permissions import Door, may_ask_about, may_keep_books
from sanguanjia.funds.queries import account, entry
from sanguanjia.funds.store import account_of
from sanguanjia.funds.types import QuestionRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import refuse

_OPEN_AT_ONCE = 5


@act("funds.ask_question")
def ask_question(deed: Deed, *, estate_id: int, account_id: int, text: str, entry_id: int | None = None) -> QuestionRef:
    """By an owner of the door, about the account or one of its movements.

    Refuses not_permitted, not_found, missing, question_too_many (so many of the door wait already).
    """
    door = account(estate_id, account_id)
    place = home_of("estate_id")(estate_id=estate_id).place
    deed.permit(may_ask_about, Door(place, door.unit_id or 0))
    if entry_id is not None:
        entry(estate_id, entry_id)
    if not text.strip():
        refuse("missing", "text", label="问题")
    waiting = FundQuestion.objects.filter(estate_id=estate_id, account_id=account_id, answered_at__isnull=True)
    if waiting.count() >= _OPEN_AT_ONCE:
        refuse("question_too_many", "text", most=_OPEN_AT_ONCE)
    row = FundQuestion(
        estate_id=estate_id, account_id=account_id, entry_id=entry_id, text=text.strip()[:500],
        asked_by=account_of(deed),
        asked_at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return QuestionRef(estate_id, row.pk)


@act("funds.answer_question")
def answer_question(deed: Deed, *, estate_id: int, question_id: int, answer: str) -> QuestionRef:
    """By the fund centre. Refuses not_permitted, not_found, missing, question_answered."""
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    rows = FundQuestion.objects.select_for_update().filter(estate_id=estate_id, id=question_id)
    row = rows.first() or refuse("not_found", "question")
    if row.answered_at is not None:
        refuse("question_answered", "question")
    if not answer.strip():
        refuse("missing", "answer", label="答复")
    before = row_digest(row)
    row.answer, row.answered_by, row.answered_at = answer.strip()[:1000], account_of(deed), deed.at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    deed.touched(row, before)
    return QuestionRef(estate_id, row.pk)
