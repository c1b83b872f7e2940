"""The form of the lists that route every matter: the ladder, the list of needs, extensions, rates.

Their codes are words of the cases room (`cases/types.py`), which reads them when a matter is filed: one unknown code
would stop intake at the place. `cases/tests/test_rules.py` holds the two lists together. Faults name the entry.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from sanguanjia.policy.types import Json

from .deadlines import Unit

HANDLER_OF_LEVEL: Mapping[str, str] = MappingProxyType(
    {
        "building": "building_head",
        "grid": "grid_worker",
        "estate": "company",
        "neighbourhood": "neighbourhood",
        "subdistrict": "subdistrict",
        "district": "district_centre",
        "city": "city",
    }
)
"""Every rung of the ladder with who handles matters there, from the lowest."""
KINDS = ("consult", "help", "complaint")
ROUTES = ("110", "119", "120", "122", "gas", "96333")
ABOUT = ("", "company")
PRIORITIES = (1, 2, 3)
RATES = ("response", "solved", "satisfied")

_CODE = re.compile(r"[A-Za-z0-9]{1,12}", re.ASCII)
_LONGEST_NAME = 60
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)


def ladder(value: Json, _since: dt.date) -> Iterator[str]:
    """What is wrong with `cases.ladder`: unknown, missing, doubled or disordered levels, a handler of another one."""
    levels = value.get("levels") if isinstance(value, dict) else None
    if not isinstance(levels, list):
        yield "应写成 {levels: […]}"
        return
    seen: list[str] = []
    for number, entry in enumerate(levels, start=1):
        where = f"levels 第 {number} 项"
        if not isinstance(entry, dict):
            yield f"{where}：要有 code、name、handler、handler_name"
            continue
        code = entry.get("code")
        if not isinstance(code, str) or code not in HANDLER_OF_LEVEL:
            yield f"{where}：code {_shown(code)} 不是层级，应是 {_words(HANDLER_OF_LEVEL)} 之一"
            continue
        if code in seen:
            yield f"{where}：code {code} 重复"
        seen.append(code)
        if entry.get("handler") != HANDLER_OF_LEVEL[code]:
            yield f"{where}：{code} 的 handler 应是 {HANDLER_OF_LEVEL[code]}"
        for name in ("name", "handler_name"):
            if not _named(entry.get(name)):
                yield f"{where}：缺 {name}"
    for code in HANDLER_OF_LEVEL:
        if code not in seen:
            yield f"levels 缺 {code}"
    if seen != sorted(seen, key=list(HANDLER_OF_LEVEL).index):
        yield "levels 要从低到高排列"


def needs(value: Json, _since: dt.date) -> Iterator[str]:
    """What is wrong with `cases.needs`, entry by entry; `N99` (其他) must be there for what fits nowhere else."""
    entries = value.get("needs") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        yield "应写成 {needs: […]}"
        return
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            yield f"needs 第 {number} 项：要有 code、name、kind、first"
            continue
        code = entry.get("code")
        where = f"needs 第 {number} 项（{_shown(code)}）"
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            yield f"{where}：code 应是 12 个以内的字母和数字"
        elif code in seen:
            yield f"{where}：code 重复"
        else:
            seen.add(code)
        yield from (f"{where}：{fault}" for fault in _need(entry))
    if "N99" not in seen:
        yield "needs 缺 N99（其他）"


def _need(entry: Mapping[str, Json]) -> Iterator[str]:
    if not _named(entry.get("name")) or len(str(entry["name"])) > _LONGEST_NAME:
        yield f"缺 name，或超过 {_LONGEST_NAME} 个字"
    first = entry.get("first")
    for name, given, known in (
        ("kind", entry.get("kind"), KINDS),
        ("first", first, tuple(HANDLER_OF_LEVEL)),
        ("priority", entry.get("priority", 3), PRIORITIES),
        ("route", entry.get("route", ""), ("", *ROUTES)),
        ("about", entry.get("about", ""), ABOUT),
    ):
        if isinstance(given, bool) or not isinstance(given, str | int) or given not in known:
            yield f"{name} 不认识 {_shown(given)}，应是 {_words(each for each in known if each != '')} 之一"
    if isinstance(first, str) and first in HANDLER_OF_LEVEL:
        handler = entry.get("handler", HANDLER_OF_LEVEL[first])
        if handler != HANDLER_OF_LEVEL[first]:
            yield f"handler {_shown(handler)} 与 first 不符，{first} 的是 {HANDLER_OF_LEVEL[first]}"
    words = entry.get("words", [])
    if not isinstance(words, list) or not all(_named(word) for word in words):
        yield "words 应是词的列表"


def extend(value: Json, _since: dt.date) -> Iterator[str]:
    """What is wrong with `cases.extend`."""
    if not isinstance(value, dict):
        yield "应写成 {max_times, max_amount, unit}"
        return
    for name in ("max_times", "max_amount"):
        amount = value.get(name)
        if not isinstance(amount, int) or isinstance(amount, bool) or not 0 <= amount <= 1000:
            yield f"{name} 应是不小于零的整数"
    if value.get("unit") not in [unit.value for unit in Unit]:
        yield f"unit 应是 {_words(unit.value for unit in Unit)} 之一"


def rates(value: Json, _since: dt.date) -> Iterator[str]:
    """What is wrong with `cases.rates`: the three rates with their formulas, and weights that make a whole."""
    if not isinstance(value, dict) or not isinstance(value.get("weights"), dict):
        yield "应写成 {weights, response, solved, satisfied, score}"
        return
    weights = value["weights"]
    for name in sorted(set(weights) - set(RATES)):
        yield f"weights 不认识 {_shown(name)}"
    given = [weights.get(name) for name in RATES]
    if not all(isinstance(weight, str) and _DECIMAL.fullmatch(weight) for weight in given):
        yield f'weights 的 {_words(RATES)} 应是 "0.30" 这样的小数'
    elif sum(Fraction(str(weight)) for weight in given) != 1:
        yield "weights 三项之和应是 1"
    for name in RATES:
        part = value.get(name)
        if not isinstance(part, dict) or not all(_named(part.get(f)) for f in ("numerator", "denominator", "formula")):
            yield f"{name} 要有 numerator、denominator、formula"
    if not _named(value.get("score")):
        yield "缺 score"


def _named(text: Json) -> bool:
    return isinstance(text, str) and bool(text.strip())


def _words(known: Iterable[object]) -> str:
    return "、".join(str(each) for each in known)


def _shown(given: Json) -> str:
    return f"“{str(given)[:20]}”" if given not in (None, "") else "（空）"
