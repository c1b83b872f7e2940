"""Hostile files are refused by the child, in seconds, within its memory; honest ones that look alike pass."""

from __future__ import annotations

import csv
import io
import json
import struct
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from sanguanjia.kernel.sheets import limits
from sanguanjia.kernel.sheets.types import Refused, Unreadable
from sanguanjia.registry.roster import sandbox

HEADER = ["楼栋", "单元", "房号", "建筑面积", "业主姓名", "证件号码", "联系电话"]
GOOD = ["1栋", "1单元", "101", "88.12", "张伟", "999999190001010015", "19912345678"]


def book(rows: list[list[object]] | None = None) -> bytes:
    out = io.BytesIO()
    workbook = Workbook()
    for row in rows or [HEADER, GOOD]:
        workbook.active.append(row)
    workbook.save(out)
    return out.getvalue()


def with_parts(data: bytes, parts: dict[str, bytes], replace: dict[str, tuple[bytes, bytes]] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            if replace and info.filename in replace:
                assert replace[info.filename][0] in content
                content = content.replace(*replace[info.filename])
            if info.filename not in parts:
                target.writestr(info.filename, content)
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def verdict(tmp_path: Path, data: bytes, name: str = "a.xlsx") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    started = time.monotonic()
    try:
        sandbox.check(path)
    except Refused as refused:
        assert time.monotonic() - started < 30
        return refused.code
    except Unreadable as unreadable:
        return f"unreadable:{unreadable.code}"
    return "read"


def small_bomb(megabytes: int) -> bytes:
    """A workbook of about 96 KB whose sheet unpacks to 45 MB: the measured case of the reliability page."""
    row = b"<row><c/><c t='inlineStr'><is><t>" + b"A" * 1000 + b"</t></is></c></row>"
    body = row * (megabytes * 980)
    return with_parts(book(), {}, {SHEET: (b"</sheetData>", body + b"</sheetData>")})


def test_a_small_file_that_unpacks_to_45_mb(tmp_path: Path) -> None:
    data = small_bomb(45)
    assert len(data) < 300_000
    assert verdict(tmp_path, data) == "zip_bomb"


def test_one_giant_string(tmp_path: Path) -> None:
    data = with_parts(book(), {"xl/sharedStrings.xml": b"<sst><si><t>" + b"A" * 30_000_000 + b"</t></si></sst>"})
    assert verdict(tmp_path, data) == "zip_bomb"


def test_a_bomb_beside_the_roster(tmp_path: Path) -> None:
    assert verdict(tmp_path, with_parts(book(), {"xl/media/image1.png": b"\0" * 20_000_000})) == "zip_bomb"


def test_a_directory_that_lies_about_sizes(tmp_path: Path) -> None:
    data = bytearray(small_bomb(20))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"PK\x05\x06"))
    found = False
    while at >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + length] == SHEET.encode():
            struct.pack_into("<L", data, at + 24, 4000)
            found = True
        at = data.rfind(b"PK\x01\x02", 0, at)
    assert found
    assert verdict(tmp_path, bytes(data)) == "zip_bomb"


def test_thousands_of_parts(tmp_path: Path) -> None:
    data = with_parts(book(), {f"xl/media/{i}.txt": b"x" for i in range(3000)})
    assert verdict(tmp_path, data) == "zip_bomb"


def test_overlapping_parts(tmp_path: Path) -> None:
    data = bytearray(with_parts(book(), {"xl/a.txt": b"a" * 5000, "xl/b.txt": b"b" * 5000}))
    entries = []
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        entries.append(at)
        at = data.find(b"PK\x01\x02", at + 4)
    first = struct.unpack_from("<L", data, entries[-2] + 42)[0]
    struct.pack_into("<L", data, entries[-1] + 42, first)
    assert verdict(tmp_path, bytes(data)) == "zip_bomb"


@pytest.mark.parametrize(
    "formula", ["=SUM(D2:D2)", '=HYPERLINK("http://example.invalid","x")', "='[other.xlsx]Sheet1'!A1"]
)
def test_formulas(tmp_path: Path, formula: str) -> None:
    assert verdict(tmp_path, book([HEADER, GOOD, ["", "", "合计", formula]])) == "formula"


