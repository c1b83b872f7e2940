"""What a report must say, and how it is called in lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sanguanjia.kernel.refusal import Reason

# Open311 lets 4,000 characters be said, and its address and links become lines of the same text (interfaces room).
MOST_TEXT, MOST_PLACE, MOST_NAME = 5500, 120, 60
SUMMARY_LENGTH = 40
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # Unicode's Cc without line ends and tabs
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{5,18}[0-9]", re.ASCII)


def wrong_with(need: str, text: str, place: str, name: str, phone: str, *, for_somebody: bool) -> Iterator[Reason]:
    """Everything that is missing or malformed, in the order of the form."""
    if len(text.strip()) < 2:
        yield Reason("missing", "text", {"label": "发生了什么"})
    if len(text) > MOST_TEXT:
        yield Reason("too_long", "text", {"label": "发生了什么", "most": MOST_TEXT})
    if not need:
        yield Reason("missing", "need", {"label": "是哪一类事"})
    if len(place) > MOST_PLACE:
        yield Reason("too_long", "place_words", {"label": "在哪里", "most": MOST_PLACE})
    if len(name) > MOST_NAME:
        yield Reason("too_long", "contact_name", {"label": "联系人", "most": MOST_NAME})
    if for_somebody and not phone.strip():
        yield Reason("missing", "contact_phone", {"label": "联系电话"})
    if phone.strip() and not is_phone(phone):
        yield Reason("malformed", "contact_phone", {"label": "联系电话"})
    if _CONTROL.search(text + place + name + phone):
        yield Reason("malformed", "text", {"label": "发生了什么"})


def is_phone(text: str) -> bool:
    """Whether a matter may keep this as the number to call."""
    return _PHONE.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def summary_of(text: str) -> str:
    """The first words on one line."""
    line = " ".join(text.split())
    return line if len(line) <= SUMMARY_LENGTH else line[: SUMMARY_LENGTH - 1] + "…"
