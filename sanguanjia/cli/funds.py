"""`sgj funds export | verify`: the fund's books for strangers, and their check without the platform (contracts.md)."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from sanguanjia.funds.proof import verify as proof
from sanguanjia.hosting.city import open_city
from sanguanjia.kernel.ids import typed_id

KINDS = {
    "unreadable": "读不出来",
    "unknown_line": "有一行看不懂",
    "no_head": "没有抬头",
    "account_twice": "账户重复",
    "out_of_order": "次序不对",
    "unbalanced": "借贷不平",
    "no_assertions": "缺期初或期末余额",
    "unknown_account": "账户不明",
    "assertion": "余额与收支不符",
    "not_asserted": "有账户没有核对余额",
    "root": "与日根不符",
    "missing_journal": "缺一本日记账",
    "allocation": "分配不对",
    "weight": "余额乘天数不对",
    "day": "日期被改动",
    "no_guard": "缺日期核对",
    "journal_twice": "同一小区有两本日记账",
    "no_entry": "没有这一笔分录",
    "no_allocation": "利息没有分配依据",
    "missing_file": "缺文件",
    "manifest": "文件被改动",
    "not_in_manifest": "有清单之外的文件",
    "no_journal": "没有日记账",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands and their flags."""
    commands = parser.add_subparsers(dest="question", required=True, metavar="动作")
    export = commands.add_parser("export", help="导出账目", description="导出各小区的日记账，附核对程序")
    export.add_argument("--estate", required=True, metavar="编号", help="小区的编号，或 all")
    export.add_argument("--from", dest="first", required=True, type=_day, metavar="日期", help="从哪天起")
    export.add_argument("--to", dest="last", required=True, type=_day, metavar="日期", help="到哪天止（含当天）")
    export.add_argument("--format", choices=("journal",), default="journal", help="目前只有 journal")
    export.add_argument("--out", required=True, type=Path, metavar="文件夹", help="写到哪里（空的或还没有的文件夹）")
    export.add_argument("--json", action="store_true", help="以 JSON 输出（本来就是）")
    verify = commands.add_parser("verify", help="核对导出的账目", description="不用平台，核对导出的账目")
    verify.add_argument("folder", type=Path, metavar="文件夹")
    verify.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(args: argparse.Namespace) -> int:
    """Exit 0 answered, 1 wrong, 2 wrong usage."""
    return _verify(args) if args.question == "verify" else _export(args)


def _verify(args: argparse.Namespace) -> int:
    if not args.folder.is_dir():
        return _refuse("not_found", "folder", f"没有文件夹 {args.folder}。请核对路径。", 2)
    answer = proof.verify(args.folder)
    wrong = answer["first_wrong"]
    if args.json:
        _print(answer)
    elif wrong is None:
        print(f"{answer['entries']} 笔分录、{answer['accounts']} 个账户全部相符，总根 {answer['root'][:16]}。")
    else:
        place = f"{wrong['file']}" + (f" 第 {wrong['line']} 行" if wrong["line"] else "")
        told = "" if wrong["expected_fen"] is None else f"：应为 {wrong['expected_fen']} 分，是 {wrong['found_fen']} 分"
        print(f"{place}：{KINDS[wrong['kind']]}{told}。")
    return 0 if answer["ok"] else 1


def _export(args: argparse.Namespace) -> int:
    if args.last < args.first:
        return _refuse("ends_before_it_begins", "to", "止日早于起日。请核对 --from 和 --to。", 2)
    if args.out.exists() and (not args.out.is_dir() or any(args.out.iterdir())):
        return _refuse("not_empty", "out", f"{args.out} 不是空文件夹。请换一个空的或还没有的文件夹。", 2)
    if args.estate != "all" and typed_id(args.estate) is None:
        return _refuse("bad_estate", "estate", "--estate 要写小区的编号，或 all。", 2)
    try:
        args.out.mkdir(parents=True, exist_ok=True)
    except OSError:
        return _refuse("not_writable", "out", f"不能写到 {args.out}。请换一个可以写的位置。", 2)
    server = open_city(log=lambda line: print(line, file=sys.stderr))
    try:
        import django

        django.setup()
        from sanguanjia.funds.proof.export import estates_with_books, export

        known = estates_with_books()
        wanted = known if args.estate == "all" else tuple(key for key in known if key == int(args.estate))
        if not wanted:
            return _refuse("fund_no_books", "estate", "这个小区还没有建账。请先由维修资金管理中心建账。", 1)
        done = export(wanted, args.first, args.last, args.out)
    finally:
        server.stop()
    _print({"files": list(done.files), "entries": done.entries, "root": done.root})
    return 0


def _refuse(code: str, field: str, sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    _print({"refusals": [{"code": code, "field": field, "message": sentence}]})
    return status


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2024-12-31") from None


def _print(value: Any) -> None:
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    sys.stdout.buffer.flush()
