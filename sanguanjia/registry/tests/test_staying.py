"""Who still stands on a unit after its owners changed; and every act that ends ownerships says so."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from sanguanjia import registry
from sanguanjia.registry.rules.staying import Owner, still_owns

A = Owner(1, "王芳", True, 70)
B = Owner(2, "李强", True, None)
NAMELESS = Owner(3, "王芳", False, None)
AGAIN = Owner(4, "王·芳", False, None)
OTHER = Owner(5, "王芳", True, None)


@pytest.mark.parametrize(
    ("account", "name", "before", "now", "stays"),
    [
        (70, "王芳", [A], [B], False),  # sold
        (70, "王芳", [A, B], [A], True),  # kept
        (70, "王芳", [A, B], [B], False),  # known, so the other's staying says nothing for it
        (71, "李强", [A, B], [A], False),  # by name
        (71, "李 强", [A, B], [B], True),
        (72, "某人", [A, B], [B], True),  # nobody can say who it is
        (72, "某人", [A], [B], False),
        (73, "王芳", [NAMELESS], [AGAIN], True),  # the roster without numbers enters the same person anew
        (70, "王芳", [A], [OTHER], False),  # two with different documents are two
        (70, "王芳", [A], [], False),  # the unit ended
    ],
)
def test_who_still_owns(account: int, name: str, before: list[Owner], now: list[Owner], stays: bool) -> None:
    assert still_owns(account, name, ever=[*before, *now], before=before, now=now) is stays


def test_what_an_account_proved_elsewhere_in_the_estate_counts() -> None:
    assert not still_owns(70, "王芳", ever=[B, OTHER, A], before=[B], now=[B])


ENDING = {"close_ownerships", "end_ownerships", "Writer"}


def test_every_act_that_ends_ownerships_tells_who_follows() -> None:
    """`close_ownerships` and the roster's writer are the only ways; each file of acts that calls one tells."""
    folder = Path(registry.__file__).parent
    enders = {}
    for path in sorted((folder / "actions").glob("*.py")):
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        names = [getattr(call.func, "id", getattr(call.func, "attr", "")) for call in calls]
        if ENDING & set(names):
            enders[path.name] = names.count("owners_changed")
    assert enders == {"ownership.py": 2, "reshaping.py": 2, "rosters.py": 1}
