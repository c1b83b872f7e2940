"""A year on one sheet: in the order of the days, adding up, with a picture that ends where the year does."""

from __future__ import annotations

import datetime as dt

from sanguanjia.funds.rules.statement import HEIGHT, steps, year_of
from sanguanjia.funds.types import Kind

from .conftest import TODAY
from .interest_scene import account, deposit_in
from .test_pages import browser

D = dt.date
MOVED = [
    (D(2023, 12, 31), 1, "opening", "期初", 11, 1_000),
    (D(2024, 5, 1), 3, "top_up", "续交", 13, 500),
    (D(2024, 2, 1), 4, "interest", "利息", 14, 30),
    (D(2024, 5, 1), 2, "top_up", "续交", 12, 70),
    (D(2025, 1, 1), 5, "reversal", "冲销", 15, -70),
]  # fmt: skip


def test_a_year():
    found = year_of(2024, D(2026, 1, 1), MOVED)
    assert (found.opening_fen, found.closing_fen, found.last) == (1_000, 1_600, D(2024, 12, 31))
    assert [(line.number, line.after_fen) for line in found.lines] == [(4, 1_030), (2, 1_100), (3, 1_600)]
    assert found.by_kind == (("interest", 30), ("top_up", 570))
    corners = steps(found)
    assert corners[0] == (0, HEIGHT - 118)
    assert corners[-1] == (732, 10)
    assert steps(year_of(2020, TODAY, MOVED)) == ()
    assert year_of(2024, D(2024, 3, 1), MOVED).closing_fen == 1_030


def test_the_owner_prints_the_year(books):
    deposit_in(books, books.estate_id, "3-1-1403", 123_456, D(2023, 6, 1))
    deposit_in(books, books.estate_id, "3-1-1403", 44, TODAY)
    owner, unit = browser(books.city.person("owner")), account(books.estate_id, Kind.UNIT, "3-1-1403")
    here = f"/funds/{books.estate_id}/account/{unit}/"
    assert f"{here}year/2024/" in owner.get(here).content.decode()
    page = owner.get(f"{here}year/2024/").content.decode()
    for words in ("年初余额", "1,234.56", "1,235.00", "0.44", "<svg", "打印", f"{here}year/2023/", "统筹账户"):
        assert words in page, words
    assert f"{here}year/2024/" in owner.get(f"{here}year/2023/").content.decode()
    assert owner.get(f"{here}year/2031/").status_code == 404
    other = account(books.estate_id, Kind.UNIT, "3-1-1404")
    assert owner.get(f"/funds/{books.estate_id}/account/{other}/year/2024/").status_code == 403
