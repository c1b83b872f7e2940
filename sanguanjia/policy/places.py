"""From a place as people and other rooms name it to the chain of places whose rules reach it. Reads the registry."""

from __future__ import annotations

import datetime as dt
import posixpath
import time

from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.registry.models import Division, Estate, Neighbourhood, Subdistrict

from .packs import load
from .rules.places import NATION, is_place, place_chain

_KEEP_SECONDS = 60
_MOST_KEPT = 20_000
_kept: dict[tuple[str, dt.date], tuple[float, tuple[str, ...]]] = {}


class UnknownPlace(LookupError):
    """Neither CN, nor a division code, nor a home of this city."""


def chain_of(place: str, day: dt.date) -> tuple[str, ...]:
    """Widest first. `place` is CN, a division code, the path of a home ("1/5/23/"), or an estate's id.

    Chains of homes are kept for a minute: divisions change once in years. Raises UnknownPlace.
    """
    if is_place(place):
        return place_chain(place, day, load().divisions)
    now = time.monotonic()
    found = _kept.get((place, day))
    if found is None or now - found[0] > _KEEP_SECONDS:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[(place, day)] = now, _read(place, day)
    return found[1]


def forget() -> None:
    """Drop the kept chains."""
    _kept.clear()


def home_of(jurisdiction: str) -> Home | None:
    """The home in whose name a jurisdiction publishes: the estate, the district, the city; the platform for the nation.

    None when the code names no place of this city.
    """
    if jurisdiction == NATION:
        return Home.objects.filter(pk=Home.PLATFORM_ID).first()
    if not is_place(jurisdiction):
        return _home(jurisdiction) if jurisdiction.isdecimal() else None
    if len(jurisdiction) == 12:
        return Home.objects.filter(pk__in=Neighbourhood.objects.filter(code12=jurisdiction).values("home_id")).first()
    if len(jurisdiction) == 9:
        return Home.objects.filter(pk__in=Subdistrict.objects.filter(code9=jurisdiction).values("home_id")).first()
    row = (
        Division.objects.filter(code=jurisdiction, home__isnull=False).order_by("-valid").select_related("home").first()
    )
    return row.home if row else None


def own_divisions() -> list[tuple[str, str, str]]:
    """(code, name, level) of the divisions of this city, the latest name of a code last."""
    rows = Division.objects.filter(home__isnull=False).order_by("valid").values_list("code", "name", "level")
    return [(str(code), str(name), str(level)) for code, name, level in rows]


def place_of(actor: Actor) -> tuple[str, str] | None:
    """(code, name) of the place a visitor belongs to, as `chain_of` reads it; None for strangers and administrators.

    Of several mandates what they have in common: a manager of two estates of one district belongs to the district.
    """
    paths = ["/" + mandate.place.strip("/") for mandate in actor.mandates]
    below = [path for path in paths if path.count("/") > 1]
    if not below:
        return None
    common = posixpath.commonpath(below)
    path = common if common.count("/") > 1 else below[0]
    home = Home.objects.filter(pk=int(path.rpartition("/")[2])).first()
    code = _code_of(home) if home is not None else ""
    return (code, home.name) if home is not None and code else None


def _code_of(home: Home) -> str:
    if home.kind == HomeKind.ESTATE:
        return str(home.pk)
    column = {HomeKind.NEIGHBOURHOOD: (Neighbourhood, "code12"), HomeKind.SUBDISTRICT: (Subdistrict, "code9")}
    model, name = column.get(HomeKind(home.kind), (Division, "code"))
    rows = model._default_manager.filter(home_id=home.pk)
    if model is Division:
        rows = rows.order_by("-valid")
    return str(rows.values_list(name, flat=True).first() or "")


def _home(number: str) -> Home | None:
    return Home.objects.filter(pk=typed_id(number)).first()


def _read(place: str, day: dt.date) -> tuple[str, ...]:
    if "/" not in place:
        home = _home(place) if place.isascii() and place.isdecimal() else None
        if home is None or home.kind != HomeKind.ESTATE:
            raise UnknownPlace(place)
        place = home.path
    ids = [number for part in place.strip("/").split("/") if (number := typed_id(part)) is not None]
    if len(ids) != place.strip("/").count("/") + 1:
        raise UnknownPlace(place)
    return place_chain(_code(ids, day), day, load().divisions, _estate(ids))


def _code(ids: list[int], day: dt.date) -> str:
    """The narrowest code among the homes of a path, as it was on the day; if none was in force yet, the present one."""
    for model, column in ((Neighbourhood, "code12"), (Subdistrict, "code9")):
        code = model.objects.filter(home_id__in=ids).values_list(column, flat=True).first()
        if code is not None:
            return str(code)
    rows = Division.objects.filter(home_id__in=ids).order_by("-valid").values_list("home_id", "code", "valid")
    by_home: dict[int, str] = {}
    for home_id, code, valid in rows:
        held = valid.lower is None or valid.lower <= day
        held = held and (valid.upper is None or day < valid.upper)
        if held or home_id not in by_home:
            by_home[home_id] = code
    return next((by_home[number] for number in reversed(ids) if number in by_home), NATION)


def _estate(ids: list[int]) -> str | None:
    found = Estate.objects.filter(home_id__in=ids).values_list("home_id", flat=True).first()
    return None if found is None else str(found)
