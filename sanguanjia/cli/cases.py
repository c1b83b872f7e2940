"""`sgj cases …`: matters at the command line; one module per action, each with `configure(actions)` and `run(args)`."""

from __future__ import annotations

import argparse

from . import cases_classify, cases_import, cases_rates

ACTIONS = {"classify": cases_classify, "import": cases_import, "rates": cases_rates}


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="动作")
    for module in ACTIONS.values():
        module.configure(actions)


def run(args: argparse.Namespace) -> int:
    """Do the action asked for."""
    return ACTIONS[args.action].run(args)
