"""Members are named, invited by calendar, told of every change; each answers. UID stays, SEQUENCE rises (RFC 5546)."""

from __future__ import annotations

from datetime import datetime

from sanguanjia.access import queries as access
from sanguanjia.councils import telling
from sanguanjia.councils.actions.convene import times_wrong
from sanguanjia.councils.models import Item, Meeting, Seat
from sanguanjia.councils.rules.words import missing, too_long
from sanguanjia.councils.seating import seats_for
from sanguanjia.councils.store import change, keep, made, open_meeting, part_of, quorum_of, seat_in, seats_of
from sanguanjia.councils.types import Answer, MeetingRef, PartRef, SeatKind, State
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import Reason, refuse_if_any


@act("councils.invite")
def invite(
    deed: Deed, *, estate_id: int, meeting_id: int, version: int | None = None, seats: tuple[str, ...]
) -> MeetingRef:
    """Offices and sides, by their codes (`seating.py`); who is called already is left as it is.

    Refuses not_found, not_permitted, stale, wrong_phase, nobody_named, unknown_member, no_desk_named.
    """
    opened = open_meeting(deed, "invite", estate_id, meeting_id, version)
    known = {seat.code for seat in seats_of(opened.row)}
    rows, wrong = seats_for(opened.row, opened.home, [code for code in seats if code not in known])
    refuse_if_any(wrong if seats else [Reason("nobody_named", "seats")])
    for row in rows:
        made(deed, row)
    done = keep(opened, words="、".join(row.name for row in rows))
    if opened.row.state == State.CALLED:
        telling.members(deed, "called", opened.row, rows)
    return done


@act("councils.invite_expert")
def invite_expert(
    deed: Deed,
    *,
    estate_id: int,
    meeting_id: int,
    version: int | None = None,
    name: str,
    expertise: str,
    username: str = "",
) -> PartRef:
    """An expert by name; with a user name he is invited and writes himself, without one the office does it for him.

    Refuses … missing, too_long, no_such_account, invited_already.
    """
    opened = open_meeting(deed, "invite_expert", estate_id, meeting_id, version)
    found = missing(name, "name", "专家姓名", 60) + missing(expertise, "expertise", "专业", 60)
    account = access.account_named(username.strip()) if username.strip() else None
    if username.strip() and account is None:
        found.append(Reason("no_such_account", "username"))
    code = f"expert:{account.pk if account else name.strip()}"[:40]
    if any(seat.code == code for seat in seats_of(opened.row)):
        found.append(Reason("invited_already", "name"))
    refuse_if_any(found)
    row = Seat(
        **opened.key, kind=SeatKind.EXPERT.value, code=code, name=name.strip(), expertise=expertise.strip(),
        place=opened.home.path, account_id=account.pk if account else None,
    )  # fmt: skip
    made(deed, row)
    keep(opened, words=row.expertise)
    if opened.row.state == State.CALLED:
        telling.members(deed, "called", opened.row, [row])
    return part_of(opened, row.pk)


@act("councils.uninvite")
def uninvite(deed: Deed, *, estate_id: int, meeting_id: int, version: int | None = None, seat: int) -> PartRef:
    """Not called after all; whoever had the invitation gets its end. Refuses … unknown_member."""
    opened = open_meeting(deed, "uninvite", estate_id, meeting_id, version)
    row = seat_in(opened, seat)
    change(deed, row, gone=True)
    if opened.row.state == State.CALLED:
        _changed(opened.row, deed.at)
        telling.members(deed, "uninvited", opened.row, [row])
    keep(opened, words=row.name)
    return part_of(opened, row.pk)


