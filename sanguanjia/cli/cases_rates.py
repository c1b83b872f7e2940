"""`sgj cases rates [--export DIR]`: the figures of a place, and all that is needed to compute them again."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanguanjia.hosting.city import open_city

if TYPE_CHECKING:
    from sanguanjia.cases.exporting import Published


def configure(actions: Any) -> None:
    """Declare the action and its flags."""
    parser = actions.add_parser("rates", help="三率，连同可以自己重算的事件和脚本", description="三率及其重算材料")
    parser.add_argument("--export", type=Path, default=None, metavar="目录", help="写出事件、公式和40行以内的重算脚本")
    parser.add_argument(
        "--place", type=int, default=1, metavar="编号", help="哪个地方（小区、社区……的编号），默认全平台"
    )
    parser.add_argument(
        "--from", dest="first", type=date.fromisoformat, default=None, metavar="日期", help="默认本月1日"
    )
    parser.add_argument("--to", dest="last", type=date.fromisoformat, default=None, metavar="日期", help="默认今天")
    parser.add_argument(
        "--published", type=int, default=None, metavar="编号", help="一次已存档的数字（“三率”页上的编号）"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(args: argparse.Namespace) -> int:
    """Exit 0 answered, 1 refused (a place or an archive that does not exist, dates the wrong way round)."""
    server = open_city(log=lambda line: print(line, file=sys.stderr))
    try:
        import django

        django.setup()
        return _answer(args)
    finally:
        server.stop()


def _answer(args: argparse.Namespace) -> int:
    from sanguanjia.cases import exporting
    from sanguanjia.kernel.refusal import Refusal
    from sanguanjia.kernel.wording import say_all

    try:
        found = _published(args)
    except Refusal as refusal:
        said = [
            {"code": reason.code, "field": reason.field, "message": words.text}
            for reason, words in zip(refusal.reasons, say_all(refusal), strict=True)
        ]
        for each in said:
            print(each["message"], file=sys.stderr)
        if args.json:
            print(json.dumps({"refusals": said}, ensure_ascii=False, indent=1))
        return 1
    events = exporting.write(found, args.export) if args.export else None
    if args.json:
        print(json.dumps(found.as_form | ({} if events is None else {"events": events}), ensure_ascii=False, indent=1))
        return 0
    print(f"{found.place} {found.first} 至 {found.last}，规则版本 {found.formula['version']}")
    for name, (above, below) in found.figures.items():
        print(f"  {name}: {above}/{below}")
    if events is not None:
        print(f"已写出 {events} 个事件到 {args.export}，用 python3 {args.export}/rates.py 可以重算。")
    return 0


def _published(args: argparse.Namespace) -> Published:
    from sanguanjia.cases import exporting
    from sanguanjia.kernel import clock

    if args.published is not None:
        return exporting.as_published(args.place, args.published)
    today = clock.today()
    return exporting.as_of_now(args.place, args.first or today.replace(day=1), args.last or today)
