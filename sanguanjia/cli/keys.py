"""`sgj keys rotate | show`: the keys that seal personal data, changed while the city runs."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from sanguanjia.hosting.city import open_city
from sanguanjia.hosting.keys import SUITES


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands and their flags."""
    commands = parser.add_subparsers(dest="question", required=True, metavar="动作")
    rotate = commands.add_parser(
        "rotate", help="更换数据密钥", description="更换数据密钥；平台照常运行，中断后可以接着做"
    )
    rotate.add_argument("--suite", choices=SUITES, default=None, help="新密钥用的加密套件；默认与现在相同")
    rotate.add_argument("--resume", action="store_true", help="接着上一次没有做完的更换，不再产生新密钥")
    rotate.add_argument("--json", action="store_true", help="以 JSON 输出")
    show = commands.add_parser("show", help="各密钥还有多少值在用", description="各密钥还有多少值在用（不显示密钥）")
    show.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(args: argparse.Namespace) -> int:
    """Exit 0 done, 1 refused."""
    server = open_city(log=_say)
    try:
        import django

        django.setup()
        return _rotate(args) if args.question == "rotate" else _show(args)
    finally:
        server.stop()


def _rotate(args: argparse.Namespace) -> int:
    from sanguanjia.kernel.actor import SYSTEM
    from sanguanjia.kernel.models import Home
    from sanguanjia.privacy import actions, queries
    from sanguanjia.privacy.rotation import carry_on

    if args.resume and not any(each.finished_at is None for each in queries.rotations()):
        print("没有中断的更换。", file=sys.stderr)
        return 1
    home = Home.PLATFORM_ID
    wish = actions.rotate_keys(SYSTEM, estate_id=home, suite=args.suite or "", by_job=False)
    done = carry_on(queries.keys_before(wish.rotation_id), suite=args.suite, say=_say)
    actions.finish_rotation(SYSTEM, estate_id=home, rotation_id=wish.rotation_id, outcome=done)
    if args.json:
        print(json.dumps(asdict(done), ensure_ascii=False))
    else:
        print(f"已更换：现在用 {done.current}，{done.values} 个值换用新密钥，停用 {'、'.join(done.retired) or '无'}。")
    return 0


def _show(args: argparse.Namespace) -> int:
    from sanguanjia.kernel.sealed import keyring
    from sanguanjia.privacy.rotation import carried

    found, ring = carried(), keyring()
    keys = [{"id": key, "current": key == ring.current_id, "values": found.get(key, 0)} for key in ring.known]
    if args.json:
        print(json.dumps({"keys": keys}, ensure_ascii=False))
        return 0
    for key in keys:
        print(f"{key['id']}  {'正在使用' if key['current'] else '只用来读'}  {key['values']} 个值")
    return 0


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
