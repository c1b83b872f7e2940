"""`sgj calc vote` and `sgj calc electorate`: the contract to the letter, and input that means harm or slipped."""

from __future__ import annotations

import argparse
import io
import json
import shutil
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.cli import calc, calc_decisions
from sanguanjia.decisions.rules.electorate_request import KEYS as ROLL_KEYS
from sanguanjia.decisions.rules.vote_request import KEYS as VOTE_KEYS
from sanguanjia.policy.packs import SHIPPED, load


def codes(answer):
    return sorted((r["field"], r["code"]) for r in answer["refusals"])


def vote(**changes):
    base = {
        "date": "2024-05-01",
        "level": "ordinary",
        "total": {"area": "100000", "n": 1000},
        "for": {"area": "36000", "n": 360},
        "against": {"area": "30000", "n": 300},
        "abstain": {"area": "4000", "n": 40},
    }
    return {key: value for key, value in {**base, **changes}.items() if value != "-"}


START_SET = [
    {"id": "OWN-V02", "rule": "OWN-002", "total": {"area": "100000", "n": 1000}, "for": {"area": "50000", "n": 500},
     "against": {"area": "16666.66", "n": 167}, "abstain": {"area": "0", "n": 0}, "level": "ordinary",
     "date": "2024-05-01",
     "expect": {"participation": {"area": False, "n": True}, "result": "fail", "reason": "participation_area"}},
    {"id": "OWN-V04", "rule": "OWN-003", "total": {"area": "100000", "n": 1000}, "for": {"area": "40000", "n": 400},
     "against": {"area": "16000", "n": 160}, "abstain": {"area": "24000", "n": 240}, "level": "ordinary",
     "date": "2024-05-01",
     "expect": {"participation": {"area": True, "n": True}, "consent": {"area": False, "n": False}, "result": "fail",
                "reason": "exactly_half"}},
    {"id": "OWN-V05", "rule": "OWN-004", "total": {"area": "100000", "n": 1000}, "for": {"area": "60000", "n": 600},
     "against": {"area": "20000", "n": 200}, "abstain": {"area": "0", "n": 0}, "level": "qualified",
     "date": "2024-05-01", "expect": {"result": "pass"}},
    {"id": "OWN-V11", "rule": "OWN-003", "total": {"area": "100000", "n": 1000}, "for": {"area": "36000", "n": 360},
     "against": {"area": "30000", "n": 300}, "abstain": {"area": "4000", "n": 40}, "matter": 4, "date": "2020-12-31",
     "expect": {"result": "fail", "reason": "old_law_majority_of_all"}},
]  # fmt: skip


def test_the_start_set(ask):
    """Every OWN vector of rules.md 13, as it is printed there."""
    code, answers = ask("vote", START_SET)
    assert code == 0
    for asked, answer in zip(START_SET, answers, strict=True):
        assert {key: answer[key] for key in asked["expect"]} == asked["expect"], asked["id"]


def test_the_form_of_a_vote(ask):
    code, answer = ask("vote", vote())
    assert code == 0
    assert {key: answer[key] for key in answer if key != "clauses"} == {
        "result": "pass",
        "regime": "civil_code_278",
        "participation": {"area": True, "n": True},
        "consent": {"area": True, "n": True},
        "fractions": {
            "participation_area": "7/10",
            "participation_n": "7/10",
            "consent_area": "18/35",
            "consent_n": "18/35",
        },
        "reason": None,
        "reasons": [],
        "deemed": None,
    }
    assert {clause["rule"] for clause in answer["clauses"]} == {"OWN-002", "OWN-003"}


def test_participation_fails_and_consent_is_null(ask):
    answer = ask("vote", vote(**{"for": {"area": "36000", "n": 359}}, abstain="-"))[1]
    assert answer["consent"] is None
    assert answer["reasons"] == ["participation_area", "participation_n"]
    assert answer["reason"] == "participation_area"


def test_nobody_came(ask):
    nobody = {"area": "0", "n": 0}
    answer = ask("vote", vote(**{"for": nobody, "against": nobody}, abstain=None))[1]
    assert answer["result"] == "fail"
    assert answer["fractions"] == {"participation_area": "0/1", "participation_n": "0/1"}


def test_everybody_is_one_over_one(ask):
    everybody = {"area": "100000.00", "n": 1000}
    answer = ask("vote", vote(**{"for": everybody, "against": {"area": "0.0", "n": 0}}, abstain="-"))[1]
    assert set(answer["fractions"].values()) == {"1/1"}


