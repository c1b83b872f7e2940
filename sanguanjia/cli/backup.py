"""`sgj backup FOLDER`: base backup with manifest, continuous archive from now on; the keys apart."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from pathlib import Path

from sanguanjia.hosting import city
from sanguanjia.hosting.backup import take
from sanguanjia.hosting.errors import Broken
from sanguanjia.hosting.postgres import Server

_URL = (
    "数据库由 DATABASE_URL 指定，不归 sgj 管理，它的备份请用数据库自己的工具：pg_basebackup 加连续归档，"
    "照 docs/operations/backup.md“真正的服务器”一节做。"
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="备份放在哪里（应在另一块磁盘上）")
    parser.add_argument("--secrets", type=Path, metavar="文件", help="把密钥用口令加密，另存到这个文件")
    add_passphrase(parser)
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def add_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--passphrase-file", type=Path, metavar="文件", help="口令所在的文件（不写时在终端输入）")


def run(args: argparse.Namespace) -> int:
    if city.mode() == "url":
        raise Broken(_URL)
    data = city.data_dir()
    if not (data / "postgres").is_dir():
        raise Broken(f"{data} 里还没有城市，没有可备份的。")
    sealed = None
    if args.secrets is not None:
        sealed = (args.secrets, passphrase(args.passphrase_file))
    server = city.open_city(data, log=say)
    if not isinstance(server, Server):
        raise Broken(_URL)
    try:
        taken = take(server, data, args.folder, say, sealed=sealed, restless=restless())
    finally:
        server.stop()
    if args.json:
        told = {"ok": True, "manifest": str(taken.manifest), "records": taken.records, "bytes": taken.bytes}
        print(json.dumps({**told, "seconds": taken.seconds, "secrets": sealed is not None}, ensure_ascii=False))
        return 0
    print(f"已备份：{taken.manifest}（{taken.records} 条操作记录，{taken.bytes // 2**20} MB，{taken.seconds} 秒）。")
    print("从现在起数据库日志每分钟归档到 wal/，机器全毁最多丢一分钟。")
    if sealed is None:
        print(
            "备份里不含密钥（secret-key、data-keys.json、audit-signing-key、vote-signing-key）。"
            "请另存，或加 --secrets 文件 加密导出。"
        )
    else:
        print(f"密钥已加密存到 {args.secrets}。请与备份分开保管，口令另外保管。")
    return 0


def restless() -> frozenset[str]:
    """Tables of ours that are written without an act: sessions, limits, links of the chain."""
    import django
    from django.apps import apps

    django.setup()
    return frozenset(m._meta.db_table for m in apps.get_models() if getattr(m, "written_freely", ""))


def passphrase(file: Path | None) -> str:
    """From the file, from SGJ_BACKUP_PASSPHRASE, or typed."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            raise Broken(f"读不了口令文件 {file}：{error.strerror}。") from error
    given = os.environ.get("SGJ_BACKUP_PASSPHRASE")
    if given:
        return given
    if not sys.stdin.isatty():
        raise Broken("需要口令：请用 --passphrase-file 指定文件。")
    return getpass.getpass("口令：")


def say(sentence: str) -> None:
    """To the person, not into the answer."""
    print(sentence, file=sys.stderr, flush=True)
