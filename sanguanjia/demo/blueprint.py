"""An estate as rows: from its shape (blocks of buildings, shops, parking) to units, lifts, people and who owns what.

Pure: numbers and texts only, ready for COPY. The demo city and the full-size city are both drawn from here. The same
shape, seed and first id give the same rows, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from sanguanjia.registry.types import WHOLE

from .dice import Dice
from .names import identity_number, person_name, phone_number

COLUMNS: Final[Mapping[str, str]] = {
    "registry_building": "id, estate_id, code, name, storeys",
    "registry_entrance": "id, estate_id, building_id, code",
    "registry_unit": (
        "id, estate_id, building_id, entrance_id, room, code, use, built_area, built_area_source,"
        " exclusive_area, exclusive_area_source, area_document, valid_from, valid_to"
    ),
    "registry_lift": "id, estate_id, building_id, entrance_id, name, in_service_since, out_of_service_since",
    "registry_party": "id, estate_id, kind, name, identity_kind, identity_number, phone, account_id",
    "registry_ownership": "id, estate_id, unit_id, slice, period, basis, is_joint, document",
    "registry_ownershipmember": "id, estate_id, ownership_id, party_id",
}
"""Tables in the order in which they are written (targets of foreign keys first), with their columns."""

Row = tuple[Any, ...]


class Ids:
    """Ids that count up from a first one: drawn once, the same for the same start."""

    __slots__ = ("_next",)

    def __init__(self, first: int) -> None:
        self._next = first

    def __call__(self) -> int:
        value = self._next
        self._next += 1
        return value


class People:
    """The running numbers of invented people, so that no identity number is given twice."""

    __slots__ = ("_next",)

    def __init__(self, first: int = 0) -> None:
        self._next = first

    def __call__(self) -> int:
        value = self._next
        self._next += 1
        return value


@dataclass(frozen=True, slots=True)
class Block:
    """A run of alike buildings: floors times doors per entrance."""

    buildings: tuple[int, int]  # first and last number
    entrances: int
    floors: int
    doors: int
    lifts: int  # per building; 0 for a walk-up
    areas: tuple[str, ...]  # built area per door of a floor, in m2


@dataclass(frozen=True, slots=True)
class Shape:
    """What an estate is made of. `unsold_one_in`: one flat in so many is the developer's still; 0 none."""

    blocks: tuple[Block, ...]
    shops: int
    shop_building: int
    parking: int
    unsold_one_in: int
    built: int  # year of completion


@dataclass(slots=True)
class EstateRows:
    """Rows by table, and what others need to find again."""

    tables: dict[str, list[Row]]
    units: dict[str, int] = field(default_factory=dict)  # code -> id
    buildings: dict[str, int] = field(default_factory=dict)  # code -> id
    owners: dict[str, int] = field(default_factory=dict)  # unit code -> first owner's party id
    home_codes: list[str] = field(default_factory=list)  # codes of dwellings


def draw(
    estate_id: int,
    shape: Shape,
    dice: Dice,
    ids: Ids,
    people: People,
    known: Mapping[str, tuple[str, int]] | None = None,
    today: date | None = None,
    developer: tuple[str, str] = ("", ""),
) -> EstateRows:
    """Draw all rows of one estate.

    `known`: unit code -> (name, running number) of an owner who has an account. `developer`: name and credit code.
    """
    drawing = _Drawing(estate_id, shape, dice, ids, people, known or {}, today or date(2026, 1, 1), developer)
    drawing.structure()
    drawing.ownership()
    return drawing.rows


