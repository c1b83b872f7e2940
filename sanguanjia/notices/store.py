"""What several acts share: the estate's board, a public notice with its present end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look import words
from sanguanjia.registry import queries as registry

from .models import PublicExtension, PublicNotice
from .permissions import BoardThing
from .rules.periods import state_of
from .types import PublicRef, PublicState


@dataclass(frozen=True, slots=True)
class Open:
    """A public notice opened for an act."""

    row: PublicNotice
    closes_on: date
    state: PublicState


def board_home(estate_id: int) -> Home:
    """The estate whose board it is. Refuses not_found for anything that is no estate."""
    home = Home.objects.filter(pk=estate_id, kind=HomeKind.ESTATE).first()
    return home or refuse("not_found")


def thing_of(home: Home, kind: str = "") -> BoardThing:
    """The board as permissions see it today."""
    company = registry.managing_company(home.pk, clock.today())
    return BoardThing(home.path, kind, company.id if company else None)


def opened(estate_id: int, notice_id: int) -> Open:
    """A public notice with its end and state of today. Refuses not_found."""
    row = PublicNotice.objects.filter(estate_id=estate_id, pk=notice_id).first() or refuse("not_found")
    closes_on = end_of(row)
    superseded = PublicNotice.objects.filter(estate_id=estate_id, supersedes_id=row.pk).exists()
    return Open(row, closes_on, state_of(row.opens_on, closes_on, clock.today(), superseded=superseded))


def end_of(row: PublicNotice) -> date:
    """The last day, extensions counted: the latest of all ends, so that nothing can make it earlier."""
    longest = PublicExtension.objects.filter(estate_id=row.estate_id, public_notice_id=row.pk).aggregate(
        until=Max("until")
    )["until"]
    return max(row.closes_on, longest) if longest else row.closes_on


def ref_of(row: PublicNotice, closes_on: date) -> PublicRef:
    """What the acts answer."""
    return PublicRef(row.estate_id, row.pk, row.number, row.opens_on, closes_on, row.digest)


def said(day: date) -> str:
    """A day as messages and refusals say it."""
    return words.day(day, clock.today())


def href(row: PublicNotice) -> str:
    """The page of a public notice."""
    return f"/board/{row.estate_id}/{row.number}/"
