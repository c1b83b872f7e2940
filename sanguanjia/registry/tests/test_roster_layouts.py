"""Shapes of rosters: headers, headings, merges, several sheets, co-owners, maps; and the sample with its truth."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from sanguanjia.kernel.sheets.types import Refused, Unreadable
from sanguanjia.registry.roster import check
from sanguanjia.registry.tests.roster_maker import Maker

SAMPLE = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "山水文园.xlsx"
IDS = ["999999190001010015", "999999200002290027", "11010519491231002X", "440524188001010014"]


def from_csv(
    rows: list[list[Any]], mapping: dict[str, object] | None = None, encoding: str = "utf-8"
) -> dict[str, Any]:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return check.run(check.Roster(io.BytesIO(out.getvalue().encode(encoding)), "a.csv", mapping))


def from_book(
    sheets: dict[str, list[list[Any]]], merges: dict[str, list[str]] | None = None, hidden: tuple[str, ...] = ()
) -> dict[str, Any]:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for block in (merges or {}).get(title, []):
            sheet.merge_cells(block)
        if title in hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return check.run(check.Roster(io.BytesIO(out.getvalue()), "a.xlsx"))


def findings(report: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(e["row"], e["unit"], e["kind"]) for e in report["errors"]]


HEAD = ["楼栋", "单元", "房号", "建筑面积", "业主姓名", "证件号码", "联系电话", "份额", "备注"]


def line(
    room: str,
    i: int = 0,
    b: str = "1栋",
    e: str = "1单元",
    area: Any = "88.5",
    name: str = "张伟",
    share: str = "",
    note: str = "",
) -> list[Any]:
    return [b, e, room, area, name, IDS[i], "", share, note]


def test_the_sample_agrees_with_its_truth() -> None:
    if not SAMPLE.exists():
        pytest.skip("not run: the sample roster is not beside this checkout")
    truth = json.loads(SAMPLE.with_suffix(".truth.json").read_text(encoding="utf-8"))
    report = check.run(check.Roster(io.BytesIO(SAMPLE.read_bytes()), SAMPLE.name))
    for key in ("units", "owner_rows", "persons", "area_hundredths", "unsold_units", "parking_units", "warnings"):
        assert report[key] == truth[key]
    assert findings(report) == [(e["row"], e["unit"], e["kind"]) for e in truth["errors"]]
    assert sum(report["rows"][k] for k in ("loaded", "error", "skipped")) == report["rows"]["total"] == 2722


@pytest.mark.parametrize("seed", range(80))
def test_invented_rosters_agree_with_their_truth(seed: int) -> None:
    made = Maker(seed).make()
    report = check.run(check.Roster(io.BytesIO(made.data), made.name))
    for key in (
        "units",
        "owner_rows",
        "persons",
        "area_hundredths",
        "unsold_units",
        "parking_units",
        "header_row",
        "columns",
    ):
        assert report[key] == made.truth[key], key
    assert sorted(findings(report)) == sorted((e["row"], e["unit"], e["kind"]) for e in made.truth["errors"])
    assert sum(report["rows"][k] for k in ("loaded", "error", "skipped")) == report["rows"]["total"]


def test_headings_carry_the_building() -> None:
    report = from_csv(
        [
            ["房号", "面积", "业主", "身份证号"],
            ["1栋1单元", "", "", ""],
            ["101", "80", "张伟", IDS[0]],
            ["102", "80", "李娜", IDS[1]],
            ["2栋", "", "", ""],
            ["101", "80", "王强", "x"],
        ]
    )
    assert report["units"] == 2
    assert findings(report) == [(6, "2-101", "bad_identity")]


def test_building_and_entrance_typed_once_or_merged() -> None:
    rows = [
        HEAD,
        line("101"),
        line("102", 1, b="", e=""),
        line("201", 2, b="", e="2单元"),
        line("101", 3, b="2栋", e="1单元"),
    ]
    assert from_csv(rows)["units"] == 4
    merged = from_book({"a": rows}, {"a": ["A2:A4", "B2:B3"]})
    assert merged["units"] == 4
    assert not merged["errors"]


def test_two_header_rows() -> None:
    rows = [
        ["示例小区业主花名册"],
        ["序号", "房屋信息", None, None, None, "业主信息", None, None, "备注"],
        [None, "楼栋", "单元", "房号", "面积", "姓名", "证件号码", "电话", None],
        [1, "1栋", "1单元", "101", 88.5, "张伟", IDS[0], "19912345678", None],
        [2, "1栋", "1单元", "102", 88.5, "李娜", "bad", "19912345678", None],
    ]
    report = from_book({"a": rows}, {"a": ["A1:I1", "A2:A3", "B2:E2", "F2:H2", "I2:I3"]})
    assert report["header_row"] == 3
    assert report["columns"] == {
        "seq": "A",
        "building": "B",
        "entrance": "C",
        "room": "D",
        "area": "E",
        "owner": "F",
        "identity": "G",
        "phone": "H",
        "remark": "I",
    }
    assert (report["units"], findings(report)) == (1, [(5, "1-1-102", "bad_identity")])
    assert from_csv(rows)["units"] == 1


def test_the_right_sheet_among_several() -> None:
    roster = [HEAD, *[line(f"{i}01", 0) for i in range(1, 6)]]
    report = from_book(
        {
            "说明": [["填表说明"], ["请填写业主姓名、房号"]],
            "汇总": [["楼栋", "户数", "面积"], ["1栋", 5, 400]],
            "业主花名册": roster,
            "旧": [HEAD, *[line(f"{i}02") for i in range(1, 30)]],
        },
        hidden=("旧",),
    )
    assert (report["sheet"], report["units"], report["other_sheets"]) == ("业主花名册", 5, ["旧"])


def test_one_owner_over_several_homes_in_merged_cells() -> None:
    rows = [
        HEAD,
        line("101"),
        ["1栋", "1单元", "102", "70", None, None, None, None, None],
        ["1栋", "1单元", "103", "60", None, None, None, None, None],
    ]
    report = from_book({"a": rows}, {"a": ["E2:E3", "F2:F3", "G2:G3"]})
    assert (report["units"], report["owner_rows"], report["persons"]) == (2, 2, 1)
    assert findings(report) == [(4, "1-1-103", "missing_owner")]


def test_co_owners_in_one_cell_in_two_columns_and_on_repeated_lines() -> None:
    one = from_csv(
        [
            HEAD,
            ["1栋", "1单元", "101", "80", "张伟、李娜", f"{IDS[0]}、{IDS[1]}", "19912345678/19912345679", "各50%", ""],
        ]
    )
    assert (one["units"], one["owner_rows"], one["persons"], one["errors"]) == (1, 2, 2, [])
    broken = from_csv([HEAD, ["1栋", "1单元", "101", "80", "张伟\n李娜", f"{IDS[0]}\n{IDS[1]}", "", "60%\n60%", ""]])
    assert findings(broken) == [(2, "1-1-101", "shares_exceed_whole")]
    two = from_csv(
        [
            ["房号", "面积", "业主姓名", "身份证号", "共有人", "共有人身份证号"],
            ["101", "80", "张伟", IDS[0], "李娜", IDS[1]],
            ["102", "80", "张伟", IDS[0], "", ""],
        ]
    )
    assert (two["units"], two["owner_rows"], two["persons"], two["errors"]) == (2, 3, 2, [])
    again = from_csv(
        [
            HEAD,
            line("101", 0, share="50%"),
            line("101", 1, name="李娜", share="50%"),
            line("101", 2, name="王强", share="50%"),
        ]
    )
    assert (again["units"], again["owner_rows"], findings(again)) == (1, 2, [(4, "1-1-101", "duplicate_unit")])
    more = from_csv([HEAD, line("101", 0, share="60%"), line("101", 1, name="李娜", share="60%")])
    assert findings(more) == [(2, "1-1-101", "shares_exceed_whole")]
    twice = from_csv([HEAD, line("101", 0, share="100%"), line("101", 1, name="李娜", share="100%")])
    assert findings(twice) == [(3, "1-1-101", "duplicate_unit")]
    same = from_csv([HEAD, line("101", 0, share="50%"), line("101", 0, share="50%")])
    assert findings(same) == [(3, "1-1-101", "duplicate_unit")]


def test_shares_of_a_group() -> None:
    def unit(*cells: str) -> list[tuple[int, str, str]]:
        rows = [HEAD, line("101", 0, share=cells[0])]
        rows += [["", "", "", "", "李娜", IDS[i], "", cell, ""] for i, cell in enumerate(cells[1:], start=1)]
        return findings(from_csv(rows))

    assert unit("", "") == []
    assert unit("共同共有", "") == []
    assert unit("50%", "") == [(2, "1-1-101", "bad_share")]
    assert unit("1/3", "1/3", "1/3") == []
    assert unit("33.33%", "33.33%", "33.34%") == []
    assert unit("16.67%") == []
    assert unit("60%", "40.01%") == [(2, "1-1-101", "shares_exceed_whole")]
    assert unit("60%", "abc") == [(2, "1-1-101", "bad_share")]
    rows = [HEAD, line("101", 0, share="100%"), ["", "", "", "", "李娜", IDS[1], "", "", ""]]
    merged = from_book({"a": rows}, {"a": ["A2:A3", "B2:B3", "C2:C3", "H2:H3"]})
    assert (merged["errors"], merged["owner_rows"]) == ([], 2)


def test_what_a_line_without_an_owner_gives() -> None:
    report = from_csv([HEAD, ["1栋", "1单元", "101", "见合同", " ", "", "123", "", ""], line("101", 1, area="-1")])
    assert findings(report) == [
        (2, "1-1-101", "missing_owner"),
        (3, "1-1-101", "bad_area"),
        (3, "1-1-101", "duplicate_unit"),
    ]


def test_unsold_and_parking() -> None:
    head = ["房号", "面积", "业主", "证件号码", "用途", "备注"]
    rows = [head, ["1-101", "80", "某某置业有限公司", "91430211MA4XX0012H", "住宅", "未售"],
        ["1-102", "80", "开发商", "", "住宅", ""],
            ["1-103", "80", "张伟", IDS[0], "住宅", "原未售，现已售"],
            ["B1-001", "12.5", "张伟", IDS[0], "车位", ""],
            ["地下车库2号", "12.5", "张伟", IDS[0], "", ""]]  # fmt: skip
    report = from_csv(rows)
    assert (report["units"], report["unsold_units"], report["parking_units"], report["errors"]) == (5, 2, 2, [])


def test_rows_that_are_no_units() -> None:
    rows = [["示例小区业主花名册"], HEAD, line("101"), [], ["本页小计", "", "", "88.5"], HEAD, line("102", 1),
        ["1栋合计", "2户"], ["总计", "", "", "177.00"],
            ["备注：面积以登记簿为准"], ["制表人：张三", "", "", "审核人：李四"], ["第1页，共1页"]]  # fmt: skip
    report = from_csv(rows)
    assert report["rows"] == {"total": 12, "loaded": 2, "error": 0, "skipped": 10}
    assert report["errors"] == []


def test_more_rows_that_are_no_units() -> None:
    rows = [
        ["示例小区业主花名册"], ["序号", *HEAD], [1, *line("101")], ["", "其中：住宅", "", "", "", "2200户"],
        ["示例小区业主花名册（续）"],
        ["", "制表人：张三", "", "审核人：李四", "", "2023年"], [2, *line("102", 1)],
        ["", "", "", "", "", "", "", "19912345678"], [3, "", "1单元"], [4],
    ]  # fmt: skip
    report = from_csv(rows)
    assert report["errors"] == []
    assert report["rows"] == {"total": 10, "loaded": 3, "error": 0, "skipped": 7}


def test_headings_with_words_behind_them() -> None:
    rows = [["房号", "面积", "业主"], ["3栋1单元业主名单"], ["101", "80", "张伟"], ["3栋2单元（共2户）"],
        ["101", "80", "李娜"], ["4号楼："], ["101", "80", "王强"],
            ["示例小区"], ["102", "80", "王强"]]  # fmt: skip
    report = from_csv(rows)
    assert (report["units"], report["errors"], report["rows"]["skipped"]) == (4, [], 5)


def test_odd_divisions_are_one_warning() -> None:
    from sanguanjia.registry.rules.codes import identity_check_character

    odd = "880101199001010012"[:17]
    odd += identity_check_character(odd)
    report = from_csv([HEAD, line("101"), [*line("102")[:5], odd, "", "", ""], [*line("103")[:5], odd, "", "", ""]])
    assert report["errors"] == []
    assert [(w["kind"], w["row"], w["count"]) for w in report["warnings"]] == [("odd_division", 3, 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding: str) -> None:
    assert from_csv([HEAD, line("101", name="龙䶮𬭛")], encoding=encoding)["units"] == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_quoted_line_breaks(delimiter: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(
        [
            ["建筑\n面积", "业主\n姓名", "房\n号", "备注"],
            ["88.5", "张伟", "101", "一\n二"],
            ["88.5", "李娜", "102", ""],
            ["x", "王强", "103", ""],
        ]
    )
    report = check.run(check.Roster(io.BytesIO(out.getvalue().encode()), "a.csv"))
    assert (report["units"], findings(report)) == (2, [(4, "103", "bad_area")])


def test_maps() -> None:
    rows = [["甲", "乙", "丙", "丁"], ["1-1-101", "88.5", "张伟", IDS[0]], ["1-1-102", "x", "李娜", IDS[1]]]
    with pytest.raises(Unreadable):
        from_csv(rows)
    for mapping in (
        {"address": "A", "area": "B", "owner": "C", "identity": "D"},
        {"address": "甲", "area": "乙", "owner": "丙", "identity": "丁"},
        {"address": 1, "area": 2, "owner": 3, "identity": 4},
        {"A": "房屋坐落", "B": "建筑面积", "C": "业主姓名", "D": "证件号码"},
        {"columns": {"address": "A", "area": "B", "owner": "C", "identity": "D"}, "header_row": 1},
    ):
        report = from_csv(rows, dict(mapping))
        assert (report["units"], findings(report)) == (1, [(3, "1-1-102", "bad_area")]), mapping
        assert report["header_row"] == 1
    swapped = from_csv([["房号", "业主", "姓名", "面积"], ["101", "李娜", "张伟", "80"]], {"owner": "C"})
    assert swapped["columns"]["owner"] == "C"
    with pytest.raises(Unreadable, match="bad_map"):
        from_csv(rows, {"没有的字段": "A"})


def test_columns_that_look_alike() -> None:
    head = [
        "房屋编号",
        "房号",
        "业主",
        "产权人",
        "套内面积",
        "公摊面积",
        "建筑面积",
        "不动产权证号",
        "身份证号",
        "手机",
        "座机",
        "紧急联系电话",
    ]
    rows = [
        head,
        ["FW001", "3-1-101", "张伟", "张伟", "70", "10", "80", "湘001", IDS[0], "19912345678", "0731-28812345", "忘了"],
    ]
    report = from_csv(rows)
    assert report["columns"] == {
        "room": "B", "owner": "C", "inner_area": "E", "area": "G", "identity": "I", "phone": "J", "phone2": "K",
    }  # fmt: skip
    assert (report["units"], report["owner_rows"], report["area_hundredths"], report["errors"]) == (1, 1, 8000, [])


def test_a_row_that_numbers_the_columns() -> None:
    rows = [HEAD, [str(i) for i in range(1, 10)], line("101")]
    assert from_csv(rows)["rows"] == {"total": 3, "loaded": 1, "error": 0, "skipped": 2}
    rows[1] = ["甲", "乙", "丙", *[str(i) for i in range(1, 7)]]
    assert from_csv(rows)["errors"] == []


def test_a_roster_of_two_columns() -> None:
    assert from_csv([["房号", "业主姓名"], ["3-1-101", "张伟"], ["3-1-102", ""]])["units"] == 1


def test_unknown_headers_are_guessed_by_content() -> None:
    rows = [["楼栋", "房号", "大名", "号码", "联络", "面积"]] + [
        ["1栋", f"{i}01", "张伟", IDS[i % 4], "19912345678", "80"] for i in range(1, 8)
    ]
    report = from_csv([[*rows[0][:2], "业主", *rows[0][3:]], *rows[1:]])
    assert report["columns"]["identity"] == "D"
    assert report["columns"]["phone"] == "E"
    assert report["persons"] == 4


def test_villas_and_lines_that_do_not_say_which_home() -> None:
    report = from_csv([HEAD, line("101"), ["1栋", "1单元", "", "99.5", "李娜", IDS[1], "", "", ""]])
    assert findings(report) == [(3, "1-1", "bad_unit")]


def test_other_text_is_refused_or_unreadable() -> None:
    with pytest.raises(Refused):
        check.Roster(io.BytesIO(b"hello"), "a.xlsx")
    with pytest.raises(Unreadable):
        check.Roster(io.BytesIO(b"hello"), "a.csv")
