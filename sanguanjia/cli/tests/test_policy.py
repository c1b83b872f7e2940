"""`sgj policy explain`: the contract's form, from the packs and from the database."""

from __future__ import annotations

import argparse
import json

import pytest

from sanguanjia.cli import policy
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Home
from sanguanjia.policy import queries
from sanguanjia.policy.actions import publish_version

KEY = "own.joint_decision.use_fund.consent"


@pytest.fixture
def ask(capfdbinary):
    def run(*words: str):
        parser = argparse.ArgumentParser()
        policy.configure(parser)
        code = policy.run(parser.parse_args(["explain", *words]))
        out = capfdbinary.readouterr().out
        return code, json.loads(out) if "--json" in words else out.decode()

    return run


@pytest.fixture
def no_database(monkeypatch, tmp_path):
    for name in ("SGJ_APP_DATABASE_URL", "SGJ_OWNER_DATABASE_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SGJ_DATA_DIR", str(tmp_path / "no city"))


@pytest.mark.usefixtures("no_database")
class TestFromPacks:
    def test_the_contract_form(self, ask):
        code, answer = ask(KEY, "--place", "430200", "--date", "2024-05-01", "--json")
        assert code == 0
        form = "key value version jurisdiction layer force effective_from effective_to source overruled"
        assert list(answer)[:10] == form.split()
        assert answer["version"] == f"{KEY}@2021-01-01"
        assert (answer["jurisdiction"], answer["layer"], answer["force"]) == ("CN", "law", "mandatory")
        assert (answer["effective_from"], answer["effective_to"]) == ("2021-01-01", None)
        assert set(answer["source"]) == {"title", "article", "tag"}
        assert len(answer["overruled"]) == 3
        assert {entry["why"] for entry in answer["overruled"]} == {"higher_layer_mandatory"}

    def test_the_last_day_of_the_old_law(self, ask):
        _, answer = ask(KEY, "--place", "430200", "--date", "2020-12-31", "--json")
        assert answer["version"] == f"{KEY}@2007-10-01"
        assert answer["effective_to"] == "2020-12-31"
        assert answer["value"]["num"] == 2

    def test_the_pool_is_a_pilot_of_zhuzhou_only(self, ask):
        key = "fund.interest.destination"
        _, answer = ask(key, "--place", "430211", "--date", "2024-05-01", "--json")
        assert answer["value"]["above_benchmark"] == "building_pool"
        assert answer["exception_to"] == "FUND-017"
        assert answer["overruled"][0]["why"] == "pilot_departs_from_it"
        for place, day in (("140403", "2024-05-01"), ("430100", "2024-05-01"), ("430211", "2021-06-30")):
            assert ask(key, "--place", place, "--date", day, "--json")[1]["value"]["above_benchmark"] == "door"

    def test_stale_local_texts_are_shown_and_not_applied(self, ask):
        _, answer = ask(KEY, "--place", "410105", "--date", "2024-05-01", "--json")
        assert answer["jurisdiction"] == "CN"
        assert any(":410000:" in entry["version"] for entry in answer["overruled"])

    def test_no_rule(self, ask):
        code, answer = ask("no.such.rule", "--place", "430200", "--date", "2024-05-01", "--json")
        assert code == 1
        assert [refusal["code"] for refusal in answer["refusals"]] == ["no_rule"]
        assert ask(KEY, "--place", "430200", "--date", "1999-01-01", "--json")[0] == 1

    @pytest.mark.parametrize(
        ("place", "day", "codes"),
        [
            ("999999", "2024-05-01", ["bad_place"]),
            ("CN", "2024-02-30", ["bad_date"]),
            ("x", "yesterday", ["bad_date", "bad_place"]),
            ("", "2024-05-01T10:00", ["bad_date", "bad_place"]),
        ],
    )
    def test_wrong_usage(self, ask, place, day, codes):
        code, answer = ask(KEY, "--place", place, "--date", day, "--json")
        assert code == 2
        assert [refusal["code"] for refusal in answer["refusals"]] == codes

    def test_sentences(self, ask):
        code, text = ask(KEY, "--place", "430200", "--date", "2024-05-01")
        assert code == 0
        assert "参与表决的业主的专有部分面积和人数均超过 1/2" in text
        assert text.count("未适用") == 3

    def test_packs_of_ones_own(self, ask, tmp_path):
        code, answer = ask(KEY, "--date", "2024-05-01", "--packs", str(tmp_path), "--json")
        assert (code, answer["refusals"][0]["code"]) == (1, "no_rule")
        assert ask(KEY, "--packs", str(tmp_path / "nowhere"), "--json")[0] == 2


@pytest.mark.django_db
def test_a_running_city_answers_from_its_database(ask):
    rule = {
        "key": "cases.silence.days", "title": "静默办结", "jurisdiction": "430200", "layer": "normative_doc",
        "force": "default", "value": {"amount": 9, "unit": "workday", "roll": "none"}, "effective_from": "2030-01-01",
        "source": {"title": "t", "tag": "K"},
    }  # fmt: skip
    queries.forget()
    publish_version(SYSTEM, estate_id=Home.PLATFORM_ID, rule=rule)
    queries.forget()
    _, answer = ask("cases.silence.days", "--place", "430211", "--date", "2030-01-01", "--json")
    assert answer["value"]["amount"] == 9
    assert ask("cases.silence.days", "--place", "4302119999999", "--date", "2030-01-01", "--json")[0] == 2
    queries.forget()
