"""From a roster's unit to what the registry stores, and how the two are compared. Pure.

A unit of a preview is the dict of `roster.check.unit_dict`. Areas: OWN-010,
one stands in for the other with the mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sanguanjia.kernel.area import square_metres
from sanguanjia.registry.rules import codes
from sanguanjia.registry.types import WHOLE, AreaSource, Basis, IdentityKind, PartyKind, Use

ONLY_BUILDING = "本楼"
"""Code of the building of a roster that names none: rooms of a single house."""

_USES = {"dwelling": Use.DWELLING, "shop": Use.SHOP, "parking": Use.PARKING, "other": Use.SHOP}


@dataclass(frozen=True, slots=True)
class PartyLine:
    """An owner as they will be stored. `key` tells whether two lines mean the same party."""

    key: str
    kind: str
    name: str
    identity_kind: str
    identity_number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Held:
    """One ownership to store: a slice [lower, upper) of the whole and its members by party key."""

    lower: int
    upper: int
    joint: bool
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as it will be stored."""

    code: str
    building: str
    entrance: str
    room: str
    use: str
    built: Decimal | None
    built_source: str
    exclusive: Decimal | None
    exclusive_source: str
    unsold: bool
    delivered: date | None
    parties: tuple[PartyLine, ...]
    held: tuple[Held, ...]

    @property
    def basis(self) -> str:
        """On what ground the owners hold it."""
        return Basis.DEVELOPER_UNSOLD.value if self.unsold else Basis.REGISTERED.value


def identity_kind(number: str, id_type: str) -> str:
    """What kind of document a clean number is."""
    if not number:
        return ""
    if "护照" in id_type:
        return IdentityKind.PASSPORT.value
    if codes.check_identity(number).ok:
        return IdentityKind.RESIDENT_ID.value
    if codes.check_credit_code(number).ok:
        return IdentityKind.CREDIT_CODE.value
    return IdentityKind.OTHER.value


def read_party(owner: Mapping[str, Any], unit_code: str) -> PartyLine:
    """An owner of a preview. Without a number an organisation is its name; a person is a person of this unit alone."""
    kind = PartyKind.PERSON if owner["kind"] == "person" else PartyKind.ORGANISATION
    name = (owner["name"] or "开发商")[:120]
    number = owner["number"][:40]
    document = identity_kind(number, owner["id_type"])
    if number:
        key = f"{document}:{number}"
    elif kind == PartyKind.ORGANISATION:
        key = f"name:{name}"
    else:
        key = f"unit:{unit_code}:{name}"
    return PartyLine(key, kind.value, name, document, number, _phones(owner["phone"]))


def _phones(text: str, most: int = 30) -> str:
    kept = ""
    for phone in text.split(";"):
        longer = f"{kept};{phone}" if kept else phone
        if len(longer) > most:
            break
        kept = longer
    return kept


def read_unit(data: Mapping[str, Any], *, only_inside: bool = False) -> UnitLine:
    """A unit of a preview. `only_inside`: the roster's one area column is the inside area, the built area is not
    known."""
    parties: dict[str, PartyLine] = {}
    people: list[tuple[str, Fraction | None]] = []
    for owner in data["owners"]:
        party = read_party(owner, data["code"])
        parties.setdefault(party.key, party)
        people.append((party.key, Fraction(owner["share"]) if owner["share"] else None))
    building, use = data["building"], _USES[data["use"]]
    if not building and not (use == Use.PARKING and not data["entrance"]):
        building = ONLY_BUILDING
    built, built_source, inside, inside_source = _areas(data, only_inside=only_inside)
    return UnitLine(
        data["code"], building, data["entrance"], data["room"] or data["code"], use.value, built, built_source,
        inside, inside_source,
        data["unsold"], date.fromisoformat(data["delivered"]) if data["delivered"] else None, tuple(parties.values()),
        tuple(slices(people)),
    )  # fmt: skip


def _areas(data: Mapping[str, Any], *, only_inside: bool) -> tuple[Decimal | None, str, Decimal | None, str]:
    roster, stand_in = AreaSource.ROSTER.value, AreaSource.STAND_IN.value
    built = _metres(data["area"])
    inside = _metres(data["inner_area"])
    if built is None and inside is None:
        return None, "", None, ""
    if only_inside or built is None:
        return inside or built, stand_in, inside or built, roster
    if inside is None:
        return built, roster, built, stand_in
    return built, roster, inside, roster


def _metres(hundredths: int | None) -> Decimal | None:
    return Decimal(square_metres(hundredths)) if hundredths else None


def slices(people: Sequence[tuple[str, Fraction | None]]) -> Iterable[Held]:
    """Slices of the whole for the owners in order: shares one after the other, or all together when nobody has one.

    A share that is no whole number of slices (1/19) ends at the slice nearest below, and the next begins there.
    """
    shares = [share for _, share in people if share is not None]
    if not shares:
        members = tuple(dict.fromkeys(key for key, _ in people))
        return [Held(0, WHOLE, len(members) > 1, members)] if members else []
    held: list[Held] = []
    reached = Fraction(0)
    for key, share in people:
        if share is None:
            continue
        lower, reached = int(reached * WHOLE), reached + share
        upper = min(int(reached * WHOLE), WHOLE)
        if upper > lower:
            held.append(Held(lower, upper, joint=False, members=(key,)))
    return held


def comparable(unit: UnitLine) -> tuple[Any, ...]:
    """What two states of a unit are compared by: use, areas, ground, and who holds how much (not in which slice)."""
    stand_in = AreaSource.STAND_IN.value
    return (
        unit.use,
        str(unit.built) if unit.built is not None and unit.built_source != stand_in else "",
        str(unit.exclusive) if unit.exclusive is not None and unit.exclusive_source != stand_in else "",
        unit.unsold,
        owners_of(unit.held, {p.key: p for p in unit.parties}),
    )


def owners_of(held: Iterable[Held], parties: Mapping[str, PartyLine]) -> tuple[Any, ...]:
    """Who holds how much: (members, slices), the slices of one group added up, in a fixed order."""
    sums: dict[tuple[str, ...], int] = {}
    for each in held:
        group = tuple(sorted(sign(parties[key]) for key in each.members))
        sums[group] = sums.get(group, 0) + each.upper - each.lower
    return tuple(sorted(sums.items()))


def sign(party: PartyLine) -> str:
    """By what a party is recognised inside one unit: the number, else the name."""
    return f"{party.identity_kind}:{party.identity_number}" if party.identity_number else f"name:{party.name}"
