"""`sgj up`: database, web and worker in one go, until Ctrl-C; `sgj up --check`: try everything once and stop."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from sanguanjia.hosting.city import data_dir, mode
from sanguanjia.hosting.errors import Broken
from sanguanjia.hosting.platform import Platform
from sanguanjia.hosting.postgres.home import give_to_owner_of, make_folder


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址（默认只限本机；0.0.0.0 对外开放）")
    parser.add_argument("--port", type=int, default=8000, help="监听的端口（默认 8000）")
    parser.add_argument("--check", action="store_true", help="在空闲端口和临时目录里试运行一遍，然后停下")
    parser.add_argument("--json", action="store_true", help="与 --check 一起用：输出给程序读的结果")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--demo", action="store_true", default=None, help="载入演示城市（自带数据库第一次启动时的默认）")
    which.add_argument("--no-demo", action="store_false", dest="demo", help="不载入演示城市：用于真实的城市")


def run(args: argparse.Namespace) -> int:
    if args.check:
        from . import check

        return check.run(args)
    data = data_dir()
    platform = Platform(data, args.host, args.port, wants_demo(data, args.demo), _say)
    return run_until_stopped(platform, lambda: _greet(platform))


def run_until_stopped(platform: Platform, greeting: str | Callable[[], None]) -> int:
    """Start, greet, watch; stop in order on the first signal."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: _interrupt(platform))
    try:
        platform.start()
        if not platform.stopping:
            print(greeting, flush=True) if isinstance(greeting, str) else greeting()
            platform.watch()
    except KeyboardInterrupt:
        pass
    finally:
        _say("正在停止……")
        platform.stop()
        _say("已停止。")
    return 0


def _interrupt(platform: Platform) -> None:
    """First signal: stop in order. During start-up, where somebody may wait for a child: leave at once."""
    if platform.watching or platform.stopping:
        platform.ask_to_stop()
    else:
        platform.ask_to_stop()
        raise KeyboardInterrupt


def wants_demo(data: Path, asked: bool | None) -> bool:
    """Is this the demo city? Decided at the first start and kept: its passwords are printed on the login page.

    A real server (DATABASE_URL) is never a demo unless asked.
    """
    if mode() == "url":
        return bool(asked)
    note = data / "city.json"
    try:
        known = bool(json.loads(note.read_text(encoding="utf-8"))["demo"])
    except FileNotFoundError:
        make_folder(data)
        known = asked is not False
        note.write_text(json.dumps({"demo": known}), encoding="utf-8")
        give_to_owner_of(data, note)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise Broken(f"读不了 {note}：{error}。请删除这个文件后再试。") from error
    if asked is not None and asked != known:
        kind = "演示城市（密码公开）" if known else "真实城市"
        raise Broken(f"数据目录 {data} 里是{kind}，不能改变。请用 SGJ_DATA_DIR 另指一个目录。")
    return known


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _greet(platform: Platform) -> None:
    """The address, and in the demo city whom one can be."""
    shown = "127.0.0.1" if platform.host in ("0.0.0.0", "::") else platform.host  # noqa: S104 - only compared
    print(f"\n三管家已启动：http://{shown}:{platform.port}/\n按 Ctrl-C 停止。数据在 {platform.data}。", flush=True)
    if platform.demo:
        from sanguanjia.demo.accounts import ACCOUNTS

        print(f"\n这是演示城市，人物均为虚构。可用下列账号登录，密码都是 {ACCOUNTS[0].password}：")
        for account in ACCOUNTS:
            print(f"  {account.username.ljust(10)} {account.label}", flush=True)
