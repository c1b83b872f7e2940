"""Invented people: names, identity numbers of the test range, telephone numbers that ring nowhere.

Nobody here exists. Identity numbers begin with 999999 (a division that exists nowhere, section 9.4 of the rules digest)
and carry a right check digit; telephone numbers follow 199-0000-xxxx.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sanguanjia.registry.rules.codes import CREDIT_ALPHABET, IDENTITY_CHECKS, IDENTITY_WEIGHTS, credit_check_character

from .dice import Dice

FAMILY: Final = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_GIVEN_FIRST: Final = "建国志文晓小丽秀美玉海永春红明金家俊德立新成天思雨子梓欣佳宏伟正长桂淑兰云雪月静怡嘉"
_GIVEN_SECOND: Final = "华英明军平芳敏杰强磊洋艳勇娟涛霞超兰辉玲刚桂萍鹏飞梅波燕林生宁峰凤琴斌莉婷浩宇轩涵妍琪瑶雯"
TWO_CHARACTER_FAMILY: Final = ("欧阳", "司马", "上官", "诸葛")

TEST_DIVISION: Final = "999999"
_FIRST_BIRTH: Final = date(1938, 1, 1)
_BIRTH_DAYS: Final = 24_500  # up to early 2005: everyone of full age


def person_name(dice: Dice) -> str:
    """A name of two to four characters."""
    family = dice.pick(TWO_CHARACTER_FAMILY) if dice.one_in(200) else dice.pick(FAMILY)
    if dice.percent(18):
        return family + dice.pick(_GIVEN_SECOND)
    return family + dice.pick(_GIVEN_FIRST) + dice.pick(_GIVEN_SECOND)


def identity_number(number: int) -> str:
    """The identity number of the `number`-th invented person (0 to about 24 million): every number another one."""
    order, day = divmod(number, _BIRTH_DAYS)
    birth = _FIRST_BIRTH + timedelta(days=day)
    first17 = f"{TEST_DIVISION}{birth:%Y%m%d}{order % 1000:03d}"
    total = sum(int(c) * w for c, w in zip(first17, IDENTITY_WEIGHTS, strict=True))
    return first17 + IDENTITY_CHECKS[total % 11]


def phone_number(number: int) -> str:
    """A telephone number that is plainly unreal: 199-0000-xxxx for the first ten thousand, then 199-0001-xxxx ….

    The pattern is 199 0 and then a running number: no such numbers are given out in this order.
    """
    return f"1990{number % 10_000_000:07d}"


def credit_code(number: int, division: str = "430211", department_and_class: str = "91") -> str:
    """A synthetic unified credit code with a right check character, of the shape of COD-V3 (…MA4XX0012H)."""
    left, serial = number, ""
    for _ in range(4):
        left, digit = divmod(left, len(CREDIT_ALPHABET))
        serial = CREDIT_ALPHABET[digit] + serial
    first17 = f"{department_and_class}{division}MA4XX{serial}"
    return first17 + credit_check_character(first17)
