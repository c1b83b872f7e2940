"""A consultation: experts by name say first whether they have an interest in the matter, then write their opinion."""

from __future__ import annotations

from sanguanjia.councils.models import Opinion, Seat
from sanguanjia.councils.rules.words import missing, too_long
from sanguanjia.councils.store import Opened, account_of, change, item_in, keep, made, open_meeting, part_of, seat_in
from sanguanjia.councils.types import Conflict, Kind, PartRef, SeatKind
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.pictures import StoredPhoto
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any


@act("councils.declare")
def declare(
    deed: Deed,
    *,
    estate_id: int,
    meeting_id: int,
    version: int | None = None,
    seat: int,
    conflict: str,
    words: str = "",
) -> PartRef:
    """An expert with an interest stays out and counts for nothing. Once said it stands.

    Refuses not_found, not_permitted, stale, wrong_phase, unknown_member, not_an_expert, unknown_conflict, missing,
    too_long, declared_already.
    """
    opened = open_meeting(deed, "declare", estate_id, meeting_id, version, seat)
    row = _expert(opened, seat)
    found = [] if conflict in set(Conflict) else [Reason("unknown_conflict", "conflict")]
    if row.conflict:
        found.append(Reason("declared_already", "seat"))
    has = conflict == Conflict.HAS
    found += missing(words, "words", "有什么关系", 200) if has else too_long(words, "words", "说明", 200)
    refuse_if_any(found)
    change(deed, row, conflict=conflict, conflict_words=words.strip())
    keep(opened, words=words, data={"seat": row.name, "conflict": conflict})
    return part_of(opened, row.pk)


@act("councils.opine")
def opine(
    deed: Deed,
    *,
    estate_id: int,
    meeting_id: int,
    version: int | None = None,
    seat: int,
    item: int,
    words: str,
    photos: tuple[StoredPhoto, ...] = (),
) -> PartRef:
    """A written opinion on an item; typed in by the office it needs a picture of the signed paper.

    Refuses … not_a_consultation, unknown_member, not_an_expert, unknown_item, undeclared, kept_out, missing, too_long,
    paper_missing.
    """
    opened = open_meeting(deed, "opine", estate_id, meeting_id, version, seat)
    if opened.row.kind != Kind.CONSULTATION:
        refuse("not_a_consultation")
    row, subject = _expert(opened, seat), item_in(opened, item)
    found = missing(words, "words", "会诊意见")
    if row.conflict != Conflict.NONE:
        found.append(Reason("kept_out" if row.conflict else "undeclared", "seat"))
    if row.account_id != deed.actor.account_id and not photos:
        found.append(Reason("paper_missing", "photos"))
    refuse_if_any(found)
    said = Opinion(
        **opened.key, item_id=subject.pk, seat_id=row.pk, words=words.strip(), at=deed.at,
        photos=[photo.sha256 for photo in photos], by_account_id=account_of(deed),
    )  # fmt: skip
    made(deed, said)
    keep(opened, data={"seat": row.name, "item": subject.title})
    return part_of(opened, said.pk)


def _expert(opened: Opened, seat_id: int) -> Seat:
    row = seat_in(opened, seat_id)
    return row if row.kind == SeatKind.EXPERT else refuse("not_an_expert", "seat")
