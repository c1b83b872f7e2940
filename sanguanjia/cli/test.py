"""`sgj test`: the static checks, then every test on two processes. The exit code is true only if all of it passed."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from . import lint

_FOR_TESTS = ("SGJ_CHROMIUM", "SGJ_POSTGRES_MAJOR")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--nightly", action="store_true", help="连同夜间的长测试一起运行")
    parser.add_argument("--no-lint", action="store_true", help="跳过静态检查")
    parser.add_argument(
        "words", nargs=argparse.REMAINDER, metavar="pytest 参数", help="原样交给 pytest，例如文件名、-k 名称"
    )


def run(args: argparse.Namespace) -> int:
    root = lint.root_of_checkout()
    # `sgj test some_file.py` is a person at work on one thing; the whole suite includes the walls.
    clean = True if args.no_lint or args.words else lint.all_pass(root)
    # Two processes; one that has nothing left takes half of what the other still has to do.
    alone = any(word.startswith(("-n", "--numprocesses", "-s", "--pdb")) for word in args.words)
    processes = [] if alone else ["-n", "2", "--dist", "worksteal"]
    command = [sys.executable, "-m", "pytest", *processes, *(["--nightly"] if args.nightly else []), *args.words]
    # What a person has set up for a running city must not reach the tests, and theirs must not reach the city.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SGJ_") or k in _FOR_TESTS}
    # The tests start some fifty processes of ours: each would compile the package anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not clean:  # said before the tests: the last line belongs to pytest's summary
        print("静态检查没有通过（见上），因此无论测试结果如何，整体不算通过。", file=sys.stderr, flush=True)
    done = subprocess.run(command, cwd=root, check=False, env=environment)
    return done.returncode or int(not clean)
