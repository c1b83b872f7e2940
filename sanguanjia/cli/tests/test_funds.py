"""`sgj funds export | verify`: one JSON value on stdout whatever is asked, and the exit status the contract names."""

from __future__ import annotations

import argparse
import json

import pytest

from sanguanjia.cli import funds


@pytest.fixture
def sgj(capfdbinary):
    """Run `sgj funds …`; gives (exit code, the one value on stdout, stderr)."""

    def run(*words: object):
        parser = argparse.ArgumentParser()
        funds.configure(parser)
        code = funds.run(parser.parse_args([*map(str, words), "--json"]))
        said = capfdbinary.readouterr()
        assert said.out.count(b"\n") == 1
        return code, json.loads(said.out), said.err.decode()

    return run


def test_an_empty_folder_is_broken_and_none_at_all_is_wrong_usage(sgj, tmp_path):
    code, answer, _ = sgj("verify", tmp_path)
    assert code == 1
    assert list(answer) == ["ok", "entries", "accounts", "root", "first_wrong"]
    assert answer["first_wrong"] == {
        "file": tmp_path.name, "line": None, "kind": "no_journal", "expected_fen": None, "found_fen": None
    }  # fmt: skip
    code, answer, said = sgj("verify", tmp_path / "nowhere")
    assert (code, answer["refusals"][0]["code"]) == (2, "not_found")
    assert "没有文件夹" in said


@pytest.mark.parametrize(
    ("estate", "first", "last", "out", "refused"),
    [
        ("1", "2024-02-29", "2024-02-28", "new", ("ends_before_it_begins", "to")),
        ("some", "2024-01-01", "2024-12-31", "new", ("bad_estate", "estate")),
        ("-1", "2024-01-01", "2024-12-31", "new", ("bad_estate", "estate")),
        ("1", "2024-01-01", "2024-12-31", ".", ("not_empty", "out")),
        ("1", "2024-01-01", "2024-12-31", "a.txt", ("not_empty", "out")),
        ("1", "2024-01-01", "2024-12-31", "a.txt/below", ("not_writable", "out")),
    ],
)
def test_an_export_that_cannot_be_written(sgj, tmp_path, estate, first, last, out, refused):
    (tmp_path / "a.txt").write_text("x")
    code, answer, _ = sgj(
        "export", f"--estate={estate}", "--from", first, "--to", last, "--out", tmp_path / out, "--format", "journal"
    )
    (reason,) = answer["refusals"]
    assert (code, reason["code"], reason["field"]) == (2, *refused)
    assert set(reason) == {"code", "field", "message"}


@pytest.mark.parametrize("day", ["2024-02-30", "yesterday", ""])
def test_no_such_day(sgj, tmp_path, day):
    with pytest.raises(SystemExit) as stopped:
        sgj("export", "--estate", "1", "--from", day, "--to", "2024-12-31", "--out", tmp_path / "new")
    assert stopped.value.code == 2
