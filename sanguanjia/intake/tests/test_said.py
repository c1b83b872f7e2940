"""Emergencies, courts and final petitions are judged by what is said."""

from __future__ import annotations

from datetime import datetime

from sanguanjia.intake.rules.judge import Judge
from sanguanjia.intake.rules.moments import SHANGHAI
from sanguanjia.intake.tests.sentences import HELD_OUT, TABLE
from sanguanjia.intake.types import Sheet

NOON = datetime(2024, 1, 1, 12, tzinfo=SHANGHAI)


def said(sentence: str) -> tuple[str, str | None]:
    judged = Judge(["甲"]).one(Sheet(1, "1", NOON, sentence, estate="甲小区"))
    return judged.outcome.value, judged.route


def test_every_sentence_of_the_table_ends_where_it_belongs():
    assert len(TABLE) + len(HELD_OUT) > 340
    wrong = {
        sentence: (said(sentence), expected) for expected, sentence in TABLE + HELD_OUT if said(sentence) != expected
    }
    assert wrong == {}


def test_an_opener_takes_nothing_away_from_a_danger():
    for expected, sentence in TABLE:
        assert said(f"市民来电反映：{sentence}") == expected, sentence


def test_an_emergency_needs_no_known_estate():
    judged = Judge([]).one(Sheet(1, "1", NOON, "三楼着火了，快来", estate="没听过的地方"))
    assert (judged.outcome.value, judged.route) == ("emergency", "119")


def test_what_was_said_is_named():
    judged = Judge(["甲"]).one(Sheet(1, "1", NOON, "家里老人晕倒了", estate="甲"))
    assert judged.why == "晕倒"
