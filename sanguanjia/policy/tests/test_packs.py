"""The shipped packs: sound, explained, and every worked example runs. Broken packs are refused with all faults."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from sanguanjia.policy.packs import SHIPPED, Packs, check, load, parse_rule
from sanguanjia.policy.rules.deadlines import Direction, Period, Roll, Unit, deadline
from sanguanjia.policy.types import PackError, RuleVersion

PACKS = load()
EXAMPLES = [(version, example) for version in PACKS.versions for example in version.examples]


@pytest.mark.parametrize(("version", "example"), EXAMPLES, ids=[v.version for v, _ in EXAMPLES])
def test_worked_examples_hold(version: RuleVersion, example: dict[str, object]) -> None:
    run_example(PACKS, version, example)


def run_example(packs: Packs, version: RuleVersion, example: dict[str, object]) -> None:
    """Clocks: {start, expect}. Resolution: {place, date, expect, winner?}. Rates: {tickets, …, expect}."""
    value = version.value
    if "date" in example:
        day = dt.date.fromisoformat(example["date"])
        found = packs.rule_for(version.key, example["place"], day)
        assert found is not None
        assert found.value == example.get("expect", found.value)
        assert found.winner.version == example.get("winner", found.winner.version)
    elif "tickets" in example:
        total = example["tickets"]
        score = sum(
            Fraction(value["weights"][name]) * Fraction(example[field], total) * 100
            for name, field in (("response", "responded"), ("solved", "solved"), ("satisfied", "satisfied"))
        )
        assert score == Fraction(example["expect"])
    else:
        text = example["start"]
        start = dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
        period = Period(
            value["amount"],
            Unit(value["unit"]),
            Direction(value.get("direction", "after")),
            Roll(value.get("roll", "none")),
        )
        place = version.jurisdiction
        found = deadline(start, period, packs.calendar_for(place), packs.hours_for(place, dt.date(2024, 1, 1)))
        answer = found.due_at.isoformat("T", "minutes") if found.due_at else found.due.isoformat()
        assert answer == example["expect"]


def test_every_rule_says_what_it_is_about_and_where_it_was_read():
    for version in PACKS.versions:
        assert version.title, version.version
        assert version.source.title, version.version
        if version.source.tag in "TPS":
            assert version.source.article or version.source.title, version.version


def test_shipped_places():
    assert {path.name for path in SHIPPED.iterdir() if path.is_dir()} >= {"CN", "430200", "140403"}


BROKEN = """
[[rule]]
key = "a.b"
layer = "law"
force = "mandatory"
effective_from = 2020-01-01
value = 0.3
source = { title = "t", tag = "K" }

[[rule]]
key = "Bad Key"
layer = "decree"
force = "strong"
effective_from = "2020-01-01"
source = { title = "" }
colour = "red"
"""


def test_all_faults_of_a_pack_are_said_at_once(tmp_path):
    folder = tmp_path / "CN"
    folder.mkdir()
    (folder / "broken.toml").write_text(BROKEN, encoding="utf-8")
    (folder / "worse.toml").write_text("this is [not toml", encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load(tmp_path)
    faults = "\n".join(caught.value.faults)
    for words in (
        "小数",
        "colour",
        "key 应是",
        "layer 不对",
        "force 不对",
        "缺 value",
        "应是日期",
        "source",
        "worse.toml",
    ):
        assert words in faults
    with pytest.raises(PackError):
        load(tmp_path / "nowhere")


def entry(**changes: object) -> RuleVersion:
    base = {
        "key": "a.b",
        "jurisdiction": "CN",
        "layer": "law",
        "force": "mandatory",
        "value": 1,
        "effective_from": dt.date(2020, 1, 1),
        "source": {"title": "t", "tag": "K"},
    }
    return parse_rule({**base, **changes})


def test_versions_never_overlap_and_name_only_what_exists():
    later = entry(effective_from=dt.date(2021, 1, 1))
    assert check([entry(), later])
    assert not check([entry(effective_to=dt.date(2020, 12, 31)), later])
    assert check([entry(effective_to=dt.date(2021, 1, 1)), later])
    assert check([entry(), entry(jurisdiction="430200", layer="normative_doc", exception_to="nowhere")])
    assert not check([entry(), entry(jurisdiction="430200", layer="normative_doc", exception_to="a.b@2020-01-01")])


def test_a_covenant_belongs_to_an_estate_and_nothing_else_does():
    with pytest.raises(ValueError, match="公约"):
        entry(layer="estate_covenant")
    with pytest.raises(ValueError, match="公约"):
        entry(jurisdiction="12345678901234")
    with pytest.raises(ValueError, match="早于"):
        entry(effective_to=dt.date(2019, 1, 1))