def test_deemed_has_the_same_form(ask):
    numbers = {"total": 1291, "for": 417, "against": 278, "abstain": 8, "deemed": 584}
    both = {name: {"area": str(n), "n": n} for name, n in numbers.items()}
    answer = ask("vote", vote(**both, date="2021-05-01"))[1]
    assert answer["result"] == "fail"
    assert answer["fractions"]["participation_n"] == "703/1291"
    deemed = answer["deemed"]
    assert set(deemed) == set(answer)
    assert deemed["result"] == "pass"
    assert deemed["fractions"]["consent_n"] == "7/9"  # 1001/1287


def test_huge_numbers_are_exact(ask):
    total = 3 * 10**60
    big = vote(
        total={"area": f"{total}.00", "n": total},
        **{"for": {"area": f"{2 * 10**60 - 1}.99", "n": 2 * 10**60}, "against": {"area": "0", "n": 0}},
        abstain="-",
    )
    answer = ask("vote", big)[1]
    assert answer["reasons"] == ["participation_area"]
    assert Fraction(answer["fractions"]["participation_area"]) < Fraction(2, 3)
    assert answer["fractions"]["participation_n"] == "2/3"


def test_all_reasons_at_once(ask):
    code, answer = ask(
        "vote",
        {
            "place": "Mars",
            "date": "2024-02-30",
            "level": "big",
            "matter": 10,
            "total": {"area": 5, "n": "7"},
            "for": 3,
            "against": {"area": "-1", "n": -1},
            "abstain": {"area": "1.001", "n": True},
            "deemed": {},
        },
    )
    assert code == 1
    assert codes(answer) == [
        ("abstain.area", "area_too_fine"),
        ("abstain.n", "count_not_whole"),
        ("against.area", "number_negative"),
        ("against.n", "number_negative"),
        ("date", "bad_date"),
        ("deemed.area", "missing"),
        ("deemed.n", "missing"),
        ("for", "weight_not_object"),
        ("level", "bad_level"),
        ("matter", "bad_matter"),
        ("place", "bad_place"),
        ("total.area", "area_not_text"),
        ("total.n", "count_not_whole"),
    ]
    assert all(r["message"] and "没有办成" not in r["message"] for r in answer["refusals"])
    assert codes(ask("vote", {})[1]) == [
        ("against", "missing"),
        ("date", "missing"),
        ("for", "missing"),
        ("level", "level_or_matter"),
        ("total", "missing"),
    ]


@pytest.mark.parametrize(
    "area",
    [1, 1.5, True, "", " 1", "1 ", "1e3", "1,000", "１", "+1", ".5", "5.", "NaN", "Infinity", "0x1", "1_0", [], {},
     "9" * 101, "1.005", "-0.01"],
)  # fmt: skip
def test_odd_areas_are_refused(ask, area):
    code, answer = ask("vote", vote(total={"area": area, "n": 1000}))
    assert code == 1
    assert [r["field"] for r in answer["refusals"]] == ["total.area"]


@pytest.mark.parametrize("n", [1.0, "1000", True, [], 10**100, -1])
def test_odd_counts_are_refused(ask, n):
    code, answer = ask("vote", vote(total={"area": "100000", "n": n}))
    assert code == 1
    assert [r["field"] for r in answer["refusals"]] == ["total.n"]


@pytest.mark.parametrize("matter", [0, 10, "4", 4.0, True, [4]])
def test_odd_matters_are_refused(ask, matter):
    assert codes(ask("vote", vote(matter=matter, level="-"))[1]) == [("matter", "bad_matter")]


def test_sums_that_cannot_be(ask):
    answers = ask(
        "vote",
        [
            vote(total={"area": "69999.99", "n": 699}),
            vote(total={"area": "70000", "n": 700}),
            vote(total={"area": "70000", "n": 700}, deemed={"area": "0.01", "n": 1}),
            vote(total={"area": "0", "n": 0}),
        ],
    )[1]
    assert codes(answers[0]) == [("total.area", "more_than_total"), ("total.n", "more_than_total")]
    assert answers[1]["result"] == "pass"
    assert codes(answers[2]) == [("total.area", "more_than_total"), ("total.n", "more_than_total")]
    assert codes(answers[3]) == [("total.area", "total_is_zero"), ("total.n", "total_is_zero")]


