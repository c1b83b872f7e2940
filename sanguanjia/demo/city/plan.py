"""The plan of a full-size city: places, companies, and for every estate its size, its company and how much is reported.

Pure and quick (a few thousand small values); the rows themselves are drawn estate by estate (`blueprint`, `matters`).
Everything is invented; the figures are those Zhuzhou reported (mission.md): 1,163 estates, 434 of them without
management, 425 companies, 1.3 million matters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sanguanjia.demo.blueprint import Block, Shape
from sanguanjia.demo.dice import Dice

CITY: Final = ("430200", "株洲市")
DISTRICTS: Final = (
    ("430202", "荷塘区"),
    ("430203", "芦淞区"),
    ("430204", "石峰区"),
    ("430211", "天元区"),
    ("430212", "渌口区"),
)
_STREETS: Final = (
    "建设", "文化", "人民", "和平", "解放", "新华", "红旗", "东风", "向阳", "前进", "光明", "胜利", "团结", "民主",
    "幸福", "友谊", "长江", "黄河", "珠江", "泰山", "嵩山", "庐山", "井冈", "韶山",
)  # fmt: skip
_HEADS: Final = (
    "湘江", "枫溪", "天台", "神农", "栗雨", "云龙", "荷花", "金山", "桂花", "月塘", "滨江", "河西", "田心", "响石",
    "清水", "铜塘", "白鹤", "学林", "合泰", "建宁", "贺嘉", "龙泉", "杨梅", "钟鼓", "凤凰", "梧桐", "锦绣", "华晨",
    "中天", "同心",
)  # fmt: skip
_TAILS: Final = (
    "花园", "家园", "公馆", "新城", "名苑", "华庭", "雅苑", "水岸", "御府", "佳园", "嘉苑", "国际", "春天",
    "阳光城", "丽景", "尚品",
)  # fmt: skip
_WORKS: Final = (
    "电机厂", "车辆厂", "机床厂", "化工厂", "冶炼厂", "玻璃厂", "纺织厂", "粮食局", "供销社", "运输公司", "钢铁厂",
    "水泥厂", "二建公司", "百货公司", "邮电局", "面粉厂", "印刷厂", "木材公司",
)  # fmt: skip
_YARDS: Final = (
    "家属院", "宿舍", "东院", "西院", "集资楼", "老院",
)  # fmt: skip
_FIRMS: Final = (
    "和", "安", "嘉", "瑞", "恒", "信", "德", "诚", "明", "泰", "康", "佳", "兴", "盛", "源", "润",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How large. The defaults are the city of the article; tests take a handful of estates."""

    estates: int = 1_163
    units: int = 1_000_000
    matters: int = 1_300_000
    companies: int = 425
    unmanaged: int = 434

    @classmethod
    def of(cls, estates: int, units: int, matters: int) -> Size:
        """The same proportions for fewer estates."""
        return cls(estates, units, matters, max(1, estates * 425 // 1163), estates * 434 // 1163)


@dataclass(frozen=True, slots=True)
class EstatePlan:
    """One estate: where in the lists below, what shape, whose company (index, None: unmanaged), how many matters."""

    index: int
    name: str
    neighbourhood: int
    company: int | None
    shape: Shape
    matters: int


@dataclass(slots=True)
class CityPlan:
    """All places by index; parents by index too."""

    seed: int
    until: date
    size: Size
    subdistricts: list[tuple[str, str, int]] = field(default_factory=list)  # code9, name, district
    neighbourhoods: list[tuple[str, str, int]] = field(default_factory=list)  # code12, name, subdistrict
    companies: list[str] = field(default_factory=list)
    estates: list[EstatePlan] = field(default_factory=list)


def plan(seed: int, until: date, size: Size | None = None) -> CityPlan:
    """Draw the plan. `until`: the last day on which something was reported."""
    size = size or Size()
    city = CityPlan(seed, until, size)
    dice = Dice(seed, "plan")
    _places(city)
    city.companies = _company_names(size.companies)
    shapes = _shapes(dice, size)
    companies = _shares_of_companies(dice, size)
    matters = _matters(dice, shapes, size)
    names = _estate_names(size)
    for index, shape in enumerate(shapes):
        neighbourhood = dice.below(len(city.neighbourhoods))
        city.estates.append(EstatePlan(index, names[index], neighbourhood, companies[index], shape, matters[index]))
    return city


def _places(city: CityPlan) -> None:
    wanted = max(
        1, city.size.estates // 5
    )  # about five estates to a neighbourhood, six neighbourhoods to a subdistrict
    streets = max(1, -(-wanted // 6))
    counts = [0] * len(DISTRICTS)
    for number in range(streets):
        district = number % len(DISTRICTS)
        counts[district] += 1
        name = _STREETS[(number // len(DISTRICTS)) % len(_STREETS)] + "路街道"
        city.subdistricts.append((f"{DISTRICTS[district][0]}{900 - 500 + counts[district]:03d}", name, district))
    per_street = [0] * streets
    for number in range(wanted):
        street = number % streets
        per_street[street] += 1
        code9, street_name, _ = city.subdistricts[street]
        name = f"{street_name[:2]}{'一二三四五六七八九十'[(per_street[street] - 1) % 10]}村社区"
        city.neighbourhoods.append((f"{code9}{per_street[street]:03d}", name, street))


def _company_names(count: int) -> list[str]:
    names = []
    for number in range(count):
        first, second = _FIRMS[number % len(_FIRMS)], _FIRMS[(number // len(_FIRMS) + number) % len(_FIRMS)]
        turn = number // (len(_FIRMS) * len(_FIRMS))
        middle = f"{first}{second}{'物业' if not turn else '城市服务'}"
        names.append(f"株洲{middle}有限公司{number + 1:03d}")
    return names


def _estate_names(size: Size) -> list[str]:
    names = []
    managed = size.estates - size.unmanaged
    for number in range(managed):
        head, tail = _HEADS[number % len(_HEADS)], _TAILS[(number // len(_HEADS)) % len(_TAILS)]
        phase = number // (len(_HEADS) * len(_TAILS))
        names.append(head + tail + ("" if not phase else f"{'一二三四五六'[phase % 6]}期"))
    for number in range(size.unmanaged):
        work, yard = _WORKS[number % len(_WORKS)], _YARDS[(number // len(_WORKS)) % len(_YARDS)]
        turn = number // (len(_WORKS) * len(_YARDS))
        names.append(work + yard + ("" if not turn else f"{turn + 1}区"))
    return names


def _shapes(dice: Dice, size: Size) -> list[Shape]:
    """Managed estates are towers, unmanaged ones old walk-ups; sizes are skewed, the sum is close to `size.units`."""
    managed = size.estates - size.unmanaged
    old = [dice.skewed(3, 30) for _ in range(size.unmanaged)]  # entrances of ten flats
    left = max(managed, size.units - sum(old) * 10)
    weights = [dice.skewed(20, 400) for _ in range(managed)]
    whole = sum(weights) or 1
    shapes = [_towers(dice, left * weight // whole) for weight in weights]
    shapes += [_walk_ups(dice, entrances) for entrances in old]
    return shapes


def _towers(dice: Dice, units: int) -> Shape:
    floors, doors = dice.pick(((11, 2), (18, 2), (18, 4), (33, 4))), ("126.40", "98.75", "88.12", "143.06")
    per_building = 2 * floors[0] * floors[1]
    flats = max(1, units * 86 // 100)
    buildings = max(1, round(flats / per_building))
    if flats < per_building:  # a single small building
        floors = (max(1, flats // 4), 2)
    block = Block((1, buildings), 2, floors[0], floors[1], 4 if floors[0] > 18 else 2, doors[: floors[1]])
    rest = max(0, units - buildings * 2 * floors[0] * floors[1])
    shops = min(rest, units * 2 // 100)
    developer = dice.one_in(6)
    return Shape(
        (block,), shops, 1, min(rest - shops, units * 12 // 100), 40 if developer else 0, dice.between(2003, 2021)
    )


def _walk_ups(dice: Dice, entrances: int) -> Shape:
    buildings = max(1, entrances // 3)
    return Shape((Block((1, buildings), 3, 5, 2, 0, ("58.40", "52.16")),), 0, 0, 0, 0, dice.between(1976, 1999))


def _shares_of_companies(dice: Dice, size: Size) -> list[int | None]:
    """Who manages which: the first company has about fifty estates, most have one; every company has at least one."""
    managed = size.estates - size.unmanaged
    owners = [number % size.companies for number in range(min(managed, size.companies))]
    weights = [(company, 2000 // (company + 1)) for company in range(min(60, size.companies))]
    owners += [dice.weighted(weights) for _ in range(managed - len(owners))]
    for position in range(len(owners) - 1, 0, -1):  # a company's estates lie all over the city
        other = dice.below(position + 1)
        owners[position], owners[other] = owners[other], owners[position]
    return [*owners, *([None] * size.unmanaged)]


def _matters(dice: Dice, shapes: list[Shape], size: Size) -> list[int]:
    """Matters by estate: in step with the number of flats, times a temper between a third and three."""
    weights = [max(1, flats(shape)) * dice.skewed(3, 30) for shape in shapes]
    whole = sum(weights)
    shares = [size.matters * weight // whole for weight in weights]
    for index in range(size.matters - sum(shares)):
        shares[index % len(shares)] += 1
    return shares


def flats(shape: Shape) -> int:
    """How many dwellings a shape has."""
    return sum(
        (block.buildings[1] - block.buildings[0] + 1) * block.entrances * block.floors * block.doors
        for block in shape.blocks
    )
