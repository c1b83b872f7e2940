"""A roster from upload to commit: every row accounted for, nothing in silence, the export re-imports to the same
state."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from openpyxl import Workbook, load_workbook

from sanguanjia.kernel.actor import SYSTEM, Actor
from sanguanjia.kernel.models import Record
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.registry import roster_sheets, roster_store, sealing
from sanguanjia.registry.actions import rosters
from sanguanjia.registry.models import (
    Building,
    Ownership,
    OwnershipMember,
    Party,
    RosterFile,
    RosterImport,
    RosterItem,
    Unit,
    UnitCorrection,
)
from sanguanjia.registry.roster import sandbox
from sanguanjia.registry.types import WHOLE

from .factories import City, codes_of, found_city, officer

pytestmark = pytest.mark.django_db

HEAD = ["楼栋", "单元", "房号", "建筑面积", "业主姓名", "证件号码", "联系电话", "产权份额", "用途", "交付日期", "备注"]
IDS = ["999999190001010015", "999999200002290027", "11010519491231002X", "440524188001010014"]
GOOD: list[list[Any]] = [
    ["3栋", "1单元", "101", "88.12", "张伟", IDS[0], "19912345678", "100%", "住宅", "2015-06-01", None],
    ["3栋", "1单元", "102", "90", "李娜", IDS[1], "19912345679", "1/2", "住宅", "2016年1月2日", "共有"],
    [None, None, None, None, "王强", IDS[2], None, "1/2", None, None, "共有"],
    ["3栋", "2单元", "101", "70.5", "赵敏", IDS[3], None, None, "住宅", None, "共有"],
    [None, None, None, None, "张伟", IDS[0], None, None, None, None, "共有"],
    ["4栋", "1单元", "201", "1,200.05", "某某置业有限公司", "91430211MA4XX0012H", None, "100%", "商铺", None, "未售"],
]
BAD: list[list[Any]] = [
    ["4栋", "1单元", "202", "见合同", "钱多", IDS[0], "19912345678", "100%", "住宅", None, None],
    ["4栋", "1单元", "203", "80", "孙丽", "999999190001010016", None, "100%", "住宅", None, None],
]


@pytest.fixture
def city() -> City:
    return found_city()


@pytest.fixture
def keeper(city: City) -> Actor:
    return officer("neighbourhood_officer", city.neighbourhood)


def sheet(tmp_path: Path, rows: list[list[Any]], name: str = "名册.xlsx") -> rosters.Upload:
    book = Workbook()
    book.active.append(["示例小区业主花名册"])
    book.active.append(HEAD)
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / name)
    return rosters.Upload(tmp_path / name, name)


def preview(city: City, who: Actor, upload: rosters.Upload) -> RosterImport:
    done = rosters.upload_roster(who, estate_id=city.estate.id, upload=upload)
    row = RosterImport.objects.get(estate_id=city.estate.id, pk=done.id)
    rosters.settle_roster_columns(who, estate_id=city.estate.id, roster_id=done.id, columns=row.look["columns"])
    rosters.read_roster(SYSTEM, estate_id=city.estate.id, roster_id=done.id)
    row.refresh_from_db()
    return row


def commit(city: City, who: Actor, row: RosterImport, **more: Any) -> rosters.Imported:
    rosters.commit_roster(who, estate_id=city.estate.id, roster_id=row.id, **more)
    return rosters.import_roster(SYSTEM, key=f"roster-import-{row.id}", estate_id=city.estate.id, roster_id=row.id)


def state(estate_id: int) -> dict[str, Any]:
    """Everything a roster says about an estate, as the registry has it."""
    from sanguanjia.kernel import clock

    found = {}
    for unit in roster_store.living_units(estate_id, clock.today()):
        line = unit.line()
        people = sorted((p.kind, p.name, p.identity_kind, p.identity_number, p.phone) for p in line.parties)
        found[line.code] = (line.building, line.entrance, line.room, line.use, line.built, line.built_source,
            line.exclusive,
                            line.exclusive_source, line.unsold, line.delivered, people,
                            [(h.lower, h.upper, h.joint) for h in line.held])  # fmt: skip
    return found


def refused(call: Any) -> set[str]:
    with pytest.raises(Refusal) as caught:
        call()
    return codes_of(caught.value)


def test_a_roster_goes_in_whole(city: City, keeper: Actor, tmp_path: Path) -> None:
    row = preview(city, keeper, sheet(tmp_path, GOOD))
    assert row.state == "ready"
    assert row.difference == {
        "loaded": 6,
        "error": 0,
        "skipped": 2,
        "units": 4,
        "wrong": 0,
        "left_out": 0,
        "added": 4,
        "changed": 0,
        "same": 0,
        "missing": 0,
    }
    assert sum(row.report["rows"][k] for k in ("loaded", "error", "skipped")) == row.report["rows"]["total"] == 8
    done = commit(city, keeper, row)
    assert (done.added, done.changed, done.same, done.ended) == (4, 0, 0, 0)
    estate = city.estate.id
    assert Building.objects.filter(estate_id=estate).count() == 2  # 3 was there, 4 is new
    unit = Unit.objects.get(estate_id=estate, code="3-1-102")
    assert (str(unit.built_area), unit.built_area_source, unit.exclusive_area_source, str(unit.valid_from)) == (
        "90.00",
        "roster",
        "stand_in",
        "2016-01-02",
    )
    slices = [
        (o.slice.lower, o.slice.upper, o.is_joint)
        for o in Ownership.objects.filter(estate_id=estate, unit_id=unit.id).order_by("slice")
    ]
    assert slices == [(0, WHOLE // 2, False), (WHOLE // 2, WHOLE, False)]
    joint = Ownership.objects.get(estate_id=estate, unit_id=Unit.objects.get(estate_id=estate, code="3-2-101").id)
    assert joint.is_joint
    assert OwnershipMember.objects.filter(estate_id=estate, ownership_id=joint.id).count() == 2
    unsold = Unit.objects.get(estate_id=estate, code="4-1-201")
    assert (unsold.use, Ownership.objects.get(estate_id=estate, unit_id=unsold.id).basis) == (
        "shop",
        "developer_unsold",
    )
    assert Party.objects.filter(estate_id=estate).count() == 5
    assert Party.objects.get(estate_id=estate, identity_index=sealing.index_of(IDS[0])).phone == "19912345678"


def test_a_second_run_of_the_job_changes_nothing(city: City, keeper: Actor, tmp_path: Path) -> None:
    row = preview(city, keeper, sheet(tmp_path, GOOD))
    first = commit(city, keeper, row)
    again = rosters.import_roster(SYSTEM, key=f"roster-import-{row.id}", estate_id=city.estate.id, roster_id=row.id)
    assert again == first
    assert Unit.objects.filter(estate_id=city.estate.id).count() == 4
    assert refused(lambda: rosters.commit_roster(keeper, estate_id=city.estate.id, roster_id=row.id)) == {
        "roster_not_now"
    }
    assert Record.objects.filter(estate_id=city.estate.id, act="registry.import_roster").count() == 1
    assert not RosterFile.objects.filter(estate_id=city.estate.id).exists()


def test_errors_are_corrected_or_left_out_by_name(city: City, keeper: Actor, tmp_path: Path) -> None:
    estate = city.estate.id
    row = preview(city, keeper, sheet(tmp_path, [*GOOD, *BAD]))
    assert (row.difference["wrong"], row.difference["error"]) == (2, 2)
    assert refused(lambda: rosters.commit_roster(keeper, estate_id=estate, roster_id=row.id)) == {"roster_has_errors"}
    fix = load_workbook(io.BytesIO(roster_sheets.fix_file(row)))
    page = fix.active
    words = {cell.value: cell.column for cell in page[1]}
    assert {"原行号", "错误", "建议", "房号", "业主姓名"} <= set(words)
    by_room = {page.cell(r, words["房号"]).value: r for r in range(2, page.max_row + 1)}
    page.cell(by_room["202"], words["建筑面积"]).value = "66.60"
    page.delete_rows(by_room["203"])
    fix.save(tmp_path / "修正.xlsx")
    rosters.correct_roster(
        keeper, estate_id=estate, roster_id=row.id, upload=rosters.Upload(tmp_path / "修正.xlsx", "修正.xlsx")
    )
    row.refresh_from_db()
    assert (row.difference["units"], row.difference["wrong"], row.difference["loaded"], row.difference["error"]) == (
        5,
        1,
        7,
        1,
    )
    assert refused(
        lambda: rosters.leave_out_roster_units(keeper, estate_id=estate, roster_id=row.id, rows=[3], reason="x")
    ) == {"roster_rows_unknown"}
    assert refused(
        lambda: rosters.leave_out_roster_units(keeper, estate_id=estate, roster_id=row.id, rows=[10], reason=" ")
    ) == {"reason_not_given"}
    rosters.leave_out_roster_units(keeper, estate_id=estate, roster_id=row.id, rows=[10], reason="业主出国，证件待补")
    row.refresh_from_db()
    assert (row.difference["wrong"], row.difference["left_out"]) == (1, 1)
    done = commit(city, keeper, row)
    assert (done.added, done.left_out) == (5, 1)
    assert str(Unit.objects.get(estate_id=estate, code="4-1-202").built_area) == "66.60"
    assert not Unit.objects.filter(estate_id=estate, code="4-1-203").exists()
    kept = RosterItem.objects.get(estate_id=estate, roster_id=row.id, left_out=True)
    assert (kept.code, kept.left_out_because) == ("4-1-203", "业主出国，证件待补")


def test_a_fix_file_that_names_other_rows_is_refused(city: City, keeper: Actor, tmp_path: Path) -> None:
    row = preview(city, keeper, sheet(tmp_path, [*GOOD, *BAD]))
    stranger = sheet(tmp_path, GOOD[:1], "别的.xlsx")
    assert refused(
        lambda: rosters.correct_roster(keeper, estate_id=city.estate.id, roster_id=row.id, upload=stranger)
    ) == {"roster_fix_unknown"}


def test_a_second_roster_is_a_difference(city: City, keeper: Actor, tmp_path: Path) -> None:
    estate = city.estate.id
    commit(city, keeper, preview(city, keeper, sheet(tmp_path, GOOD)))
    changed = [list(r) for r in GOOD]
    changed[0][3] = "88.13"
    changed[1][4], changed[1][5] = "周新", "999999199707120010"
    from sanguanjia.registry.rules.codes import identity_check_character

    changed[1][5] = "99999919970712001" + identity_check_character("99999919970712001")
    second = [*changed[:3], changed[5], ["5栋", "1单元", "101", "60", "张伟", IDS[0], None, "100%", "住宅", None, None]]
    row = preview(city, keeper, sheet(tmp_path, second, "二.xlsx"))
    assert {k: row.difference[k] for k in ("added", "changed", "same", "missing")} == {
        "added": 1,
        "changed": 2,
        "same": 1,
        "missing": 1,
    }
    done = commit(city, keeper, row)
    assert (done.added, done.changed, done.same, done.ended) == (1, 2, 1, 0)
    note = UnitCorrection.objects.get(estate_id=estate, fact="built_area")
    assert (note.old, note.new, note.evidence) == ("88.12", "88.13", "二.xlsx")
    unit = Unit.objects.get(estate_id=estate, code="3-1-102")
    owners = Ownership.objects.filter(estate_id=estate, unit_id=unit.id)
    assert sum(o.slice.upper - o.slice.lower for o in owners if o.period.upper is None) == WHOLE
    assert Unit.objects.filter(estate_id=estate, code="3-2-101", valid_to__isnull=True).exists()
    again = preview(city, keeper, sheet(tmp_path, second, "三.xlsx"))
    assert {k: again.difference[k] for k in ("added", "changed", "same", "missing")} == {
        "added": 0,
        "changed": 0,
        "same": 4,
        "missing": 0 + 1,
    }


def test_what_is_missing_ends_only_when_said(city: City, keeper: Actor, tmp_path: Path) -> None:
    from datetime import timedelta

    from sanguanjia.kernel import clock

    estate = city.estate.id
    commit(city, keeper, preview(city, keeper, sheet(tmp_path, GOOD)))
    with clock.turned_to(clock.now() + timedelta(days=30)):
        row = preview(city, keeper, sheet(tmp_path, GOOD[:1], "二.xlsx"))
        done = commit(city, keeper, row, end_missing=True)
        assert (done.same, done.ended) == (1, 3)
        assert set(state(estate)) == {"3-1-101"}
        assert (
            not Ownership.objects.filter(estate_id=estate, period__contains=clock.today())
            .exclude(unit_id=Unit.objects.get(estate_id=estate, code="3-1-101").id)
            .exists()
        )


def test_the_export_re_imports_to_the_same_state(city: City, keeper: Actor, tmp_path: Path) -> None:
    from sanguanjia.registry import actions

    commit(city, keeper, preview(city, keeper, sheet(tmp_path, GOOD)))
    path = tmp_path / "导出.xlsx"
    path.write_bytes(roster_sheets.export_file(city.estate.id, full=True))
    assert sandbox.check(path)["errors"] == []
    same = preview(city, keeper, rosters.Upload(path, "导出.xlsx"))
    assert {k: same.difference[k] for k in ("added", "changed", "same", "missing", "wrong")} == {
        "added": 0,
        "changed": 0,
        "same": 4,
        "missing": 0,
        "wrong": 0,
    }
    other = actions.found_estate(SYSTEM, estate_id=city.neighbourhood.id, name="新桂都")
    done = rosters.upload_roster(keeper, estate_id=other.id, upload=rosters.Upload(path, "导出.xlsx"))
    look = RosterImport.objects.get(estate_id=other.id, pk=done.id).look
    rosters.settle_roster_columns(keeper, estate_id=other.id, roster_id=done.id, columns=look["columns"])
    rosters.read_roster(SYSTEM, estate_id=other.id, roster_id=done.id)
    rosters.commit_roster(keeper, estate_id=other.id, roster_id=done.id)
    rosters.import_roster(SYSTEM, estate_id=other.id, roster_id=done.id)
    assert state(other.id) == state(city.estate.id)


def test_steps_that_are_refused(city: City, keeper: Actor, tmp_path: Path) -> None:
    from sanguanjia.kernel.actor import ANONYMOUS

    estate = city.estate.id
    upload = sheet(tmp_path, GOOD)
    assert refused(lambda: rosters.upload_roster(ANONYMOUS, estate_id=estate, upload=upload)) == {"not_permitted"}
    bad = tmp_path / "a.xlsx"
    bad.write_bytes(b"%PDF-1.7")
    assert refused(lambda: rosters.upload_roster(keeper, estate_id=estate, upload=rosters.Upload(bad, "a.xlsx"))) == {
        "roster_wrong_type"
    }
    done = rosters.upload_roster(keeper, estate_id=estate, upload=upload)
    assert refused(
        lambda: rosters.settle_roster_columns(keeper, estate_id=estate, roster_id=done.id, columns={"area": "A"})
    ) == {"roster_columns_missing"}
    assert refused(
        lambda: rosters.settle_roster_columns(
            keeper, estate_id=estate, roster_id=done.id, columns={"owner": "A", "room": "A"}
        )
    ) == {"roster_column_twice"}
    assert refused(lambda: rosters.commit_roster(keeper, estate_id=estate, roster_id=done.id)) == {"roster_not_now"}
    rosters.withdraw_roster(keeper, estate_id=estate, roster_id=done.id)
    assert RosterImport.objects.get(estate_id=estate, pk=done.id).state == "withdrawn"
    assert not RosterFile.objects.filter(estate_id=estate).exists()


def test_one_roster_at_a_time(city: City, keeper: Actor, tmp_path: Path) -> None:
    estate = city.estate.id
    first, second = (
        rosters.upload_roster(keeper, estate_id=estate, upload=sheet(tmp_path, GOOD, name))
        for name in ("一.xlsx", "二.xlsx")
    )
    columns = RosterImport.objects.get(estate_id=estate, pk=first.id).look["columns"]
    rosters.settle_roster_columns(keeper, estate_id=estate, roster_id=first.id, columns=columns)
    settle = rosters.settle_roster_columns
    assert refused(lambda: settle(keeper, estate_id=estate, roster_id=second.id, columns=columns)) == {"roster_at_work"}


def test_a_job_that_breaks_off_leaves_the_import_where_it_was(city: City, keeper: Actor, tmp_path: Path) -> None:
    row = preview(city, keeper, sheet(tmp_path, GOOD))
    rosters.commit_roster(keeper, estate_id=city.estate.id, roster_id=row.id)
    rosters.stop_roster(SYSTEM, estate_id=city.estate.id, roster_id=row.id)
    row.refresh_from_db()
    assert (row.state, row.verdict) == ("ready", "roster_broke_off")


def test_a_nudge_queues_again_and_doubles_nothing(city: City, keeper: Actor, tmp_path: Path) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    row = preview(city, keeper, sheet(tmp_path, GOOD))
    assert refused(lambda: rosters.nudge_roster(keeper, estate_id=city.estate.id, roster_id=row.id)) == {
        "roster_not_now"
    }
    rosters.commit_roster(keeper, estate_id=city.estate.id, roster_id=row.id)
    rosters.nudge_roster(keeper, estate_id=city.estate.id, roster_id=row.id)
    assert ProcrastinateJob.objects.filter(task_name="registry.import_roster", args__roster_id=row.id).count() == 2


def test_what_waits_for_its_import_lies_sealed(city: City, keeper: Actor, tmp_path: Path) -> None:
    row = preview(city, keeper, sheet(tmp_path, GOOD))
    with cross_estate(), connection.cursor() as cursor:
        for table, column in (("registry_rosterimport", "look"), ("registry_rosteritem", "data")):
            cursor.execute(f"SELECT count(*), count(*) FILTER (WHERE {column} LIKE '$%%') FROM {table}", [])
            every, closed = cursor.fetchone()
            assert every == closed > 0
    file = RosterFile.objects.get(estate_id=city.estate.id, roster=row)
    assert bytes(file.content)[:2] != b"PK"
    assert hashlib.sha256(file.bytes()).hexdigest() == row.sha256
