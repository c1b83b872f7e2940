"""`sgj decisions verify DIR`: recount a bundle of a vote with the verifier that is shipped in it (contracts.md)."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

KINDS = {
    "changed": "内容被改动", "missing": "缺少", "extra": "多出来的", "signature": "签名不对",
    "foreign_key": "不是这把公钥签的", "printed_root": "日志里没有公告上的树根",
    "receipt": "与回执不符", "order": "次序不对", "head": "与签过名的树根不符",
    "roll": "与名册不符", "double": "一户有两票", "supersede": "改票的记录不对", "commitment": "选票与封存的承诺不符",
    "effective": "与截止时封存的有效票不符", "subtotal": "楼栋合计不符", "recount": "重新计票的数目不符",
    "result": "结论不符", "unreadable": "读不懂",
}  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the actions and their flags."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="动作")
    verify = actions.add_parser("verify", help="复核一份表决包", description="复核一份表决包：重新计票，核对每一处证明")
    verify.add_argument("folder", type=Path, metavar="文件夹")
    verify.add_argument("--key", default=None, metavar="公钥", help="公告上印的公钥（十六进制）")
    verify.add_argument("--root", default=None, metavar="树根", help="公告上印的树根（十六进制）")
    verify.add_argument("--receipt", type=Path, default=None, metavar="文件", help="业主的回执")
    verify.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(args: argparse.Namespace) -> int:
    """Exit 0 all holds, 1 something does not, 2 no such folder or receipt."""
    from sanguanjia.decisions.proof import verify

    if not args.folder.is_dir():
        print(f"没有文件夹 {args.folder}。", file=sys.stderr)
        return 2
    try:
        paper = json.loads(args.receipt.read_bytes()) if args.receipt else None
    except (OSError, ValueError):
        print(f"读不了回执 {args.receipt}。", file=sys.stderr)
        return 2
    found = verify.verify(args.folder, args.key, args.root, paper)
    if args.json:
        print(verify.canonical(found))
    else:
        print(_sentence(found))
    return 0 if found["ok"] else 1


def _sentence(found: dict[str, object]) -> str:
    wrong = found["first_wrong"]
    if not isinstance(wrong, dict):
        return f"全部相符：有效票 {found['ballots']} 张，结果 {found['result']}，树根 {found['root']}。"
    line = f" 第 {wrong['line']} 行" if wrong["line"] else ""
    return f"不相符：{wrong['file']}{line}，{KINDS[str(wrong['kind'])]}。"
