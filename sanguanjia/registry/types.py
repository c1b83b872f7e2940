"""What may cross the border of the registry: names of kinds, and frozen references. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

WHOLE: Final = 1_531_530_000
"""A whole unit in slices: the least common multiple of 1..18 (12,252,240) times 125. Every share n/d with d up to 18,
and every share in hundredths of a percent (d = 10,000), is a whole number of slices; it fits PostgreSQL's int4."""


class DivisionLevel(StrEnum):
    """Levels of GB/T 2260 (COD-001)."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class OrganisationKind(StrEnum):
    """What an organisation is."""

    COMPANY = "company"
    DEPARTMENT = "department"
    COMMITTEE = "committee"
    ASSOCIATION = "association"
    BANK = "bank"
    INSURER = "insurer"
    AUTHORITY = "authority"


class Use(StrEnum):
    """What a unit is for. Whether a parking right counts in votes is policy (OWN-017), not a fact of the registry."""

    DWELLING = "dwelling"
    SHOP = "shop"
    PARKING = "parking"


class AreaSource(StrEnum):
    """Where an area was read. OWN-010 wants register before survey before contract, and the one used stored."""

    REGISTRY = "registry"
    SURVEYED = "surveyed"
    CONTRACT = "contract"
    ROSTER = "roster"  # typed in an office's list, no original seen yet
    STAND_IN = "stand_in"  # the other area stands in for this one, and says so


class Basis(StrEnum):
    """On what ground somebody is owner (OWN-015)."""

    REGISTERED = "registered"
    JUDGMENT = "judgment"
    INHERITANCE = "inheritance"
    CONSTRUCTION = "construction"
    CONTRACT_POSSESSION = "contract_possession"
    DEVELOPER_UNSOLD = "developer_unsold"
    DEVELOPER_UNDELIVERED = "developer_undelivered"


DEVELOPER_BASES: Final = frozenset({Basis.DEVELOPER_UNSOLD, Basis.DEVELOPER_UNDELIVERED})


class PartyKind(StrEnum):
    """Who can own: people and organisations."""

    PERSON = "person"
    ORGANISATION = "organisation"


class IdentityKind(StrEnum):
    """By what a party is known. "" on a party means that no document is on file."""

    RESIDENT_ID = "resident_id"
    CREDIT_CODE = "credit_code"
    PASSPORT = "passport"
    OTHER = "other"


class UnmanagedKind(StrEnum):
    """The three facts that together make an estate unmanaged (rules.md 5.4): dated, with evidence, never a label."""

    NO_COMPANY = "no_company"
    NO_OWNING_UNIT = "no_owning_unit"
    NO_SELF_MANAGEMENT = "no_self_management"


class WardKind(StrEnum):
    """Why somebody needs a guardian (OWN-014)."""

    MINOR = "minor"
    INCAPACITATED = "incapacitated"


class LineageKind(StrEnum):
    """How one unit came out of another."""

    SPLIT = "split"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A home of any kind: its id, kind (kernel HomeKind), name and path."""

    id: int
    kind: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class EstateRef:
    """An estate as other rooms see it. `path` is the path of its home, "1/5/23/140/201/"."""

    id: int
    name: str
    path: str
    neighbourhood_id: int
    grid_id: int | None
    address: str

    @property
    def place(self) -> str:
        """The word permissions ask for (kernel.predicates)."""
        return self.path


@dataclass(frozen=True, slots=True)
class OrganisationRef:
    """An organisation as other rooms see it; `phone` is the organisation's office number, not a person's."""

    id: int
    name: str
    kind: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class BuildingRef:
    """A building of an estate."""

    id: int
    estate_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit as other rooms see it: areas in square metres, exact, or None when nobody knows them yet."""

    id: int
    estate_id: int
    code: str
    use: str
    building_id: int | None
    built_area: Decimal | None
    exclusive_area: Decimal | None
    exclusive_area_source: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Holding:
    """One unit with its owners on a day, for votes and apportionments. `area`: the one that weighs, in hundredths of a
    square metre (exclusive, else built as a stand-in), None where nobody knows any. `owners`: parties' ids, sorted."""

    unit_id: int
    code: str
    building_id: int | None
    entrance_id: int | None
    use: str
    area: int | None
    area_source: str
    owners: tuple[int, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class MemberWish:
    """One owner as typed: somebody already known in the estate (`party_id`), or a new party."""

    party_id: int | None = None
    kind: str = PartyKind.PERSON
    name: str = ""
    identity_kind: str = ""
    identity_number: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class OwnerWish:
    """A share of the whole unit as an exact fraction, for one member, or jointly for several."""

    share: Fraction
    members: tuple[MemberWish, ...]


@dataclass(frozen=True, slots=True)
class UnitWish:
    """A unit as typed: areas in square metres as text ("88.12"; "" when unknown), each with its source."""

    room: str
    use: str = Use.DWELLING
    built_area: str = ""
    built_area_source: str = ""
    exclusive_area: str = ""
    exclusive_area_source: str = ""
    area_document: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What most acts answer: the row that is the subject now."""

    id: int
    estate_id: int


@dataclass(frozen=True, slots=True)
class UnitsDone:
    """Units that came out of a split or a merge."""

    estate_id: int
    ended: tuple[int, ...]
    begun: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TransferDone:
    """Ownerships that ended and began."""

    estate_id: int
    unit_id: int
    closed: tuple[int, ...]
    opened: tuple[int, ...]
