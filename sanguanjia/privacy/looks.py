"""Noting a look: the door for every act, of this room or one above, that shows a full value to somebody."""

from __future__ import annotations

from collections.abc import Sequence

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.refusal import refuse, refuse_if_any
from sanguanjia.privacy.models import Look
from sanguanjia.privacy.rules import reasons_against_looking

EVERYBODY = 0  # the row of a look that showed a whole table of an estate


def note_look(
    deed: Deed, *, table: str, row_id: int, account_id: int | None, columns: Sequence[str], reason: str
) -> int:
    """Store who looks at which columns of which row and why, inside an act that has asked its permission. The act
    refuses without a reason. Answers the look's id."""
    refuse_if_any(reasons_against_looking(reason))
    row = Look(
        estate_id=deed.estate_id, at=deed.at, by_name=deed.actor.name,
        by_account_id=deed.actor.account_id or refuse("login_needed"),
        role=deed.mandate.role if deed.mandate else "", subject_table=table, subject_id=row_id,
        subject_account_id=account_id, columns=list(columns), reason=reason.strip(),
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return row.id
