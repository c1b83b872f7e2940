"""`sgj lint`: everything that can be checked without running the platform."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sanguanjia.hosting.city import checkout
from sanguanjia.hosting.errors import MachineLacks

STRICT = ("rules", "types", "queries")  # in every room, file or folder; and the whole kernel


@dataclass(frozen=True)
class Check:
    """One program, what it watches over, and how to call it."""

    name: str
    command: list[str]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fix", action="store_true", help="能自动改的（排版、导入顺序）就改")


def run(args: argparse.Namespace) -> int:
    root = root_of_checkout()
    if args.fix:
        for words in (["check", "--fix", "-q"], ["format", "-q"]):
            subprocess.run([sys.executable, "-m", "ruff", *words, "."], cwd=root, check=False)
    return 0 if all_pass(root) else 1


def root_of_checkout() -> Path:
    """The checkout; an installed package has no tests and no tools."""
    root = checkout()
    if root is None:
        raise MachineLacks("这里装的是成品包，没有源码。请在 git clone 得到的目录里运行 ./sgj。")
    return root


def all_pass(root: Path) -> bool:
    """Run every check, say which failed; never stop at the first."""
    failed = []
    for check in checks(root):
        done = subprocess.run(check.command, cwd=root, check=False, capture_output=True, text=True, env=_environment())
        if done.returncode != 0:
            failed.append(check.name)
            print(f"{check.name}：没有通过\n{done.stdout}{done.stderr}".rstrip(), file=sys.stderr, flush=True)
        else:
            print(f"{check.name}：通过", file=sys.stderr, flush=True)
    return not failed


def checks(root: Path) -> list[Check]:
    """What is checked, in the order from quick to slow."""
    python = sys.executable
    # makemigrations looks for changes against files, not against a database.
    return [
        Check("ruff 代码规则", [python, "-m", "ruff", "check", "--output-format=concise", "."]),
        Check(
            "import-linter 房间之间的墙", [python, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
        ),
        Check("makemigrations 迁移齐全", [python, "-P", "-m", "django", "makemigrations", "--check", "--dry-run"]),
        Check("mypy 严格类型", [python, "-m", "mypy", *strict_files(root)]),
    ]


def strict_files(root: Path) -> list[str]:
    """Rules, types and queries of every room, and the whole kernel."""
    found = ["sanguanjia/kernel"]
    for room in sorted((root / "sanguanjia").iterdir()):
        if room.name == "kernel":
            continue
        for name in STRICT:
            for place in (room / name, room / f"{name}.py"):
                if place.is_file() or (place / "__init__.py").is_file():
                    found.append(str(place.relative_to(root)))
    return found


def _environment() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "sanguanjia.config.settings", "COLUMNS": "140"}