@act("councils.call")
def call(deed: Deed, *, estate_id: int, meeting_id: int, version: int | None = None) -> MeetingRef:
    """Every seat is invited. Refuses … no_agenda, nobody_named, seats_missing, too_few_experts, starts_in_the_past."""
    opened = open_meeting(deed, "call", estate_id, meeting_id, version)
    row, seats = opened.row, seats_of(opened.row)
    rule = quorum_of(row)
    kinds = [seat.kind for seat in seats]
    found = times_wrong(row.starts_at, row.ends_at, deed.at)
    if not Item.objects.filter(**opened.key, struck=False).exists():
        found.append(Reason("no_agenda"))
    if not seats:
        found.append(Reason("nobody_named", "seats"))
    if any(kind not in kinds for kind in rule.seats):
        found.append(Reason("seats_missing", "seats"))
    if kinds.count(SeatKind.EXPERT.value) < rule.experts:
        found.append(Reason("too_few_experts", "seats", {"least": rule.experts}))
    refuse_if_any(found)
    row.changed_at = deed.at
    done = keep(opened)
    telling.members(deed, "called", row, seats)
    return done


@act("councils.reschedule")
def reschedule(
    deed: Deed,
    *,
    estate_id: int,
    meeting_id: int,
    version: int | None = None,
    starts_at: datetime | None,
    ends_at: datetime | None,
    place_words: str,
    words: str = "",
) -> MeetingRef:
    """Another time or place; answers to the old one are asked again. Refuses … missing, too_long, ends_before_start,
    starts_in_the_past."""
    opened = open_meeting(deed, "reschedule", estate_id, meeting_id, version)
    row = opened.row
    found = times_wrong(starts_at, ends_at, deed.at) + missing(place_words, "place_words", "地点", 120)
    refuse_if_any([*found, *too_long(words, "words", "说明", 1000)])
    moved = (row.starts_at, row.ends_at) != (starts_at, ends_at)
    row.starts_at, row.ends_at = starts_at or row.starts_at, ends_at or row.ends_at
    row.place_words = place_words.strip()
    called = row.state == State.CALLED
    if called:
        _changed(row, deed.at)
    seats = seats_of(row)
    for seat in seats if moved and called else ():
        if seat.answer:
            change(deed, seat, answer="", answered_at=None)
    done = keep(opened, words=words)
    if called:
        telling.members(deed, "moved", row, seats)
    return done


@act("councils.cancel")
def cancel(deed: Deed, *, estate_id: int, meeting_id: int, version: int | None = None, words: str) -> MeetingRef:
    """It does not take place; every calendar is told. Refuses … missing."""
    opened = open_meeting(deed, "cancel", estate_id, meeting_id, version)
    refuse_if_any(missing(words, "words", "为什么取消", 1000))
    called = opened.row.state == State.CALLED
    if called:
        _changed(opened.row, deed.at)
    opened.row.ended_at = deed.at
    done = keep(opened, words=words)
    if called:
        telling.members(deed, "cancelled", opened.row, seats_of(opened.row))
    return done


@act("councils.answer")
def answer(
    deed: Deed,
    *,
    estate_id: int,
    meeting_id: int,
    version: int | None = None,
    seat: int,
    answer: str,
    words: str = "",
) -> PartRef:
    """A member comes, sends a deputy (who), or does not come (why). Refuses … unknown_member, unknown_answer, missing,
    too_long."""
    opened = open_meeting(deed, "answer", estate_id, meeting_id, version, seat)
    row = seat_in(opened, seat)
    found = [] if answer in set(Answer) else [Reason("unknown_answer", "answer")]
    if answer in (Answer.DEPUTY, Answer.NOT):
        found += missing(words, "words", "谁代替参加" if answer == Answer.DEPUTY else "为什么不参加", 200)
    refuse_if_any(found or too_long(words, "words", "说明", 200))
    change(deed, row, answer=answer, answer_words=words.strip(), answered_at=deed.at)
    keep(opened, words=words, data={"seat": row.name, "answer": answer})
    return part_of(opened, row.pk)


def _changed(row: Meeting, at: datetime) -> None:
    """Something that calendars must hear of."""
    row.sequence += 1
    row.changed_at = at
