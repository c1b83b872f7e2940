"""`sgj audit verify | anchor | append | shapes`: the record, walked and signed (contracts.md, docs/audit.md)."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sanguanjia.hosting.city import open_city


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands and their flags."""
    commands = parser.add_subparsers(dest="question", required=True, metavar="动作")
    verify = commands.add_parser("verify", help="核对全部记录", description="核对全部记录，并与现有数据比较")
    verify.add_argument("--estate", type=int, default=None, metavar="编号", help="只核对一个小区（或机构）的链")
    verify.add_argument("--anchor", type=Path, default=None, metavar="文件", help="与先前签名的链头比较")
    verify.add_argument("--json", action="store_true", help="以 JSON 输出")
    anchor = commands.add_parser(
        "anchor", help="签名写出各链的链头", description="签名写出各链的链头（放到数据库之外保管）"
    )
    anchor.add_argument("--out", type=Path, default=None, metavar="文件", help="追加到文件；默认写到标准输出")
    anchor.add_argument("--json", action="store_true", help="以 JSON 输出（本来就是）")
    append = commands.add_parser(
        "append", help="把新记录接到链上", description="把新记录接到链上（后台任务平时自动做）"
    )
    append.add_argument("--json", action="store_true", help="以 JSON 输出")
    shapes = commands.add_parser("shapes", help="各表的摘要覆盖哪些列", description="各表的摘要覆盖哪些列")
    shapes.add_argument("--json", action="store_true", help="以 JSON 输出（本来就是）")


def run(args: argparse.Namespace) -> int:
    """Exit 0 whole, 1 broken, 2 unreadable file or wrong usage."""
    if args.question == "verify" and args.anchor is not None and not args.anchor.is_file():
        return _refuse(args, "anchor_unreadable", 2)
    server = open_city(log=lambda line: print(line, file=sys.stderr))
    try:
        import django

        django.setup()
        answer: int = {"verify": _verify, "anchor": _anchor, "append": _append, "shapes": _shapes}[args.question](args)
        return answer
    finally:
        server.stop()


def _verify(args: argparse.Namespace) -> int:
    from django.conf import settings

    from sanguanjia.audit import anchors, signing
    from sanguanjia.audit.verify import verify
    from sanguanjia.kernel.models import Home

    if args.estate is not None and not Home.objects.filter(pk=args.estate).exists():
        return _refuse(args, "not_found", 2)
    heads = []
    if args.anchor is not None:
        try:
            heads = anchors.read(args.anchor.read_text(encoding="utf-8"), signing.known_public(settings.DATA_DIR))
        except (anchors.BadAnchor, OSError, UnicodeDecodeError) as error:
            return _refuse(args, str(error) if isinstance(error, anchors.BadAnchor) else "anchor_unreadable", 2)
    report = verify(estate_id=args.estate, anchors=heads)
    if args.json:
        _print(report.as_form())
    else:
        for sentence in _sentences(report):
            print(sentence)
    return 0 if report.ok else 1


def _sentences(report: Any) -> list[str]:
    from sanguanjia.audit.wording import KINDS

    lines = [
        f"{report.chains} 条链，{report.records} 条记录，其中 {report.unlinked} 条等待接链。",
        f"{report.rows} 行数据逐行比较，{report.erased} 行已依法删除。",
    ]
    if report.anchored_to:
        lines.append(f"已与 {report.anchored_to} 的锚比较。")
    if report.ok:
        return [*lines, "全部相符。"]
    for fault in sorted(report.faults, key=lambda f: f.place)[:20]:
        where = f"第 {fault.chain} 号链" + (f"第 {fault.seq} 条" if fault.seq else "")
        lines.append(f"{where}：{KINDS[fault.kind]}（{fault.table} {fault.id or ''}；{fault.note}）")
    return [*lines, f"共 {len(report.faults)} 处不符。"]


def _anchor(args: argparse.Namespace) -> int:
    from django.conf import settings

    from sanguanjia.audit import anchors, appender
    from sanguanjia.kernel.digest import canonical

    appender.append(patient=True)
    anchor = anchors.take(settings.DATA_DIR)
    if args.out is None:
        _print(anchor)
        return 0
    with args.out.open("a", encoding="utf-8") as file:
        file.write(canonical(anchor) + "\n")
    print(f"{len(anchor['chains'])} 条链的链头已签名写入 {args.out}。", file=sys.stderr)
    return 0


def _append(args: argparse.Namespace) -> int:
    from sanguanjia.audit import appender

    linked = appender.append(patient=True)
    if args.json:
        _print({"linked": linked})
    else:
        print(f"{linked} 条记录已接到链上。")
    return 0


def _shapes(args: argparse.Namespace) -> int:
    from sanguanjia.kernel.models import RowShape

    rows = RowShape.objects.order_by("table", "name").values("table", "name", "columns", "personal")
    _print(list(rows))
    return 0


def _refuse(args: argparse.Namespace, code: str, exit_code: int) -> int:
    from sanguanjia.audit.wording import SENTENCES

    text = " ".join(SENTENCES.get(code, ("没有找到。", "")))
    print(text, file=sys.stderr)
    if getattr(args, "json", False):
        _print({"refusals": [{"code": code, "field": "anchor" if code != "not_found" else "estate", "message": text}]})
    return exit_code


def _print(value: Any) -> None:
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    sys.stdout.buffer.flush()
