"""The law, calendar and register of an estate, as a procedure sees them."""

from __future__ import annotations

import datetime as dt

from sanguanjia.access.models import Mandate
from sanguanjia.decisions import committees
from sanguanjia.decisions.rules.law import Law
from sanguanjia.decisions.rules.preparation import EstateState
from sanguanjia.decisions.rules.roll import lines_of
from sanguanjia.decisions.types import Line
from sanguanjia.kernel.clock import local
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse
from sanguanjia.policy import queries as policy
from sanguanjia.registry import queries as registry

from .rules import starting
from .rules.parts import World
from .types import Claims, Kind, State, Thing


def home_at(estate_id: int) -> Home:
    """The estate's home. Refuses not_found, also for homes that are no estates."""
    return Home.objects.filter(pk=estate_id, kind="estate").first() or refuse("not_found")


def governing(home: Home) -> str:
    """The path whose rules hold: an estate's own covenant does not set the duties of offices."""
    return home.path.rstrip("/").rpartition("/")[0] + "/"


def law_at(home: Home, day: dt.date) -> Law:
    """Policy over the estate on a day."""
    path = governing(home)
    return Law(policy.rule_for, path, day, policy.calendar_for(path))


def world_at(home: Home, opened_on: dt.date, now: dt.datetime) -> World:
    """What the rules need: the law of the day on which the procedure was opened, and the time."""
    return World(law_at(home, opened_on), policy.moment_at(governing(home), now))


def lines(home: Home, day: dt.date) -> tuple[Line, ...]:
    """The owners as they would vote that day. Refuses roll_is_empty, roll_area_missing."""
    return lines_of(law_at(home, day), registry.holdings(home.pk, day))


def estate_state(home: Home, day: dt.date, asking: list[int], claims: Claims, *, developer: bool) -> EstateState:
    """Both counts, what was handed over, who asks. Refuses what `lines` refuses."""
    tenures = registry.tenures(home.pk)
    ended = bool(tenures) and registry.managing_company(home.pk, day) is None
    return starting.estate_state(lines(home, day), asking, claims, day, developer=developer, ended=ended)


def has_committee(estate_id: int, day: dt.date) -> bool:
    """Whether an owners' committee sits: seated by a vote here, or its members hold office and are not those of an
    interim body."""
    from .models import Procedure

    interim = Procedure.objects.filter(
        estate_id=estate_id, kind=Kind.INTERIM, state__in=[State.SITTING.value, State.DISSOLVING.value]
    )
    if committees.sitting(estate_id) is not None:
        return True
    seats = Mandate.objects.filter(home_id=estate_id, role="committee_member", valid__contains=day)
    return seats.exists() and not interim.exists()


def term_ends(estate_id: int) -> dt.date | None:
    """The last day of the sitting committee's term, where the platform seated it."""
    committee = committees.sitting(estate_id)
    return committee.ends if committee else None


def things_at(law: Law, kind: Kind) -> tuple[Thing, ...]:
    """What is handed over or settled at the end of a procedure of the kind (policy `own.preparation.things`)."""
    held = law.held("own.preparation.things")
    found = held.value.get(kind.value, []) if held else []
    return tuple(Thing(thing["code"], thing["label"]) for thing in found)


def filing_item(law: Law, kind: Kind) -> str:
    """The service item by which it is filed; "" where nothing says so."""
    held = law.held("own.preparation.filing_items")
    return str(held.value.get(kind.value, "")) if held else ""


def day_of(moment: dt.datetime) -> dt.date:
    """The day in China."""
    return local(moment).date()
