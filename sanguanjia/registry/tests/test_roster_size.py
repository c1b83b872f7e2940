"""Large honest rosters pass in bounded memory; 200,000 rows of them in the nightly run."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sanguanjia.registry.rules.codes import identity_check_character

HEAD = [
    "序号",
    "楼栋",
    "单元",
    "房号",
    "建筑面积（㎡）",
    "业主姓名",
    "证件类型",
    "证件号码",
    "联系电话",
    "产权份额",
    "用途",
    "交付日期",
]
MEASURE = """
import json, resource, sys
from sanguanjia.registry.roster import sandbox
report = sandbox.check(sys.argv[1])
print(json.dumps([report["units"], report["persons"], len(report["errors"]), report["rows"],
                  resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024]))
"""


def rows(count: int) -> Iterator[list[str]]:
    yield HEAD
    for i in range(count):
        first = f"999999{1945 + i % 60}{i // 60 % 12 + 1:02d}{i // 720 % 28 + 1:02d}{i // 20_160:03d}"
        number = first + identity_check_character(first)
        yield [str(i + 1), f"{i // 400 + 1}栋", f"{i // 100 % 4 + 1}单元", f"{i // 4 % 25 + 1}{i % 4 + 1:02d}",
            f"{i % 90 + 60}.{i % 100:02d}㎡",
               f"张{chr(0x4E00 + i % 20_000)}", "身份证", number, f"199{i:08d}", "100%", "住宅",
               f"20{i % 10 + 10}年{i % 12 + 1}月{i % 28 + 1}日"]  # fmt: skip


def write_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        file.writelines(",".join(row) + "\r\n" for row in rows(count))


def write_xlsx(path: Path, count: int) -> None:
    """A workbook with shared strings, the way spreadsheet programs write them: every cell a string of its own."""
    order: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr(
            "xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="名册" r:id="rId1"/></sheets></workbook>'
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="rId1" Type="a/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
        )
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b"<worksheet><sheetData>")
            for number, row in enumerate(rows(count), start=1):
                cells = "".join(
                    f'<c r="{chr(65 + i)}{number}" t="s"><v>{order.setdefault(text, len(order))}</v></c>'
                    for i, text in enumerate(row)
                )
                sheet.write(f'<row r="{number}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as strings:
            strings.write(b"<sst>")
            for text in order:
                strings.write(f"<si><t>{text}</t></si>".encode())
            strings.write(b"</sst>")


def write_wrong_csv(path: Path, count: int) -> None:
    """Every line has an identity number that is wrong."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for i, row in enumerate(rows(count)):
            file.write(",".join([*row[:7], row[7] if i == 0 else row[7][:17] + "?", *row[8:]]) + "\n")


def measure(path: Path) -> tuple[int, int, int, dict[str, int], int]:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    units, persons, errors, counted, megabytes = json.loads(done.stdout)
    return units, persons, errors, counted, megabytes


def holds(path: Path, count: int, most: int) -> None:
    units, persons, errors, counted, megabytes = measure(path)
    assert (units, persons, errors) == (count, count, 0)
    assert counted == {"total": count + 1, "loaded": count, "error": 0, "skipped": 1}
    assert megabytes < most


def test_ten_thousand_rows(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", 10_000)
    holds(tmp_path / "a.csv", 10_000, 120)


@pytest.mark.nightly
def test_two_hundred_thousand_rows_of_a_workbook(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", 200_000)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert sum(info.file_size for info in book.infolist()) > 100_000_000  # an honest roster, far above 45 MB
    holds(tmp_path / "a.xlsx", 200_000, 320)


@pytest.mark.nightly
def test_two_hundred_thousand_wrong_rows(tmp_path: Path) -> None:
    write_wrong_csv(tmp_path / "a.csv", 200_000)
    units, _, errors, counted, megabytes = measure(tmp_path / "a.csv")
    assert (units, errors, counted["error"]) == (0, 200_000, 200_000)
    assert megabytes < 200


@pytest.mark.nightly
def test_two_hundred_thousand_rows_of_text(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", 200_000)
    holds(tmp_path / "a.csv", 200_000, 200)
