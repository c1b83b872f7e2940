"""`sgj cases classify FILE.csv [--json]`: which of the 68 matters each text is about, with the words that led there.

No database: the model is learned from the shipped examples on the spot, in about two seconds.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sanguanjia.kernel.sheets.types import Refused, Unreadable
from sanguanjia.words import sheet, shipped
from sanguanjia.words.types import Suggestion

if TYPE_CHECKING:
    Actions = argparse._SubParsersAction[argparse.ArgumentParser]

_UNREADABLE = {
    "empty": "文件是空的。",
    "no_header": "没有找到“诉求内容”或 text 这一列，请检查表头。",
}


def configure(actions: Actions) -> None:
    """Arguments of the action."""
    parser = actions.add_parser("classify", help="按诉求内容建议事项类型（前三个，附依据的词）")
    parser.add_argument("file", metavar="FILE.csv", help="有“诉求内容”或 text 列的表")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """Exit 0 answered, 2 refused or unreadable."""
    from sanguanjia.words import learning  # late: other commands of this group need no numpy

    try:
        lines = list(sheet.lines(Path(args.file)))
    except Refused as refused:
        return _stop(args, {"refused": refused.code}, "这不是 CSV 表，或者太大了。")
    except Unreadable as unreadable:
        return _stop(args, {"error": unreadable.code}, _UNREADABLE[unreadable.code])
    except csv.Error:
        return _stop(args, {"refused": "wrong_type"}, "表里有读不了的格子。")
    except OSError:
        return _stop(args, {"error": "no_file"}, "找不到这个文件，或者读不了。")
    model = learning.train(shipped.examples())
    answers = [(line, model.suggest(line.text)) for line in lines]
    if args.json:
        rows = [
            {"row": line.row, "sheet_no": line.sheet_no, "top": [_as_json(each) for each in top]}
            for line, top in answers
        ]
        sys.stdout.write(json.dumps({"model": model.digest, "rows": rows}, ensure_ascii=False) + "\n")
        return 0
    for line, top in answers:
        shown = "；".join(f"{each.code} {each.score}（{'、'.join(each.words)}）" for each in top)
        sys.stdout.write(f"第 {line.row} 行 {line.sheet_no}：{shown}\n")
    return 0


def _as_json(one: Suggestion) -> dict[str, object]:
    return {"code": one.code, "score": float(one.score), "words": list(one.words)}


def _stop(args: argparse.Namespace, value: dict[str, str], sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    if args.json:
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    return 2
