"""The hotline's desk: the sheet of a call centre from upload to its answers, and the counter by keyboard alone."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from tests.support.browser import MakePage, assert_accessible, assert_fits

pytestmark = pytest.mark.browser

HEAD = ["工单编号", "来电时间", "来电人", "联系电话", "诉求内容", "小区名称", "是否保密"]
ROWS = [
    ["B1", "2026/1/5 8:05:00", "王女士", "19900001111", "三单元五楼的楼道灯不亮", "新桂都", "否"],
    ["B2", "2026-01-05 09:05:00", "王女士", "19900001111", "再次来电反映：三单元五楼的楼道灯不亮", "新桂都", "否"],
    ["B3", "2026/1/5 10:05:00", "李先生", "19900002222", "三楼着火了，浓烟很大，快来人", "新桂都", "否"],
    ["B4", "2026/1/5 11:05:00", "匿名", "19900003333", "电梯老是停", "不存在花园", "是"],
    ["B5", "2026/13/5 11:05:00", "匿名", "19900003333", "日期写错", "新桂都", "否"],
]


def test_a_sheet_from_upload_to_its_answers(desk: MakePage, tmp_path: Path) -> None:
    page = desk("rexian")
    page.goto("/intake/")
    assert_accessible(page)
    file = tmp_path / "热线工单.csv"
    with file.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([["热线工单导出表"], HEAD, *ROWS])
    page.set_input_files("input[name=file]", file)
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_url("**/sheets/*/")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("已导入").first.wait_for()
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载办理结果").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    page.goto("/intake/")
    page.get_by_role("link", name="小区不明的工单").click()
    page.get_by_role("link", name="B4").click()
    assert_accessible(page)


def test_the_counter_by_keyboard_alone(phone: MakePage) -> None:
    page = phone("rexian")
    page.goto("/intake/")
    page.get_by_role("link", name="窗口和电话登记").click()
    assert_accessible(page)
    assert_fits(page)
    began = time.monotonic()
    for words in ("新桂都", "二单元门口路灯不亮", "", "19900004444"):
        page.keyboard.type(words, delay=60)  # a quick typist
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("已按内容填上事项类别").wait_for()
    page.keyboard.press("Enter")  # the cursor stands in what was filled in
    page.get_by_text("已登记").wait_for()
    assert time.monotonic() - began < 60
