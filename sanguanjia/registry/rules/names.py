"""How names are sorted: by their sound, as people look them up."""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin


def sort_key(name: str) -> str:
    """Pinyin with tone digits: "山水文园" -> "shan1 shui3 wen2 yuan2"; other letters stay, in lower case."""
    return " ".join(lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)).lower()


def natural_key(code: str) -> str:
    """Numbers in a code as eight digits, so that codes sort as people count: "3-1-203" before "3-1-1403"."""
    return re.sub(r"[0-9]+", lambda found: found[0].zfill(8), code)
