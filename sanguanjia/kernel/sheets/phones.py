"""Telephone numbers as people type them. Pure."""

from __future__ import annotations

import re
from typing import Final

from sanguanjia.kernel.sheets.text import Number, narrow, number_text

_BETWEEN: Final = re.compile(r"[\n\r,;、/|或和]+")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_PLAIN: Final = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE: Final = re.compile(r"(?:0(?:10|2\d|[3-9]\d{2}))[2-9]\d{6,7}")
_LOCAL: Final = re.compile(r"[2-9]\d{6,7}")
_SERVICE: Final = re.compile(r"[48]00\d{7}")
_ABROAD: Final = re.compile(r"(?:\+|00)(?!86)[1-9]\d{6,14}")
_EXTENSION: Final = re.compile(r"(?:转|分机|ext\.?|x|#)\s*\d{1,6}$", re.IGNORECASE)
_LABEL: Final = re.compile(r"^(?:手机|电话|座机|固话|本人|家庭|办公|宅电|TEL|T)[::]?", re.IGNORECASE)
_NAMED: Final = re.compile(r"\([^()\d]*\)|[\u3400-\u9fff]{1,6}$")


def read_phone(text: str) -> str | None:
    """Clean number(s), several joined by `;`, or None when one of them cannot be a telephone number.

    Mobile numbers, landlines with or without area code and extension, 400/800 numbers, +86, dashes, brackets, spaces.
    """
    if isinstance(text, Number):
        text = number_text(text)
    if _PLAIN.fullmatch(text):
        return text  # what most people type
    parts = [p for p in _BETWEEN.split(narrow(text).lstrip("'’‘`")) if p.strip()]
    if not parts:
        return None
    if len(parts) == 1:
        one = _one(parts[0])
        if one is not None:
            return one
        parts = parts[0].split()
        if len(parts) < 2:
            return None
    read = [_one(p) for p in parts]
    return None if None in read else ";".join(p for p in read if p)


def _one(text: str) -> str | None:
    text = _NAMED.sub("", _LABEL.sub("", text.strip())).strip()
    body = _EXTENSION.sub("", text)
    extension = "".join(c for c in text[len(body) :] if c.isdigit())
    dashed = re.fullmatch(r"(0\d{2,3}-?\d{7,8})-(\d{1,6})", body.replace(" ", ""))
    if dashed:
        body, extension = dashed[1], dashed[2]
    digits = re.sub(r"[\s()\-.·]", "", body)
    if not re.fullmatch(r"\+?\d+", digits) or not digits.isascii():
        return None
    if digits.startswith(("+86", "0086")):
        digits = digits[3:] if digits.startswith("+") else digits[4:]
        digits = digits if digits.startswith(("0", "1", "4", "8")) else "0" + digits
    elif len(digits) == 13 and digits.startswith("861"):
        digits = digits[2:]
    if len(digits) == 12 and digits.startswith("01") and _MOBILE.fullmatch(digits[1:]):
        digits = digits[1:]  # a zero in front of a mobile number, from the days of long-distance dialling
    for shape in (_MOBILE, _LANDLINE, _SERVICE, _LOCAL, _ABROAD):
        if shape.fullmatch(digits):
            return f"{digits}-{extension}" if extension else digits
    return None
