"""`sgj roster check`: one JSON value, exit codes of the contract, sentences for people."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from sanguanjia.cli import roster

GOOD = "房号,面积,业主,证件号码\n3-1-101,88.12,张伟,999999190001010015\n"
BAD = GOOD + "3-1-102,见合同,李娜,999999200002290027\n"


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    roster.configure(parser)
    code = roster.run(parser.parse_args(["check", *words]))
    out, err = capsys.readouterr()
    return code, out, err


def put(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_nothing_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, put(tmp_path, "a.csv", GOOD), "--json")
    report = json.loads(out)
    assert (code, err) == (0, "")
    assert {key: report[key] for key in ("file", "sheet", "header_row", "units", "owner_rows", "persons",
        "area_hundredths")} == {
        "file": "a.csv", "sheet": "", "header_row": 1, "units": 1, "owner_rows": 1, "persons": 1,
        "area_hundredths": 8812,
    }  # fmt: skip
    assert report["columns"] == {"room": "A", "area": "B", "owner": "C", "identity": "D"}
    assert report["rows"] == {"total": 2, "loaded": 1, "error": 0, "skipped": 1}


def test_rows_with_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = put(tmp_path, "a.csv", BAD)
    code, out, _ = call(capsys, path, "--json")
    (error,) = json.loads(out)["errors"]
    assert code == 1
    assert {key: error[key] for key in ("row", "unit", "column", "kind")} == {
        "row": 3,
        "unit": "3-1-102",
        "column": "B",
        "kind": "bad_area",
    }
    assert error["message"]
    assert error["suggestion"]
    code, out, _ = call(capsys, path)
    assert code == 1
    assert "第 3 行 3-1-102 B 列：“见合同”不是面积" in out


def test_hostile_and_unreadable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text, answer in (
        ("a.xlsx", "%PDF-1.7", {"refused": "wrong_type"}),
        ("a.csv", GOOD + "3-1-102,=1+1,李娜,999999200002290027\n", {"refused": "formula"}),
        ("b.csv", "a,b\n1,2\n", {"error": "no_header"}),
    ):
        code, out, err = call(capsys, put(tmp_path, name, text), "--json")
        assert (code, json.loads(out)) == (2, answer)
        assert err.strip()
    assert call(capsys, str(tmp_path / "nothing.csv"), "--json")[0] == 2
    assert call(capsys, str(tmp_path), "--json")[0] == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m.json", '{"room": "A", "area": "B", "owner": "C", "identity": "D"}'),
        ("m.json", '{"columns": {"address": "甲", "area": "乙", "owner": "丙", "identity": "丁"}}'),
        (
            "m.json",
            '[{"field": "room", "column": "A"}, {"field": "owner", "column": "C"}, {"field": "area", "header": "乙"}]',
        ),
        ("m.toml", 'room = "A"\narea = "B"\nowner = "C"\nidentity = "D"\n'),
    ],
)
def test_maps(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str) -> None:
    path = put(tmp_path, "a.csv", "甲,乙,丙,丁\n3-1-101,88.12,张伟,999999190001010015\n")
    code, out, _ = call(capsys, path, "--map", put(tmp_path, name, text), "--json")
    assert (code, json.loads(out)["units"]) == (0, 1)
    assert call(capsys, path, "--map", put(tmp_path, name, "not a map"), "--json")[0] == 2
