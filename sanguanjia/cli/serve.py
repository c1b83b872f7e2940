"""`sgj serve`: the web server alone; `sgj worker` runs the jobs. For deployments with a service for each."""

from __future__ import annotations

import argparse
import sys

from sanguanjia.cli.up import run_until_stopped, wants_demo
from sanguanjia.hosting.city import data_dir
from sanguanjia.hosting.platform import Platform


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址（默认只限本机，由前面的 nginx 等转来）")
    parser.add_argument("--port", type=int, default=8000, help="监听的端口（默认 8000）")
    parser.add_argument("--workers", type=int, default=2, help="进程数（默认 2，大约等于核数）")
    parser.add_argument("--threads", type=int, default=4, help="每个进程的线程数（默认 4）")


def run(args: argparse.Namespace) -> int:
    data = data_dir()
    platform = Platform(
        data, args.host, args.port, wants_demo(data, None), _say, roles=frozenset({"web"}),
        web_workers=max(args.workers, 1), web_threads=max(args.threads, 1),
    )  # fmt: skip
    return run_until_stopped(platform, f"网页服务已启动：http://{args.host}:{args.port}/")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
