"""The scenes before which requests are replayed (replays.py): each prepares the small city and answers values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home, HomeKind
from tests.architecture.objects import picture
from tests.support.guard import preparing
from tests.support.small_city import BEGAN, PHONES, City

Scene = Callable[[City], Mapping[str, Any]]
Files = Callable[[Mapping[str, Any]], dict[str, tuple[str, bytes, str]]]


def matter(*steps: tuple[str, str, dict[str, Any]], need: str = "N01") -> Scene:
    """A matter of the owner's after these moves: (verb, role, wishes)."""

    def made(city: City) -> Mapping[str, Any]:
        from sanguanjia.cases import actions

        with preparing():
            ref = actions.report(
                city.actor("owner"), estate_id=city.estate.pk, need=need, text="三单元五楼的楼道灯不亮了",
                building_id=city.buildings["estate"].id, unit_id=city.units["estate"].id, contact_name="陈建平",
                contact_phone=PHONES["estate"],
            )  # fmt: skip
            for verb, role, wishes in steps:
                actions.BY_VERB[verb](city.actor(role), estate_id=ref.estate_id, case_id=ref.case_id, **wishes)
        return {"case_id": ref.case_id}

    return made


TAKEN = ("take_order", "company_manager", {})
ASKED_BACK = ("ask_back", "company_manager", {"words": "哪一层"})
CLOSED = ("close", "company_manager", {"words": "不是灯坏了，是跳闸", "outcome": "no_action_needed"})
UP = ("escalate", "company_manager", {"words": "需要社区协调"})
MORE_TIME = ("ask_extension", "company_manager", {"words": "等配件", "amount": 1})


def closed_by_silence(city: City) -> Mapping[str, Any]:
    """A matter closed by the company, to which the reporter said nothing for a month."""
    from sanguanjia.cases import actions
    from sanguanjia.kernel.actor import SYSTEM

    made = matter(TAKEN, CLOSED)(city)
    with preparing(), clock.turned_to(clock.now() + timedelta(days=30)):
        actions.close_by_silence(SYSTEM, estate_id=city.estate.pk, case_id=made["case_id"], version=None)
    return made


def two_matters(city: City) -> Mapping[str, Any]:
    """A second matter that may be merged into, or linked with, a first."""
    first, second = matter(TAKEN)(city), matter(TAKEN)(city)
    return {**second, "other": first["case_id"]}


def disputed(city: City) -> Mapping[str, Any]:
    """Two holders say of one matter that it is the other's."""
    steps = (
        ("hand_on", "company_manager", {"words": "归社区管", "to": "neighbourhood"}),
        ("hand_on", "neighbourhood_officer", {"words": "归物业管", "to": "company"}),
    )
    return matter(*steps)(city)


def with_worker(city: City) -> Mapping[str, Any]:
    """A taken order and somebody to do it."""
    return {**matter(TAKEN)(city), "worker": city.person("company_worker").pk}


def bare_estate(city: City) -> Mapping[str, Any]:
    """An estate that nobody manages yet."""
    from sanguanjia.registry.models import Estate, Neighbourhood

    number = Home.objects.order_by("-id").first().pk + 1  # type: ignore[union-attr]
    above = city.neighbourhood
    with preparing():
        home = Home.objects.create(
            id=number, kind=HomeKind.ESTATE, name=f"新苑{number}", parent=above, path=f"{above.path}{number}/"
        )
        Estate.objects.create(
            home=home, name=home.name, pinyin="xinyuan", neighbourhood=Neighbourhood.objects.get(home=above)
        )
    return {"estate_id": number, "home_id": number, "company": city.companies["estate"].id}


