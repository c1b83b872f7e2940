"""The admin shows every table by one class, which refuses to write whatever the table."""

from __future__ import annotations

from sanguanjia.config.admin import LookOnly, site


def test_one_class_shows_every_table() -> None:
    assert len(site._registry) > 100
    assert {type(shown) for shown in site._registry.values()} == {LookOnly}