def test_old_days_need_the_matter(ask):
    code, answers = ask(
        "vote",
        [
            vote(date="2020-12-31"),
            vote(date="2020-12-31", matter=4),
            vote(date="2020-12-31", matter=5, level="qualified"),
            vote(date="2007-09-30", matter=4, level="-"),
            vote(date="2020-12-31", level="-"),
        ],
    )
    assert code == 1
    assert codes(answers[0]) == [("matter", "matter_needed")]
    assert [answers[n]["reason"] for n in (1, 2)] == ["old_law_majority_of_all"] * 2
    assert codes(answers[3]) == [("date", "no_rule")]
    assert codes(answers[4]) == [("level", "level_or_matter")]


def test_level_beside_a_matter_must_be_its_own(ask):
    assert ask("vote", vote(matter=5))[0] == 0
    assert codes(ask("vote", vote(matter=6))[1]) == [("level", "level_not_of_matter")]
    assert ask("vote", vote(matter=6, level="qualified"))[1]["reasons"] == ["consent_area", "consent_n"]


def test_order_of_reasons(ask):
    half = {"area": "40000", "n": 399}
    answer = ask("vote", vote(**{"for": half, "against": {"area": "40000", "n": 401}}, abstain="-"))[1]
    assert answer["reasons"] == ["exactly_half", "consent_n"]
    answer = ask("vote", vote(level="qualified"))[1]
    assert answer["reasons"] == ["consent_area", "consent_n"]


@pytest.mark.parametrize("name", ["vote", "electorate"])
def test_unknown_keys_are_wrong_usage_inside_too(ask, name):
    inside = {"total": {"area": "1", "n": 1, "colour": 1}} if name == "vote" else {"units": [{"id": "1", "colour": 1}]}
    for asked in ({"colour": 1}, inside, [{}, inside]):
        code, answer = ask(name, asked)
        assert code == 2
        assert {r["code"] for r in answer["refusals"]} == {"unknown_key"}
    assert ask(name, {"id": 1, "rule": 2, "expect": 3, "expect_n": 4})[0] == 1


@pytest.mark.parametrize("name", ["vote", "electorate"])
@pytest.mark.parametrize("raw", [b"", b"{", b"7", b"null", b'{"date": NaN}', b"\xff", b'{"n":' + b"9" * 9_000 + b"}"])
def test_what_is_no_question_is_unreadable(ask, name, raw):
    code, answer = ask(name, None, raw=raw)
    assert (code, answer["refusals"][0]["code"]) == (2, "unreadable")


def test_an_array_gives_an_array(ask):
    code, answers = ask("vote", [vote(), 7, vote(place="430211"), []])
    assert code == 1
    assert ["result" in answer for answer in answers] == [True, False, True, False]
    assert ask("vote", []) == (0, [])


def test_packs_of_ones_own(ask, tmp_path):
    mine = tmp_path / "packs"
    shutil.copytree(SHIPPED, mine)
    file = mine / "CN" / "owners.toml"
    text = file.read_text(encoding="utf-8")
    gate = 'value = { test = "ge", num = 2, den = 3, base = "all", axes = ["area", "headcount"] }\nrules = ["OWN-002"]'
    assert text.count(gate) == 1
    file.write_text(text.replace(gate, gate.replace("num = 2, den = 3", "num = 71, den = 100")), encoding="utf-8")
    assert ask("vote", vote(), "--packs", str(mine))[1]["reason"] == "participation_area"
    empty = tmp_path / "empty"
    (empty / "CN").mkdir(parents=True)
    assert codes(ask("vote", vote(), "--packs", str(empty))[1]) == [("date", "no_rule")]
    assert ask("vote", vote(), "--packs", str(tmp_path / "nowhere"))[0] == 2


def unit(name="1", **changes):
    return {"id": name, "area": "100", "use": "dwelling", "owners": ["p1"], **changes}


def test_the_form_of_an_electorate(ask):
    units = [
        unit("1"),
        unit("2", area="88.12"),
        unit("3", owners=["p1", "p2"]),
        unit("4", owners=["D"], developer="unsold"),
        unit("5", owners=["D"], developer="undelivered", use="shop"),
        unit("6", owners=["out"], use="parking", area="12.50"),
    ]
    code, answer = ask("electorate", {"place": "430200", "date": "2024-05-01", "units": units})
    assert code == 0
    assert (answer["n"], answer["area"]) == (3, "488.12")
    assert answer["heads"] == [
        {"owners": ["p1"], "units": ["1", "2"], "area": "188.12"},
        {"owners": ["p1", "p2"], "units": ["3"], "area": "100.00"},
        {"owners": ["D"], "units": ["4", "5"], "area": "200.00"},
    ]
    assert {clause["rule"] for clause in answer["clauses"]} == {"OWN-010", "OWN-011", "OWN-017"}
    with_parking = {"date": "2024-05-01", "count_parking": True, "units": units}
    assert ask("electorate", with_parking)[1]["n"] == 4


