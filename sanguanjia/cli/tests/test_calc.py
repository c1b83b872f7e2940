"""`sgj calc deadline`: the contract to the letter, and input from people who mean harm or slipped."""

from __future__ import annotations

import argparse
import io
import sys
from functools import partial

import pytest

from sanguanjia.cli import calc


@pytest.fixture
def ask(ask):
    """Ask for a deadline; gives (exit code, value on stdout)."""
    return partial(ask, "deadline")


def codes(answer):
    return sorted((r["field"], r["code"]) for r in answer["refusals"])


def test_the_contract_form(ask):
    code, answer = ask({"place": "CN", "start": "2024-04-25", "amount": 15, "unit": "workday"})
    assert code == 0
    assert answer["due"] == "2024-05-17"
    assert answer["due_at"] is None
    assert answer["provisional"] is False
    assert {"date", "counted", "reason"} <= set(answer["why"][0])
    assert sum(step["counted"] for step in answer["why"]) == 15
    assert answer["calendars"][0]["year"] == 2024
    assert answer["clauses"]


def test_vector_form_with_ignored_keys(ask):
    vector = {
        "id": "CAL-V1",
        "rule": "CAL-007",
        "start": "2024-04-02",
        "workdays": 5,
        "expect": "2024-04-10",
        "expect_x": 1,
    }
    code, answer = ask(vector)
    assert (code, answer["due"]) == (0, "2024-04-10")


def test_an_array_gives_an_array_of_the_same_length_and_order(ask):
    code, answers = ask(
        [
            {"start": "2024-04-02", "workdays": 5},
            {"start": "2024-02-30", "amount": 1, "unit": "day"},
            7,
            {"start": "2024-04-25T16:30", "amount": 1, "unit": "workhour"},
        ]
    )
    assert code == 1
    assert [("due" in a) for a in answers] == [True, False, False, True]
    assert answers[3]["due_at"] == "2024-04-26T09:30"
    assert answers[3]["due"] == "2024-04-26"
    assert ask([])[1] == []


def test_all_reasons_at_once(ask):
    code, answer = ask(
        {
            "place": "Mars",
            "start": "2024-02-30",
            "amount": -1,
            "unit": "week",
            "direction": 1,
            "roll": "up",
            "clear_days": "no",
        }
    )
    assert code == 1
    assert codes(answer) == [
        ("amount", "bad_amount"),
        ("clear_days", "bad_clear_days"),
        ("direction", "bad_direction"),
        ("place", "bad_place"),
        ("roll", "bad_roll"),
        ("start", "bad_start"),
        ("unit", "bad_unit"),
    ]
    assert all(r["message"] for r in answer["refusals"])
    assert codes(ask({})[1]) == [("amount", "missing"), ("start", "missing"), ("unit", "missing")]


@pytest.mark.parametrize("amount", [0, -5, 1.5, 5.0, "5", True, [], {}, 10**400])
def test_odd_amounts_are_refused(ask, amount):
    code, answer = ask({"start": "2024-04-25", "amount": amount, "unit": "workday"})
    assert code == 1
    assert answer["refusals"][0]["field"] == "amount"


@pytest.mark.parametrize(
    "start",
    ["2024-02-30", "2023-02-29", "20240425", "2024-4-5", "2024-W17-4", "0000-01-01", "2024-04-25T25:00",
     "2024-04-25T16", "２０２４-04-25", " 2024-04-25", "2024-04-25\n", "today", "", 20240425, True, ["2024-04-25"],
     "2024-13-01"],
)  # fmt: skip
def test_odd_dates_are_refused(ask, start):
    code, answer = ask({"start": start, "amount": 5, "unit": "workday"})
    assert code == 1
    assert codes(answer) == [("start", "bad_start")]


@pytest.mark.parametrize(
    ("start", "due_at"),
    [
        ("2024-04-25T16:30", "2024-04-26T09:30"),
        ("2024-04-25T16:30:00", "2024-04-26T09:30:00"),
        ("2024-04-25T16:30+08:00", "2024-04-26T09:30+08:00"),
        ("2024-04-25T08:30:00Z", "2024-04-26T09:30:00+08:00"),
        ("2024-04-25T08:30:00.000Z", "2024-04-26T09:30:00+08:00"),
        ("2024-04-25 16:30", "2024-04-26T09:30"),
    ],
)
def test_moments_are_answered_in_the_manner_they_were_asked(ask, start, due_at):
    code, answer = ask({"start": start, "amount": 1, "unit": "workhour"})
    assert (code, answer["due_at"]) == (0, due_at)