def unmanaged(city: City) -> Mapping[str, Any]:
    """An estate of which it is recorded that nobody manages it."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from sanguanjia.registry.models import UnmanagedFact

    made = bare_estate(city)
    with preparing():
        fact = UnmanagedFact.objects.create(
            estate_id=made["estate_id"], kind="no_company", period=DateRange(BEGAN, None), evidence="会议纪要"
        )
    return {**made, "fact": fact.pk}


def homes_of(count: int, basis: str = "registered") -> Scene:
    """So many homes of one new owner: the first is the address, the others are told by room."""

    def made(city: City) -> Mapping[str, Any]:
        from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange

        from sanguanjia.registry import models
        from sanguanjia.registry.types import WHOLE

        units, shares = [], []
        with preparing():
            party = models.Party.objects.create(estate=city.estate, kind="person", name="王芳")
            for _ in range(count):
                room = str(2001 + models.Unit.objects.filter(estate=city.estate).count())
                unit = models.Unit.objects.create(
                    estate=city.estate, building=city.buildings["estate"], room=room, code=f"3-1-{room}",
                    use="dwelling", built_area=Decimal(90), built_area_source="surveyed",
                    exclusive_area=Decimal("70.50"), exclusive_area_source="surveyed", valid_from=BEGAN,
                )  # fmt: skip
                share = models.Ownership.objects.create(
                    estate=city.estate, unit=unit, slice=NumericRange(0, WHOLE), period=DateRange(BEGAN, None),
                    basis=basis,
                )  # fmt: skip
                models.OwnershipMember.objects.create(estate=city.estate, ownership=share, party=party)
                units.append(unit)
                shares.append(share)
        return {"unit_id": units[0].pk, "room": units[0].room, "others": " ".join(u.code for u in units[1:]),
                "share": shares[0].pk, "party": party.pk, "party_id": party.pk}  # fmt: skip

    return made


def with_guardian(city: City) -> Mapping[str, Any]:
    """A home whose owner has a guardian."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from sanguanjia.registry import models

    made = homes_of(1)(city)
    with preparing():
        guard = models.Party.objects.create(estate=city.estate, kind="person", name="王大")
        found = models.Guardianship.objects.create(
            estate=city.estate, ward_id=made["party"], guardian=guard, kind="minor", period=DateRange(BEGAN, None),
            evidence="户口簿",
        )  # fmt: skip
    return {**made, "guardianship": found.pk}


def lift(city: City) -> Mapping[str, Any]:
    """A lift in service."""
    from sanguanjia.registry.models import Lift

    with preparing():
        made = Lift.objects.create(
            estate=city.estate, building=city.buildings["estate"], name="9号梯", in_service_since=BEGAN
        )
    return {"lift": made.pk}


def roster(state: str = "") -> Scene:
    """A roster as far as `state`: uploaded, or ready to be loaded ("wrong": with a line that cannot be read)."""

    def made(city: City) -> Mapping[str, Any]:
        import tempfile
        from pathlib import Path

        from sanguanjia.kernel.actor import SYSTEM
        from sanguanjia.registry import roster_sheets
        from sanguanjia.registry.actions import rosters
        from sanguanjia.registry.roster_models import RosterImport

        estate = bare_estate(city)["estate_id"]
        who = city.actor("neighbourhood_officer")
        with preparing(), tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "名册.xlsx"
            path.write_bytes(workbook(wrong=state == "wrong"))
            done = rosters.upload_roster(who, estate_id=estate, upload=rosters.Upload(path, "名册.xlsx"))
            row = RosterImport.objects.get(estate_id=estate, pk=done.id)
            if state:
                rosters.settle_roster_columns(who, estate_id=estate, roster_id=done.id, columns=row.look["columns"])
            if state and state != "stuck":
                rosters.read_roster(SYSTEM, estate_id=estate, roster_id=done.id)
            row.refresh_from_db()
            fix = _corrected(roster_sheets.fix_file(row)) if state == "wrong" else b""
        letters = {f"col_{letter}": name for name, letter in row.look["columns"].items()}
        return {"estate_id": estate, "roster_id": done.id, "letters": letters, "fix": fix}

    return made


def _corrected(fix: bytes) -> bytes:
    """The file of wrong lines with the area filled in."""
    from openpyxl import load_workbook

    book, file = load_workbook(BytesIO(fix)), BytesIO()
    page = book.active
    columns = {cell.value: cell.column for cell in page[1]}
    page.cell(2, columns["建筑面积"]).value = "66.60"
    book.save(file)
    return file.getvalue()