class _Drawing:
    def __init__(
        self,
        estate_id: int,
        shape: Shape,
        dice: Dice,
        ids: Ids,
        people: People,
        known: Mapping[str, tuple[str, int]],
        today: date,
        developer: tuple[str, str],
    ) -> None:
        self.estate_id, self.shape, self.dice, self.ids, self.people = estate_id, shape, dice, ids, people
        self.known, self.today, self.developer = known, today, developer
        self.delivered = date(shape.built, 6, 30)
        self.rows = EstateRows({table: [] for table in COLUMNS})
        self.developer_id: int | None = None
        self.known_parties: dict[int, int] = {}

    # -- walls ---------------------------------------------------------------------------------------------------

    def structure(self) -> None:
        """Buildings, entrances, units and lifts."""
        for block in self.shape.blocks:
            for number in range(block.buildings[0], block.buildings[1] + 1):
                self._building(number, block)
        shop_home = self.rows.buildings.get(str(self.shape.shop_building))
        for number in range(1, self.shape.shops + 1):
            self._unit(shop_home, None, f"S{number}", f"{self.shape.shop_building}-S{number}", "shop", "46.50")
        for number in range(1, self.shape.parking + 1):
            self._unit(None, None, f"{number:03d}", f"车位{number:03d}", "parking", "13.25")

    def _building(self, number: int, block: Block) -> None:
        building_id, code = self.ids(), str(number)
        self.rows.buildings[code] = building_id
        self._put("registry_building", (building_id, self.estate_id, code, f"{code}栋", block.floors))
        entrances = []
        for entrance in range(1, block.entrances + 1):
            entrance_id = self.ids()
            entrances.append(entrance_id)
            self._put("registry_entrance", (entrance_id, self.estate_id, building_id, str(entrance)))
            for floor in range(1, block.floors + 1):
                for door in range(1, block.doors + 1):
                    room = f"{floor}{door:02d}"
                    area = block.areas[(door - 1) % len(block.areas)]
                    self._unit(building_id, entrance_id, room, f"{code}-{entrance}-{room}", "dwelling", area)
        for lift in range(1, block.lifts + 1):
            entrance_id = entrances[(lift - 1) % len(entrances)]
            row = (self.ids(), self.estate_id, building_id, entrance_id, f"{lift}号梯", self.delivered, None)
            self._put("registry_lift", row)

    def _unit(self, building: int | None, entrance: int | None, room: str, code: str, use: str, built: str) -> None:
        unit_id = self.ids()
        inside, source = built, "stand_in"
        if not self.dice.one_in(12):  # most have been surveyed: a little under four fifths of the built area
            hundredths = int(built.replace(".", "")) * (770 + self.dice.below(30)) // 1000
            inside, source = f"{hundredths // 100}.{hundredths % 100:02d}", "surveyed"
        self.rows.units[code] = unit_id
        if use == "dwelling":
            self.rows.home_codes.append(code)
        row = (unit_id, self.estate_id, building, entrance, room, code, use, built, "registry", inside, source, "",
               self.delivered, None)  # fmt: skip
        self._put("registry_unit", row)

    # -- people --------------------------------------------------------------------------------------------------

    def ownership(self) -> None:
        """Who owns each unit: one, a couple jointly, shares, the developer, a former owner before."""
        waiting: list[int] = []  # owners who are about to own another unit here as well
        for code, unit_id in self.rows.units.items():
            if code in self.known:
                party = self._known(*self.known[code])
                self._own(code, unit_id, ((party,),))
            elif self.shape.unsold_one_in and self.dice.one_in(self.shape.unsold_one_in):
                undelivered = self.dice.one_in(3)
                basis = "developer_undelivered" if undelivered else "developer_unsold"
                self._own(code, unit_id, ((self._developer(),),), basis)
            elif waiting and self.dice.one_in(2):
                self._own(code, unit_id, ((waiting.pop(),),))
            else:
                self._own_by_strangers(code, unit_id, waiting)

    def _own_by_strangers(self, code: str, unit_id: int, waiting: list[int]) -> None:
        throw = self.dice.below(100)
        if throw < 66:
            groups: Sequence[Sequence[int]] = ((self._person(),),)
            if throw < 5:
                waiting.append(groups[0][0])
        elif throw < 92:
            groups = ((self._person(), self._person()),)  # a couple, jointly
        elif throw < 97:
            groups = ((self._person(),), (self._person(),))  # halves
        else:
            groups = ((self._person(),), (self._person(),), (self._person(),))  # thirds
        self._own(code, unit_id, groups)

    def _own(self, code: str, unit_id: int, groups: Sequence[Sequence[int]], basis: str = "registered") -> None:
        since = self.delivered
        sold = basis == "registered" and self.dice.one_in(14)
        if sold:
            after = max(1, (self.today - self.delivered).days - 30)
            since = self.delivered + timedelta(days=1 + self.dice.below(after))
            self._slice(unit_id, (self._person(),), 0, WHOLE, f"[{self.delivered},{since})", "registered")
        share = WHOLE // len(groups)
        for index, members in enumerate(groups):
            self._slice(unit_id, members, index * share, (index + 1) * share, f"[{since},)", basis)
        self.rows.owners[code] = groups[0][0]

    def _slice(self, unit_id: int, members: Sequence[int], low: int, high: int, period: str, basis: str) -> None:
        ownership_id = self.ids()
        row = (ownership_id, self.estate_id, unit_id, f"[{low},{high})", period, basis, len(members) > 1, "")
        self._put("registry_ownership", row)
        for party in members:
            self._put("registry_ownershipmember", (self.ids(), self.estate_id, ownership_id, party))

    def _person(self, name: str | None = None, number: int | None = None) -> int:
        party_id = self.ids()
        number = self.people() if number is None else number
        row = (
            party_id, self.estate_id, "person", name or person_name(self.dice), "resident_id",
            identity_number(number), phone_number(number), None,
        )  # fmt: skip
        self._put("registry_party", row)
        return party_id

    def _known(self, name: str, number: int) -> int:
        if number not in self.known_parties:
            self.known_parties[number] = self._person(name, number)
        return self.known_parties[number]

    def _developer(self) -> int:
        if self.developer_id is None:
            name, code = self.developer
            self.developer_id = self.ids()
            kind = "credit_code" if code else ""
            self._put("registry_party", (self.developer_id, self.estate_id, "organisation", name, kind, code, "", None))
        return self.developer_id

    def _put(self, table: str, row: Row) -> None:
        self.rows.tables[table].append(row)


def in_order(rows: EstateRows) -> Iterator[tuple[str, str, list[Row]]]:
    """(table, columns, rows) in the order in which they can be written."""
    for table, columns in COLUMNS.items():
        yield table, columns, rows.tables[table]
