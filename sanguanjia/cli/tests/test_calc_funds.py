"""`sgj calc interest` and `sgj calc allocate`: the contract to the letter, and input of people who slipped."""

from __future__ import annotations

import argparse
import io
import json
import sys

import pytest

from sanguanjia.cli import calc


@pytest.fixture
def interest(ask):
    return lambda *question, **more: ask("interest", *question, **more)


@pytest.fixture
def allocate(ask):
    return lambda *question, **more: ask("allocate", *question, **more)


def codes(answer):
    return sorted((r["field"], r["code"]) for r in answer["refusals"])


V10 = {"principal_fen": 100000000, "years": 3, "benchmark": "0.0275", "contract": "0.0325"}
V1 = {"cost_fen": 1000000, "areas": {"101": "88.12", "102": "120.45", "201": "95.33", "202": "120.45"}}


class TestInterest:
    def test_vector_v10_with_ignored_keys(self, interest):
        code, answer = interest({"id": "FUND-V10", "rule": "FUND-070", **V10, "expect_fen": {"doors": 1}})
        assert code == 0
        assert list(answer) == ["fen", "days", "explain", "clauses"]
        assert answer["fen"] == {"total": 9750000, "doors": 8250000, "building_pool": 1500000}
        assert answer["days"] is None
        assert [clause["rule"] for clause in answer["clauses"]] == ["FUND-070"]

    @pytest.mark.parametrize(
        ("place", "pool"), [("430211", 1500000), ("430100", 0), ("140403", 0), ("CN", 0), ("370700", 0)]
    )
    def test_only_zhuzhou_pools(self, interest, place, pool):
        _, answer = interest({**V10, "place": place})
        assert answer["fen"] == {"total": 9750000, "doors": 9750000 - pool, "building_pool": pool}

    def test_a_deposit_that_fell_due_before_the_pilot_is_split_and_told_so(self, interest):
        dated = {**V10, "years": None, "from": "2018-06-01", "convention": {"basis": "years"}}
        for first, last, told in (("2018-06-01", "2021-06-01", True), ("2018-07-01", "2021-07-01", False)):
            answer = interest({**dated, "from": first, "to": last})[1]
            assert answer["fen"]["building_pool"] == 1500000
            assert ("interest_before_the_rule" in [step["step"] for step in answer["explain"]]) is told

    @pytest.mark.parametrize(
        ("basis", "total"),
        [("act/360", 100375), ("act/365", 99000), ("30/360", 99000), ("years", 99000), (None, 100375)],
    )
    def test_conventions(self, interest, basis, total):
        question = {"principal_fen": 1200000, "from": "2021-01-01", "to": "2024-01-01", "benchmark": "0.0275",
                    "contract": "0.0275"}  # fmt: skip
        if basis:
            question["convention"] = {"basis": basis, "round": "half_up"}
        code, answer = interest(question)
        assert (code, answer["fen"]["total"], answer["days"]) == (0, total, 1095)
        assert len(answer["clauses"]) == (1 if basis else 2)

    def test_a_rate_below_the_benchmark_leaves_the_pool_empty(self, interest):
        _, answer = interest({**V10, "contract": "0.02"})
        assert answer["fen"] == {"total": 6000000, "doors": 6000000, "building_pool": 0}

    def test_huge_and_nothing(self, interest):
        _, answer = interest({**V10, "principal_fen": 10**60})
        assert answer["fen"]["total"] == 975 * 10**56
        assert interest({**V10, "principal_fen": 0})[1]["fen"]["total"] == 0
        same_day = {**V10, "years": None, "from": "2024-01-01", "to": "2024-01-01"}
        assert interest(same_day)[1]["fen"] == {"total": 0, "doors": 0, "building_pool": 0}

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            ({"principal_fen": 1.0}, [("principal_fen", "bad_fen")]),
            ({"principal_fen": -1}, [("principal_fen", "bad_fen")]),
            ({"principal_fen": True}, [("principal_fen", "bad_fen")]),
            ({"principal_fen": "1"}, [("principal_fen", "bad_fen")]),
            ({"principal_fen": 10**101}, [("principal_fen", "bad_fen")]),
            ({"benchmark": 0.0275}, [("benchmark", "bad_rate")]),
            ({"contract": "3.25%"}, [("contract", "bad_rate")]),
            ({"contract": "2.75"}, [("contract", "bad_rate")]),
            ({"contract": "-0.01"}, [("contract", "bad_rate")]),
            ({"contract": "０.01"}, [("contract", "bad_rate")]),
            ({"contract": "1e-2"}, [("contract", "bad_rate")]),
            ({"years": 0}, [("years", "bad_years")]),
            ({"years": 1.5}, [("years", "bad_years")]),
            ({"years": 3, "from": "2024-01-01"}, [("years", "years_or_dates")]),
            ({"years": None}, [("years", "missing")]),
            ({"years": None, "from": "2024-01-01"}, [("to", "missing")]),
            ({"years": None, "from": "2024-01-02", "to": "2024-01-01"}, [("to", "ends_before_it_begins")]),
            ({"years": None, "from": "2023-02-29", "to": "20240101"}, [("from", "bad_date"), ("to", "bad_date")]),
            ({"convention": "act/360"}, [("convention", "bad_convention")]),
            ({"convention": {"basis": "act/360"}}, [("convention.basis", "basis_needs_dates")]),
            ({"convention": {"basis": "act/364", "round": "up"}},
             [("convention.basis", "bad_basis"), ("convention.round", "bad_rounding")]),
            ({"years": None, "from": "2024-01-01", "to": "2025-01-02", "convention": {"basis": "years"}},
             [("convention", "not_whole_years")]),
            ({"place": "Mars"}, [("place", "bad_place")]),
            ({"years": None, "from": "2000-01-01", "to": "2003-01-01"}, [("place", "fund_no_rule")]),
        ],
    )  # fmt: skip
    def test_refusals(self, interest, change, found):
        code, answer = interest({**V10, **change})
        assert code == 1
        assert codes(answer) == found
        assert all(r["message"] and "{" not in r["message"].replace('{"', "") for r in answer["refusals"])

    def test_all_reasons_at_once_and_the_others_are_answered(self, interest):
        code, answers = interest([{}, V10, 7])
        assert code == 1
        assert codes(answers[0]) == [(name, "missing") for name in ("benchmark", "contract", "principal_fen", "years")]
        assert answers[1]["fen"]["total"] == 9750000
        assert codes(answers[2]) == [(None, "bad_element")]

    @pytest.mark.parametrize("change", [{"colour": 1}, {"convention": {"basis": "years", "rounding": "half_up"}}])
    def test_unknown_keys(self, interest, change):
        assert interest({**V10, **change})[0] == 2

    def test_flags(self, interest):
        flags = ("--principal-fen", "100000000", "--years", "3", "--benchmark", "0.0275", "--contract", "0.0325")
        assert interest(None, *flags)[1]["fen"]["building_pool"] == 1500000

    def test_packs_of_ones_own(self, interest, tmp_path):
        folder = tmp_path / "CN"
        folder.mkdir()
        rule = """[[rule]]
        key = "fund.interest.{key}"
        title = "t"
        layer = "law"
        force = "default"
        effective_from = 2000-01-01
        value = {value}
        source = {{ title = "t", tag = "K" }}
        """
        pooled = '{ up_to_benchmark = "door", above_benchmark = "building_pool" }'
        destination = rule.format(key="destination", value=pooled)
        convention = rule.format(key="convention", value='{ dates = { basis = "act/365", round = "half_up" } }')
        (folder / "a.toml").write_text(destination + convention, encoding="utf-8")
        dated = {**V10, "years": None, "from": "2001-01-01", "to": "2004-01-01", "place": "140403"}
        _, answer = interest(dated, "--packs", str(tmp_path))
        assert answer["fen"] == {"total": 9750000, "doors": 8250000, "building_pool": 1500000}
        (folder / "a.toml").write_text(rule.format(key="destination", value='{ above_benchmark = "city" }'))
        calc.load.cache_clear()
        assert codes(interest(V10, "--packs", str(tmp_path))[1]) == [("place", "fund_rule_unknown")]


