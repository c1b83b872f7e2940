"""`sgj manage …`: Django's own management commands, against this city's database."""

from __future__ import annotations

import argparse
import sys

from sanguanjia.hosting.city import open_city


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words", nargs=argparse.REMAINDER, metavar="命令", help="例如 check、shell、dbshell、showmigrations"
    )


def run(args: argparse.Namespace) -> int:
    server = open_city(log=lambda line: print(line, file=sys.stderr))
    try:
        from django.core.management import ManagementUtility

        ManagementUtility(["sgj manage", *args.words]).execute()
    finally:
        server.stop()
    return 0
