"""`sgj init`: a real city begins: database, keys, the city's home, the first administrator. Never over something there.

Asks at a terminal, takes flags elsewhere. The password comes from the terminal or a file, never from the command line,
where others could read it.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

from sanguanjia.hosting import city
from sanguanjia.hosting.errors import Broken
from sanguanjia.hosting.postgres.home import give_to_owner_of, make_folder

_LONG_AGO = date(1983, 1, 1)  # division codes are older than what the platform needs to know
_ASKED = (("city_code", "城市的行政区划代码（6 位，如 430200）"), ("city_name", "城市名称（如 株洲市）"),
          ("admin", "首位系统管理员的登录名（字母开头）"), ("admin_name", "首位系统管理员的姓名"))  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--city-code", help=_ASKED[0][1])
    parser.add_argument("--city-name", help=_ASKED[1][1])
    parser.add_argument("--admin", help=_ASKED[2][1])
    parser.add_argument("--admin-name", help=_ASKED[3][1])
    parser.add_argument("--admin-phone", default="", help="首位系统管理员的手机号（可不填）")
    parser.add_argument("--password-file", type=Path, help="密码所在的文件（一行；不写时在终端输入）")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(args: argparse.Namespace) -> int:
    for name, question in _ASKED:
        if not getattr(args, name):
            if not sys.stdin.isatty():
                print(f"缺少 --{name.replace('_', '-')}：{question}。", file=sys.stderr)
                return 2
            setattr(args, name, input(f"{question}：").strip())
    password = _password(args.password_file)
    if password is None:
        return 2
    data = city.data_dir()
    _refuse_demo(data)
    server = city.open_city(data, log=_say)
    try:
        return _found(args, password, data)
    finally:
        server.stop()


def _password(file: Path | None) -> str | None:
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            print(f"读不了密码文件 {file}：{error.strerror}。", file=sys.stderr)
            return None
    if not sys.stdin.isatty():
        print("缺少 --password-file：没有终端可以输入密码。", file=sys.stderr)
        return None
    first, second = getpass.getpass("密码："), getpass.getpass("再输入一次：")
    if first != second:
        print("两次输入的密码不一样。", file=sys.stderr)
        return None
    return first


def _refuse_demo(data: Path) -> None:
    note = data / "city.json"
    if note.exists() and json.loads(note.read_text(encoding="utf-8")).get("demo"):
        raise Broken(f"{data} 里是演示城市（密码公开），不能变成真实城市。请用 SGJ_DATA_DIR 另指一个空目录。")


def _found(args: argparse.Namespace, password: str, data: Path) -> int:
    from . import migrate

    os.environ["SGJ_DEMO"] = "0"
    migrate.prepare(demo=False)
    from django.db import transaction

    from sanguanjia.kernel.models import Home, HomeKind
    from sanguanjia.kernel.refusal import Refusal
    from sanguanjia.kernel.wording import say_all

    if Home.objects.filter(kind=HomeKind.CITY).exists():
        raise Broken(
            "这里已经有一座城市，没有改动任何数据。要更新版本用 sgj upgrade，要另建一座请用 SGJ_DATA_DIR 另指目录。"
        )
    try:
        with (
            transaction.atomic()
        ):  # the city and its administrator, or neither: a refusal may be mended and tried again
            made = _act(args, password)
    except Refusal as refusal:
        said = say_all(refusal)
        for reason in said:
            print(f"{reason.text}{reason.next_step or ''}", file=sys.stderr)
        if args.json:
            reasons = [{"code": r.code, "field": r.field, "message": r.text} for r in said]
            print(json.dumps({"refusals": reasons}, ensure_ascii=False))
        return 1
    make_folder(data)
    note = data / "city.json"
    facts = {"demo": False, "staff_second_factor": "required", "resident_second_factor": "required"}
    note.write_text(json.dumps(facts), encoding="utf-8")
    give_to_owner_of(data, note)
    _tell(made, data, as_json=args.json)
    return 0


def _act(args: argparse.Namespace, password: str) -> dict[str, Any]:
    from sanguanjia.access.actions import create_account, grant_mandate
    from sanguanjia.access.secret import Secret
    from sanguanjia.access.types import Role
    from sanguanjia.kernel import clock
    from sanguanjia.kernel.actor import SYSTEM
    from sanguanjia.kernel.models import Home
    from sanguanjia.registry.actions import found_city

    place = found_city(
        SYSTEM, estate_id=Home.PLATFORM_ID, code=args.city_code, name=args.city_name, since=_LONG_AGO
    )  # fmt: skip
    account = create_account(
        SYSTEM, estate_id=Home.PLATFORM_ID, username=args.admin, name=args.admin_name, phone=args.admin_phone,
        password=Secret(password),
    )  # fmt: skip
    grant_mandate(
        SYSTEM, estate_id=Home.PLATFORM_ID, account_id=account.id, role=Role.SYSTEM_ADMIN.value,
        valid_from=clock.today(), document="sgj init",
    )  # fmt: skip
    return {"city": {"id": place.id, "code": args.city_code, "name": args.city_name}, "admin": args.admin}


def _tell(made: dict[str, Any], data: Path, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"ok": True, **made, "data": str(data)}, ensure_ascii=False))
        return
    print(
        f"{made['city']['name']}已建立，首位系统管理员是 {made['admin']}。\n"
        f"数据在 {data}。请现在就把其中的 secret-key、data-keys.json、audit-signing-key、vote-signing-key"
        " 另存到别处：丢了它们，加密的个人信息就再也打不开。\n"
        "下一步：./sgj up（或分别运行 ./sgj serve 与 ./sgj worker），"
        "再设好每天的备份：./sgj backup 目录。"
    )


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
