"""Facts the acts need: the estates of a desk, calls that still run, sheets that are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from sanguanjia.kernel.doors import Place
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.registry import queries as registry

from .models import HotlineBatch, HotlineSheet
from .rules.same import estate_name
from .types import BAD, Outcome

LEFT = frozenset({*(outcome.value for outcome in BAD), Outcome.DUPLICATE_ROW.value})
"""What stays out: rows that cannot be read, and numbers that are known."""


def desk(home_id: int, **_rest: object) -> Place:
    """The home whose desk this is, as permissions ask for it. Refuses `not_found`."""
    home = Home.objects.filter(pk=home_id).first()
    if home is None:
        refuse("not_found", "home_id")
    return Place(home.path, home.pk, home.kind)


def estates_of(place: str) -> dict[str, int]:
    """Name → estate within a place. A name that two estates have is nobody's: a person says which is meant."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for home_id, name in registry.estates_within([place]).values_list("home_id", "name"):
        bare = estate_name(name)
        if bare in found:
            twice.add(bare)
        found[bare] = home_id
    return {name: home_id for name, home_id in found.items() if name not in twice}


def homes_of_estates(place: str) -> set[int]:
    """Every estate within a place."""
    return set(registry.estates_within([place]).values_list("home_id", flat=True))


@dataclass(frozen=True, slots=True)
class Running:
    """A matter that an earlier call opened and that has not ended."""

    sheet_no: str
    at_estate_id: int
    case_id: int


_RUNNING = """
    SELECT s.phone_index, s.content_digest, s.at_estate_id, s.sheet_no, c.id
      FROM intake_hotlinesheet s
      JOIN cases_case c ON c.estate_id = s.at_estate_id AND c.id = s.case_id AND c.ended_at IS NULL
     WHERE s.estate_id = %s AND s.filed AND s.content_digest = ANY(%s)
     ORDER BY s.id
"""


def running_calls(home_id: int, digests: Iterable[str]) -> dict[tuple[str, str, int], Running]:
    """(phone index, content digest, estate) → the running matter of that call, for the digests asked about."""
    found: dict[tuple[str, str, int], Running] = {}
    with cross_estate(), connection.cursor() as cursor:  # the matters lie in their estates
        cursor.execute(_RUNNING, [home_id, list(digests)])
        for phone, digest, estate_id, sheet_no, case_id in cursor.fetchall():
            found.setdefault((phone, digest, estate_id), Running(sheet_no, estate_id, case_id))
    return found


# Number by number: asked as one list, the database read every sheet the desk ever had, a part of a thousand rows the
# dearer the more had gone before it.
_KNOWN = """
    SELECT new.number FROM unnest(%s::text[]) AS new (number)
     CROSS JOIN LATERAL (
         SELECT 1 FROM intake_hotlinesheet s WHERE s.estate_id = %s AND s.filed AND s.sheet_no = new.number LIMIT 1
     ) AS known
"""


def known_numbers(home_id: int, numbers: Iterable[str]) -> set[str]:
    """Which of these sheet numbers were taken in before."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(numbers), home_id])
        return {number for (number,) in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Filed:
    """The matter that a sheet is part of."""

    at_estate_id: int
    case_id: int


def filed_sheets(home_id: int, numbers: Iterable[str]) -> dict[str, Filed]:
    """Sheet number → the matter it became or joined, of those that have one."""
    wanted = list(numbers)
    found = HotlineSheet.objects.filter(
        estate_id=home_id, filed=True, sheet_no__in=wanted, case_id__isnull=False
    ).values_list("sheet_no", "at_estate_id", "case_id")
    return {number: Filed(place, case_id) for number, place, case_id in found if place is not None}


_FILE = """
    UPDATE intake_hotlinesheet s
       SET filed = new.filed, outcome = new.outcome, of_number = new.of_number, at_estate_id = new.place,
           case_id = new.matter
      FROM unnest(%s::bigint[], %s::bool[], %s::text[], %s::text[], %s::bigint[], %s::bigint[])
           AS new (id, filed, outcome, of_number, place, matter)
     WHERE s.estate_id = %s AND s.id = new.id
"""


def save_filed(home_id: int, sheets: list[HotlineSheet]) -> None:
    """What became of sheets, in one statement."""
    values = zip(*((s.pk, s.filed, s.outcome, s.of_number, s.at_estate_id, s.case_id) for s in sheets), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_FILE, [*(list(column) for column in values), home_id])


def plan_anew() -> None:
    """The database plans every statement of this connection anew, checks of keys too, by what the tables hold now.

    A plan made while tables were small reads them whole; an import makes them large before anybody has counted them.
    """
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


def to_file(batch: HotlineBatch, most: int) -> list[HotlineSheet]:
    """The next rows of a batch that go in, in the order of the sheet: what can be read and was not known before."""
    rows = HotlineSheet.objects.filter(estate_id=batch.estate_id, batch_id=batch.pk, row__gt=batch.reached)
    return list(rows.exclude(outcome__in=LEFT).order_by("row")[:most])


def lock_batch(home_id: int, batch_id: int, *states: str) -> HotlineBatch:
    """The batch, locked, in one of these states; refuses `not_found`, `sheets_not_now`."""
    row = HotlineBatch.objects.select_for_update().filter(estate_id=home_id, pk=batch_id).first()
    if row is None:
        refuse("not_found", "batch")
    if row.state not in states:
        refuse("sheets_not_now", "batch")
    return row
