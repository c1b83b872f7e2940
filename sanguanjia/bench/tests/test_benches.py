"""Every bench runs from end to end at tiny scale, so that none of them rots. What they measure here means nothing."""

import argparse
import json
import os
import subprocess
import sys

import pytest


@pytest.mark.nightly  # half a minute each, and no act of anybody depends on them
@pytest.mark.parametrize("name", ["filing", "worklist", "audit", "funds_settle", "funds_post", "tally", "cast"])
def test_the_bench_runs_through(name):
    # A process of its own: a bench starts its own database and sets Django up for it.
    env = {k: v for k, v in os.environ.items() if not k.startswith("SGJ_") and k != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "sanguanjia.cli.main", "bench", name, "--quick", "--json"],
        env=env,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    answer = json.loads(done.stdout)
    assert answer["bench"] == name
    assert answer["passed"] is True
    for comparison in answer["comparisons"]:
        assert all(float(rate) > 0 for side in ("ours", "limit") for rate in comparison[side]["per_second"])


def test_bundles_of_votes_are_written_and_verified_at_tiny_scale(capsys):
    from sanguanjia.bench import vote_bundle

    assert vote_bundle.run(argparse.Namespace(words=[], quick=True, json=True)) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["small"]["ballots"], answer["large"]["ballots"]) == (100, 1000)
