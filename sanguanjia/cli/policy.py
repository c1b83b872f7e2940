"""`sgj policy explain KEY`: what held at a place on a day, by which clause, and what was overruled (contracts.md).

Reads the city's database where one is configured or running, else the shipped packs; `--packs` reads a directory.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sanguanjia.kernel import clock, wording
from sanguanjia.kernel.refusal import Reason
from sanguanjia.policy import explaining
from sanguanjia.policy import wording as policy_wording
from sanguanjia.policy.packs import SHIPPED, Packs, load
from sanguanjia.policy.rules.deadline_request import shown
from sanguanjia.policy.types import PackError, Resolution

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
Find = Callable[[str, str, dt.date], Resolution | None]


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands and their flags."""
    commands = parser.add_subparsers(dest="question", required=True, metavar="问题")
    explain = commands.add_parser("explain", help="某地某日适用哪条规则", description="某地某日适用哪条规则")
    explain.add_argument("key", metavar="KEY", help="规则的名称，例如 cases.clock.accept")
    explain.add_argument("--place", default="CN", help="CN、行政区划代码，或（连着数据库时）小区编号；默认 CN")
    explain.add_argument("--date", default=None, help="2024-05-01；默认今天")
    explain.add_argument("--json", action="store_true", help="以 JSON 输出")
    explain.add_argument("--packs", type=Path, default=None, metavar="目录", help="改用这个目录里的规则包")


def run(args: argparse.Namespace) -> int:
    """Exit 0 answered, 1 no rule that day, 2 wrong usage."""
    wording.register(policy_wording.SENTENCES, policy_wording.CONSTRAINTS)
    day, reasons = _day(args.date)
    try:
        find = _from_packs(load(args.packs.resolve())) if args.packs else _finder()
    except (PackError, OSError) as error:
        return _stop(args, [*reasons, Reason("bad_packs", "packs", {"given": str(error)})], 2)
    try:
        found = find(args.key, args.place, day)
    except (LookupError, ValueError):
        reasons.append(Reason("bad_place", "place", {"given": shown(args.place)}))
        return _stop(args, reasons, 2)
    if reasons:
        return _stop(args, reasons, 2)
    if found is None:
        facts = {"key": shown(args.key), "place": args.place, "day": explaining.day_words(day)}
        return _stop(args, [Reason("no_rule", "key", facts)], 1)
    if args.json:
        _text(json.dumps(explaining.as_form(found), ensure_ascii=False, allow_nan=False))
    else:
        _text("\n".join(explaining.sentences(found, args.place)))
    return 0


def _day(text: str | None) -> tuple[dt.date, list[Reason]]:
    if text is None:
        return clock.today(), []
    try:
        if _DATE.fullmatch(text):
            return dt.date.fromisoformat(text), []
    except ValueError:
        pass
    return dt.date.max, [Reason("bad_date", "date", {"given": shown(text)})]


def _finder() -> Find:
    """The city's database, or the shipped packs when there is none, or one without any policy yet."""
    if not os.environ.get("SGJ_APP_DATABASE_URL"):
        from sanguanjia.hosting.city import find_city

        if find_city() is None:
            return _from_packs(load(SHIPPED))
    import django
    from django.db import Error

    django.setup()
    from sanguanjia.policy import queries

    try:
        if queries.packs().versions:
            return queries.rule_for
    except Error:
        pass
    print("数据库里还没有规则，改用随程序带来的规则包。", file=sys.stderr)
    return _from_packs(load(SHIPPED))


def _from_packs(packs: Packs) -> Find:
    return packs.rule_for


def _stop(args: argparse.Namespace, reasons: list[Reason], code: int) -> int:
    for reason in reasons:
        print(wording.say(reason), file=sys.stderr)
    if args.json:
        refusals: list[dict[str, Any]] = [
            {"code": reason.code, "field": reason.field, "message": str(wording.say(reason))} for reason in reasons
        ]
        _text(json.dumps({"refusals": refusals}, ensure_ascii=False))
    return code


def _text(text: str) -> None:
    """UTF-8 whatever the machine's locale says."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()
