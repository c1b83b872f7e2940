"""`sgj decisions bundle VOTE --out DIR [--auditor] | verify DIR | export VOTE --out DIR`: the proof of a vote, written
and checked; what the city's own voting system is handed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from sanguanjia.hosting.city import open_city

COUNTED = ("counted", "posted", "in_force")
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
    bundle = actions.add_parser("bundle", help="写出一次表决的复核包", description="写出一次表决的复核包（不含姓名）")
    bundle.add_argument("vote", type=int, metavar="表决编号", help="网址中的编号")
    bundle.add_argument("--out", type=Path, required=True, metavar="文件夹", help="空的或新的文件夹")
    bundle.add_argument("--auditor", action="store_true", help="给审计人员的完整包：每张票、每户名册都打开")
    bundle.add_argument("--json", action="store_true", help="以 JSON 输出")
    told = "写出交给市里表决系统的资料包：名册、通知和证据（不含姓名）"
    export = actions.add_parser("export", help="写出交给市里表决系统的资料包", description=told)
    export.add_argument("vote", type=int, metavar="表决编号", help="网址中的编号")
    export.add_argument("--out", type=Path, required=True, metavar="文件夹", help="空的或新的文件夹")
    export.add_argument("--json", action="store_true", help="以 JSON 输出")
    verify = actions.add_parser("verify", help="复核一份表决包", description="复核一份表决包：重新计票，核对每一处证明")
    verify.add_argument("folder", type=Path, metavar="文件夹")
    verify.add_argument("--key", default=None, metavar="公钥", help="公告上印的公钥（十六进制）")
    verify.add_argument("--root", default=None, metavar="树根", help="公告上印的树根（十六进制）")
    verify.add_argument("--receipt", type=Path, default=None, metavar="文件", help="业主的回执")
    verify.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(args: argparse.Namespace) -> int:
    """Exit 0 done or all holds, 1 something does not, 2 no such folder, receipt or vote."""
    return _verify(args) if args.action == "verify" else _bundle(args)


def _verify(args: argparse.Namespace) -> int:
    from sanguanjia.decisions.proof import verify

    if not args.folder.is_dir():
        return _refuse(args, "not_found", f"没有文件夹 {args.folder}。", 2)
    try:
        paper = json.loads(args.receipt.read_bytes()) if args.receipt else None
    except (OSError, ValueError):
        return _refuse(args, "unreadable", f"读不了回执 {args.receipt}。", 2)
    found = verify.verify(args.folder, args.key, args.root, paper)
    if args.json:
        print(verify.canonical(found))
    else:
        print(_sentence(found))
    return 0 if found["ok"] else 1


def _bundle(args: argparse.Namespace) -> int:
    if args.out.exists() and (not args.out.is_dir() or any(args.out.iterdir())):
        return _refuse(args, "not_empty", f"{args.out} 里已经有东西，请换一个空的文件夹。", 2)
    server = open_city(log=lambda line: print(line, file=sys.stderr))
    try:
        import django

        django.setup()
        return _exported(args) if args.action == "export" else _written(args)
    finally:
        server.stop()


def _written(args: argparse.Namespace) -> int:
    from sanguanjia.decisions import proofs
    from sanguanjia.decisions.models import Vote
    from sanguanjia.decisions.proof.keeping import LogBent
    from sanguanjia.kernel import clock
    from sanguanjia.kernel.scoped import cross_estate

    with cross_estate():  # the command knows the vote by its number alone
        vote = Vote.objects.filter(pk=args.vote).first()
    if vote is None or vote.state not in COUNTED:
        return _refuse(args, "not_found", "没有这次表决，或者还没有计票。", 2)
    try:
        told = proofs.write_bundle(vote, args.out, clock.now(), auditor=args.auditor)
    except LogBent as bent:
        kind, seq = bent.args
        return _refuse(args, f"log_{kind}", f"表决日志第 {seq} 行与签过名的不符（{kind}），没有写出。", 1)
    if args.json:
        print(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    else:
        print(f"已写入 {args.out}：{told['files']} 个文件，有效票 {told['ballots']} 张，树根 {told['root']}。")
    return 0


def _exported(args: argparse.Namespace) -> int:
    from sanguanjia.decisions import actions, outside
    from sanguanjia.decisions.models import Vote
    from sanguanjia.kernel.actor import SYSTEM
    from sanguanjia.kernel.refusal import Refusal
    from sanguanjia.kernel.scoped import cross_estate

    with cross_estate():  # the command knows the vote by its number alone
        vote = Vote.objects.filter(pk=args.vote).first()
    if vote is None or outside.system_of(vote) is None:
        return _refuse(args, "not_found", "没有这次表决，或者不在市里的系统进行。", 2)
    try:
        mark = actions.hand_over(SYSTEM, estate_id=vote.estate_id, vote_id=vote.pk)
    except Refusal as refusal:
        return _refuse(args, refusal.reasons[0].code, "这次表决还没有公告，或者已经截止。", 1)
    files = outside.package(vote)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (args.out / name).write_bytes(content)
    if args.json:
        print(json.dumps({"files": sorted(files), "hash": mark}, ensure_ascii=False, separators=(",", ":")))
    else:
        print(f"已写入 {args.out}：{len(files)} 个文件，资料包指纹 {mark}。")
    return 0


def _refuse(args: argparse.Namespace, code: str, sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    if args.json:
        print(json.dumps({"refusals": [{"code": code, "field": None, "message": sentence}]}, ensure_ascii=False))
    return status


def _sentence(found: dict[str, object]) -> str:
    wrong = found["first_wrong"]
    if not isinstance(wrong, dict):
        return f"全部相符：有效票 {found['ballots']} 张，结果 {found['result']}，树根 {found['root']}。"
    line = f" 第 {wrong['line']} 行" if wrong["line"] else ""
    return f"不相符：{wrong['file']}{line}，{KINDS[str(wrong['kind'])]}。"
