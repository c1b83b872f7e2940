"""A meeting as a calendar knows it: RFC 5545 written by the icalendar library, RFC 5546 REQUEST and CANCEL. Pure.

One meeting has one UID for good; SEQUENCE rises with every change that calendars must hear of; DTSTAMP is the moment of
that change, so that the same state of a meeting is the same bytes. Times are local with a VTIMEZONE: China has had no
summer time since 1991.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText

REQUEST, CANCEL = "REQUEST", "CANCEL"
PRODUCT = "-//Sanguanjia//Councils//ZH"
ZONE = "Asia/Shanghai"
_SHANGHAI = ZoneInfo(ZONE)
_UTC = timezone.utc  # noqa: UP017 - the library compares with it
PARTSTAT = {"": "NEEDS-ACTION", "comes": "ACCEPTED", "not": "DECLINED", "deputy": "DELEGATED"}


@dataclass(frozen=True, slots=True)
class Guest:
    """One seat: `uri` is a mailto: where an address is known to the receiver, else a urn."""

    name: str
    uri: str
    answer: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a calendar is told. Moments are aware."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    words: str
    href: str
    organiser_name: str
    organiser_uri: str
    guests: Sequence[Guest]
    cancelled: bool = False


def written(invitation: Invitation) -> bytes:
    """The calendar file: CRLF, folded at 75 octets, UTF-8."""
    method = CANCEL if invitation.cancelled else REQUEST
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_zone())
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.changed_at.astimezone(_UTC))
    event.add("dtstart", invitation.starts_at.astimezone(_SHANGHAI))
    event.add("dtend", invitation.ends_at.astimezone(_SHANGHAI))
    event.add("summary", invitation.title)
    event.add("location", invitation.place)
    event.add("description", invitation.words)
    if "://" in invitation.href:
        event.add("url", invitation.href)
    event.add("status", "CANCELLED" if invitation.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE")
    organiser = vCalAddress(invitation.organiser_uri)
    organiser.params["CN"] = vText(invitation.organiser_name)
    event["organizer"] = organiser
    for guest in invitation.guests:
        event.add("attendee", _attendee(guest), encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _attendee(guest: Guest) -> vCalAddress:
    found = vCalAddress(guest.uri)
    found.params["CN"] = vText(guest.name)
    found.params["ROLE"] = vText("OPT-PARTICIPANT" if guest.optional else "REQ-PARTICIPANT")
    found.params["PARTSTAT"] = vText(PARTSTAT[guest.answer])
    return found


def _zone() -> Timezone:
    zone = Timezone()
    zone.add("tzid", ZONE)
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1991, 9, 15, 2))  # noqa: DTZ001 - RFC 5545 wants local time here
    standard.add("tzoffsetfrom", timedelta(hours=9))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone
