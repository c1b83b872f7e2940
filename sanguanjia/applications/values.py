"""The catalogue, calendar and office hours of a place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.kernel.refusal import refuse
from sanguanjia.policy import queries as policy

from .rules.catalogue import read_items
from .types import Item

KEY = "applications.items"


def home_at(home_id: int) -> Home:
    """The home. Refuses not_found."""
    return Home.objects.filter(pk=home_id).first() or refuse("not_found")


def governing(home: Home) -> str:
    """The path whose rules hold: an estate's own covenant makes no catalogue for offices."""
    return home.path.rstrip("/").rpartition("/")[0] + "/" if home.kind == HomeKind.ESTATE else home.path


def items_at(home: Home, day: date) -> Mapping[str, Item]:
    """The catalogue of a place on a day, by code."""
    return read_items(policy.rule_for(KEY, governing(home), day))


def item_at(home: Home, code: str, day: date) -> Item:
    """One entry. Refuses application_item_unknown."""
    return items_at(home, day).get(code) or refuse("application_item_unknown", "item")


def times_at(home: Home, now: datetime) -> policy.Moment:
    """What clocks need at a place and moment."""
    return policy.moment_at(governing(home), now)
