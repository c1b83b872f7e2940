"""How names are sorted: by their sound, as people look them up."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def sort_key(name: str) -> str:
    """Pinyin with tone digits, syllables apart: "山水文园" -> "shan1 shui3 wen2 yuan2"; other letters stay, in lower case."""
    return " ".join(lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)).lower()
