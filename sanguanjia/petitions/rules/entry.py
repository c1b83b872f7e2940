"""What a petition must say to be one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sanguanjia.kernel.refusal import Reason
from sanguanjia.kernel.sheets.phones import read_phone
from sanguanjia.petitions.types import Kind

MOST_TITLE, MOST_NAME, MOST_ADDRESS, MOST_TEXT = 80, 60, 120, 4000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def bare_phone(typed: str) -> str:
    """The number as it is kept and looked for; empty when it cannot be read."""
    return read_phone(typed) or ""


def wrong_with(
    kind: str, title: str, text: str, name: str, phone: str, address: str, representatives: Iterable[str]
) -> Iterator[Reason]:
    """Every fault of what was typed, all at once."""
    fields = (
        ("title", title, "标题", MOST_TITLE, True), ("text", text, "信访内容", MOST_TEXT, True),
        ("name", name, "信访人", MOST_NAME, True), ("address", address, "住址", MOST_ADDRESS, False),
    )  # fmt: skip
    for field, value, label, most, needed in fields:
        if needed and not value.strip():
            yield Reason("missing", field, {"label": label})
        if _CONTROL.search(value):
            yield Reason("malformed", field, {"label": label})
        if len(value) > most:
            yield Reason("too_long", field, {"label": label, "most": most})
    if phone.strip() and not bare_phone(phone):
        yield Reason("malformed", "phone", {"label": "联系电话"})
    if kind not in set(Kind):
        yield Reason("malformed", "kind", {"label": "信访类别"})
    for name_of_one in representatives:
        if not name_of_one.strip():
            yield Reason("missing", "representatives", {"label": "代表的姓名"})
        if len(name_of_one) > MOST_NAME:
            yield Reason("too_long", "representatives", {"label": "代表的姓名", "most": MOST_NAME})
