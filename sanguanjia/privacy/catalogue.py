"""The notices per purpose and the retention classes, read once from the files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sanguanjia.kernel.refusal import refuse
from sanguanjia.privacy.types import Purpose, RetentionClass

_HERE = Path(__file__).parent


@cache
def purposes() -> tuple[Purpose, ...]:
    """What data are used for, in the order of the file."""
    found = tomllib.loads((_HERE / "purposes.toml").read_text(encoding="utf-8"))
    return tuple(Purpose(**each) for each in found["purpose"])


def purpose(key: str) -> Purpose:
    """One purpose, or refuse unknown_purpose."""
    return next((each for each in purposes() if each.key == key), None) or refuse("unknown_purpose", "purpose")


@cache
def classes() -> Mapping[str, RetentionClass]:
    """The retention classes by key."""
    found = tomllib.loads((_HERE / "retention.toml").read_text(encoding="utf-8"))["class"]
    return {key: RetentionClass(key, each["title"], each.get("days"), each["then"], each["basis"])
            for key, each in found.items()}  # fmt: skip


@cache
def class_of_table() -> Mapping[str, str]:
    """The class of every table."""
    found: Mapping[str, str] = tomllib.loads((_HERE / "retention.toml").read_text(encoding="utf-8"))["tables"]
    return found
