"""`sgj bench NAME`: one measurement from sanguanjia/bench/, each a ratio against the same work done plainly."""

from __future__ import annotations

import argparse
import ast
import importlib
import sys
from pathlib import Path

import sanguanjia.bench

FOLDER = Path(sanguanjia.bench.__path__[0])


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="名称", help="不写则列出全部")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--quick", action="store_true", help="规模小一些，只看能否跑通")
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="其余参数", help="交给这项测试自己")


def benches() -> dict[str, str]:
    """Name and purpose (first line of the docstring) of every bench; names starting with _ are helpers."""
    found = {}
    for path in sorted(FOLDER.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not path.stem.startswith("_") and "def run(" in source:
            found[path.stem] = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    return found


def run(args: argparse.Namespace) -> int:
    known = benches()
    if args.name is None:
        for name, purpose in known.items():
            print(f"{name.ljust(16)} {purpose}")
        return 0
    if args.name not in known:
        print(f"没有“{args.name}”这项性能测试。现有：{'、'.join(known) or '（还没有）'}", file=sys.stderr)
        return 2
    return int(importlib.import_module(f"sanguanjia.bench.{args.name}").run(args))
