"""Matters of the full-size city: as the state table allows, never the same id twice, the same for the same seed."""

import re
from collections import Counter, defaultdict
from datetime import date

import pytest

from sanguanjia.cases.rules.reading import read_policy
from sanguanjia.cases.rules.table import BY_VERB
from sanguanjia.cases.types import State
from sanguanjia.demo.city import matters
from sanguanjia.demo.city.dues import DAY, Dues
from sanguanjia.demo.dice import Dice
from sanguanjia.policy import packs

_UNTIL = date(2026, 11, 20)


@pytest.fixture(scope="module")
def told():
    loaded = packs.load()
    hours = loaded.hours_for("430200", _UNTIL)
    dues = Dues(loaded.calendar_for("430200"), hours, date(2023, 11, 1), date(2026, 12, 31))
    policy = read_policy(lambda key: loaded.rule_for(key, "430200", _UNTIL))
    people = {
        kind: matters.Person(number, kind)
        for number, kind in enumerate(
            ("company", "worker", "grid_worker", "neighbourhood", "subdistrict", "hotline"), 1
        )
    }
    scene = matters.Scene(7, 1007, 70, 80, people, [(matters.Person(90, "业主"), 100, 200)], [(100, 200), (101, 200)])
    cut = (_UNTIL.toordinal() - date(1970, 1, 1).toordinal()) * DAY + 16 * 3600

    def draw(seed, count):
        return matters.draw(scene, count, Dice(seed, "matters"), policy, dues, dues.first * DAY, cut)

    return draw


def test_the_same_seed_tells_the_same_matters(told):
    assert _unsealed(told(1, 60)) == _unsealed(told(1, 60))
    assert _unsealed(told(1, 60)) != _unsealed(told(2, 60))


def _unsealed(lines):
    """The lines without sealed values: no two sealings of one phone are alike."""
    return [re.sub(r"\$[as]\$\w*\$[\w+/=]+", "sealed", line) for line in (*lines.cases, *lines.events, *lines.clocks)]


def test_no_id_is_drawn_twice_in_a_busy_estate(told):
    lines = told(3, 9_000)
    for written in (lines.cases, lines.events, lines.clocks):
        ids = [line.split("\t", 1)[0] for line in written]
        assert len(set(ids)) == len(ids)
    assert len({line.split("\t")[3] for line in lines.cases}) == 9_000  # tracking codes


def test_every_step_of_a_history_is_in_the_state_table(told):
    lines = told(4, 1_500)
    states: dict[str, str] = {}
    for line in lines.events:
        _id, _estate, case, seq, _at, verb, _account, _name, _role, _org, before, after, *_ = line.split("\t")
        assert before == states.get(case, "")
        if seq != "1":
            assert State(before) in BY_VERB[verb].origins, (verb, before)
            to = BY_VERB[verb].to
            assert after == (to.value if to else before)
        states[case] = after
    assert Counter(line.split("\t")[14] for line in lines.cases) == Counter(states.values())
    assert {"new", "taken", "done", "closed"} <= set(states.values())


def test_open_matters_have_running_clocks_and_ended_ones_have_none(told):
    lines = told(5, 1_500)
    running = defaultdict(set)
    for line in lines.clocks:
        fields = line.rstrip("\n").split("\t")
        if fields[14] == "\\N":
            running[fields[2]].add(fields[3])
    for line in lines.cases:
        fields = line.rstrip("\n").split("\t")
        assert bool(running[fields[0]]) == (fields[14] != "closed")
