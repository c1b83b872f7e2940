"""`sgj cases import FILE [--check --estates A,B,…] --json`: hotline sheets, judged row by row (contracts.md).

`--check` is an empty world with these estates: no database, nothing written.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from sanguanjia.intake import wording
from sanguanjia.intake.rules.judge import Judge
from sanguanjia.intake.sheets import sandbox
from sanguanjia.intake.types import BAD, Judged
from sanguanjia.kernel.sheets.types import Refused, Unreadable

if TYPE_CHECKING:
    Actions = argparse._SubParsersAction[argparse.ArgumentParser]


def configure(actions: Actions) -> None:
    """Arguments of the action."""
    parser = actions.add_parser("import", help="导入热线工单表（--check 只检查，不写任何数据）")
    parser.add_argument("file", metavar="FILE", help="热线工单导出表（.csv 或 .xlsx）")
    parser.add_argument("--check", action="store_true", help="只检查：不连数据库，不写任何数据")
    parser.add_argument("--estates", default="", metavar="A,B,…", help="检查时认得的小区名称，用逗号分开")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """Exit 0 all rows readable, 1 rows with bad_*, 2 refused or unreadable."""
    if not args.check:
        return _stop(args, {"error": "check_only"}, "请加 --check。写入数据请在网页“热线工单”上传，先预览再导入。")
    names = [name for name in re.split(r"[,，、;；]", args.estates) if name.strip()]
    try:
        judged = list(Judge(names).judge(sandbox.sheets(args.file)))
    except Refused as refused:
        return _stop(args, {"refused": refused.code}, wording.REFUSED[refused.code])
    except Unreadable as unreadable:
        return _stop(args, {"error": unreadable.code}, wording.UNREADABLE[unreadable.code])
    if args.json:
        rows = [row_of(one) for one in judged]
        counts = dict(Counter(row["outcome"] for row in rows))
        sys.stdout.write(json.dumps({"rows": rows, "counts": counts}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(in_words(judged))
    return 1 if any(one.outcome in BAD for one in judged) else 0


def _stop(args: argparse.Namespace, value: dict[str, str], sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    if args.json:
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    return 2


def row_of(one: Judged) -> dict[str, Any]:
    """A row in the form of the contract."""
    return {
        "row": one.sheet.row,
        "sheet_no": one.sheet.sheet_no,
        "outcome": one.outcome.value,
        "of": one.of,
        "tracking": None,
        "reason": wording.reason_of(one),
        "route": one.route,
    }


def in_words(judged: list[Judged]) -> str:
    """The same for people at a terminal."""
    counts = Counter(one.outcome for one in judged)
    lines = [f"共 {len(judged)} 行：" + "，".join(f"{wording.OUTCOMES[o]} {n} 行" for o, n in counts.items()) + "。"]
    lines += [
        f"第 {one.sheet.row} 行 {one.sheet.sheet_no}：{wording.reason_of(one)}"
        for one in judged
        if one.outcome.value != "load" or one.route
    ]
    return "\n".join(lines) + "\n"
