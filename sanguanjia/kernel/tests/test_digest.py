"""The canonical form: two independent writers agree on every value a row may hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.kernel.digest import _plain, canonical

_FIRST, _LAST = datetime(1, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 - Hypothesis wants them plain
_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]))
    | st.decimals(allow_nan=False, allow_infinity=False) | st.dates()
    | st.datetimes(timezones=st.just(UTC), min_value=_FIRST, max_value=_LAST)
)  # fmt: skip
_VALUES: st.SearchStrategy[Any] = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
)


@given(_VALUES)
def test_the_fast_writer_writes_what_the_standard_library_writes(value: Any) -> None:
    slow = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    assert canonical(value) == slow


class _Word(StrEnum):
    OPEN = "open"


def test_words_beyond_64_bits_and_enums() -> None:
    assert canonical({"b": 2**70, "a": _Word.OPEN}) == '{"a":"open","b":1180591620717411303424}'
    assert canonical([2**64 - 1, -(2**63)]) == "[18446744073709551615,-9223372036854775808]"


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no canonical form for object"):
        canonical({"x": object()})