def test_a_formula_on_another_sheet_and_under_a_prefix(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.active.append(HEADER)
    workbook.active.append(GOOD)
    workbook.create_sheet("别的")["A1"] = "=1+1"
    out = io.BytesIO()
    workbook.save(out)
    assert verdict(tmp_path, out.getvalue()) == "formula"
    prefixed = with_parts(
        book(),
        {SHEET: b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
                b'<x:row r="1"><x:c r="A1"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'},
    )  # fmt: skip
    assert verdict(tmp_path, prefixed) == "formula"


def test_external_links(tmp_path: Path) -> None:
    assert (
        verdict(tmp_path, with_parts(book(), {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}))
        == "external_link"
    )
    names = b"http://schemas.openxmlformats.org"
    rels = (
        b'<Relationships xmlns="' + names + b'/package/2006/relationships"><Relationship Id="rId1" Type="' + names
        + b'/officeDocument/2006/relationships/%s" Target="%s" TargetMode="External"/></Relationships>'
    )  # fmt: skip
    for kind, target in (
        (b"externalLinkPath", b"file:///c:/a.xlsx"),
        (b"hyperlink", b"http://example.invalid/"),
        (b"image", b"//host/x.png"),
    ):
        data = with_parts(book(), {"xl/worksheets/_rels/sheet1.xml.rels": rels % (kind, target)})
        assert verdict(tmp_path, data) == "external_link"
    mail = with_parts(
        book(), {"xl/worksheets/_rels/sheet1.xml.rels": rels % (b"hyperlink", b"mailto:a@example.invalid")}
    )
    assert verdict(tmp_path, mail) == "read"
    assert verdict(tmp_path, with_parts(book(), {"xl/connections.xml": b"<connections/>"})) == "external_link"


def test_entities_and_doctypes(tmp_path: Path) -> None:
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet><sheetData/></worksheet>'
    )
    assert verdict(tmp_path, with_parts(book(), {SHEET: laughs})) == "zip_bomb"
    outside = b'<!DOCTYPE z SYSTEM "file:///etc/passwd"><sst/>'
    assert verdict(tmp_path, with_parts(book(), {"xl/sharedStrings.xml": outside})) == "external_link"
    hidden = '<?xml version="1.0" encoding="utf-16"?><worksheet/>'.encode("utf-16")
    assert verdict(tmp_path, with_parts(book(), {SHEET: hidden})) == "wrong_type"
    assert verdict(tmp_path, with_parts(book(), {SHEET: b"<worksheet><sheetData>"})) == "wrong_type"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000),
        ("a.xlsx", b"%PDF-1.7\n" + b"x" * 100),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        ("a.csv", b"\xff\xd8\xff\xe0" + bytes(range(256))),
        ("a.xls", b"<html><table><tr><td>\xe6\xa5\xbc\xe6\xa0\x8b</td></tr></table></html>"),
        ("a.xml", b'<?xml version="1.0"?><Workbook/>'),
        ("a.xlsx", b"hello, this is no workbook\n"),
        ("a.csv", bytes(range(256)) * 20),
        ("a.xlsx", b"PK\x03\x04 and then nothing"),
        ("a.xlsx", b"PK\x05\x06" + b"\0" * 18),
        ("a.xlsx", b"\x1f\x8b\x08" + b"\0" * 50),
    ],
)  # fmt: skip
def test_wrong_types_by_content(tmp_path: Path, name: str, data: bytes) -> None:
    assert verdict(tmp_path, data, name) == "wrong_type"


def test_other_office_files(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"<document/>")
    assert verdict(tmp_path, out.getvalue()) == "wrong_type"
    assert verdict(tmp_path, with_parts(book(), {"xl/vbaProject.bin": b"macro"})) == "wrong_type"
    macro = with_parts(
        book(), {}, {"[Content_Types].xml": (b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml")}
    )
    assert verdict(tmp_path, macro) == "wrong_type"
    whole = book()
    assert verdict(tmp_path, whole[: len(whole) // 2]) == "wrong_type"
    spoiled = bytearray(whole)
    spoiled[whole.find(SHEET.encode()) + 120] ^= 0xFF
    assert verdict(tmp_path, bytes(spoiled)) == "wrong_type"


def test_absurd_places(tmp_path: Path) -> None:
    wide = with_parts(book(), {}, {SHEET: (b'<dimension ref="A1:G2" />', b'<dimension ref="A1:XFD1048576" />')})
    assert verdict(tmp_path, wide) == "read"
    far = with_parts(
        book(),
        {},
        {
            SHEET: (
                b"</sheetData>",
                b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
            )
        },
    )
    assert verdict(tmp_path, far) == "read"
    for reference in (b'<row r="99999999999">', b'<row r="1">'):
        beyond = with_parts(
            book(),
            {},
            {SHEET: (b"</sheetData>", reference + b'<c t="inlineStr"><is><t>x</t></is></c></row></sheetData>')},
        )
        assert verdict(tmp_path, beyond) == "wrong_type"
    assert verdict(tmp_path, with_parts(book(), {"../../etc/passwd": b"x"})) == "wrong_type"


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 1000)
    assert verdict(tmp_path, book()) == "too_large"


def text(rows: list[list[str]], encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "=cmd|'/c calc'!A0",
        "+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "\t=1+1",
    ],
)
def test_live_cells_in_text(tmp_path: Path, cell: str) -> None:
    assert verdict(tmp_path, text([HEADER, [*GOOD[:4], cell, *GOOD[5:]]]), "a.csv") == "formula"


@pytest.mark.parametrize("cell", ['="999999190001010015"', "+86 19912345678", "-", "-88.6", "@", "------", "====="])
def test_harmless_cells_in_text(tmp_path: Path, cell: str) -> None:
    assert verdict(tmp_path, text([HEADER, [*GOOD, cell]]), "a.csv") == "read"


def test_text_that_is_no_roster(tmp_path: Path) -> None:
    assert verdict(tmp_path, b"", "a.csv") == "unreadable:empty"
    assert verdict(tmp_path, text([["a", "b"], ["1", "2"]]), "a.csv") == "unreadable:no_header"
    assert verdict(tmp_path, ("a," + "x" * 100_000).encode(), "a.csv") in ("too_large", "unreadable:no_header")
    with pytest.raises(Unreadable, match="no_file"):
        sandbox.check(tmp_path / "nothing.csv")


def test_the_child_cannot_be_talked_into_more(tmp_path: Path) -> None:
    """A file that is not hostile by its form but eats memory ends as too_large, not as a crash."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(book())
    report = sandbox.check(path)
    assert json.dumps(report)
    assert report["units"] == 1
