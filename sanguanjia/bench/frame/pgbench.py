"""pgbench over a captured script: the limit that the database itself sets on the same statements."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

_SMALL_STEP = 40_000_000  # human numbers of one round lie apart from those of the next


@dataclass(frozen=True)
class Tally:
    """What pgbench counted. `latency`: average in milliseconds."""

    per_second: float
    transactions: int
    failed: int
    latency: float


def run(
    program: Path,
    url: str,
    script: Path,
    *,
    clients: int = 16,
    seconds: float = 5,
    round_number: int = 0,
    base: int = 0,
) -> Tally:
    """Run a script as the application's role with prepared statements. `base`: first id that no row has."""
    about = conninfo_to_dict(url)
    env = {**os.environ, "PGPASSWORD": str(about["password"]), "PGOPTIONS": "-c timezone=UTC"}
    command = [
        str(program), "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(2, clients)),
        "-T", str(max(1, round(seconds))), "-f", str(script),
        "-D", "n=0", "-D", f"clients={clients}", "-D", f"base={base}",
        "-D", f"small={1_000_000 + round_number * _SMALL_STEP}",
        "-h", str(about["host"]), "-p", str(about.get("port", "5432")), "-U", str(about["user"]),
        str(about["dbname"]),
    ]  # fmt: skip
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"pgbench ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return Tally(
        per_second=float(_found(r"tps = ([\d.]+) \(without", done.stdout)),
        transactions=int(_found(r"transactions actually processed: (\d+)", done.stdout)),
        failed=int(_found(r"number of failed transactions: (\d+)", done.stdout)),
        latency=float(_found(r"latency average = ([\d.]+) ms", done.stdout)),
    )


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if not found:
        raise RuntimeError(f"pgbench said something else than expected:\n{text[-2000:]}")
    return found.group(1)
