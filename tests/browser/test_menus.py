"""Every page of every role's menu, as `sgj up --check` visits them; the command itself, with a city of its own, by
night (tests/ground/test_up_check.py)."""

from __future__ import annotations

from sanguanjia.cli.check import visits
from sanguanjia.demo.accounts import ACCOUNTS


def test_every_page_of_every_menu_is_whole(served: str) -> None:
    seen = visits(served)
    assert [problem for *_page, problem in seen if problem] == []
    assert {role for _path, role, *_ in seen} == {account.role for account in ACCOUNTS} | {"anonymous"}
    assert len(seen) > 300
