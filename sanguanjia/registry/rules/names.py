"""How names are sorted: by their sound, as people look them up."""

from __future__ import annotations

import re


def sort_key(name: str) -> str:
    """Pinyin with tone digits: "山水文园" -> "shan1 shui3 wen2 yuan2"; other letters stay, in lower case."""
    # Its dictionaries take 0.3 s to load, and only a place that is founded or renamed needs them: not every start.
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)).lower()


def natural_key(code: str) -> str:
    """Numbers in a code as eight digits, so that codes sort as people count: "3-1-203" before "3-1-1403"."""
    return re.sub(r"[0-9]+", lambda found: found[0].zfill(8), code)
