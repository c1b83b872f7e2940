"""Amounts as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.funds.rules.entries import fen_of
from sanguanjia.kernel.money import yuan


@pytest.mark.parametrize(
    ("text", "fen"),
    [("12,000", 1200000), ("¥12,000.50", 1200050), ("3.5元", 350), ("0", 0), ("1234.560", 123456), (" 7 ", 700),
     ("1,23", None), ("-1", None), ("1.234", None), ("", None), ("x", None), ("1e3", None), ("９", None),
     ("10000000000000.01", None)],
)  # fmt: skip
def test_amounts(text, fen):
    assert fen_of(text) == fen


@given(fen=st.integers(0, 10**15))
def test_what_is_shown_is_read_back(fen):
    assert fen_of(yuan(fen)) == fen
