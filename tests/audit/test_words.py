"""Every act has its words on the auditor's page."""

from __future__ import annotations

from sanguanjia.audit.act_words import ACT_WORDS
from sanguanjia.kernel.act import declared_acts


def test_every_declared_act_has_words() -> None:
    ours = {name for name, act in declared_acts().items() if act.__module__.startswith("sanguanjia.")
        and ".tests." not in act.__module__}  # fmt: skip
    assert ours - set(ACT_WORDS) == set(), "write them in audit/act_words.py"


def test_no_words_are_used_for_two_acts_of_a_room() -> None:
    seen: dict[tuple[str, str], str] = {}
    for name, words in ACT_WORDS.items():
        room = name.split(".")[0]
        assert (room, words) not in seen, f"{name} and {seen[room, words]}"
        seen[room, words] = name
