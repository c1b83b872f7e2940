"""Amounts of money in the capitals that receipts carry (人民币大写, 支付结算办法 appendix 1). Pure."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def capitals(fen: int) -> str:
    """1234567 → 壹万贰仟叁佰肆拾伍元陆角柒分; whole yuan and whole jiao end in 整. `fen`: below 10**14."""
    if not 0 <= fen < 10**14:
        raise ValueError("beyond what is written on a receipt")
    yuan, rest = divmod(fen, 100)
    jiao, last = divmod(rest, 10)
    said = _whole(yuan) + "元" if yuan else ""
    if jiao:
        said += _DIGITS[jiao] + "角"
    elif last and yuan:
        said += "零"
    return (said or ("" if last else "零元")) + (_DIGITS[last] + "分" if last else "整")


def _whole(number: int) -> str:
    """Groups of four digits, a 零 wherever one or more digits are left out in the middle."""
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    said, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if said and group and (gap or group < 1000):
            said += "零"
        if group:
            said += _group(group) + _GROUPS[place]
        gap = not group
    return said


def _group(group: int) -> str:
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return said