class TestAllocate:
    def test_vector_v1(self, allocate):
        code, answer = allocate({**V1, "id": "FUND-V1", "unsold": ["202"], "expect_fen": {}})
        assert code == 0
        assert list(answer)[:4] == ["fen", "seller_unit_fen", "payer", "clauses"]
        assert answer["fen"] == {"101": 207659, "102": 283846, "201": 224649, "202": 283846}
        assert answer["payer"] == {"101": "account", "102": "account", "201": "account", "202": "cash"}
        assert answer["seller_unit_fen"] == 0
        assert answer["clauses"][0]["rule"] == "FUND-040"

    def test_doors_come_as_people_count_whatever_order_they_were_said_in(self, allocate):
        doors = ["2-1-1001", "2-1-203", "10-1-101", "2-1-1002"]
        _, answer = allocate({"cost_fen": 6, "areas": dict.fromkeys(doors, "1")})
        assert list(answer["fen"].items()) == [("2-1-203", 2), ("2-1-1001", 2), ("2-1-1002", 1), ("10-1-101", 1)]

    def test_mixed_public_housing(self, allocate):
        question = {"cost_fen": 9000, "areas": {"1": "0.50", "2": "1.00", "3": "1.50"}, "public": ["1", "2"]}
        _, answer = allocate({**question, "public_deposits_fen": {"owners": 3, "seller": 7}})
        assert answer["fen"] == {"1": 450, "2": 900, "3": 4500}
        assert answer["seller_unit_fen"] == 3150

    def test_huge(self, allocate):
        _, answer = allocate({"cost_fen": 10**50 + 1, "areas": {"a": "9" * 30, "b": "9" * 30 + ".00"}})
        assert sum(answer["fen"].values()) == 10**50 + 1
        assert answer["fen"]["a"] - answer["fen"]["b"] == 1

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            ({"cost_fen": 1.5}, [("cost_fen", "bad_fen")]),
            ({"cost_fen": None}, [("cost_fen", "missing")]),
            ({"areas": {}}, [("areas", "no_area")]),
            ({"areas": []}, [("areas", "bad_areas")]),
            ({"areas": {"1": "0", "2": "0.00"}}, [("areas", "no_area")]),
            ({"areas": {"1": "-1"}}, [("areas.1", "bad_area_text")]),
            ({"areas": {"1": 88.12, "2": "1.234", "": "1"}},
             [("areas", "door_without_code"), ("areas.1", "bad_area_text"), ("areas.2", "bad_area_text")]),
            ({"unsold": ["999", 7]}, [("unsold", "unknown_door"), ("unsold", "unknown_door")]),
            ({"public": ["999"]}, [("public", "unknown_door")]),
            ({"unsold": "202"}, [("unsold", "bad_doors")]),
            ({"public": ["101"]}, [("public_deposits_fen", "missing")]),
            ({"public_deposits_fen": {"owners": 1, "seller": 1}},
             [("public_deposits_fen", "deposits_only_with_public")]),
            ({"public": ["101"], "public_deposits_fen": {"owners": 0, "seller": 0}},
             [("public_deposits_fen", "no_deposits")]),
            ({"public": ["101"], "public_deposits_fen": {"owners": 1.0}},
             [("public_deposits_fen.owners", "bad_fen"), ("public_deposits_fen.seller", "missing")]),
            ({"public": ["101"], "public_deposits_fen": [1, 2]}, [("public_deposits_fen", "bad_deposits")]),
            ({"place": "Mars"}, [("place", "bad_place")]),
        ],
    )  # fmt: skip
    def test_refusals(self, allocate, change, found):
        code, answer = allocate({**V1, **change})
        assert code == 1
        assert codes(answer) == found
        assert all(r["message"] for r in answer["refusals"])

    def test_public_housing_that_is_all_unsold_needs_no_deposits(self, allocate):
        assert allocate({**V1, "public": ["202"], "unsold": ["202"]})[1]["payer"]["202"] == "cash"

    def test_unknown_keys_and_doors_said_twice(self, allocate):
        assert allocate({**V1, "colour": 1})[0] == 2
        assert allocate({**V1, "public": ["101"], "public_deposits_fen": {"owners": 1, "seler": 1}})[0] == 2
        assert allocate(None, raw=b'{"cost_fen":1,"areas":{"1":"1","1":"2"}}')[0] == 2


def test_sentences_for_people(capsys, monkeypatch):
    for name, question, words in (
        ("interest", V10, ("统筹账户 15,000.00 元", "2.75%", "依据")),
        ("allocate", {**V1, "unsold": ["202"]}, ("2,838.46 元（现金支付）", "第二十")),
        ("allocate", {}, ("不能计算：请填写“费用（分）”",)),
    ):
        parser = argparse.ArgumentParser()
        calc.configure(parser)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(question).encode())))
        calc.run(parser.parse_args([name]))
        out = capsys.readouterr().out
        assert all(word in out for word in words)
