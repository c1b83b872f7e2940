"""Importing a roster of 100,000 rows against plain COPY of the rows it leaves behind.

One run,
one database: the roster is read into its preview and written by the same acts the pages call; then the rows it
left (buildings, entrances, parties, units, ownerships,
    members) are copied into a second estate with nothing but COPY, in
one transaction, with all constraints. `ratio` = COPY / writing act; `ratio_whole` counts reading and checking too.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sanguanjia.bench.frame import options
from sanguanjia.bench.frame.ground import ground

ROWS = 100_000
QUICK_ROWS = 5_000
TABLES = ("building", "entrance", "party", "unit", "ownership", "ownershipmember")


def run(args: argparse.Namespace) -> int:
    """Print one JSON line (or a sentence) with the times and the ratios; exit 0."""
    own = options.sizes("roster_import", args, "房屋清册的行数")
    rows = own.rows[0] if own.rows else (QUICK_ROWS if own.quick else ROWS)
    with ground() as place, tempfile.TemporaryDirectory(prefix="sgj-bench-") as folder:
        found = _measure(Path(folder), rows)
        _ = place
    if own.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(
            f"{found['rows']} 行：读取核对 {found['read_s']} 秒，写入 {found['write_s']} 秒，"
            f"直接 COPY {found['copy_s']} 秒；写入比 {found['ratio']}，全程比 {found['ratio_whole']}"
        )
    return 0


def _measure(folder: Path, rows: int) -> dict[str, Any]:
    from sanguanjia.kernel.actor import SYSTEM
    from sanguanjia.registry.actions import rosters
    from sanguanjia.registry.models import RosterImport

    estate, other = _estates()
    path = folder / "roster.xlsx"
    print(f"making a roster of {rows} rows", file=sys.stderr)
    make_roster(path, rows)
    done = rosters.upload_roster(SYSTEM, estate_id=estate, upload=rosters.Upload(path, path.name))
    row = RosterImport.objects.get(estate_id=estate, pk=done.id)
    rosters.settle_roster_columns(SYSTEM, estate_id=estate, roster_id=done.id, columns=row.look["columns"])
    started = time.perf_counter()
    rosters.read_roster(SYSTEM, estate_id=estate, roster_id=done.id)
    read = time.perf_counter() - started
    rosters.commit_roster(SYSTEM, estate_id=estate, roster_id=done.id)
    started = time.perf_counter()
    imported = rosters.import_roster(SYSTEM, key="bench", estate_id=estate, roster_id=done.id)
    write = time.perf_counter() - started
    if imported.added != rows:
        raise RuntimeError(f"{imported.added} units of {rows} rows")
    copy = _plain_copy(folder, estate, other)
    return {
        "bench": "roster_import", "rows": rows, "read_s": round(read, 2), "write_s": round(write, 2),
        "copy_s": round(copy, 2),
        "ratio": round(copy / write, 3), "ratio_whole": round(copy / (read + write), 3),
    }  # fmt: skip


def _estates() -> tuple[int, int]:
    from sanguanjia.kernel.actor import SYSTEM
    from sanguanjia.kernel.models import Home
    from sanguanjia.registry import actions

    since = date(2000, 1, 1)
    city = actions.found_city(SYSTEM, estate_id=Home.PLATFORM_ID, code="430200", name="株洲市", since=since)
    area = actions.found_district(SYSTEM, estate_id=city.id, code="430211", name="天元区", since=since)
    street = actions.found_subdistrict(SYSTEM, estate_id=area.id, code9="430211001", name="示例街道")
    quarter = actions.found_neighbourhood(SYSTEM, estate_id=street.id, code12="430211001001", name="示例社区")
    names = ("示例小区", "示例二小区")
    ids = [actions.found_estate(SYSTEM, estate_id=quarter.id, name=name, address="示例路 1 号").id for name in names]
    return ids[0], ids[1]


def _plain_copy(folder: Path, estate: int, other: int) -> float:
    """Seconds that COPY needs for the same rows in another estate, one transaction.

    PostgreSQL takes no COPY into a table behind the wall (kernel/wall.py): in this throw-away city it is taken down.
    """
    from django.db import connection, connections, transaction

    columns = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM registry_{table} LIMIT 0")
            columns[table] = [column.name for column in cursor.description]
            picked = ", ".join(str(other) if name == "estate_id" else f'"{name}"' for name in columns[table])
            query = f"COPY (SELECT {picked} FROM registry_{table} WHERE estate_id = {estate}) TO STDOUT"
            with cursor.copy(query) as source, (folder / table).open("wb") as target:
                for chunk in source:
                    target.write(chunk)
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE registry_{table} DISABLE ROW LEVEL SECURITY")
    started = time.perf_counter()
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for table in TABLES:
            names = ", ".join(f'"{name}"' for name in columns[table])
            copying = cursor.copy(f"COPY registry_{table} ({names}) FROM STDIN")
            with copying as target, (folder / table).open("rb") as source:
                while chunk := source.read(1 << 18):
                    target.write(chunk)
    return time.perf_counter() - started


def make_roster(path: Path, rows: int, seed: int = 7) -> None:
    """An honest roster with `rows` units of one owner each, invented persons of the test range, the same for the
    same seed."""
    from openpyxl import Workbook

    from sanguanjia.registry.rules.codes import identity_check_character

    dice = random.Random(seed)  # noqa: S311 - invented people, nothing secret
    book = Workbook(write_only=True)
    sheet = book.create_sheet("业主花名册")
    sheet.append(["示例小区业主花名册"])
    sheet.append(
        [
            "序号",
            "楼栋",
            "单元",
            "房号",
            "建筑面积（㎡）",
            "业主姓名",
            "证件类型",
            "证件号码",
            "联系电话",
            "产权份额",
            "用途",
            "交付日期",
            "备注",
        ]
    )
    surnames, given = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
    for i in range(rows):
        born = date(1945, 1, 1) + timedelta(days=i % 21_000)
        first = f"999999{born:%Y%m%d}{i // 21_000:03d}"
        area = dice.randrange(5_000, 18_000)
        handed = date(2012, 1, 1) + timedelta(days=dice.randrange(3_000))
        sheet.append([
            i + 1, f"{i // 400 + 1}栋", f"{i // 100 % 4 + 1}单元", f"{i // 4 % 25 + 1}{i % 4 + 1:02d}",
            dice.choice((area / 100, f"{area / 100:.2f}", f"{area / 100:.2f}㎡")),
            dice.choice(surnames) + dice.choice(given) + dice.choice(given), "身份证",
            first + identity_check_character(first),
            f"199{dice.randrange(10**8):08d}", "100%", "住宅",
            dice.choice((f"{handed:%Y-%m-%d}", handed, f"{handed:%Y%m%d}")), None,
        ])  # fmt: skip
    book.save(path)
