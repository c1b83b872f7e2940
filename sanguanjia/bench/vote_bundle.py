"""Bundles of a vote: writing and verifying 100,000 ballots against 10,000; a ballot no dearer, little memory.

Each size runs in a process of its own (a fork), so that its greatest memory can be read from the system. The vote is
made up by `decisions.proof.made_up`; only writing, and the shipped verifier run alone by `python -I`, are timed, in
processor time: what else runs on the machine is not their growth.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path
from time import process_time_ns
from typing import Any

from sanguanjia.bench.frame.options import Options, whole

SMALL, LARGE = 10_000, 100_000
MOST_DEARER = Fraction(6, 5)
MOST_BYTES_PER_BALLOT = 4_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Own options, after the bench's name; --json and --quick may stand there too."""
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--quick", action="store_true", help="规模小一些，只看能否跑通")
    parser.add_argument("--rounds", type=whole, default=3, help="每种规模做几轮，取最快的一轮")


def run(args: argparse.Namespace) -> int:
    """Measure and report; 1 if a ballot of the large vote is dearer, or memory grows faster (not with --quick)."""
    own = Options("vote_bundle", configure).parse_args(getattr(args, "words", []))
    quick = own.quick or bool(getattr(args, "quick", False))
    as_json = own.json or bool(getattr(args, "json", False))
    sizes = (100, 1_000) if quick else (SMALL, LARGE)
    small, large = (_measured(size, 1 if quick else own.rounds) for size in sizes)
    dearer = {
        name: Fraction(large[name] * small["ballots"], small[name] * large["ballots"])
        for name in ("write_ns", "verify_ns")
    }
    grown = Fraction(large["verify_bytes"] - small["verify_bytes"], large["ballots"] - small["ballots"])
    passed = quick or (max(dearer.values()) <= MOST_DEARER and grown <= MOST_BYTES_PER_BALLOT)
    shown = {name: f"{float(value):.2f}" for name, value in dearer.items()}
    if as_json:
        facts = {"dearer": shown, "verify_bytes_per_ballot": int(grown), "small": small, "large": large}
        print(json.dumps({"bench": "vote_bundle", "passed": passed, **facts}))
        return 0 if passed else 1
    for each in (small, large):
        seconds = {name: f"{each[name] / 1e9:.1f} 秒" for name in ("write_ns", "verify_ns")}
        most = {name: f"最多 {each[name] >> 20} MB" for name in ("write_bytes", "verify_bytes")}
        print(f"{each['ballots']} 张有效票")
        print(f"  写出 {seconds['write_ns']}，{most['write_bytes']}（含编造数据）")
        print(f"  复核 {seconds['verify_ns']}，{most['verify_bytes']}")
    print(f"每张票贵了几倍：写出 {shown['write_ns']}，复核 {shown['verify_ns']}（不得超过 {float(MOST_DEARER):.1f}）")
    print(
        f"复核每张票多用内存 {int(grown)} 字节（不得超过 {MOST_BYTES_PER_BALLOT}）：{'达到' if passed else '没有达到'}"
    )
    return 0 if passed else 1


def _measured(ballots: int, rounds: int) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        told = [_written(ballots, Path(folder) / str(number)) for number in range(rounds)]
        found = [_verified(Path(folder) / str(number)) for number in range(rounds)]
    return {
        "ballots": told[0]["ballots"],
        "write_ns": min(one["ns"] for one in told), "write_bytes": max(one["bytes"] for one in told),
        "verify_ns": min(one["ns"] for one in found), "verify_bytes": max(one["bytes"] for one in found),
    }  # fmt: skip


def _written(ballots: int, folder: Path) -> dict[str, int]:
    """Make the vote up and write its bundle in a forked process; only the writing is timed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            from sanguanjia.decisions.proof import bundle, made_up

            vote = made_up.vote(ballots * 5 // 4, again=5)
            began = process_time_ns()
            said = bundle.write(folder, vote.whole, vote.signer)
            passed = process_time_ns() - began
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            os.write(writing, json.dumps({"ballots": said["ballots"], "ns": passed, "bytes": most}).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    found: dict[str, int] = json.loads(told)
    return found


def _verified(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-I", str(folder / "verify.py"), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as script:
        assert script.stdout is not None  # noqa: S101
        answer = json.loads(script.stdout.read())
        _, status, usage = os.wait4(script.pid, 0)
        script.returncode = os.waitstatus_to_exitcode(status)
    passed = int((usage.ru_utime + usage.ru_stime) * 1e9)
    if not answer["ok"]:
        raise RuntimeError(f"the bundle does not hold: {answer['first_wrong']}; nothing is proved")
    return {"ns": passed, "bytes": usage.ru_maxrss * 1024}
