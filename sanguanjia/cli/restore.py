"""`sgj restore FOLDER --to DIR`: a city back into an empty directory, to the end of the log or to a moment, checked."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sanguanjia.hosting.backup import restore

from .backup import add_passphrase, passphrase, say

_HERE = ZoneInfo("Asia/Shanghai")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="备份所在的目录（sgj backup 用的那个）")
    parser.add_argument("--to", type=Path, required=True, metavar="目录", help="恢复到这个空目录")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--until", type=_moment, metavar="时刻", help="只恢复到这个时刻，如 2026-11-22T16:30")
    which.add_argument("--exact", action="store_true", help="恢复到最近一次备份清点的那一点，行数须完全相同")
    parser.add_argument("--secrets", type=Path, metavar="文件", help="backup --secrets 写出的密钥文件")
    add_passphrase(parser)
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=_HERE)


def run(args: argparse.Namespace) -> int:
    sealed = (args.secrets, passphrase(args.passphrase_file)) if args.secrets else None
    done = restore(args.folder, args.to, say, until=args.until, exact=args.exact, sealed=sealed)
    ok = not done.problems
    if args.json:
        print(json.dumps({"ok": ok, **asdict(done)}, ensure_ascii=False))
        return 0 if ok else 1
    for problem in done.problems:
        print(problem)
    print(
        f"{'已恢复' if ok else '恢复了，但核对有问题（见上）'}：{done.rows} 行、{done.records} 条操作记录、"
        f"{done.pictures} 个图片文件，最后一条记录在 {done.until or '（没有记录）'}，用时 {done.seconds} 秒。"
    )
    if ok:
        print(f"启动：SGJ_DATA_DIR={args.to.absolute()} ./sgj up；核对记录链：SGJ_DATA_DIR=… ./sgj audit verify。")
    if sealed is None:
        print(
            "密钥没有随备份恢复：请把保管的 secret-key、data-keys.json、audit-signing-key、vote-signing-key"
            " 放进这个目录再启动。"
        )
    return 0 if ok else 1
