"""`sgj cases import FILE [--check --estates A,B,…] --json`: hotline sheets, judged row by row (contracts.md).

`--check` is an empty world with these estates: no database, nothing written. Without it the sheets go into this city's
database in the name of a person who works at a desk (`--as`), by the same acts as on the pages; the same file again
changes nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanguanjia.hosting.city import open_city
from sanguanjia.intake import wording
from sanguanjia.intake.rules.judge import Judge
from sanguanjia.intake.sheets import sandbox
from sanguanjia.intake.types import BAD, Judged
from sanguanjia.kernel.sheets.types import Refused, Unreadable

if TYPE_CHECKING:
    from sanguanjia.kernel.refusal import Refusal

    Actions = argparse._SubParsersAction[argparse.ArgumentParser]


def configure(actions: Actions) -> None:
    """Arguments of the action."""
    parser = actions.add_parser("import", help="导入热线工单表（--check 只检查，不写任何数据）")
    parser.add_argument("file", metavar="FILE", help="热线工单导出表（.csv 或 .xlsx）")
    parser.add_argument("--check", action="store_true", help="只检查：不连数据库，不写任何数据")
    parser.add_argument("--estates", default="", metavar="A,B,…", help="检查时认得的小区名称，用逗号分开")
    parser.add_argument(
        "--as", dest="officer", default="", metavar="用户名", help="写入时以谁的名义（热线坐席或窗口人员）"
    )
    parser.add_argument(
        "--desk", type=int, default=None, metavar="编号", help="哪个窗口（市、区……的编号），默认这人自己的"
    )
    parser.add_argument("--door", choices=sorted(wording.DOORS), default="12345", help="来件渠道")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """Exit 0 all rows readable, 1 rows with bad_* or refused, 2 unreadable or wrong usage."""
    if not args.check:
        return _into_the_city(args)
    names = [name for name in re.split(r"[,，、;；]", args.estates) if name.strip()]
    try:
        judged = list(Judge(names).judge(sandbox.sheets(args.file)))
    except Refused as refused:
        return _stop(args, {"refused": refused.code}, wording.REFUSED[refused.code])
    except Unreadable as unreadable:
        return _stop(args, {"error": unreadable.code}, wording.UNREADABLE[unreadable.code])
    return _say(args, [(one, "") for one in judged])


def _say(args: argparse.Namespace, found: list[tuple[Judged, str]]) -> int:
    if args.json:
        rows = [row_of(one, code) for one, code in found]
        counts = dict(Counter(row["outcome"] for row in rows))
        sys.stdout.write(json.dumps({"rows": rows, "counts": counts}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(in_words([one for one, _ in found]))
    return 1 if any(one.outcome in BAD for one, _ in found) else 0


def _into_the_city(args: argparse.Namespace) -> int:
    if not args.officer:
        return _stop(args, {"error": "no_officer"}, "请用 --as 写明以谁的名义导入；只检查、不写入，请加 --check。")
    if args.estates:
        return _stop(args, {"error": "only_with_check"}, "--estates 只和 --check 一起用；写入时按本市登记的小区。")
    if not Path(args.file).is_file():
        return _stop(args, {"error": "no_file"}, wording.UNREADABLE["no_file"])
    server = open_city(log=lambda line: sys.stderr.write(f"{line}\n"))
    try:
        import django

        django.setup()
        return _load(args)
    finally:
        server.stop()


def _load(args: argparse.Namespace) -> int:
    from sanguanjia.access import queries as access
    from sanguanjia.intake import work
    from sanguanjia.intake.permissions import own_desk
    from sanguanjia.kernel.refusal import Refusal
    from sanguanjia.registry.actions.rosters import Upload

    named = access.account_named(args.officer)
    account = access.load_account(named.pk) if named else None
    if account is None:
        return _stop(args, {"error": "unknown_officer"}, f"没有“{args.officer}”这个账号。")
    actor = access.actor_of(account)
    desk = args.desk if args.desk is not None else own_desk(actor)
    if desk is None:
        return _stop(args, {"error": "no_desk"}, f"“{args.officer}”不在任何窗口任职，不能导入工单。")
    path = Path(args.file)
    try:
        return _say(args, list(work.load(actor, desk, Upload(path, path.name), args.door)))
    except Refusal as refusal:
        return _refused(args, refusal)


def _refused(args: argparse.Namespace, refusal: Refusal) -> int:
    from sanguanjia.kernel.wording import say_all

    verdict = str(refusal.reasons[0].data.get("verdict", ""))
    if verdict in wording.REFUSED:
        return _stop(args, {"refused": verdict}, wording.REFUSED[verdict])
    if verdict in wording.UNREADABLE:
        return _stop(args, {"error": verdict}, wording.UNREADABLE[verdict])
    said = [
        {"code": reason.code, "field": reason.field, "message": f"{words.text}{words.next_step}"}
        for reason, words in zip(refusal.reasons, say_all(refusal), strict=True)
    ]
    for each in said:
        sys.stderr.write(f"{each['message']}\n")
    if args.json:
        sys.stdout.write(json.dumps({"refusals": said}, ensure_ascii=False) + "\n")
    return 1


def _stop(args: argparse.Namespace, value: dict[str, str], sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    if args.json:
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    return 2


def row_of(one: Judged, tracking: str = "") -> dict[str, Any]:
    """A row in the form of the contract."""
    return {
        "row": one.sheet.row,
        "sheet_no": one.sheet.sheet_no,
        "outcome": one.outcome.value,
        "of": one.of,
        "tracking": tracking or None,
        "reason": wording.reason_of(one),
        "route": one.route,
    }


def in_words(judged: list[Judged]) -> str:
    """The same for people at a terminal."""
    counts = Counter(one.outcome for one in judged)
    lines = [f"共 {len(judged)} 行：" + "，".join(f"{wording.OUTCOMES[o]} {n} 行" for o, n in counts.items()) + "。"]
    lines += [
        f"第 {one.sheet.row} 行 {one.sheet.sheet_no}：{wording.reason_of(one)}"
        for one in judged
        if one.outcome.value != "load" or one.route
    ]
    return "\n".join(lines) + "\n"
