"""Emergencies, courts and final petitions are judged by what is said."""

from __future__ import annotations

from datetime import datetime

from sanguanjia.intake.rules import heard
from sanguanjia.intake.rules.judge import Judge
from sanguanjia.intake.rules.moments import SHANGHAI
from sanguanjia.intake.rules.secrecy import asks_secrecy
from sanguanjia.intake.tests import teach
from sanguanjia.intake.tests.sentences import HELD_OUT, TABLE
from sanguanjia.intake.tests.sentences_fresh import CALLS, FRESH, SECRETS
from sanguanjia.intake.tests.sentences_hard import HARD
from sanguanjia.intake.tests.sentences_more import MORE
from sanguanjia.intake.types import Outcome, Sheet

NOON = datetime(2024, 1, 1, 12, tzinfo=SHANGHAI)


def said(sentence: str) -> tuple[str, str | None]:
    judged = Judge(["甲"]).one(Sheet(1, "1", NOON, sentence, estate="甲小区"))
    return judged.outcome.value, judged.route


def test_every_sentence_of_the_table_ends_where_it_belongs():
    sentences = (*TABLE, *HELD_OUT, *MORE, *HARD, *FRESH)
    assert len(sentences) > 1600
    wrong = {sentence: (said(sentence), expected) for expected, sentence in sentences if said(sentence) != expected}
    assert wrong == {}


def test_the_second_ear_was_taught_from_what_stands_here_now():
    assert heard.digest() == teach.digest_of(teach.taught()), "python -m sanguanjia.intake.tests.teach"


def test_the_second_ear_hears_what_no_list_names_and_leaves_the_ordinary_alone():
    assert heard.hears_danger("四五个人正在抢一个女孩的包，女孩被按在地上")[0] == "110"
    ordinary = [text for route, text in teach.taught() if not route][-2400:]
    assert sum(heard.hears_danger(text) is not None for text in ordinary) <= len(ordinary) // 200


def test_an_opener_takes_nothing_away_from_a_danger():
    for expected, sentence in TABLE:
        assert said(f"市民来电反映：{sentence}") == expected, sentence


def test_a_second_call_is_one_however_it_begins_and_none_when_it_tells_something_new():
    for first, second, repeats in CALLS:
        judge = Judge(["甲"])
        for number, words in enumerate((first, second)):
            last = judge.one(Sheet(number, str(number), NOON, words, estate="甲", phone="13912345678"))
        assert (last.outcome is Outcome.REPEAT_OF) is repeats, second


def test_who_asks_not_to_be_named_is_heard_whatever_the_words_and_nobody_else():
    assert [words for words, asks in SECRETS if asks_secrecy(words) is not asks] == []
    assert not any(asks_secrecy(words) for _expected, words in FRESH)


def test_an_emergency_needs_no_known_estate():
    judged = Judge([]).one(Sheet(1, "1", NOON, "三楼着火了，快来", estate="没听过的地方"))
    assert (judged.outcome.value, judged.route) == ("emergency", "119")


def test_names_of_estates_match_with_and_without_their_tail_spaces_and_ways_to_write_a_phase():
    judge = Judge(["山水文园小区", "新桂都一期", "新桂都 第十二期"])
    for typed, meant in (
        ("山水文园", "山水文园小区"), ("山水 文园小区", "山水文园小区"), ("新桂都1期", "新桂都一期"),
        ("新桂都小区第一期", "新桂都一期"), ("新桂都一期小区", "新桂都一期"), ("新桂都12期", "新桂都 第十二期"),
        ("新桂都十二期", "新桂都 第十二期"), ("新桂都二期", ""), ("新桂都", ""), ("一期", ""), ("期", ""),
    ):  # fmt: skip
        assert judge.estate_of(Sheet(1, "1", NOON, "灯不亮", estate=typed)) == meant, typed


def test_what_was_said_is_named():
    judged = Judge(["甲"]).one(Sheet(1, "1", NOON, "家里老人晕倒了", estate="甲"))
    assert judged.why == "晕倒"
