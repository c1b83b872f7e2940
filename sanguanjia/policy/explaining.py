"""A resolution said to machines (contracts.md, `policy explain`) and to people. Pure."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from .rules.deadlines import UNIT_WORDS, Unit
from .types import Json, Overruled, Resolution, RuleVersion
from .wording import FORCE_WORDS, LAYER_WORDS, TAG_WORDS, WHY_WORDS

_TESTS = {"ge": "不少于", "gt": "超过", "lt": "低于", "le": "不超过", "none": "不设门槛"}
_BASES = {"all": "全体业主", "participants": "参与表决的业主", "first_deposit": "首期缴存额", "all_members": "全体委员"}
_AXES = {"area": "专有部分面积", "headcount": "人数"}


def as_form(found: Resolution) -> dict[str, Any]:
    """The contract's object. `overruled` entries carry the reason as a code and as a sentence."""
    winner = found.winner
    return {
        "key": found.key,
        "value": winner.value,
        "version": winner.version,
        "jurisdiction": winner.jurisdiction,
        "layer": winner.layer.code,
        "force": winner.force.value,
        "effective_from": winner.effective_from.isoformat(),
        "effective_to": None if winner.effective_to is None else winner.effective_to.isoformat(),
        "source": {"title": winner.source.title, "article": winner.source.article, "tag": winner.source.tag},
        "overruled": [
            {
                "version": lost.version.version,
                "why": lost.why.value,
                "message": WHY_WORDS[lost.why],
                "by": lost.by.version,
                "value": lost.version.value,
                "source": {
                    "title": lost.version.source.title,
                    "article": lost.version.source.article,
                    "tag": lost.version.source.tag,
                },
            }
            for lost in found.overruled
        ],
        "title": winner.title,
        "exception_to": winner.exception_to,
        "rules": list(winner.rules),
        "note": winner.note,
    }


def sentences(found: Resolution, place_name: str) -> list[str]:
    """The answer as people read it at a terminal."""
    winner = found.winner
    lines = [
        f"{winner.title or found.key}（{found.key}）",
        f"{day_words(found.day)}在{place_name}：{value_words(winner.value)}",
        f"依据：{clause_words(winner)}",
        f"效力：{LAYER_WORDS[winner.layer]} · {FORCE_WORDS[winner.force]} · {window_words(winner)}",
    ]
    if winner.exception_to:
        lines.append(f"试点：明文突破 {winner.exception_to}")
    if winner.note:
        lines.append(f"说明：{winner.note}")
    lines += [overruled_words(lost) for lost in found.overruled]
    return lines


def overruled_words(lost: Overruled) -> str:
    """One overruled version in a sentence."""
    return f"未适用：{clause_words(lost.version)}：{value_words(lost.version.value)}。原因：{WHY_WORDS[lost.why]}"


def clause_words(version: RuleVersion) -> str:
    """The text and its article; how surely it was read is said unless the article itself was."""
    source = version.source
    surely = "" if source.tag == "T" else f"（{TAG_WORDS[source.tag]}）"
    return f"《{source.title}》{source.article}{surely}"


def window_words(version: RuleVersion) -> str:
    """From when to when."""
    until = "至今" if version.effective_to is None else f"至 {day_words(version.effective_to)}"
    return f"{day_words(version.effective_from)} {until}"


def day_words(day: dt.date) -> str:
    """2024年5月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def value_words(value: Json) -> str:
    """A value in plain words: periods, thresholds and numbers; longer structures as they are stored."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | str):
        return str(value)
    if isinstance(value, dict):
        words = _period(value) or _threshold(value) or _range(value)
        if words:
            return words
    return json.dumps(value, ensure_ascii=False)


def _period(value: dict[str, Json]) -> str:
    unit = value.get("unit")
    if "amount" not in value or unit not in list(Unit):
        return ""
    words = f"{value['amount']} {UNIT_WORDS[Unit(unit)]}"
    if value.get("direction") == "before":
        words += "以前"
    if value.get("test") in _TESTS:
        words = f"{_TESTS[value['test']]} {words}"
    if value.get("roll") == "next_workday":
        words += "，末日遇休息日顺延"
    return words


def _range(value: dict[str, Json]) -> str:
    """{min, max} with a unit or without: 5 至 60 日."""
    if not set(value) <= {"min", "max", "unit"} or not {"min", "max"} & set(value):
        return ""
    unit = value.get("unit")
    words = f" {UNIT_WORDS[Unit(unit)]}" if unit in list(Unit) else ""
    if "min" in value and "max" in value:
        return f"{value['min']} 至 {value['max']}{words}"
    return f"最少 {value['min']}{words}" if "min" in value else f"最多 {value['max']}{words}"


def _threshold(value: dict[str, Json]) -> str:
    test = value.get("test")
    if test == "none":
        return _TESTS["none"]
    if test not in _TESTS or "num" not in value or "den" not in value:
        return ""
    base = _BASES.get(str(value.get("base")), "")
    axes = [_AXES.get(str(axis), str(axis)) for axis in value.get("axes", ())]
    whose = f"{base}的" if base and axes else base
    return f"{whose}{'和'.join(axes)}{'均' if len(axes) > 1 else ''}{_TESTS[test]} {value['num']}/{value['den']}"
