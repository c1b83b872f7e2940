"""The worked examples of docs/rules/fund-interest-and-shares.md are true."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sanguanjia.cli.calc_funds import CALCULATIONS
from sanguanjia.policy.packs import load
from sanguanjia.policy.tests.test_docs import holds

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules" / "fund-interest-and-shares.md"
BLOCKS = re.findall(r"^```json (\w+)\n(.*)\n(.*)\n```", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("name", "asked", "answer"), BLOCKS)
def test_examples(name, asked, answer):
    assert holds(json.loads(answer), CALCULATIONS[name].answer(json.loads(asked), load()))


def test_none_is_left_out():
    assert len(BLOCKS) == PAGE.read_text(encoding="utf-8").count("```json")
