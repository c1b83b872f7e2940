"""An office worker imports the owners' roster of an estate, from the upload to the commit, with the worker at work."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.support.browser import MakePage, assert_accessible

pytestmark = pytest.mark.browser

HEAD = ["楼栋", "单元", "房号", "建筑面积", "业主姓名", "证件号码", "联系电话", "产权份额", "用途", "备注"]
ROWS = [
    ["88栋", "1单元", "101", "８８．１２㎡", "张伟", "999999190001010015", "19912345678", "100%", "住宅", None],
    ["88栋", "1单元", "102", "见合同", "李娜", "999999200002290027", None, "100%", "住宅", None],
    ["88栋", "1单元", "103", "90", "<img src=x onerror=alert(1)>", "999999190001010016", None, "100%", "住宅", None],
    ["88栋小计", None, None, "178.12", None, None, None, None, None, None],
]


def make(path: Path) -> Path:
    book = Workbook()
    book.active.append(["轴承厂家属院业主花名册"])
    book.active.append(HEAD)
    for row in ROWS:
        book.active.append(row)
    book.save(path)
    return path


def test_a_roster_from_upload_to_commit(desk: MakePage, tmp_path: Path) -> None:
    page = desk("shequ3")
    page.goto("/registry/estates/")
    page.get_by_role("link", name="轴承厂家属院").first.click()
    page.get_by_role("link", name="业主花名册").first.click()
    assert_accessible(page)
    page.set_input_files("input[name=file]", make(tmp_path / "轴承厂名册.xlsx"))
    page.get_by_role("button", name="上传").click()
    page.wait_for_selector("text=各列是什么")
    assert_accessible(page)
    assert page.locator("select[name=col_D]").input_value() == "area"
    page.get_by_role("button", name="按这样读取").click()
    page.wait_for_selector("text=没有错误的 1 户", timeout=60_000)
    assert_accessible(page)
    assert "见合同" in page.inner_text("main")
    assert page.get_by_role("button", name="确认导入").count() == 0
    page.get_by_text("逐户写明不导入", exact=True).click()
    assert "<img src=x onerror=alert(1)>" in page.inner_text("main")  # a name is text, whatever it says
    for box in page.locator("input[name=rows]").all():
        box.check()
    page.fill("input[name=reason]", "待业主补资料")
    page.get_by_role("button", name="勾选的户不导入").click()
    page.wait_for_selector("text=2 户写明不导入")
    page.get_by_role("button", name="确认导入").click()
    page.wait_for_selector("text=查看房屋", timeout=60_000)
    assert_accessible(page)
    page.get_by_role("link", name="查看房屋").click()
    page.goto(page.url.split("?")[0] + "?q=88-1-101")
    assert "88-1-101" in page.inner_text("main")


def test_a_hostile_file_is_refused_in_words(desk: MakePage, tmp_path: Path) -> None:
    page = desk("shequ3")
    page.goto("/registry/estates/")
    page.get_by_role("link", name="轴承厂家属院").first.click()
    page.get_by_role("link", name="业主花名册").first.click()
    (tmp_path / "名册.xlsx").write_bytes(b"%PDF-1.7")
    page.set_input_files("input[name=file]", tmp_path / "名册.xlsx")
    page.get_by_role("button", name="上传").click()
    page.wait_for_selector("text=这不是能读的花名册文件")
    assert_accessible(page)
