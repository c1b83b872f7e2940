"""`sgj worker`: the queued and periodic jobs alone; `sgj serve` answers people."""

from __future__ import annotations

import argparse
import sys

from sanguanjia.cli.up import run_until_stopped, wants_demo
from sanguanjia.hosting.city import data_dir
from sanguanjia.hosting.platform import Platform


def configure(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: concurrency is small and fixed, more workers are more processes."""


def run(_args: argparse.Namespace) -> int:
    data = data_dir()
    platform = Platform(
        data, "127.0.0.1", 0, wants_demo(data, None), lambda line: print(line, file=sys.stderr, flush=True),
        roles=frozenset({"worker"}),
    )  # fmt: skip
    return run_until_stopped(platform, "后台任务已启动。")
