"""What makes two sheets the same call, and two names the same estate. Pure."""

from __future__ import annotations

import re
from typing import Final

from sanguanjia.kernel.sheets.phones import read_phone
from sanguanjia.kernel.sheets.text import squeeze

_OPENER: Final = re.compile(
    r"^(?:[【\[(（][^】\])）]{0,12}(?:重复|再次|二次|多次|催|来电)[^】\])）]{0,12}[】\])）]"
    r"|(?:该)?(?:市民|来电人|群众|业主|居民|住户|诉求人|反映人|当事人|客户|用户|先生|女士|本人)?"
    r"(?:今日|今天|现)?(?:就|针对|对)?(?:此事|该事|同一问题|同一事项|上述问题|前述问题)?"
    r"(?:再次|再度|又|又一次|第[二三四五六七八九\d]次|二次|三次|多次|重复|反复|仍|继续|一再|屡次)(?:的)?(?:来电|致电|拨打(?:热线|电话)?|来信|投诉|反映|反应|反馈|咨询|求助|举报|催办|催促|诉求|来访|来电话|打来电话|工单)"
    r"(?:称|说|反映|反应|投诉|表示|催促|催办|咨询|求助|举报|反馈|诉求|问|要求)*(?:[：:，,。.]|\s)*"
    r"|(?:催办|催单|催促|重复(?:件|来电|工单|诉求)?|二次来电|再次来电|同一诉求)(?:[：:，,]|\s)+"
    r"|(?:市民|来电人|群众|业主|居民|诉求人|反映人)(?:来电|致电|打来电话)?(?:反映|反应|投诉|称|表示|咨询|求助|举报|建议)(?:[：:，,]|\s)*)"
)
_MARKS: Final = re.compile(r"[\W_]+")
_ESTATE_TAIL: Final = re.compile(r"(?:住宅)?小区$")
_DIGITS: Final = "零一二三四五六七八九"
_PHASE: Final = re.compile(r"(?:住宅)?(?:小区)?第?([一二三四五六七八九]?十?[一二三四五六七八九]?|\d{1,2})期(?:小区)?$")
_BRACKETS: Final = re.compile(r"[(\[【].*?[)\]】]")


def bare_content(text: str) -> str:
    """What was said without "再次来电反映" and the like, spaces and marks."""
    said = squeeze(text)
    while match := _OPENER.match(said):
        if match.end() == 0 or match.end() >= len(said):
            break
        said = said[match.end() :]
    return _MARKS.sub("", said)


def estate_name(text: str) -> str:
    """An estate's name as it is compared: half-width, no spaces, no 小区 behind it or before its phase; 第二期, 二期
    and 2期 are one phase."""
    name = _BRACKETS.sub("", squeeze(text))
    phase = _PHASE.search(name)
    if phase and phase.start():
        return f"{name[: phase.start()]}{_number(phase[1])}期"
    return _ESTATE_TAIL.sub("", name) or name


def _number(text: str) -> str:
    """A phase's number as digits, up to ninety-nine."""
    if text.isdecimal():
        return str(int(text))
    tens, ten, ones = text.partition("十")
    if not ten:
        return str(_DIGITS.index(text)) if len(text) == 1 else text
    return str((_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0))


def phone_of(text: str) -> str:
    """The telephone number as it is compared and called, or the empty string."""
    return read_phone(text) or ""
