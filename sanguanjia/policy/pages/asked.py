"""What a reader asks for: a place, a day; and the choices offered for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import ANONYMOUS
from sanguanjia.kernel.refusal import Reason
from sanguanjia.kernel.wording import Said, say
from sanguanjia.policy.packs import load
from sanguanjia.policy.places import UnknownPlace, chain_of, own_divisions, place_of
from sanguanjia.policy.rules.deadline_request import shown
from sanguanjia.policy.rules.places import NATION


@dataclass(frozen=True, slots=True)
class Asked:
    """Place and day of a question; what was wrong with it, in words. With faults the nation and today stand in."""

    place: str
    place_name: str
    day: dt.date
    chain: tuple[str, ...]
    faults: tuple[Said, ...]
    names: Mapping[str, str]

    def named(self, place: str) -> str:
        """A jurisdiction in words."""
        return self.names.get(place, place)

    @property
    def query(self) -> str:
        """The question as the tail of an address."""
        return f"?place={self.place}&date={self.day.isoformat()}"

    @property
    def errors(self) -> dict[str, str]:
        """Faults by field."""
        return {said.field: said.text for said in self.faults if said.field}


def asked(request: HttpRequest) -> Asked:
    """Read ?place= and ?date=; both may be left out: then it is today at the visitor's own place."""
    divisions = own_divisions()
    names = {NATION: "全国"}
    names.update({division.code: division.name for division in load().divisions})
    names.update({code: name for code, name, _ in divisions})
    own = place_of(getattr(request, "actor", ANONYMOUS))
    names.update([own] if own and own[0] not in names else [])
    typed_place = request.GET.get("place", "").strip() or (own[0] if own else _city(divisions))
    typed_day = request.GET.get("date", "").strip()
    faults: list[Reason] = []
    day = clock.today()
    if typed_day:
        try:
            day = dt.date.fromisoformat(typed_day) if len(typed_day) == 10 else _no_day(typed_day)
        except ValueError:
            faults.append(Reason("bad_date", "date", {"given": shown(typed_day)}))
    place = typed_place
    try:
        chain = chain_of(place, day)
    except UnknownPlace:
        faults.append(Reason("bad_place", "place", {"given": shown(typed_place)}))
        place, chain = NATION, (NATION,)
    said = tuple(say(reason) for reason in faults)
    return Asked(place, names.get(place, place), day, chain, said, names)


def _no_day(text: str) -> dt.date:
    raise ValueError(text)


def _city(divisions: list[tuple[str, str, str]]) -> str:
    """The place when nobody names one and nobody knows the visitor: the one city served here, else the nation."""
    cities = {code for code, _, level in divisions if level == "city"}
    return cities.pop() if len(cities) == 1 else NATION


def place_options(question: Asked, chosen: str = "") -> list[tuple[str, str]]:
    """(code, words) for a drop-down: the nation, what the packs name, what lies in this city, what was asked."""
    chosen = chosen or question.place
    options = [(code, name if code == NATION else f"{name} {code}") for code, name in sorted(question.names.items())]
    options.sort(key=lambda option: option[0] != NATION)
    if chosen not in question.names:
        options.append((chosen, chosen))
    return options
