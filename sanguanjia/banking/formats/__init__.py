"""How each bank writes its statements: one TOML file per form, read once. A new bank is a new file, no code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from sanguanjia.banking.types import Format

FIELDS = frozenset({"day", "amount", "flow_in", "flow_out", "direction", "balance", "serial", "words"})
LABELS = frozenset({"first", "last", "opening", "closing"})


@cache
def formats() -> dict[str, Format]:
    """Every form by its code. ValueError for a file that says what no reader knows."""
    found = {}
    for file in sorted(resources.files(__package__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            found[file.name.removesuffix(".toml")] = _format(file.name.removesuffix(".toml"), file.read_bytes())
    return found


def format_of_bank(name: str) -> str:
    """The form a bank of that name uses; the first one where none is named after it."""
    known = formats()
    return next((code for code, form in known.items() if any(word in name for word in form.banks)), next(iter(known)))


def _format(code: str, content: bytes) -> Format:
    told = tomllib.loads(content.decode())
    columns = {field: tuple(words) for field, words in told["columns"].items()}
    labels = {fact: tuple(words) for fact, words in told.get("labels", {}).items()}
    amounts = {"amount"} <= columns.keys() or {"flow_in", "flow_out"} <= columns.keys()
    if not (columns.keys() <= FIELDS and labels.keys() <= LABELS and "day" in columns and amounts):
        raise ValueError(f"formats/{code}.toml")
    return Format(
        code, told["name"], columns, labels, tuple(told.get("inward", ())), tuple(told.get("outward", ())),
        told.get("newest_first", False), tuple(told.get("banks", ())),
    )  # fmt: skip
