"""`sgj cases import FILE --as NAME`: into the city, in the form of the contract; a second time nothing changes."""

from __future__ import annotations

import argparse
import json
from typing import Any

import pytest

from sanguanjia.cases.models import Case
from sanguanjia.cases.tests.conftest import _fresh_memory, scene
from sanguanjia.cli import cases_import
from sanguanjia.intake.tests.test_sheets import ROWS, line, upload
from sanguanjia.kernel.models import Record
from sanguanjia.kernel.scoped import cross_estate

__all__ = ["_fresh_memory", "scene"]  # the small city of the cases room


@pytest.fixture
def run(capsys, monkeypatch):
    """Run the command inside the test's city; answers (exit code, JSON)."""

    class _Here:
        def stop(self) -> None:
            """Nothing to stop."""

    monkeypatch.setattr(cases_import, "open_city", lambda log: _Here())

    def called(*words: str) -> tuple[int, Any]:
        parser = argparse.ArgumentParser()
        cases_import.configure(parser.add_subparsers())
        code = cases_import.run(parser.parse_args(["import", *words, "--json"]))
        return code, json.loads(capsys.readouterr().out)

    return called


def test_it_loads_in_the_form_of_the_contract_and_again_changes_nothing(scene, tmp_path, run):
    file = str(upload(tmp_path, ROWS).path)
    code, said = run(file, "--as", "hotline")
    assert code == 0
    rows = {row["sheet_no"]: row for row in said["rows"]}
    assert [row["outcome"] for row in said["rows"]] == ["load", "repeat_of", "load", "emergency", "in_court",
                                                        "unknown_estate", "load"]  # fmt: skip
    assert said["counts"] == {"load": 3, "repeat_of": 1, "emergency": 1, "in_court": 1, "unknown_estate": 1}
    case = Case.objects.get(estate_id=scene.estate, number=1)
    assert rows["A1"]["tracking"] == rows["A2"]["tracking"] == case.tracking_code
    assert (rows["A2"]["of"], rows["A4"]["tracking"], rows["A4"]["route"]) == ("A1", None, "119")
    assert set(rows["A1"]) == {"row", "sheet_no", "outcome", "of", "tracking", "reason", "route"}
    with cross_estate():
        before = Record.objects.count()
        code, again = run(file, "--as", "hotline")
        assert (code, again["counts"]) == (0, {"duplicate_row": 7})
        assert again["rows"][0]["tracking"] == case.tracking_code
        assert Record.objects.count() == before


def test_rows_that_cannot_be_read_stay_out_and_say_so(scene, tmp_path, run):
    bad = line("B1", "楼道灯不亮")
    bad[1] = "昨天下午"
    code, said = run(str(upload(tmp_path, [bad, line("B2", "水压太低")]).path), "--as", "hotline")
    assert code == 1
    assert [row["outcome"] for row in said["rows"]] == ["bad_date", "load"]
    assert Case.objects.filter(estate_id=scene.estate).count() == 1


def test_who_may_not_and_what_is_no_sheet_is_refused(scene, tmp_path, run):
    file = str(upload(tmp_path, ROWS).path)
    assert run(file) == (2, {"error": "no_officer"})
    assert run(file, "--as", "nobody") == (2, {"error": "unknown_officer"})
    assert run(file, "--as", "owner") == (2, {"error": "no_desk"})
    assert run(str(tmp_path / "none.csv"), "--as", "hotline") == (2, {"error": "no_file"})
    (tmp_path / "x.csv").write_bytes(b"%PDF-1.7")
    assert run(str(tmp_path / "x.csv"), "--as", "hotline")[0] == 2
    code, said = run(file, "--as", "officer", "--desk", str(scene.city))
    assert (code, said["refusals"][0]["code"]) == (1, "not_permitted")
    with cross_estate():
        assert not Case.objects.exists()