def workbook(*, wrong: bool = False) -> bytes:
    """A roster of two homes; `wrong`: and one whose area cannot be read."""
    from openpyxl import Workbook

    book, file = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["栋号", "单元", "房号", "建筑面积", "业主姓名", "份额", "用途"])
    sheet.append(["3栋", "1单元", "101", "88.12", "张伟", "100%", "住宅"])
    sheet.append(["3栋", "1单元", "102", "90", "李娜", "100%", "住宅"])
    if wrong:
        sheet.append(["3栋", "1单元", "103", "见合同", "钱多", "100%", "住宅"])
    book.save(file)
    return file.getvalue()


def public_notice(city: City) -> Mapping[str, Any]:
    """A public notice of its own, with a neighbour's objection."""
    from sanguanjia.access.queries import actor_of
    from sanguanjia.notices import actions

    with preparing():
        ref = actions.post(
            city.actor("committee_member"),
            estate_id=city.estate.pk,
            kind="general",
            title="停车位调整",
            text="一、范围",
        )
        objection = actions.object_to(
            actor_of(city.neighbour()), estate_id=city.estate.pk, notice_id=ref.id, text="位置不合适"
        )
    return {
        "number": ref.number,
        "objection_id": objection.id,
        "later": (ref.closes_on + timedelta(days=9)).isoformat(),
    }


def left(city: City) -> Mapping[str, Any]:
    """Somebody in the roster who owns nothing any more."""
    from sanguanjia.registry.models import Party

    with preparing():
        party = Party.objects.create(estate=city.estate, kind="person", name="王芳", phone="13900007099")
    return {"party_id": party.pk}


def account_of(role: str) -> Scene:
    """Somebody's account."""
    return lambda city: {"account_id": city.person(role).pk}


def newcomer(city: City) -> Mapping[str, Any]:
    """Somebody who holds nothing yet."""
    from sanguanjia.access.models import Account

    with preparing():
        made = Account.objects.create(username=f"new{Account.objects.count()}", name="新来的", password="!")
    return {"username": made.username, "company": city.companies["estate"].id}


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def photo(name: str) -> Files:
    """A picture in the field of that name."""
    return lambda _scene: {name: ("x.jpg", picture(), "image/jpeg")}


def sheet() -> Files:
    """A roster, or the corrected lines of one."""
    return lambda scene: {"file": ("名册.xlsx", scene.get("fix") or workbook(), SHEET)}


def hotline_csv(estate: str, number: str = "R1") -> bytes:
    """A hotline's export of one row."""
    head = "工单编号,来电时间,来电人,联系电话,诉求内容,小区名称"
    return f"{head}\n{number},2024-04-24 08:05,王女士,13900001111,楼道灯不亮,{estate}\n".encode()


def hotline(estate: str = "", *, filed: bool = False, state: str = "") -> Scene:
    """A batch of one sheet at the estate's own desk, waiting for its commit; `filed`: committed; `state`: as if a job
    were at it."""

    def made(city: City) -> Mapping[str, Any]:
        import tempfile
        from pathlib import Path

        from sanguanjia.intake import actions
        from sanguanjia.intake.models import HotlineBatch, HotlineSheet
        from sanguanjia.registry.actions.rosters import Upload

        home = city.homes["estate"]
        who = city.actor("hotline_operator")
        with preparing(), tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "工单.csv"
            path.write_bytes(hotline_csv(estate or home.name, f"R{clock.now().timestamp()}"))
            batch = actions.upload_sheets(who, estate_id=home.pk, upload=Upload(path, "工单.csv")).id
            if filed:
                actions.commit_sheets(who, estate_id=home.pk, batch_id=batch)
            if state:
                HotlineBatch.objects.filter(estate_id=home.pk, pk=batch).update(state=state)
            sheet = HotlineSheet.objects.get(estate_id=home.pk, batch_id=batch)
        return {"home_id": home.pk, "batch_id": batch, "sheet_id": sheet.pk, "letters": {f"need-{sheet.pk}": "N21"}}

    return made


def export() -> Files:
    """A hotline's export."""
    return lambda _scene: {"file": ("工单.csv", hotline_csv("没听过", f"R{clock.now().timestamp()}"), "text/csv")}
