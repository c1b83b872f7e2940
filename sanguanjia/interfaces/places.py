"""Which home a request is for, and which building and unit, from what a client says about the place."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from sanguanjia.cases.permissions import REPORTING_ROLES
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse
from sanguanjia.registry import models as registry
from sanguanjia.registry.queries.units import units_on

from .rules.form import Filing
from .rules.naming import Named, place_of, plain

# The places whose name occurs in what was said, below the given ones. Names of estates also by their aliases.
_NAMED = """
    SELECT h.id, h.kind, h.path, h.name, coalesce(e.name, ''), coalesce(e.aliases, '')
    FROM kernel_home h LEFT JOIN registry_estate e ON e.home_id = h.id
    WHERE h.path LIKE ANY (%s) AND h.kind <> 'platform' AND (
        strpos(%s, regexp_replace(replace(h.name, ' ', ''), '(.{2,})小区$', '\\1')) > 0
        OR EXISTS (SELECT 1 FROM unnest(string_to_array(e.name || E'\\n' || e.aliases, E'\\n')) AS known (name)
                   WHERE known.name <> ''
                     AND strpos(%s, regexp_replace(replace(lower(known.name), ' ', ''), '(.{2,})小区$', '\\1')) > 0))
    LIMIT 500
"""


@dataclass(frozen=True, slots=True)
class Where:
    """The home a request is filed at, and what of it was recognised."""

    home_id: int
    path: str
    building_id: int | None = None
    unit_id: int | None = None


def locate(actor: Actor, filing: Filing, within: str) -> Where:
    """The place of a request, at or below the home `within` (a path).

    Refuses argument_wrong (an id that is none), place_out_of_reach when nothing the key may report for was named.
    """
    estate = filing.attributes.get("estate", "")
    for name, typed in (("address_id", filing.address_id), ("attribute[estate]", estate)):
        if typed.isascii() and typed.isdecimal():
            return _inside(_by_id(name, typed, within), filing)
        if typed and name == "address_id":
            refuse("argument_wrong", name, name=name)
    for said in (estate, filing.address):
        found = _by_name(said, within) if said else None
        if found is not None:
            return _inside(Where(found.home_id, found.path), filing)
    return _desk(actor, within)


def _by_id(name: str, typed: str, within: str) -> Where:
    number = typed_id(typed) or 0
    path = _path_of(number)
    if path is None or number == Home.PLATFORM_ID or not path.startswith(within):
        refuse("argument_wrong", name, name=name)
    return Where(number, path)


_paths: dict[int, tuple[float, str]] = {}
_KEPT_SECONDS, _MOST_KEPT = 10.0, 100_000


def _path_of(home_id: int) -> str | None:
    """The path of a home, looked up every few seconds: the act asks the permission at the place as it is then."""
    present = time.monotonic()
    kept = _paths.get(home_id)
    if kept is not None and present - kept[0] < _KEPT_SECONDS:
        return kept[1]
    path = Home.objects.filter(pk=home_id).values_list("path", flat=True).first()
    if path is not None:
        if len(_paths) >= _MOST_KEPT:
            _paths.clear()
        _paths[home_id] = (present, path)
    return path


def forget() -> None:
    """Look again at the next question (tests)."""
    _paths.clear()


def _by_name(said: str, within: str) -> Named | None:
    text = plain(said)
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [[f"{within}%"], text, text])
        rows = cursor.fetchall()
    homes = [
        Named(number, kind, path, (name, estate, *aliases.splitlines()))
        for number, kind, path, name, estate, aliases in rows
    ]
    return place_of(said, homes)


def _inside(where: Where, filing: Filing) -> Where:
    building, room = filing.attributes.get("building", ""), filing.attributes.get("room", "")
    if not building and not room:
        return where
    rows = list(registry.Building.objects.filter(estate_id=where.home_id))
    wanted = _number(building or room.partition("-")[0])
    found = next((row for row in rows if wanted and _number(row.code) == wanted), None)
    if found is None:
        return where
    unit_id = None
    if room:
        codes = {room, f"{found.code}-{room}"}
        units = units_on(where.home_id, clock.today()).filter(building_id=found.pk, code__in=codes)
        unit_id = units.values_list("id", flat=True).first()
    return Where(where.home_id, where.path, found.pk, unit_id)


def _number(text: str) -> str:
    """ "3栋", "3号楼", "03" are one building."""
    return plain(text).rstrip("栋幢座号楼#").lstrip("0")


def _desk(actor: Actor, within: str) -> Where:
    """Nobody knows the place: the widest place where the key's account may report dispatches it."""
    reach: Sequence[tuple[str, int]] = sorted(
        (m.place, m.home_id) for m in actor.mandates if m.role in REPORTING_ROLES and m.place.startswith(within)
    )
    if not reach:
        refuse("place_out_of_reach", "address_string")
    widest = min(reach, key=lambda pair: (len(pair[0].strip("/").split("/")), pair))
    return Where(widest[1], widest[0])
