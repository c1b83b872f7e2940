"""The calendar of a meeting for one seat: what is downloaded, and what goes with the e-mail of an invitation.

It is made when it is asked for, from the meeting as it stands: a mail that waited carries the newest time under its own
SEQUENCE. Only the receiver's own address is in it; the others are named by seat.
"""

from __future__ import annotations

from django.conf import settings

from sanguanjia.kernel.models import Home
from sanguanjia.kernel.outgoing import Attachment
from sanguanjia.notices.attaching import provide
from sanguanjia.notices.models import Notice

from .models import Item, Meeting, Seat
from .store import seats_of

TEMPLATES = ("called", "moved", "cancelled", "uninvited")


def file_for(row: Meeting, home: Home, seat: Seat | None, *, address: str = "", site: str = "") -> bytes:
    """The calendar file. A seat that was uninvited, and everybody when the meeting is off, gets its end (CANCEL)."""
    from .ical import Guest, Invitation, written  # late: a sixth of a second that few processes need

    off = row.state == "cancelled" or (seat is not None and seat.gone)
    seats = [seat] if seat is not None and seat.gone else seats_of(row)
    items = Item.objects.filter(estate_id=row.estate_id, meeting_id=row.pk, struck=False).order_by("position", "id")
    shown = [item.title for item in items if not (item.secret and seat is not None and seat.kind == "company")]
    agenda = "\n".join(f"{number}. {title}" for number, title in enumerate(shown, start=1))
    return written(
        Invitation(
            uid=row.uid, sequence=row.sequence, changed_at=row.changed_at, starts_at=row.starts_at,
            ends_at=row.ends_at, title=row.title, place=row.place_words,
            words=f"{row.kind_name}\n{agenda}\n是否参加请在会议页答复。",
            href=f"{site}/councils/{row.estate_id}/{row.pk}/",
            organiser_name=home.name, organiser_uri=f"mailto:{settings.DEFAULT_FROM_EMAIL}",
            guests=[
                Guest(
                    each.name, f"mailto:{address}" if address and seat is not None and each.pk == seat.pk
                    else f"urn:sanguanjia:seat:{each.pk}", each.answer, each.kind == "expert",
                )
                for each in seats
            ],
            cancelled=off,
        )
    )  # fmt: skip


def attachments(notice: Notice, _account_id: int, address: str) -> tuple[Attachment, ...]:
    """What goes with one e-mail. The notice's cause names meeting and seat."""
    from .ical import CANCEL, REQUEST

    _word, meeting_id, seat_id, _sequence = notice.cause.split(":")
    row = Meeting.objects.get(estate_id=notice.estate_id, pk=int(meeting_id))
    seat = Seat.objects.get(estate_id=notice.estate_id, pk=int(seat_id))
    site = next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    content = file_for(row, Home.objects.get(pk=row.estate_id), seat, address=address, site=site)
    method = CANCEL if b"\r\nMETHOD:CANCEL\r\n" in content else REQUEST
    return (Attachment("invitation.ics", f"text/calendar; method={method}; charset=UTF-8", content),)


for _template in TEMPLATES:
    provide(f"councils.{_template}", attachments)