def test_hours_need_a_time_and_know_no_clear_days(ask):
    code, answer = ask({"start": "2024-04-25", "amount": 1, "unit": "hour", "clear_days": True})
    assert code == 1
    assert codes(answer) == [("clear_days", "clear_days_need_days"), ("start", "start_needs_time")]


def test_day_units_take_a_moment_as_its_day(ask):
    assert ask({"start": "2024-04-24T20:00:00Z", "amount": 15, "unit": "workday"})[1]["due"] == "2024-05-17"


def test_beyond_the_calendar(ask):
    code, answer = ask(
        [
            {"start": "9999-12-31", "amount": 1, "unit": "day"},
            {"start": "0001-01-02", "workdays": 9, "direction": "before"},
        ]
    )
    assert code == 1
    assert codes(answer[0]) == [("amount", "out_of_calendar")]
    assert codes(answer[1]) == [("workdays", "out_of_calendar")]


def test_workdays_agrees_with_amount_or_is_refused(ask):
    assert ask({"start": "2024-04-02", "workdays": 5, "amount": 5, "unit": "workday"})[0] == 0
    code, answer = ask({"start": "2024-04-02", "workdays": 5, "amount": 6, "unit": "day"})
    assert code == 1
    assert codes(answer) == [("unit", "two_amounts"), ("workdays", "two_amounts")]


def test_null_counts_as_absent(ask):
    question = {"start": "2024-04-02", "workdays": 5, "place": None, "roll": None, "clear_days": None, "amount": None}
    assert ask(question)[0] == 0


def test_unknown_keys_are_wrong_usage(ask):
    code, answer = ask([{"start": "2024-04-02", "workdays": 5}, {"start": "2024-04-02", "workdays": 5, "days": 3}])
    assert code == 2
    assert answer["refusals"][0]["code"] == "unknown_key"
    assert ask({"\ud800": 1})[0] == 2


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"7",
        b'"x"',
        b"null",
        b'{"start": NaN}',
        b"[" * 100_000,
        b'{"amount": ' + b"9" * 9_000 + b"}",
    ],
)
def test_what_is_no_question_is_unreadable(ask, raw):
    code, answer = ask(None, raw=raw)
    assert code == 2
    assert answer["refusals"][0]["code"] == "unreadable"


def test_a_byte_order_mark_is_no_harm(ask):
    assert ask(None, raw=b'\xef\xbb\xbf{"start":"2024-04-02","workdays":5}')[0] == 0


def test_flags_of_the_same_names(ask):
    code, answer = ask(None, "--start", "2024-09-20", "--amount", "15", "--unit", "day", "--roll", "next_workday")
    assert (code, answer["due"]) == (0, "2024-10-08")
    assert (
        ask(None, "--start", "2024-06-20", "--amount", "15", "--unit", "day", "--direction", "before", "--clear-days")[
            1
        ]["due"]
        == "2024-06-04"
    )
    code, answer = ask(None, "--start", "2024-09-20", "--amount", "many", "--unit", "day")
    assert (code, codes(answer)) == (1, [("amount", "bad_amount")])
    code, answer = ask({"start": "2024-04-02", "workdays": 5}, "--place", "430200")
    assert (code, answer["due"]) == (0, "2024-04-10")


def test_packs_of_ones_own(ask, tmp_path):
    pack = tmp_path / "CN"
    pack.mkdir()
    (pack / "hours.toml").write_text(
        '[[rule]]\nkey = "calendar.office_hours"\ntitle = "x"\nlayer = "normative_doc"\nforce = "default"\n'
        'effective_from = 2000-01-01\nvalue = [["08:00", "11:00"]]\nsource = { title = "t", tag = "K" }\n',
        encoding="utf-8",
    )
    code, answer = ask({"start": "2024-04-25T10:00", "amount": 2, "unit": "workhour"}, "--packs", str(tmp_path))
    assert code == 0
    assert answer["due_at"] == "2024-04-26T09:00"
    assert answer["provisional"] is True
    code, answer = ask({}, "--packs", str(tmp_path / "nowhere"))
    assert code == 2
    assert answer["refusals"][0]["code"] == "bad_packs"


def test_sentences_for_people(monkeypatch, capfdbinary):
    parser = argparse.ArgumentParser()
    calc.configure(parser)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'[{"start":"2026-12-28","workdays":9},{}]')))
    assert calc.run(parser.parse_args(["deadline"])) == 1
    out = capfdbinary.readouterr().out.decode()
    assert "届满：2027-01-11（暂定）" in out
    assert "不能计算：请填写“起算日期”。" in out
