"""What makes two sheets the same call, and two names the same estate. Pure."""

from __future__ import annotations

import re
from typing import Final

from sanguanjia.kernel.sheets.phones import read_phone
from sanguanjia.kernel.sheets.text import squeeze

# An opening says who calls, when, by which way, that it is not the first time: never what happened. It is made of
# words that may stand in it (glue) and of words that make it one (strong); it ends with a strong one.
_WHO: Final = (
    r"(?:该|这位|上述|匿名|另一)?(?:市民|来电人|群众|业主|居民|住户|诉求人|反映人|投诉人|当事人|客户|用户|网友|举报人)"
    r"|[\u4e00-\u9fff]{1,2}?(?:先生|女士|小姐|同志|阿姨|大爷|师傅)|先生|女士|本人|我们?"
)
_WHEN: Final = (
    r"(?:于|在)?(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]"
    r"|(?:于|在)?(?:今日|今天|昨日|昨天|前天|上周|上次|刚刚|刚才|刚|现在|现|此前|之前|曾经?|已经?|前几天|几天前)"
    r"|早上|上午|下午|晚上"
)
_WAY: Final = (
    r"通过(?:12345|热线|网络|微信|小程序|平台|电话|短信|公众号|APP|app|市长信箱)+"
    r"|就|针对|对|向(?:我们|热线|12345)?|给(?:你们|热线)?"
)
_AGAIN: Final = (
    r"再次|再度|再|又一次|又|第[二三四五六七八九十\d]+次|[二三四五六七八九两\d]+次|多次|重复|反复|仍|继续|一再|屡次|还是"
)
_CALLS: Final = (
    r"来电话|来电(?!人)|致电|拨打(?:热线|电话|12345)?|打(?:进|来|过|了)*电话(?:过来|过|了)?|打(?:进|来|过|了)+(?:12345|热线)(?:电话)?|来信|来访|留言|工单"
)
_SAYS: Final = (
    r"(?:补充)?(?:反映|反应|反馈|投诉|诉求|举报|催办|催单|催促|补充说明|陈述)(?:内容|情况|事项|过|了|称|说|道|一下)*|称|表示"
)
_ONLY_AFTER: Final = r"说|问|道|要求|咨询|求助|建议|询问"
_STRONG: Final = (
    rf"{_SAYS}|{_CALLS}(?:的|了|过|后)?|(?:{_AGAIN})(?:的)?(?:{_CALLS}|{_SAYS}|{_ONLY_AFTER})(?:称|说|问|要求)*"
    r"|(?:此事|该事|同一(?:问题|事项|诉求)|上述问题|前述问题|同上|又是我|我又来了|还是(?:上次|昨天|之前)?(?:那|这)(?:件|个)(?:事|问题))"
    r"|(?:接|继|续)上(?:一)?(?:次|个|条|件)?(?:工单|来电|反映|诉求)?后?"
    r"|对(?:办理|处理|答复|回复)(?:结果|情况|意见)?(?:仍|很|还是)?(?:不满意|不认可|有异议)"
    r"|(?:(?:此事|问题|事情|情况|诉求)?(?:一直|至今|到现在|目前|现在)?(?:仍|还|都|也)?(?:然|是)?(?:没有?|未|得不到)(?:任何|人)?(?:得到)?"
    r"(?:解决|处理|答复|回复|联系|回音|结果))(?=[，,。：:；;])"
    r"|(?:重复|二次|催办)(?:件|来电|工单|诉求)?(?=[：:，,\s])"
    r"|(?:喂[，,]?)?(?:你好|您好)啊?(?=[，,。！!\s])"
)
_OPENER: Final = re.compile(
    r"^(?:[【\[(（][^】\])）]{0,12}(?:重复|再次|二次|多次|催|来电)[^】\])）]{0,12}[】\])）]"
    rf"|(?:(?:{_WHO}|{_WHEN}|{_WAY}|{_AGAIN}|{_ONLY_AFTER}|[（(][男女][)）]|[，,：:。.、\s]){{0,8}}?(?:{_STRONG}))+"
    rf"(?:(?:{_ONLY_AFTER})(?=[：:，,]))?(?:[：:，,。.]|\s)*"
    rf"|(?:{_WHO})(?:{_ONLY_AFTER})[：:，,]+)"
)
# A first clause of nothing but words about the call, the one before and what became of it.
_ABOUT_THE_CALL: Final = re.compile(
    r"^(?:麻烦|请|帮忙|帮我|你们|能不能|再|又|催促?|一下|下|同一个?|这个|那个|这件|那件|该|此|问题|事情?|单子|工单|来电|电话|反映|投诉|"
    r"第[一二三四五六七八九十\d]+[遍次回]|[几多两三][遍次回]|了|过|的|之前|上次|此前|回复|答复|办结|已经?|表示|市民|说|处理|解决|没有?|未|仍然?|还|"
    r"一直|但|实际|到现在|至今|完|好|是|打|昨天|前天|今天|今早|一次|修好?)+[，,：:。；;]+"
)
MOST_OPENING: Final = 60
_MARKS: Final = re.compile(r"[\W_]+")
_ESTATE_TAIL: Final = re.compile(r"(?:住宅)?小区$")
_DIGITS: Final = "零一二三四五六七八九"
_PHASE: Final = re.compile(r"(?:住宅)?(?:小区)?第?([一二三四五六七八九]?十?[一二三四五六七八九]?|\d{1,2})期(?:小区)?$")
_BRACKETS: Final = re.compile(r"[(\[【].*?[)\]】]")


def bare_content(text: str) -> str:
    """What was said without "再次来电反映" and the like, spaces and marks."""
    said = squeeze(text)
    while match := _OPENER.match(said, 0, MOST_OPENING) or _ABOUT_THE_CALL.match(said, 0, MOST_OPENING):
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
