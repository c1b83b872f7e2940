"""`sgj cases classify`: the form of the contract, on a sheet as call centres export it and on a bare one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sanguanjia.cli.main import main
from sanguanjia.words.types import MATTERS

ROWS = [("A1", "楼下饭店的油烟直接飘进我家厨房"), ("A2", "有人遛狗不牵绳，\n把老人扑倒了"), ("A3", "")]


def classified(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, list[dict[str, list[dict[str, object]]]]]:
    assert main(["cases", "classify", str(path), "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_a_sheet_in_gb18030_with_a_title_row(tmp_path, capsys):
    body = "某市热线导出表,,\n工单编号,诉求内容,小区\n" + "".join(f'{n},"{t}",甲\n' for n, t in ROWS)
    path = tmp_path / "表.csv"
    path.write_bytes(body.encode("gb18030"))
    answer = classified(path, capsys)
    assert [(r["row"], r["sheet_no"]) for r in answer["rows"]] == [(3, "A1"), (4, "A2"), (5, "A3")]
    for row, (_, text) in zip(answer["rows"], ROWS, strict=True):
        assert len(row["top"]) == 3
        scores = [each["score"] for each in row["top"]]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) <= 1.01
        assert all(each["code"] in MATTERS and all(word in text for word in each["words"]) for each in row["top"])
    assert [row["top"][0]["code"] for row in answer["rows"]][:2] == ["M24", "M22"]
    assert "油烟" in answer["rows"][0]["top"][0]["words"]
    assert classified(path, capsys) == answer


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_one_column_with_chinese_commas(tmp_path, capsys, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes('text\n电梯又坏了，困了人，没人管\n\n"充电桩，物业不让装"\n'.encode(encoding))
    answer = classified(path, capsys)
    assert [(r["row"], r["sheet_no"], r["top"][0]["code"]) for r in answer["rows"]] == [(2, "", "M47"), (4, "", "M13")]


@pytest.mark.parametrize("body", [b"", b"a,b\n1,2\n", b"\x89PNG\r\n\x1a\n\x00\x00", None])
def test_what_is_no_such_sheet_is_refused(tmp_path, capsys, body):
    path = tmp_path / "t.csv"
    if body is not None:
        path.write_bytes(body)
    assert main(["cases", "classify", str(path), "--json"]) == 2
    assert set(json.loads(capsys.readouterr().out)) <= {"error", "refused"}
