"""The meeting itself: opened by its chair, who comes and goes, what is decided and whether enough were there."""

from __future__ import annotations

from datetime import datetime

from sanguanjia.councils import telling
from sanguanjia.councils.matters import note_on
from sanguanjia.councils.minutes import text_of
from sanguanjia.councils.models import Item, Minutes, Opinion, Presence, Task
from sanguanjia.councils.rules.quorum import present
from sanguanjia.councils.rules.words import missing, too_long
from sanguanjia.councils.store import (
    Opened,
    account_of,
    change,
    item_in,
    keep,
    made,
    moves_of,
    open_meeting,
    part_of,
    quorum_of,
    ref_of,
    seat_in,
    seats_of,
    standing_at,
)
from sanguanjia.councils.types import Direction, Kind, MeetingRef, PartRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import digest
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any


@act("councils.open")
def open_it(deed: Deed, *, estate_id: int, meeting_id: int, version: int | None = None) -> MeetingRef:
    """Who opens it chairs it. Refuses not_found, not_permitted, stale, wrong_phase."""
    opened = open_meeting(deed, "open", estate_id, meeting_id, version)
    row = opened.row
    row.chair_account_id, row.chair_name, row.opened_at = deed.actor.account_id, deed.actor.name, deed.at
    return keep(opened)


@act("councils.take_chair")
def take_chair(deed: Deed, *, estate_id: int, meeting_id: int, version: int | None = None, words: str) -> MeetingRef:
    """Another one who may chair takes over, with a reason. Refuses … missing, chairs_already."""
    opened = open_meeting(deed, "take_chair", estate_id, meeting_id, version)
    row = opened.row
    if row.chair_account_id == deed.actor.account_id:
        refuse("chairs_already")
    refuse_if_any(missing(words, "words", "为什么换主持人", 1000))
    row.chair_account_id, row.chair_name = deed.actor.account_id, deed.actor.name
    return keep(opened, words=words)


@act("councils.attend")
def attend(
    deed: Deed,
    *,
    estate_id: int,
    meeting_id: int,
    version: int | None = None,
    seat: int,
    direction: str,
    at: datetime | None = None,
) -> PartRef:
    """A seat comes in or goes out, now or at a moment of this meeting after the last decision.

    Refuses … unknown_member, unknown_direction, moment_outside, in_already, out_already.
    """
    opened = open_meeting(deed, "attend", estate_id, meeting_id, version, seat)
    row, moment = seat_in(opened, seat), at or deed.at
    if direction not in set(Direction):
        refuse("unknown_direction", "direction")
    decided = [i.decided_at for i in Item.objects.filter(**opened.key, decided_at__isnull=False)]
    moves = moves_of(opened.row)
    last = max((move.at for move in moves if move.seat == row.pk), default=None)
    earliest = max([m for m in (opened.row.opened_at, last, *decided) if m is not None], default=deed.at)
    found = [] if earliest <= moment <= deed.at else [Reason("moment_outside", "at")]
    there = row.pk in present(moves, moment)
    if there is (direction == Direction.IN):
        found.append(Reason("in_already" if there else "out_already", "seat"))
    refuse_if_any(found)
    line = Presence(
        **opened.key, seat_id=row.pk, at=moment, direction=direction, by_account_id=account_of(deed)
    )  # fmt: skip
    made(deed, line)
    keep(opened, data={"seat": row.name, "direction": direction, "at": moment.isoformat()})
    return part_of(opened, line.pk)


