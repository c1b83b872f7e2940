"""The pages of a roster import: upload, columns, preview, fix, commit; and the export."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from sanguanjia.kernel.actor import SYSTEM, Actor
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.registry.actions import rosters
from sanguanjia.registry.models import RosterImport, Unit

from .factories import City, codes_of, found_city, officer
from .pages import text_of, visit
from .test_roster_acts import BAD, GOOD, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return found_city()


@pytest.fixture
def keeper(city: City) -> Actor:
    return officer("neighbourhood_officer", city.neighbourhood)


def address(name: str, *parts: int) -> str:
    return reverse(f"registry:{name}", args=parts)


def upload(city: City, who: Actor, data: bytes, name: str = "名册.xlsx") -> Any:
    return visit(
        who,
        address("roster-upload", city.estate.id),
        {"file": SimpleUploadedFile(name, data), "idempotency_key": "k1"},
        post=True,
    )


def read(city: City, roster_id: int) -> RosterImport:
    rosters.read_roster(SYSTEM, estate_id=city.estate.id, roster_id=roster_id)
    return RosterImport.objects.get(estate_id=city.estate.id, pk=roster_id)


def test_the_whole_way(city: City, keeper: Actor, tmp_path: Path) -> None:
    estate = city.estate.id
    assert "上传一份花名册" in text_of(visit(keeper, address("rosters", estate)))
    data = sheet(tmp_path, [*GOOD, *BAD]).path.read_bytes()
    sent = upload(city, keeper, data)
    assert sent.status_code == 302
    assert upload(city, keeper, data).headers["Location"] == sent.headers["Location"]  # the same form pressed twice
    row = RosterImport.objects.get(estate_id=estate)
    here = address("roster", estate, row.id)
    page = text_of(visit(keeper, here))
    assert "各列是什么" in page
    assert "建筑面积" in page
    chosen = {f"col_{letter}": name for name, letter in row.look["columns"].items()}
    assert (
        visit(keeper, address("roster-columns", estate, row.id), {**chosen, "header_row": "2"}, post=True).status_code
        == 302
    )
    assert "正在读取" in text_of(visit(keeper, here))
    state = json.loads(visit(keeper, address("roster-progress", estate, row.id)).content)
    assert state["state"] == "running"
    read(city, row.id)
    assert json.loads(visit(keeper, address("roster-progress", estate, row.id)).content)["state"] == "done"
    page = text_of(visit(keeper, here))
    assert "见合同" in page
    assert "证件号码校验位不对" in page
    assert "还有 2 户有错误" in page
    assert "合计对不上" not in page
    for show in ("bad_area", "skipped", "added", "changed", "same", "missing", "left_out", "nonsense"):
        assert visit(keeper, here, {"show": show}).status_code == 200
    assert "见合同" not in text_of(visit(keeper, here, {"show": "bad_identity"}))
    refused = visit(keeper, address("roster-commit", estate, row.id), post=True)
    assert (refused.status_code, "还有 2 户有错误，没有修正" in text_of(refused)) == (422, True)
    fix = load_workbook(io.BytesIO(visit(keeper, address("roster-fix-file", estate, row.id)).content))
    words = {cell.value: cell.column for cell in fix.active[1]}
    fix.active.cell(2, words["建筑面积"]).value = "66.6"
    fix.active.delete_rows(3)
    out = io.BytesIO()
    fix.save(out)
    visit(
        keeper,
        address("roster-fix", estate, row.id),
        {"file": SimpleUploadedFile("修.xlsx", out.getvalue())},
        post=True,
    )
    left = visit(keeper, address("roster-leave-out", estate, row.id), {"rows": ["10"], "reason": "证件待补"}, post=True)
    assert left.status_code == 302
    assert "证件待补" in text_of(visit(keeper, here, {"show": "left_out"}))
    assert visit(keeper, address("roster-commit", estate, row.id), post=True).status_code == 302
    assert "正在导入" in text_of(visit(keeper, here))
    rosters.import_roster(SYSTEM, estate_id=estate, roster_id=row.id)
    assert "已导入" in text_of(visit(keeper, here))
    assert Unit.objects.filter(estate_id=estate).count() == 5
    export = visit(keeper, address("roster-export", estate))
    assert load_workbook(io.BytesIO(export.content)).active.max_row == 8
    assert "已导入" in text_of(visit(keeper, address("rosters", estate)))


def test_a_second_roster_shows_what_changes(city: City, keeper: Actor, tmp_path: Path) -> None:
    from .test_roster_acts import commit, preview

    commit(city, keeper, preview(city, keeper, sheet(tmp_path, GOOD)))
    changed = [list(row) for row in GOOD]
    changed[0][3], changed[0][4], changed[0][5] = "99.99", "赵敏", GOOD[3][5]
    row = preview(city, keeper, sheet(tmp_path, changed[:3], "二.xlsx"))
    here = address("roster", city.estate.id, row.id)
    page = text_of(visit(keeper, here, {"show": "changed"}))
    assert "建筑面积：<del>88.12</del> 改为 <ins>99.99</ins>" in page
    assert "业主：<del>张伟</del> 改为 <ins>赵敏</ins>" in page
    page = text_of(visit(keeper, here, {"show": "missing"}))
    assert "3-2-101" in page


def test_a_hostile_file_is_refused_on_the_page(city: City, keeper: Actor) -> None:
    page = upload(city, keeper, b"%PDF-1.7")
    assert page.status_code == 422
    assert "这不是能读的花名册文件" in text_of(page)
    empty = visit(keeper, address("roster-upload", city.estate.id), {}, post=True)
    assert empty.status_code == 422
    assert not RosterImport.objects.filter(estate_id=city.estate.id).exists()


def test_a_roster_without_known_headers_is_mapped_by_hand(city: City, keeper: Actor) -> None:
    estate = city.estate.id
    upload(city, keeper, "甲,乙,丙,丁\n1-1-101,88.5,张伟,999999190001010015\n".encode(), "x.csv")
    row = RosterImport.objects.get(estate_id=estate)
    assert "各列是什么" in text_of(visit(keeper, address("roster", estate, row.id)))
    wrong = visit(keeper, address("roster-columns", estate, row.id), {"col_A": "owner", "col_B": "owner"}, post=True)
    assert (wrong.status_code, "选了两列" in text_of(wrong)) == (422, True)
    asked = {"col_A": "address", "col_B": "area", "col_C": "owner", "col_D": "identity", "header_row": "1"}
    visit(keeper, address("roster-columns", estate, row.id), asked, post=True)
    found = read(city, row.id)
    assert (found.state, found.difference["units"], found.difference["wrong"]) == ("ready", 1, 0)


def test_who_may_come_in(city: City, tmp_path: Path) -> None:
    from sanguanjia.registry import actions

    estate = city.estate.id
    other = actions.found_neighbourhood(SYSTEM, estate_id=city.subdistrict.id, code12="430211001002", name="别的社区")
    for role in ("owner", "tenant", "grid_worker", "volunteer"):
        with pytest.raises(Refusal) as caught:
            visit(officer(role, city.estate), address("rosters", estate))
        assert codes_of(caught.value) == {"not_permitted"}
    with pytest.raises(Refusal) as caught:
        visit(officer("neighbourhood_officer", other), address("rosters", estate))
    assert codes_of(caught.value) == {"not_found"}
    for role in ("neighbourhood_officer", "committee_member"):
        place = city.neighbourhood if role == "neighbourhood_officer" else city.estate
        assert visit(officer(role, place), address("rosters", estate)).status_code == 200
    with pytest.raises(Refusal):
        visit(officer("committee_member", city.estate), address("roster-export", estate))
