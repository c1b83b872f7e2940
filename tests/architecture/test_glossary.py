"""GLOSSARY.md: every table and every role stands in it, and no name in it is dead."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

import sanguanjia
from sanguanjia.access.types import ROLE_LABELS
from sanguanjia.registry.types import AreaSource, Basis, UnmanagedKind

ROOT = Path(sanguanjia.__file__).parent
TEXT = (ROOT.parent / "GLOSSARY.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("| ")]
NAMED = {name for row in ROWS for name in re.findall(r"`([A-Za-z_]+)`", row[0])}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_table_is_explained() -> None:
    tables = {m.__name__ for m in apps.get_models() if m.__module__.startswith("sanguanjia.")}
    assert tables - NAMED == set(), "write a line in GLOSSARY.md"


def test_every_role_is_explained_in_the_words_of_the_screen() -> None:
    words = {re.findall(r"`([a-z_]+)`", row[0])[0]: row[1] for row in ROWS if re.fullmatch(r"`[a-z_]+`", row[0])}
    assert {role.value: label for role, label in ROLE_LABELS.items() if words.get(role.value) != label} == {}


def test_kinds_of_the_registry_are_explained() -> None:
    for kind in (AreaSource, Basis, UnmanagedKind):
        assert [value for value in kind if f"`{value}`" not in TEXT] == []


def test_no_name_of_the_glossary_is_dead() -> None:
    source = "\n".join(p.read_text(encoding="utf-8") for p in ROOT.rglob("*.py") if "tests" not in p.parts)
    assert sorted(NAMED - set(re.findall(r"[A-Za-z_]+", source))) == []


def test_every_line_has_a_word_for_the_screen_and_a_meaning_or_a_clause() -> None:
    for row in ROWS:
        if row[0] in ("in code", "---"):
            continue
        assert len(row) == 4, row
        assert CHINESE.search(row[1]), f"no Chinese word: {row}"
