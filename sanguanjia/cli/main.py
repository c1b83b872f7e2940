"""`sgj`: one command, a module per sub-command, imported only when asked for.

A command module has `configure(parser)` and `run(args) -> exit code` (contracts.md: 0 answered, 1 wrong or refused,
2 wrong usage, 3 this machine lacks something). Sentences for people go to stderr, answers to stdout.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import io
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from sanguanjia.hosting.errors import HostingError

from . import chinese

VERSION = "0.1.0"


@dataclass(frozen=True)
class Command:
    """A sub-command: the module that holds it, and what it is for, in one Chinese sentence."""

    module: str
    help: str


COMMANDS: dict[str, Command] = {
    "up": Command("sanguanjia.cli.up", "启动整个平台：数据库、网页、后台任务（--check 试运行一遍就停）"),
    "init": Command("sanguanjia.cli.init", "建立一座真实的城市：数据库、密钥、首位系统管理员"),
    "serve": Command("sanguanjia.cli.serve", "只运行网页服务"),
    "worker": Command("sanguanjia.cli.worker", "只运行后台任务"),
    "backup": Command("sanguanjia.cli.backup", "备份：数据库、连续归档、图片；密钥另行加密"),
    "restore": Command("sanguanjia.cli.restore", "从备份恢复到空目录，并全面核对"),
    "upgrade": Command("sanguanjia.cli.upgrade", "更新到这个版本：检查、备份、更新数据表"),
    "doctor": Command("sanguanjia.cli.doctor", "检查这台机器，用句子说明缺什么、怎么补"),
    "roster": Command("sanguanjia.cli.roster", "检查业主名册文件（roster check 文件）"),
    "cases": Command("sanguanjia.cli.cases", "报事：导入热线工单表（cases import 文件 --check 只检查）"),
    "calc": Command("sanguanjia.cli.calc", "按规则计算：期限、表决、名册、利息、分摊（calc vote 等）"),
    "decisions": Command("sanguanjia.cli.decisions", "业主表决：写出、复核表决包（decisions bundle、verify）"),
    "policy": Command("sanguanjia.cli.policy", "解释某地某日适用哪条规则（policy explain）"),
    "funds": Command("sanguanjia.cli.funds", "维修资金：导出日记账，核对导出的账（funds export、funds verify）"),
    "audit": Command("sanguanjia.cli.audit", "核对记录是否被改动，签名写出链头（audit verify、audit anchor）"),
    "keys": Command("sanguanjia.cli.keys", "更换加密个人信息的密钥，平台照常运行（keys rotate）"),
    "demo": Command("sanguanjia.cli.demo", "演示城市：载入，或生成全市规模的数据"),
    "migrate": Command("sanguanjia.cli.migrate", "更新数据表、权限和规则包（up 会自动做）"),
    "manage": Command("sanguanjia.cli.manage", "运行 Django 的管理命令（给管理员和开发者）"),
    "test": Command("sanguanjia.cli.test", "运行全部检查和测试"),
    "lint": Command("sanguanjia.cli.lint", "只运行静态检查"),
    "bench": Command("sanguanjia.cli.bench", "运行一项性能测试（bench 名称）"),
}


class Parser(argparse.ArgumentParser):
    """argparse that speaks Chinese and tells usage errors in a sentence, exit 2."""

    def error(self, message: str) -> None:  # type: ignore[override]
        print(f"用法不对：{message}\n{self.format_usage().strip()}", file=sys.stderr)
        raise SystemExit(2)


def overview() -> str:
    """What `sgj --help` prints."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name.ljust(width)}  {command.help}" for name, command in COMMANDS.items()]
    return "\n".join(
        ["三管家 sgj：城市小区治理平台的命令。", "", "用法：sgj 命令 [参数]", "", "命令：", *lines, "",
         "每个命令的参数：sgj 命令 --help。多数命令加 --json 输出给程序读的结果。"]
    )  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    chinese.teach_argparse()
    if not words or words[0] in ("-h", "--help", "help"):
        print(overview(), file=sys.stdout if words else sys.stderr)
        return 0 if words else 2
    if words[0] in ("-V", "--version"):
        print(f"sgj {VERSION}")
        return 0
    command = COMMANDS.get(words[0])
    if command is None:
        print(f"没有“{words[0]}”这个命令。\n\n{overview()}", file=sys.stderr)
        return 2
    try:
        return _run(words[0], command, words[1:])
    except HostingError as error:
        print(str(error), file=sys.stderr)
        if "--json" in words:
            reason = {"code": type(error).__name__.lower(), "field": None, "message": str(error)}
            print(json.dumps({"refusals": [reason]}, ensure_ascii=False))
        return error.exit_code
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the reader has gone; nothing more to say, and no traceback
        return 1


def _run(name: str, command: Command, words: list[str]) -> int:
    module = importlib.import_module(command.module)
    parser = Parser(prog=f"sgj {name}", description=command.help)
    module.configure(parser)
    try:
        args = parser.parse_args(words)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 2
    return int(module.run(args))


if __name__ == "__main__":
    sys.exit(main())