def test_all_faults_of_a_roll_at_once(ask):
    units = [
        unit("1"),
        unit("1", area="0"),
        unit("", area="0", use="garage", owners=[""], developer="sold"),
        {"owners": []},
        7,
        unit("4", owners=[]),
        unit("5", owners="p1", area=5),
        unit("6", owners=None, developer="unsold"),
    ]
    code, answer = ask("electorate", {"units": units, "count_parking": "no", "date": None})
    assert code == 1
    assert codes(answer) == [
        ("count_parking", "not_yes_or_no"),
        ("date", "missing"),
        ("units[1].area", "area_is_zero"),
        ("units[1].id", "unit_twice"),
        ("units[2].area", "area_is_zero"),
        ("units[2].developer", "bad_developer"),
        ("units[2].id", "bad_unit_id"),
        ("units[2].owners", "bad_owners"),
        ("units[2].use", "bad_use"),
        ("units[3].area", "missing"),
        ("units[3].id", "missing"),
        ("units[3].owners", "missing"),
        ("units[3].use", "missing"),
        ("units[4]", "bad_element"),
        ("units[5].owners", "missing"),
        ("units[6].area", "area_not_text"),
        ("units[6].owners", "bad_owners"),
    ]
    assert all("没有办成" not in r["message"] for r in answer["refusals"])
    assert codes(ask("electorate", {"date": "2024-05-01"})[1]) == [("units", "missing")]
    assert codes(ask("electorate", {"date": "2024-05-01", "units": {}})[1]) == [("units", "units_not_list")]
    assert codes(ask("electorate", {"date": "2000-05-01", "units": []})[1]) == [("date", "no_rule")]


def test_sentences_for_people(monkeypatch, capfdbinary):
    for name, asked, words in (
        ("vote", vote(deemed={"area": "1", "n": 1}), ["结果：通过", "7/10（70.00%）", "另列", "依据：《中华"]),
        ("vote", vote(matter=4, date="2020-12-31"), ["未通过：按当时的物权法", "9/25", "不设门槛"]),
        ("electorate", {"date": "2024-05-01", "units": [unit(developer="unsold")]}, ["1 人", "100.00 平方米"]),
        ("vote", {}, ["不能计算：请填写“全体业主”"]),
    ):  # fmt: skip
        parser = argparse.ArgumentParser()
        calc.configure(parser)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(asked).encode())))
        assert calc.run(parser.parse_args([name])) == (1 if asked == {} else 0)
        out = capfdbinary.readouterr().out.decode()
        for word in words:
            assert word in out, (name, out)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4) | st.just("12.50"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["area", "n", "id"]), inner, max_size=3)
    ),
    max_leaves=6,
)
questions = st.dictionaries(
    st.sampled_from(sorted(VOTE_KEYS | ROLL_KEYS | {"id", "expect"})), junk | st.just("2024-05-01"), max_size=9
)


@given(questions)
def test_whatever_is_asked_there_is_an_answer_or_reasons(asked):
    for answer in (calc_decisions.answer_vote(asked, load()), calc_decisions.answer_electorate(asked, load())):
        assert answer.get("refusals") or "clauses" in answer
        json.dumps(answer, allow_nan=False)


@given(st.permutations(["total", "for", "against", "abstain"]), st.integers(0, 3))
def test_order_of_keys_and_of_questions_changes_nothing(names, turn):
    asked = vote()
    shuffled = {name: asked[name] for name in ("date", *names, "level")}
    assert calc_decisions.answer_vote(shuffled, load()) == calc_decisions.answer_vote(asked, load())
    units = [unit("1"), unit("2", owners=["p2"]), unit("3", owners=["p2", "p1"]), unit("4", developer="unsold")]
    turned = units[turn:] + units[:turn]
    asked = [{"date": "2024-05-01", "units": these} for these in (units, turned)]
    one, two = (calc_decisions.answer_electorate(question, load()) for question in asked)
    assert (one["n"], one["area"]) == (two["n"], two["area"]) == (4, "400.00")
