"""`sgj roster check FILE [--map MAPFILE] [--json]`: judge an owners' roster without a database."""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from sanguanjia.kernel.sheets.types import Refused, Unreadable
from sanguanjia.registry.roster import sandbox, wording

HELP = "检查业主花名册"


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="check")
    check = actions.add_parser("check", help="检查一份花名册，不写任何数据")
    check.add_argument("file", metavar="FILE", help="花名册（.xlsx 或 .csv）")
    check.add_argument("--map", metavar="MAPFILE", help="列对照表（JSON 或 TOML：字段 = 列号或表头）")
    check.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """Exit 0 nothing wrong, 1 rows with errors, 2 refused or unreadable."""
    path = Path(args.file)
    try:
        mapping = read_map(args.map) if args.map else None
        report = sandbox.check(path, name=path.name, mapping=mapping)
    except Refused as refused:
        return _stop(args, {"refused": refused.code}, wording.REFUSED[refused.code])
    except Unreadable as unreadable:
        return _stop(args, {"error": unreadable.code}, wording.UNREADABLE[unreadable.code])
    if args.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(in_words(report))
    return 1 if report["errors"] else 0


def _stop(args: argparse.Namespace, value: dict[str, str], sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    if args.json:
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    return 2


def read_map(name: str) -> dict[str, object]:
    """A map file: JSON or TOML, field → column letter, header word or 1-based number. Raises
    `Unreadable("bad_map")`."""
    try:
        data = Path(name).read_bytes().decode("utf-8-sig")
        value: Any = tomllib.loads(data) if name.lower().endswith(".toml") else json.loads(data)
    except (OSError, ValueError):
        raise Unreadable("bad_map") from None
    if isinstance(value, list):
        value = dict(_pair(item) for item in value)
    if not isinstance(value, dict):
        raise Unreadable("bad_map")
    for name in ("map", "mapping", "fields"):
        if isinstance(value.get(name), dict):
            value = {**{k: v for k, v in value.items() if k != name}, "columns": value[name]}
    return dict(value)


def _pair(item: Any) -> tuple[str, Any]:
    """One entry of a map written as a list: {"field": …, "column" or "header": …}."""
    if not isinstance(item, dict) or "field" not in item:
        raise Unreadable("bad_map")
    return str(item["field"]), item.get("column", item.get("header"))


_FIELD_WORDS = {
    "seq": "序号", "address": "坐落", "building": "楼栋", "entrance": "单元", "room": "房号", "area": "建筑面积",
    "inner_area": "套内面积", "owner": "业主", "id_type": "证件类型", "identity": "证件号码",
    "credit_code": "信用代码", "phone": "电话",
    "phone2": "其他电话", "share": "份额", "tenure": "共有方式", "use": "用途", "status": "状态",
    "delivered": "交付日期", "remark": "备注",
    "co_owner": "共有人", "co_id_type": "共有人证件类型", "co_identity": "共有人证件号码",
    "co_phone": "共有人电话", "co_share": "共有人份额",
}  # fmt: skip


def in_words(report: dict[str, Any]) -> str:
    """The report for people at a terminal."""
    rows = report["rows"]
    place = f"工作表“{report['sheet']}”，" if report["sheet"] else ""
    columns = "、".join(f"{_FIELD_WORDS.get(name, name)}={letter}" for name, letter in report["columns"].items())
    lines = [
        f"{report['file']}：{place}表头在第 {report['header_row']} 行。",
        f"列：{columns}",
        (
            f"共 {rows['total']} 行：可导入 {rows['loaded']} 行，有错 {rows['error']} 行，"
            f"跳过 {rows['skipped']} 行（标题、小计、空行、说明）。"
        ),
        (
            f"没有错误的房屋 {report['units']} 户，业主 {report['owner_rows']} 人次，按证件号 {report['persons']} 人；"
            f"建筑面积 {report['area_hundredths'] // 100}.{report['area_hundredths'] % 100:02d} 平方米；"
            f"未售 {report['unsold_units']} 户，车位 {report['parking_units']} 个。"
        ),
    ]
    for found in report["errors"]:
        lines.append(_finding("错误", found))
    for found in report["warnings"]:
        lines.append(_finding("提醒", found) + f"（共 {found['count']} 处）")
    if report["other_sheets"]:
        lines.append(f"还有像花名册的工作表没有读：{'、'.join(report['other_sheets'])}。")
    if not report["errors"]:
        lines.append("没有发现错误。")
    return "\n".join(lines) + "\n"


def _finding(word: str, found: dict[str, Any]) -> str:
    where = f"第 {found['row']} 行" + (f" {found['unit']}" if found["unit"] else "") + f" {found['column']} 列"
    return f"{word}：{where}：{found['message']}。{found['suggestion']}。"
