"""`sgj upgrade`: look, back up, migrate, say what to restart in which order. Never backwards."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from sanguanjia.hosting import city, health
from sanguanjia.hosting.backup import take
from sanguanjia.hosting.errors import Broken
from sanguanjia.hosting.postgres import Server, attach

from .backup import restless, say

_ROOM_MB = 1024
_ORDER = "重启次序：先后台任务（sgj worker），再网页（sgj serve）；sgj up 一次完成。最后看 /readyz 是否 200。"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="只看要做什么，不动数据")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--backup", type=Path, metavar="目录", help="更新前先备份到这里")
    which.add_argument("--no-backup", action="store_true", help="已经另外备份过，不再备份")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(args: argparse.Namespace) -> int:
    data = city.data_dir()
    embedded = city.mode() == "embedded"
    if embedded and not (data / "postgres").is_dir():
        raise Broken(f"{data} 里还没有城市。新建用 sgj init。")
    if embedded and not args.check and attach(data) is not None:
        raise Broken("平台正在运行。请先停下（Ctrl-C 或 systemctl stop），再更新：旧程序不能用新的数据表。")
    if not health.has_room(data) or min(map(health.free_megabytes, health.places(data))) < _ROOM_MB:
        raise Broken(f"磁盘剩余不到 {_ROOM_MB} MB，更新可能中途失败。请先清理。")
    server = city.open_city(data, log=say)
    try:
        return _upgrade(args, data, server)
    finally:
        server.stop()


def _upgrade(args: argparse.Namespace, data: Path, server: city.AnyServer) -> int:
    import django

    from . import migrate, versions

    django.setup()
    versions.refuse_if_newer()
    waiting = versions.waiting()
    if args.check:
        return _answer(args, waiting, None, "有更新要做。" if waiting else "数据表已是最新。")
    taken = None
    if not args.no_backup:
        if args.backup is None:
            raise Broken("更新前要先备份：加 --backup 目录；已经另外备份过的，加 --no-backup。")
        if not isinstance(server, Server):
            raise Broken("数据库由 DATABASE_URL 指定：请先用它自己的工具备份，再加 --no-backup。")
        taken = take(server, data, args.backup, say, restless=restless()).manifest
    migrate.prepare(demo=_is_demo(data))
    if isinstance(server, Server):  # nobody else uses it: `run` has looked
        server.renew_passwords()
    return _answer(args, waiting, taken, _ORDER)


def _is_demo(data: Path) -> bool:
    try:
        return bool(json.loads((data / "city.json").read_text(encoding="utf-8"))["demo"])
    except (OSError, ValueError, KeyError):
        return False


def _answer(args: argparse.Namespace, waiting: list[str], taken: Path | None, sentence: str) -> int:
    if args.json:
        print(json.dumps({"ok": True, "migrations": waiting, "backup": str(taken) if taken else None}))
        print(sentence, file=sys.stderr)
        return 0
    for name in waiting:
        print(f"{'将' if args.check else '已'}更新：{name}")
    print(sentence)
    return 0
