"""Options of a bench on the command line: said plainly when they are wrong, before anything is started."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def whole(text: str) -> int:
    """A whole number of at least one, as argparse wants its types."""
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"“{text}”不是大于零的整数")
    return int(text)


def seconds(text: str) -> float:
    """A length of time above zero."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"“{text}”不是大于零的秒数")
    return value


class Options(argparse.ArgumentParser):
    """Of one bench: what is wrong with them is one sentence and the usage, exit 2."""

    def __init__(self, name: str, describe: Callable[[argparse.ArgumentParser], None]) -> None:
        super().__init__(prog=f"sgj bench {name}")
        describe(self)

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(2, f"用法不对：{message}\n{self.format_usage().strip()}\n")


def sizes(name: str, args: argparse.Namespace, described: str) -> argparse.Namespace:
    """Options of a bench that is asked for numbers of rows: `rows` (in their order, empty when none is given), `quick`,
    `json`."""

    def describe(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("rows", nargs="*", type=whole, metavar="行数", help=described)
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")
        parser.add_argument("--quick", action="store_true", help="规模小一些，只看能否跑通")

    own = Options(name, describe).parse_args(list(getattr(args, "words", None) or []))
    own.json |= bool(getattr(args, "json", False))
    own.quick |= bool(getattr(args, "quick", False))
    return own
