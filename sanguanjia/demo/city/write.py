"""Writing the full-size city: places and staff first, then estate by estate by COPY, one process per core.

Every constraint stays on. Indexes that only make searching quick (trigrams) are made at the end: they prove nothing,
and building them once is many times quicker than feeding them row by row.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.db import connection, connections

from sanguanjia.cases.places import place_facts
from sanguanjia.cases.values import case_policy
from sanguanjia.demo import blueprint
from sanguanjia.demo.accounts import PASSWORD
from sanguanjia.demo.bulk import copy_lines, copy_rows, sealed_in_order
from sanguanjia.demo.dice import Dice
from sanguanjia.demo.fill import MODELS, may_fill
from sanguanjia.demo.names import credit_code, person_name
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.policy import queries as policy
from sanguanjia.registry.rules.names import sort_key

from . import matters
from .dues import Dues
from .plan import CITY, DISTRICTS, CityPlan, EstatePlan, Size, plan

Say = Callable[[str], None]
YEARS: Final = 3
_FIRST_ID: Final = 23_846_400_000 << 22  # an id of 2020-10-03: below every id this platform draws by itself
_PER_ESTATE: Final = 1 << 20  # ids kept for the rows of one estate
_RESIDENTS: Final = 6  # accounts of owners per estate
_ACCOUNT: Final = "id, password, username, name, phone, is_active, created_at"
_MANDATE: Final = (
    "id, account_id, role, home_id, organisation_id, unit_id, unit_estate_id, grid_id, building_id, valid, document,"
    " granted_by, granted_at, ended_by, ended_at, end_reason"
)
_ORGANISATION: Final = "id, kind, name, credit_code, phone, home_id"


@dataclass
class Ground:
    """Homes and people of the places above the estates, by the indexes of the plan."""

    hashed: str
    began: datetime
    city: int = 0
    districts: list[int] = field(default_factory=list)
    subdistricts: list[int] = field(default_factory=list)
    neighbourhoods: list[int] = field(default_factory=list)
    grids: list[int] = field(default_factory=list)  # one per neighbourhood
    estates: list[int] = field(default_factory=list)
    companies: list[int] = field(default_factory=list)
    paths: dict[int, str] = field(default_factory=dict)
    staff: dict[tuple[str, int], matters.Person] = field(default_factory=dict)  # (holder kind, index)


def write_city(
    *,
    seed: int = 1,
    until: date | None = None,
    estates: int | None = None,
    matters: int | None = None,
    units: int | None = None,
    jobs: int | None = None,
    say: Say = lambda _line: None,
) -> dict[str, int]:
    """Write a full-size city into an empty one; returns the counts by table (nothing: the city is not empty)."""
    if Home.objects.filter(kind=HomeKind.ESTATE).exists():
        return {}
    began = time.monotonic()
    city = plan(seed, until or clock.today(), size_of(estates, matters, units))
    ground = lay_ground(city)
    say(f"已登记 {len(ground.estates)} 个小区、{len(ground.companies)} 家物业企业，开始写入……")
    with _search_indexes_last(say):
        counts = _pour_all(city, ground, jobs or os.cpu_count() or 1, say, began)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    say(f"完成，用时 {time.monotonic() - began:.0f} 秒。")
    return counts


def size_of(estates: int | None, count: int | None, units: int | None = None) -> Size:
    """The full size, or the same proportions for fewer estates; `count` matters and `units` flats if given."""
    full = Size()
    estates = estates or full.estates
    size = Size.of(
        estates,
        full.units * estates // full.estates if units is None else units,
        full.matters * estates // full.estates if count is None else count,
    )
    return full if size == full else size


# --- what lies above the estates -----------------------------------------------------------------------------------


def lay_ground(city: CityPlan) -> Ground:
    """Places, companies and staff, in one act of the platform; the same ids for the same seed in an empty city."""
    salt = f"{city.seed:022d}"  # the password is public: the hash may repeat itself
    ground = Ground(make_password(PASSWORD, salt=salt), _noon(city.until))
    found_city_of_full_size(SYSTEM, estate_id=Home.PLATFORM_ID, asked=_Asked(city, ground))
    return ground


class _Asked:
    """Plan and ground on their way into an act; in the digest of the request they are the seed and the size."""

    def __init__(self, city: CityPlan, ground: Ground) -> None:
        self.city, self.ground = city, ground

    def __repr__(self) -> str:
        return f"City(seed={self.city.seed}, until={self.city.until}, {self.city.size})"


@act("demo.found_city_of_full_size")
def found_city_of_full_size(deed: Deed, *, estate_id: int, asked: _Asked) -> dict[str, int]:
    """All homes down to the estates, divisions, grids, companies, accounts of staff and their mandates."""
    deed.permit(may_fill, None)
    writing = _GroundWriter(asked.city, asked.ground)
    writing.draw()
    for table, columns, rows in writing.tables():
        copy_rows(table, columns, rows)
        deed.poured(MODELS[table], [row[0] for row in rows])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_counter SET value = %s WHERE estate_id = %s AND kind = 'home'",
            [writing.last_home - Home.PLATFORM_ID, Home.PLATFORM_ID],
        )
    return {table: len(rows) for table, _, rows in writing.tables()}


class _GroundWriter:
    """Draws the rows above the estates."""

    def __init__(self, city: CityPlan, ground: Ground) -> None:
        self.city, self.ground = city, ground
        self.ids = blueprint.Ids(_FIRST_ID)
        self.dice = Dice(city.seed, "staff")
        self.rows: dict[str, list[tuple[Any, ...]]] = {}
        self.last_home = self._first_home()
        ground.paths[Home.PLATFORM_ID] = "1/"

    def _first_home(self) -> int:
        from sanguanjia.kernel import counters

        return counters.next_number(Home.PLATFORM_ID, "home") + Home.PLATFORM_ID - 1

    def tables(self) -> Iterator[tuple[str, str, list[tuple[Any, ...]]]]:
        for table, columns in _GROUND_TABLES.items():
            if self.rows.get(table):
                yield table, columns, self.rows[table]

    def draw(self) -> None:
        city, ground = self.city, self.ground
        ground.city = self._division(CITY, "city", "city", Home.PLATFORM_ID, None)
        above = self.rows["registry_division"][-1][0]
        for each in DISTRICTS:
            ground.districts.append(self._division(each, "district", "county", ground.city, above))
        divisions = [row[0] for row in self.rows["registry_division"][1:]]
        for code, name, district in city.subdistricts:
            home = self._home("subdistrict", name, ground.districts[district])
            ground.subdistricts.append(home)
            self._put("registry_subdistrict", home, code, name, divisions[district])
        for code, name, street in city.neighbourhoods:
            home = self._home("neighbourhood", name, ground.subdistricts[street])
            ground.neighbourhoods.append(home)
            self._put("registry_neighbourhood", home, code, name, ground.subdistricts[street])
            grid = self.ids()
            ground.grids.append(grid)
            self._put("registry_grid", grid, home, "001", f"{name}第一网格")
        self._companies()
        for each in city.estates:
            self._estate(each)
        self._staff()

    def _division(self, place: tuple[str, str], kind: str, level: str, parent: int, above: int | None) -> int:
        code, name = place
        home = self._home(kind, name, parent)
        known = self._known_division(code)
        if known is None:
            since = "[2018-06-19,)" if code == "430212" else "[1983-01-01,)"
            known = self.ids()
            self._put("registry_division", known, code, name, level, above, since, home)
        return home

    def _known_division(self, code: str) -> int | None:
        return None

    def _home(self, kind: str, name: str, parent: int) -> int:
        self.last_home += 1
        path = f"{self.ground.paths[parent]}{self.last_home}/"
        self.ground.paths[self.last_home] = path
        self._put("kernel_home", self.last_home, kind, name, path, parent)
        return self.last_home

    def _companies(self) -> None:
        for number, name in enumerate(self.city.companies):
            company = self.ids()
            self.ground.companies.append(company)
            code = credit_code(10_000 + number, CITY[0])
            self._put("registry_organisation", company, "company", name, code, "", self.ground.city)

    def _estate(self, each: EstatePlan) -> None:
        ground = self.ground
        home = self._home("estate", each.name, ground.neighbourhoods[each.neighbourhood])
        ground.estates.append(home)
        address = f"{self.city.neighbourhoods[each.neighbourhood][1][:2]}路演示{each.index + 1}号"
        self._put(
            "registry_estate", home, each.name, "", sort_key(each.name), ground.neighbourhoods[each.neighbourhood],
            ground.grids[each.neighbourhood], address, f"{each.shape.built}-06-30",
        )  # fmt: skip

    def _staff(self) -> None:
        ground = self.ground
        posts: list[tuple[str, str, str, Sequence[int]]] = [
            ("grid_worker", "grid_worker", "wg", ground.neighbourhoods),
            ("neighbourhood", "neighbourhood_officer", "sq", ground.neighbourhoods),
            ("subdistrict", "subdistrict_officer", "jd", ground.subdistricts),
            ("district_centre", "district_officer", "qu", ground.districts),
            ("hotline", "hotline_operator", "rx", ground.districts),
            ("city", "city_officer", "shi", [ground.city]),
            ("admin", "system_admin", "gl", [Home.PLATFORM_ID]),
        ]
        for kind, role, prefix, homes in posts:
            for index, home in enumerate(homes):
                grid = ground.grids[index] if kind == "grid_worker" else None
                self._person(kind, index, f"{prefix}{index + 1:04d}", role, home, grid=grid)
        for index, company in enumerate(ground.companies):
            self._person("company", index, f"wy{index + 1:04d}", "company_manager", ground.city, company)
            self._person("worker", index, f"wx{index + 1:04d}", "company_worker", ground.city, company)

    def _person(
        self,
        kind: str,
        index: int,
        username: str,
        role: str,
        home: int,
        company: int | None = None,
        grid: int | None = None,
    ) -> None:
        account, name = self.ids(), person_name(self.dice)
        self.ground.staff[kind, index] = matters.Person(account, name)
        self._put("access_account", *account_row(self.ground, account, username, name))
        self._put(
            "access_mandate", *mandate_row(self.ground, self.ids(), account, role, home, company=company, grid=grid)
        )

    def _put(self, table: str, *row: Any) -> None:
        self.rows.setdefault(table, []).append(row)


_GROUND_TABLES: Final = {
    "kernel_home": "id, kind, name, path, parent_id",
    "registry_division": "id, code, name, level, parent_id, valid, home_id",
    "registry_subdistrict": "home_id, code9, name, division_id",
    "registry_neighbourhood": "home_id, code12, name, subdistrict_id",
    "registry_grid": "id, neighbourhood_id, code, name",
    "registry_organisation": _ORGANISATION,
    "registry_estate": "home_id, name, aliases, pinyin, neighbourhood_id, grid_id, address, completed_on",
    "access_account": _ACCOUNT,
    "access_mandate": _MANDATE,
}


def account_row(ground: Ground, account: int, username: str, name: str) -> tuple[Any, ...]:
    """One account with the public password."""
    return (account, ground.hashed, username, name, "", True, ground.began)


def mandate_row(
    ground: Ground, mandate: int, account: int, role: str, home: int, *, company: int | None = None,
    grid: int | None = None, unit: int | None = None,
) -> tuple[Any, ...]:  # fmt: skip
    """One mandate without an end."""
    since = f"[{ground.began.year - YEARS - 1}-01-01,)"
    return (mandate, account, role, home, company, unit, home if unit else None, grid, None, since, "演示数据", None,
            ground.began, None, None, "")  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.SHANGHAI)


# --- estate by estate ----------------------------------------------------------------------------------------------


def _pour_all(city: CityPlan, ground: Ground, jobs: int, say: Say, began: float) -> dict[str, int]:
    """Pour the estates, the largest first so that no process ends long after the others."""
    order = sorted(city.estates, key=lambda each: -each.matters)
    counts: dict[str, int] = {}
    done = filed = 0
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=fork, initializer=_open, initargs=(city, ground)) as pool:
        try:
            for waiting in as_completed([pool.submit(_pour, each) for each in order]):
                part = waiting.result()
                for table, count in part.items():
                    counts[table] = counts.get(table, 0) + count
                done, filed = done + 1, filed + part.get("cases_case", 0)
                if done % 50 == 0 or done == len(order):
                    seconds = time.monotonic() - began
                    say(f"{done}/{len(order)} 个小区，{counts['registry_unit']} 套，{filed} 件报事，{seconds:.0f} 秒")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # one estate failed: say so now, not after all others
            raise
    return dict(sorted(counts.items()))


_present: _Pouring | None = None


def _open(city: CityPlan, ground: Ground) -> None:
    """In a fresh process: its own connection, its own tables of deadlines."""
    global _present
    for each in connections.all():
        each.connection = None
        each.settings_dict["OPTIONS"].pop("pool", None)
    with connection.cursor() as cursor:
        # A crash loses the throw-away city anyway; nothing else is written here.
        cursor.execute("SET synchronous_commit = off")
        # Plans of foreign-key checks are kept; made while a table is empty they would read it whole for ever.
        cursor.execute("SET enable_seqscan = off")
    _present = _Pouring(city, ground)


def _pour(each: EstatePlan) -> dict[str, int]:
    if _present is None:
        raise RuntimeError("the process was not opened")
    return dict(_present.pour(each))


class _Pouring:
    """What a process needs to draw and write estates."""

    def __init__(self, city: CityPlan, ground: Ground) -> None:
        self.city, self.ground = city, ground
        path = ground.paths[ground.city]
        self.policy = case_policy(place_facts(ground.city, city.until), city.until)
        first = date(city.until.year - YEARS, city.until.month, 1)
        last = date(city.until.year, 12, 31)
        hours = policy.hours_for(path, city.until)
        self.dues = Dues(policy.calendar_for(path), hours, first, date(last.year + 1, 12, 31))
        self.first = self.dues.first * 86_400
        self.cut = (city.until.toordinal() - date(1970, 1, 1).toordinal()) * 86_400 + 16 * 3600

    def pour(self, each: EstatePlan) -> dict[str, int]:
        """Draw and write one estate in one act."""
        home = self.ground.estates[each.index]
        return pour_estate(SYSTEM, estate_id=home, each=_Poured(self, each))


class _Poured:
    """A plan on its way into an act; in the digest of the request it is its index and seed."""

    def __init__(self, pouring: _Pouring, each: EstatePlan) -> None:
        self.pouring, self.each = pouring, each

    def __repr__(self) -> str:
        return f"Estate(seed={self.pouring.city.seed}, index={self.each.index})"


@act("demo.pour_estate")
def pour_estate(deed: Deed, *, estate_id: int, each: _Poured) -> dict[str, int]:
    """Everything inside one estate of the full-size city: structure, people, matters with history, the counter."""
    deed.permit(may_fill, None)
    pouring, planned = each.pouring, each.each
    city, ground = pouring.city, pouring.ground
    ids = blueprint.Ids(_FIRST_ID + (planned.index + 1) * _PER_ESTATE)
    dice = Dice(city.seed, f"estate/{planned.index}")
    people = blueprint.People(planned.index * 20_000)
    developer = ("株洲演示房地产开发有限公司", credit_code(9_999))
    rows = blueprint.draw(estate_id, planned.shape, dice, ids, people, today=city.until, developer=developer)
    tables = [(table, columns, [*lines]) for table, columns, lines in sealed_in_order(rows)]
    if planned.company is not None:
        tenure = (ids(), estate_id, ground.companies[planned.company], "[2020-01-01,)", f"演示-{planned.index + 1:04d}")
        tables.append(
            ("registry_managementtenure", "id, estate_id, organisation_id, period, contract_number", [tenure])
        )
    else:
        facts = [
            (ids(), estate_id, kind, "[2020-01-01,)", "演示数据")
            for kind in ("no_company", "no_owning_unit", "no_self_management")
        ]
        tables.append(("registry_unmanagedfact", "id, estate_id, kind, period, evidence", facts))
    residents = _residents(ground, planned, estate_id, rows, ids, tables)
    counts = {}
    for table, columns, lines in tables:
        counts[table] = len(lines)
        if lines:
            copy_rows(table, columns, lines)
            deed.poured(MODELS[table], [line[0] for line in lines])
    scene = _scene(ground, planned, city, estate_id, rows, residents)
    drawn = matters.draw(scene, planned.matters, dice, pouring.policy, pouring.dues, pouring.first, pouring.cut)
    texts = (("cases_case", matters.CASE, drawn.cases), ("cases_caseevent", matters.EVENT, drawn.events),
             ("cases_caseclock", matters.CLOCK, drawn.clocks))  # fmt: skip
    for table, columns, written in texts:
        counts[table] = len(written)
        if written:
            copy_lines(table, columns, written)
            deed.poured(MODELS[table], [int(text.split("\t", 1)[0]) for text in written])
    copy_rows("kernel_counter", "id, estate_id, kind, value", [(ids(), estate_id, "case", planned.matters)])
    return counts


def _residents(
    ground: Ground,
    planned: EstatePlan,
    estate_id: int,
    rows: blueprint.EstateRows,
    ids: blueprint.Ids,
    tables: list[Any],
) -> list[tuple[matters.Person, int, int]]:
    """A few owners get accounts: they report and confirm."""
    names = {row[0]: row[3] for row in rows.tables["registry_party"] if row[2] == "person"}
    homes = {row[0]: row[2] for row in rows.tables["registry_unit"]}
    accounts, mandates, found = [], [], []
    for code in rows.home_codes[:: max(1, len(rows.home_codes) // _RESIDENTS)][:_RESIDENTS]:
        name = names.get(rows.owners[code])
        if name is None:
            continue
        account, unit = ids(), rows.units[code]
        accounts.append(account_row(ground, account, f"yz{planned.index + 1:04d}-{len(found) + 1}", name))
        mandates.append(mandate_row(ground, ids(), account, "owner", estate_id, unit=unit))
        found.append((matters.Person(account, name), unit, homes[unit]))
    tables += [("access_account", _ACCOUNT, accounts), ("access_mandate", _MANDATE, mandates)]
    return found


def _scene(
    ground: Ground, planned: EstatePlan, city: CityPlan, estate_id: int, rows: blueprint.EstateRows,
    residents: list[tuple[matters.Person, int, int]],
) -> matters.Scene:  # fmt: skip
    street = city.neighbourhoods[planned.neighbourhood][2]
    district = city.subdistricts[street][2]
    staff = {
        "grid_worker": ground.staff["grid_worker", planned.neighbourhood],
        "neighbourhood": ground.staff["neighbourhood", planned.neighbourhood],
        "subdistrict": ground.staff["subdistrict", street],
        "hotline": ground.staff["hotline", district],
    }
    if planned.company is not None:
        staff["company"] = ground.staff["company", planned.company]
        staff["worker"] = ground.staff["worker", planned.company]
    buildings = {row[0]: row[2] for row in rows.tables["registry_unit"]}
    return matters.Scene(
        index=planned.index,
        estate_id=estate_id,
        grid_id=ground.grids[planned.neighbourhood],
        company_id=None if planned.company is None else ground.companies[planned.company],
        staff=staff,
        reporters=residents,
        units=[(rows.units[code], buildings[rows.units[code]]) for code in rows.home_codes],
    )


# --- indexes -------------------------------------------------------------------------------------------------------


@contextmanager
def _search_indexes_last(say: Say) -> Iterator[None]:
    """Take the trigram indexes away while rows pour in, and build them afterwards, whatever happened."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " AND indexdef LIKE '%%gin_trgm_ops%%' AND tablename IN ('cases_case', 'registry_party', 'registry_unit')"
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        say("正在建立检索用的索引……")
        with connections["owner"].cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            for _, statement in found:
                cursor.execute(statement)
