"""`sgj demo`: load the demo city, or make a city of full size."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date

from sanguanjia.hosting.city import open_city

from . import migrate


def configure(parser: argparse.ArgumentParser) -> None:
    """What may be said after `sgj demo`."""
    parser.add_argument(
        "--scale", choices=("small", "city"), default="small",
        help="small：四个小区的演示城市（默认）；city：全市规模，1163 个小区、约 100 万套、130 万件报事，要几分钟",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=1, help="随机数的种子：同样的种子得到同样的数据（默认 1）")
    parser.add_argument("--until", type=date.fromisoformat, default=None, help="最后一件报事的日期（默认今天）")
    parser.add_argument("--estates", type=int, default=None, help="小区数（默认 1163；小一些就快一些）")
    parser.add_argument("--matters", type=int, default=None, help="报事件数（默认按小区数折算）")
    parser.add_argument("--jobs", type=int, default=None, help="同时写入的进程数（默认等于处理器核数）")
    parser.add_argument("--json", action="store_true", help="输出给程序读的结果")


def run(args: argparse.Namespace) -> int:
    """Load and print the counts; 1 if the city is not empty."""
    server = open_city(log=_say)
    try:
        migrate.prepare(demo=False)
        counts = _small() if args.scale == "small" else _city(args)
    finally:
        server.stop()
    if not counts:
        _say("这座城市里已经有小区，没有载入。演示数据只放进空的城市：请用 SGJ_DATA_DIR 另指一个目录。")
        return 1
    if args.json:
        print(json.dumps(counts, ensure_ascii=False))
    else:
        for name, count in counts.items():
            print(f"{name}: {count}")
    return 0


def _small() -> dict[str, int]:
    from sanguanjia.demo import load

    return dict(load.load(_say))


def _city(args: argparse.Namespace) -> dict[str, int]:
    from sanguanjia.demo.city import write

    return write.write_city(
        seed=args.seed, until=args.until, estates=args.estates, matters=args.matters, jobs=args.jobs, say=_say
    )


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
