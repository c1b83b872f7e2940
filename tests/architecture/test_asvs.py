"""docs/security/asvs.md is recounted: every requirement once, with its level, state and ground; the sums are true."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security" / "asvs.md"
# Levels of the requirements of ASVS 5.0.0, section by section, in order.
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223",
    "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22",
    "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
CORE_LEVEL_3 = (
    "1.2.10", "2.3.5", "5.2.4", "5.2.5", "5.2.6", "5.3.3", "7.5.3", "8.3.2", "8.3.3", "8.4.2", "14.2.6", "14.2.7",
    "14.2.8", "15.4.2",
)  # fmt: skip
STATES = ("met", "partly", "operator", "not met", "n/a")


def official() -> dict[str, int]:
    return {f"{section}.{n}": int(level) for section, levels in LEVELS.items() for n, level in enumerate(levels, 1)}


def rows() -> list[tuple[str, int, str, str, str]]:
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 5 and re.fullmatch(r"\d+\.\d+\.\d+", cells[0]):
            found.append((cells[0], int(cells[1]), cells[2], cells[3], cells[4]))
    return found


def test_the_standard_was_copied_right() -> None:
    """The counts that OWASP gives for 5.0.0: 345 in all, 70, 183 and 92 by level."""
    assert Counter(official().values()) == {1: 70, 2: 183, 3: 92}


def test_every_requirement_has_one_row_with_its_level() -> None:
    wanted = {key: level for key, level in official().items() if level < 3 or key in CORE_LEVEL_3}
    assert len(CORE_LEVEL_3) == 14
    assert [row[0] for row in rows()] == sorted(wanted, key=lambda key: tuple(map(int, key.split("."))))
    assert {row[0]: row[1] for row in rows()} == wanted


def test_every_row_has_a_state_and_a_ground() -> None:
    for key, _level, subject, state, ground in rows():
        assert state in STATES, key
        assert len(subject) > 3, key
        assert len(ground) > 3, key


def test_the_sums_are_true() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for level in (1, 2, 3):
        states = Counter(state for _k, found, _s, state, _g in rows() if found == level)
        cells = " | ".join(str(states[state]) for state in STATES)
        name = f"level {level}" if level < 3 else "level 3 (core list)"
        assert f"| {name} | {states.total()} | {cells} |" in text, f"| {name} | {states.total()} | {cells} |"


def test_every_test_named_is_there() -> None:
    there = {path.stem for folder in ("sanguanjia", "tests") for path in (ROOT / folder).rglob("test_*.py")}
    named = set(re.findall(r"\btest_\w+", PAGE.read_text(encoding="utf-8")))
    assert named - there == set()


def test_every_file_named_is_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = re.findall(r"`((?:docs|[a-z]+)/[\w/.-]+)`", text)
    places = [(ROOT / name, ROOT / "sanguanjia" / name) for name in named]
    assert [name for name, found in zip(named, places, strict=True) if not any(p.exists() for p in found)] == []


def test_what_is_partly_met_says_what_is_missing() -> None:
    partly = [(key, ground) for key, level, _s, state, ground in rows() if state == "partly" and level < 3]
    assert [key for key, ground in partly if "Missing: " not in ground] == []
