"""`sgj cases import --check`: the form of the contract, and exports of every shape."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from sanguanjia.cli.main import main
from sanguanjia.intake.rules.moments import read_moment
from sanguanjia.intake.rules.same import bare_content, estate_name

HEADER = [
    "工单编号", "来电时间", "来电人", "联系电话", "诉求类型", "诉求标题", "诉求内容", "小区名称", "详细地址",
    "紧急程度", "办理时限", "是否保密",
]  # fmt: skip


def line(no: str, text: str, *, when="2024/4/3 8:05:00", phone="13900001111", estate="甲苑", secret="否") -> list[str]:  # noqa: S107
    return [no, when, "王女士", phone, "投诉", text[:18], text, estate, estate + "1栋101", "一般", "5个工作日", secret]


def check(path: Path, capsys, *more: str) -> tuple[int, dict]:
    code = main(["cases", "import", str(path), "--check", "--estates", "甲苑,乙园小区", "--json", *more])
    return code, json.loads(capsys.readouterr().out)


def as_csv(path: Path, rows: list[list[str]], encoding: str = "gb18030", delimiter: str = ",") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def outcomes(answer: dict) -> list[str]:
    return [row["outcome"] for row in answer["rows"]]


ALL = [
    ["某市12345热线工单表"],
    HEADER,
    line("A1", "路灯不亮"),
    [],
    line("A2", "再次来电反映：路灯不亮。", estate="甲苑小区"),
    line("A1", "路灯不亮"),
    line("A3", "垃圾没人清，\n第二行", when="2024-02-30 10:00:00"),
    line("", "没有编号的一条"),
    line("A4", "四楼着火了", estate="不知道"),
    line("A5", "我和物业的官司还在打着，下周三开庭"),
    line("A6", "信访复核意见我不服"),
    line("A7", "路灯不亮", estate="丙城"),
    line("A8", "厨房闻到燃气味", estate="乙园", when="2024年4月3日 21时5分"),
    ["合计：", "", "", "", "", "", "", "", "", "", "", ""],
]
EXPECTED = ["load", "repeat_of", "duplicate_row", "bad_date", "bad_row", "emergency", "in_court", "petition_final",
            "unknown_estate", "load"]  # fmt: skip


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_every_outcome_in_every_encoding(tmp_path, capsys, encoding):
    code, answer = check(as_csv(tmp_path / "表.csv", ALL, encoding), capsys)
    assert code == 1
    assert outcomes(answer) == EXPECTED
    assert [row["row"] for row in answer["rows"]] == [3, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    assert answer["rows"][1]["of"] == "A1"
    assert answer["rows"][-1]["route"] == "gas"
    assert set(answer["rows"][0]) == {"row", "sheet_no", "outcome", "of", "tracking", "reason", "route"}
    assert sum(answer["counts"].values()) == len(EXPECTED)


def test_other_words_and_another_order(tmp_path, capsys):
    rows = [
        ["来电号码", "涉及小区", "反映内容", "受理编号", "受理时间", "是否公开"],
        ["139 0000 1111", " 甲苑 小区", "电梯坏了三天", "X-1", "2024.4.3 下午3:20", "否"],
        ["13900001111", "甲苑", "【重复件】电梯坏了三天", "X-2", "20240403152000", "是"],
    ]
    code, answer = check(as_csv(tmp_path / "a.txt", rows, "utf-8", "\t"), capsys)
    assert (code, outcomes(answer), answer["rows"][1]["of"]) == (0, ["load", "repeat_of"], "X-1")


def test_a_workbook_with_serial_dates_and_numbers(tmp_path, capsys):
    book = Workbook()
    sheet = book.active
    sheet.append(["株洲市热线工单"])
    sheet.append(HEADER)
    row = line("0", "水压太低")
    row[0], row[3] = 2024060001, 13900001111  # type: ignore[call-overload]
    from datetime import datetime

    row[1] = datetime(2024, 4, 3, 8, 5, 7)  # type: ignore[call-overload] # noqa: DTZ001
    sheet.append(row)
    book.save(tmp_path / "b.xlsx")
    code, answer = check(tmp_path / "b.xlsx", capsys)
    assert (code, outcomes(answer), answer["rows"][0]["sheet_no"]) == (0, ["load"], "2024060001")


def test_a_repeat_needs_the_same_phone_place_and_words(tmp_path, capsys):
    rows = [
        HEADER,
        line("B1", "路灯不亮"),
        line("B2", "路灯不亮", phone="13900002222"),
        line("B3", "路灯不亮", estate="乙园"),
        line("B4", "再次来电：路灯不亮，而且井盖也丢了"),
        line("B5", "市民再次来电反映，路灯不亮"),
        line("B6", "路灯不亮", phone=""),
        line("B7", "路灯不亮", phone=""),
    ]
    _, answer = check(as_csv(tmp_path / "c.csv", rows), capsys)
    assert outcomes(answer) == ["load", "load", "load", "load", "repeat_of", "load", "load"]


def test_files_that_are_none(tmp_path, capsys):
    (tmp_path / "x.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert check(tmp_path / "x.csv", capsys) == (2, {"refused": "wrong_type"})
    as_csv(tmp_path / "y.csv", [["一", "二"], ["三", "四"]])
    assert check(tmp_path / "y.csv", capsys) == (2, {"error": "no_header"})
    as_csv(tmp_path / "z.csv", [HEADER, line("A1", "=cmd|' /C calc'!A0")])
    assert check(tmp_path / "z.csv", capsys)[0] == 2
    assert check(tmp_path / "none.csv", capsys) == (2, {"error": "no_file"})


def test_people_at_a_terminal_read_sentences(tmp_path, capsys):
    path = as_csv(tmp_path / "d.csv", ALL)
    assert main(["cases", "import", str(path), "--check", "--estates", "甲苑"]) == 1
    said = capsys.readouterr().out
    assert "工单编号重复" in said
    assert "119" in said


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2023/6/3 0:54:43", "2023-06-03T00:54:43+08:00"),
        ("2023-06-24 04:26:41", "2023-06-24T04:26:41+08:00"),
        ("2023年6月3日8时5分", "2023-06-03T08:05:00+08:00"),
        ("2023-06-24T04:26", "2023-06-24T04:26:00+08:00"),
        ("2023.6.3 下午3:20", "2023-06-03T15:20:00+08:00"),
        ("2023/6/3", "2023-06-03T00:00:00+08:00"),
        ("20230603 085443", "2023-06-03T08:54:43+08:00"),
        ("２０２３／６／３　１０：００", "2023-06-03T10:00:00+08:00"),
    ],
)
def test_moments(typed, meant):
    assert read_moment(typed).isoformat() == meant


@pytest.mark.parametrize(
    "typed", ["2023-13-45", "2023/6/3 25:00", "2023/6/3 10:61:00", "昨天", "6/3", "2023-02-29 1:0"]
)
def test_no_moments(typed):
    assert read_moment(typed) is None


def test_what_makes_two_calls_the_same():
    same = {
        "路灯不亮！",
        "再次来电反映：路灯不亮",
        "二次来电：路灯 不亮",
        "市民来电反映，路灯不亮。",
        "[重复来电]路灯不亮",
    }
    assert {bare_content(text) for text in same} == {"路灯不亮"}
    assert bare_content("再次来电反映") == "再次来电反映"
    assert estate_name(" 甲苑 小区") == estate_name("甲苑") == "甲苑"
    assert estate_name("小区") == "小区"
