"""The three lists: counts, pointers, out as a sheet and back in, row errors, the dry run, publishing."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from django.test import Client
from openpyxl import load_workbook

from sanguanjia.cases import actions
from sanguanjia.cases.queries import catalogue
from sanguanjia.cases.rules.catalogue import LISTS, changes, entries_of, rows_of
from sanguanjia.policy import places
from sanguanjia.policy import queries as policy
from sanguanjia.policy.models import PolicyVersion
from sanguanjia.policy.packs import load
from sanguanjia.registry.models import Division
from tests.support.guard import preparing

from . import scene as scenes
from .scene import Scene

PLACE = "430200"
ALL = {name: load().resolve(listing.key, ("CN", PLACE), dt.date(2024, 4, 25)).value[name]
       for name, listing in LISTS.items()}  # fmt: skip
KNOWN = {name: frozenset(entry["code"] for entry in ALL[name]) for name in ("tasks", "duties")}


def as_rows(name: str) -> list[tuple[int, dict[str, str]]]:
    listing = LISTS[name]
    heads = [column.header for column in listing.columns]
    return [(n, dict(zip(heads, row, strict=True))) for n, row in enumerate(rows_of(listing, ALL[name]), 2)]


def test_zhuzhou_has_the_counts_of_its_articles_and_everything_points_somewhere():
    assert {name: len(entries) for name, entries in ALL.items()} == {"needs": 53, "tasks": 66, "duties": 136}
    used = {name: {code for need in ALL["needs"] for code in need[name]} for name in ("tasks", "duties")}
    assert used == {name: set(codes) for name, codes in KNOWN.items()}
    assert {code for need in ALL["needs"] for code in need["matters"]} == {f"M{n:02d}" for n in range(1, 69)}
    for entry in [*ALL["needs"], *ALL["tasks"], *ALL["duties"]]:
        assert entry["amount"] > 0
        assert entry["basis"]
    assert all(need["routes"] for need in ALL["needs"])


@pytest.mark.parametrize("name", LISTS)
def test_what_leaves_as_a_sheet_comes_back_the_same(name):
    entries, errors = entries_of(LISTS[name], as_rows(name), KNOWN if name == "needs" else {})
    assert errors == []
    for before, after in zip(ALL[name], entries, strict=True):
        for column in LISTS[name].columns:
            assert after[column.name] == before.get(column.name, [] if column.form in ("list", "choices") else "")
        assert after.get("handler") == before.get("handler")


@pytest.mark.parametrize(
    ("header", "typed", "reason"),
    [
        ("编号", "N02", "重复"), ("编号", "一号", "应像"), ("需求", "", "要填"), ("需求", "长" * 61, "60"),
        ("类别", "愿望", "之一"), ("首接层级", "", "要填"), ("期限", "很快", "整数"), ("期限", "0", "整数"),
        ("单位", "星期", "之一"), ("先打电话", "911", "之一"), ("物业任务", "T01、T99", "没有 T99"),
        ("部门责任", "D999", "没有 D999"), ("办理途径", "行政、打官司", "之一"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named(header, typed, reason):
    rows = as_rows("needs")
    rows[4] = (rows[4][0], rows[4][1] | {header: typed})
    _, errors = entries_of(LISTS["needs"], rows, KNOWN)
    assert [(e.row, e.column, e.typed) for e in errors] == [(6, header, typed)]
    assert reason in errors[0].reason


def test_a_list_without_its_last_resort_is_refused():
    _, errors = entries_of(LISTS["needs"], as_rows("needs")[:-1], KNOWN)
    assert "N99" in errors[0].reason


def test_what_would_go_elsewhere():
    assert changes(ALL, ALL) == {}
    moved = [entry | {"first": "subdistrict"} if entry["code"] == "N18" else entry for entry in ALL["needs"]]
    found = changes(ALL, ALL | {"needs": moved})
    assert set(found) == {"N18"}
    assert "街道首接" in found["N18"].then
    gone = [entry for entry in ALL["needs"] if entry["code"] != "N18"]
    assert "没有了" in changes(ALL, ALL | {"needs": gone})["N18"].then
    other = [e | {"department": "别的局"} if e["matter"] == "M47" and e["role"] == "lead" else e for e in ALL["duties"]]
    assert set(changes(ALL, ALL | {"duties": other})) == {"N02", "N03"}


def client(scene: Scene, who: str) -> Client:
    found = Client()
    found.force_login(scene.accounts[who])
    return found


@pytest.fixture
def city(scene: Scene) -> Scene:
    """The small city, with its own code, so that its lists are found and can be published."""
    with preparing():
        Division(code=PLACE, name="株洲市", level="city", valid=scenes.ALWAYS, home_id=scene.city).save()
    places.forget()
    yield scene
    places.forget()


@pytest.mark.django_db
def test_from_the_sheet_over_the_dry_run_to_a_new_version(city):
    scene = city
    for text in ("楼下垃圾没人收", "垃圾桶满了三天"):
        actions.report(scene.owner, key=None, estate_id=scene.estate, need="N18", text=text)
    actions.report(scene.owner, key=None, estate_id=scene.estate, need="N01", text="灯不亮")
    officer = client(scene, "city_officer")
    page = officer.get("/cases/lists/needs/").content.decode()
    assert "业主需求清单（53 项）" in page
    assert "部门责任清单（136 项）" in page
    sheet = officer.get("/cases/lists/needs.xlsx")
    book = load_workbook(io.BytesIO(sheet.content))
    rows = list(book.active.iter_rows())
    column = [cell.value for cell in rows[0]].index("首接层级")
    line = next(row for row in rows if row[0].value == "N18")
    line[column].value = "街道"
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "清单.xlsx"
    tried = officer.post("/cases/lists/needs/check/", {"place": PLACE, "file": out}).content.decode()
    assert "最近 3 件报事里，有 2 件会去别处" in tried
    assert "街道首接" in tried
    entries = [e | {"first": "subdistrict"} if e["code"] == "N18" else e for e in ALL["needs"]]
    heads = [c.header for c in LISTS["needs"].columns]
    cells = [dict(zip(heads, row, strict=True)) for row in rows_of(LISTS["needs"], entries)]
    form = {"place": PLACE, "rows": json.dumps(cells), "effective_from": "2024-05-06", "source_title": "某通知",
            "idempotency_key": "one"}  # fmt: skip
    for _ in range(2):
        done = officer.post("/cases/lists/needs/publish/", form)
        assert done.status_code == 302, done.content.decode()
    policy.forget()
    assert PolicyVersion.objects.filter(key="cases.needs", jurisdiction=PLACE).count() == 2
    then = catalogue.held("needs", PLACE, dt.date(2024, 5, 7)).entries
    assert next(e for e in then if e["code"] == "N18")["first"] == "subdistrict"


@pytest.mark.django_db
def test_row_errors_and_files_that_are_no_list(scene):
    officer = client(scene, "city_officer")
    bad = io.BytesIO("编号,任务,期限,单位,依据\nT01,换灯,马上,工作日,合同\n".encode("gb18030"))
    bad.name = "任务.csv"
    page = officer.post("/cases/lists/tasks/check/", {"place": PLACE, "file": bad})
    assert page.status_code == 422
    assert "马上" in page.content.decode()
    assert officer.post("/cases/lists/tasks/check/", {"place": PLACE}).status_code == 422
    assert officer.post("/cases/lists/tasks/publish/", {"place": PLACE, "rows": "["}).status_code == 422
    assert officer.get("/cases/lists/nothing/").status_code == 404


@pytest.mark.django_db
def test_one_entry_by_its_form(scene):
    officer = client(scene, "city_officer")
    page = officer.get(f"/cases/lists/tasks/T01/?place={PLACE}").content.decode()
    assert "更换楼道" in page
    fields = {"place": PLACE, "name": "换灯", "amount": "2", "unit": "工作日", "basis": "合同"}
    assert "新版 66 项" in officer.post("/cases/lists/tasks/T01/", fields).content.decode()
    assert officer.post("/cases/lists/tasks/T01/", fields | {"unit": "年"}).status_code == 422
    assert client(scene, "owner").get("/cases/lists/tasks/T01/").status_code == 403
