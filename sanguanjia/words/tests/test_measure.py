"""How often the suggestion is right on sayings it never learned from (`heldout.txt`), and what it promises."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sanguanjia.words import learning, shipped
from sanguanjia.words.rules.features import MOST_CHARACTERS, features, plain
from sanguanjia.words.rules.model import Model
from sanguanjia.words.types import MATTERS, Example


def sayings(name: str) -> list[Example]:
    """The sayings of a file: code, space, what was said."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [Example(text, code) for code, _, text in (x.partition(" ") for x in lines if x and not x.startswith("#"))]


HELD_OUT = sayings("heldout.txt")
SHORT = sayings("heldout_short.txt")


@pytest.fixture(scope="module")
def model() -> Model:
    return learning.train(shipped.examples())


@pytest.mark.parametrize(("held_out", "first", "third"), [(HELD_OUT, 83, 95), (SHORT, 93, 98)], ids=["told", "short"])
def test_held_out_sayings(model, held_out, first, third):
    suggested = [[s.code for s in model.suggest(each.text)] for each in held_out]
    assert sum(e.code == s[0] for e, s in zip(held_out, suggested, strict=True)) * 100 >= len(held_out) * first
    assert sum(e.code in s for e, s in zip(held_out, suggested, strict=True)) * 100 >= len(held_out) * third


def test_every_matter_has_examples_of_its_own_and_four_sayings_held_out():
    said = Counter(example.text for example in shipped.examples())
    assert {text for text, count in said.items() if count > 1} == set()
    assert {each.text for each in (*HELD_OUT, *SHORT)} & set(said) == set()
    assert {code: n for code, n in Counter(e.code for e in HELD_OUT).items() if n < 4} == {}
    counts = Counter(example.code for example in shipped.examples())
    assert {code: counts[code] for code in MATTERS if counts[code] < 25} == {}


def test_what_is_kept_says_the_same_as_what_was_learned(model):
    again = Model.from_bytes(model.to_bytes())
    assert again.digest == model.digest
    for each in HELD_OUT[:40]:
        assert again.suggest(each.text) == model.suggest(each.text)
    with pytest.raises(ValueError, match="no model"):
        Model.from_bytes(b"PK\x03\x04nothing")


def test_the_order_of_examples_changes_nothing_and_one_more_example_does(model):
    few = [Example(each.text, each.code) for each in HELD_OUT[:24]]
    assert learning.train(few).to_bytes() == learning.train(few[::-1]).to_bytes()
    assert learning.digest_of(few) != learning.digest_of(few[:-1])
    with pytest.raises(ValueError, match="nothing to tell apart"):
        learning.train(few[:2])


@pytest.mark.parametrize("text", ["", "   ", "。。。", "abc 12345", "😀" * 40, "油烟" * 3000, "\x00", "①㈱ﬁ"])
def test_whatever_is_typed_is_answered(model, text):
    top = model.suggest(text)
    assert len(top) == 3
    assert len({each.code for each in top}) == 3
    for each in top:
        assert 0 <= each.score <= 1
        assert all(word and word in text for word in each.words)
    assert len(plain(text)) == min(len(text), MOST_CHARACTERS)


def test_who_wrote_it_down_and_where_it_was_says_nothing():
    told = features("市民来电反映：3栋2单元1402楼上漏水，希望相关部门尽快处理，谢谢")
    assert set(told) == set(features("楼上漏水"))