@act("councils.decide")
def decide(
    deed: Deed,
    *,
    estate_id: int,
    meeting_id: int,
    version: int | None = None,
    item: int,
    words: str,
    public_words: str = "",
) -> PartRef:
    """What was decided on an item, and whether enough were there at this moment: too few, and it binds nobody and may
    be decided again. `public_words`: what owners of the estate read.

    Refuses … unknown_item, decided_already, missing, too_long, opinions_missing (a consultation).
    """
    opened = open_meeting(deed, "decide", estate_id, meeting_id, version)
    row, meeting = item_in(opened, item), opened.row
    found = missing(words, "words", "决定") + too_long(public_words, "public_words", "对业主公开的内容", 1000)
    if row.enough:
        found.append(Reason("decided_already", "item"))
    if meeting.kind == Kind.CONSULTATION:
        found += _opinions_missing(opened, row)
    refuse_if_any(found)
    there = standing_at(meeting, seats_of(meeting), moves_of(meeting), deed.at)
    change(
        deed, row, decision=words.strip(), public_words=public_words.strip(), decided_at=deed.at, enough=there.enough,
        needed=there.needed, missing=list(there.missing), present=list(there.present),
    )  # fmt: skip
    keep(opened, words=words, data={"item": row.title, "enough": there.enough, "present": len(there.present)})
    if there.enough:
        said = f"{meeting.kind_name}已研究这件事。{row.public_words}".strip()
        note_on(deed, row.matter_estate_id, row.matter_id, said)
    deed.under(meeting.rule)
    return part_of(opened, row.pk)


@act("councils.adjourn")
def adjourn(deed: Deed, *, estate_id: int, meeting_id: int, version: int | None = None, words: str = "") -> MeetingRef:
    """It is over; tasks may still be given out until the minutes are signed. Refuses … too_long."""
    opened = open_meeting(deed, "adjourn", estate_id, meeting_id, version)
    refuse_if_any(too_long(words, "words", "说明", 1000))
    opened.row.adjourned_at = deed.at
    return keep(opened, words=words)


@act("councils.sign")
def sign(deed: Deed, *, estate_id: int, meeting_id: int, version: int | None = None) -> MeetingRef:
    """The chair signs the minutes as they read now: one text for good. Refuses … only_the_chair."""
    opened = open_meeting(deed, "sign", estate_id, meeting_id, version)
    row = opened.row
    row.signed_at = deed.at
    text = text_of(row, opened.home)
    minutes = Minutes(
        **opened.key, text=text, digest=digest(text), signed_at=deed.at, signed_by_account_id=account_of(deed),
        signed_by_name=deed.actor.name,
    )  # fmt: skip
    made(deed, minutes)
    done = keep(opened, data={"digest": minutes.digest})
    telling.signed(deed, row, seats_of(row))
    return done


@act("councils.correct")
def correct(deed: Deed, *, estate_id: int, meeting_id: int, version: int | None = None, words: str) -> MeetingRef:
    """A correction stands beside the signed text and changes no letter of it. Refuses … only_the_chair, missing."""
    opened = open_meeting(deed, "correct", estate_id, meeting_id, version)
    refuse_if_any(missing(words, "words", "更正"))
    return keep(opened, words=words)


@act("councils.close")
def close(deed: Deed, *, estate_id: int, meeting_id: int, version: int | None = None, words: str = "") -> MeetingRef:
    """Everything it gave out is done, or a reason says why it is closed all the same; open tasks go on showing.

    Refuses … tasks_open, too_long.
    """
    opened = open_meeting(deed, "close", estate_id, meeting_id, version)
    left = Task.objects.filter(**opened.key, ended_at=None).count()
    found = too_long(words, "words", "说明", 1000)
    if left and not words.strip():
        found.append(Reason("tasks_open", "words", {"left": left}))
    refuse_if_any(found)
    opened.row.ended_at = deed.at
    keep(opened, words=words, data={"left": left})
    return ref_of(opened.row)


def _opinions_missing(opened: Opened, item: Item) -> list[Reason]:
    least = quorum_of(opened.row).experts
    kept_out = {seat.pk for seat in seats_of(opened.row) if seat.conflict == "has"}
    given = set(Opinion.objects.filter(**opened.key, item_id=item.pk).values_list("seat_id", flat=True)) - kept_out
    return [] if len(given) >= least else [Reason("opinions_missing", "item", {"least": least, "given": len(given)})]
