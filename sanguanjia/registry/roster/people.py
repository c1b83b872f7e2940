"""Who an owner is: the name, the number and what kind of number it should be. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sanguanjia.kernel.sheets.text import Number, is_blank, narrow, squeeze
from sanguanjia.registry.rules import codes

_NOBODY: Final = frozenset(
    {"空置", "空房", "空", "不详", "未知", "待定", "待补", "待核实", "未登记", "无业主", "空置房", "未填", "未提供"}
)
_DEVELOPER: Final = frozenset(
    {
        "开发商",
        "建设单位",
        "开发公司",
        "开发企业",
        "房开公司",
        "房开",
        "开发商未售",
        "未售",
        "未出售",
        "未销售",
        "未卖",
        "待售",
        "开发商(未售)",
        "未售(开发商)",
    }
)
_ORGANISATION: Final = re.compile(
    r"公司|集团|银行|合作社|委员会|居委会|村委会|事务所|研究院|研究所|医院|学校|大学|学院|中学|小学|幼儿园|协会|商会|基金会|工会"
    r"|中心$|支行|分行|经营部|商行|[厂局所部院社站店馆]$|政府|办事处|管理处|工作室|企业|合伙|联社|信用社|开发区|机关|业主大会"
)
_CREDIT_TYPE: Final = re.compile(r"信用代码|营业执照|组织机构|机构代码|社会信用|法人证书|登记证书|注册号")
_OTHER_TYPE: Final = re.compile(
    r"护照|港澳|台胞|台湾|通行证|军官|士兵|军人|警官|回乡|永久居留|居留|外国|出生|其他|其它|文职|学员"
)
_CITIZEN_TYPE: Final = re.compile(r"身份证|居民居住证|户口")
_OTHER_NUMBER: Final = re.compile(r"[A-Z0-9字第号()\-\u4e00-\u9fff]{4,30}")
_PASSPORT: Final = re.compile(r"[A-Z]{1,3}\d{6,10}")
_SCIENTIFIC: Final = re.compile(r"\d(\.\d+)?E\+?\d{1,2}", re.IGNORECASE)
_SPLIT: Final = re.compile(r"[\n\r、,;|/&]+|\s{2,}")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What an identity cell says: `problem` is a kind of the contract or None; `detail` is the rule's own word."""

    kind: str
    number: str = ""
    problem: str | None = None
    detail: str = ""
    division: str | None = None


def names_in(cell: str) -> list[str]:
    """The names in one cell; several when people wrote co-owners into one cell (line breaks, 、 , ; / and wide
    gaps)."""
    text = narrow(cell)
    if is_blank(text) or squeeze(text) in _NOBODY:
        return []
    if is_organisation(text):
        return [" ".join(text.split())]
    return [name for part in _SPLIT.split(text) if (name := _tidy(part))]


def _tidy(name: str) -> str:
    """Spaces inside a Chinese name (张 三) are layout; between Latin words they are part of the name."""
    name = name.strip(" .·")
    if name.isascii():
        return " ".join(name.split())
    return squeeze(name)


def values_in(cell: str, count: int) -> list[str]:
    """The cell's values for `count` owners: split the same way when it holds that many, else the whole cell for the
    first."""
    if count == 1 or isinstance(cell, Number):
        return [cell] + [""] * (count - 1)
    parts = [p for p in _SPLIT.split(narrow(cell)) if p.strip()]
    if len(parts) != count:
        parts = narrow(cell).split()
    return parts if len(parts) == count else [cell] + [""] * (count - 1)


def shares_in(cell: str, count: int) -> list[str]:
    """Like `values_in`, but a slash belongs to a fraction, and one value stands for all."""
    if count == 1 or isinstance(cell, Number) or is_blank(cell):
        return [cell] * count
    for splitter in (r"[\n\r、,;|&]+", r"\s+", r"[:]"):
        parts = [p.strip() for p in re.split(splitter, narrow(cell)) if p.strip()]
        if len(parts) == count:
            return parts
    return [cell] * count


def is_developer_word(cell: str) -> bool:
    """True for 开发商, 未售 and the like in the place of an owner's name."""
    return squeeze(cell) in _DEVELOPER


def is_organisation(name: str) -> bool:
    """True for names that only organisations bear."""
    return len(name) >= 4 and _ORGANISATION.search(squeeze(name)) is not None


def read_number(name: str, id_type: str, cell: str) -> NumberReading:
    """Judge an identity cell by the type named beside it, else by the name, else by its own shape (COD-003 to COD-005).

    A number cell has lost digits in every spreadsheet program (they keep fifteen), so it is one finding and no other.
    """
    organisation = is_organisation(name)
    typed = squeeze(id_type)
    credit = bool(_CREDIT_TYPE.search(typed)) or (organisation and not _OTHER_TYPE.search(typed))
    kind = "organisation" if credit or organisation else "person"
    if isinstance(cell, Number) or _SCIENTIFIC.fullmatch(squeeze(cell)):
        return NumberReading(kind, "", "identity_as_number", "number")
    value = codes.clean(cell)
    if credit and not (_CITIZEN_TYPE.search(typed) and not organisation):
        return _read_credit(value, typed)
    if _OTHER_TYPE.search(typed) and not _CITIZEN_TYPE.search(typed):
        return _read_other(value)
    return _read_citizen(value, typed)


def _read_credit(value: str, typed: str) -> NumberReading:
    if len(value.replace("-", "")) == 9 and ("组织机构" in typed or "机构代码" in typed):
        old = codes.check_organisation_code(value)
        if old.ok:
            return NumberReading("organisation", old.value)
        return NumberReading("organisation", "", "bad_credit_code", old.problem or "")
    found = codes.check_credit_code(value)
    if found.ok:
        return NumberReading("organisation", found.value, division=found.division)
    return NumberReading("organisation", "", "bad_credit_code", found.problem or "")


def _read_other(value: str) -> NumberReading:
    if _OTHER_NUMBER.fullmatch(value) and any(c.isdigit() for c in value):
        return NumberReading("person", value)
    return NumberReading("person", "", "bad_identity", "other")


def _read_citizen(value: str, typed: str) -> NumberReading:
    found = codes.check_identity(value)
    if found.ok:
        return NumberReading("person", found.value, division=found.division)
    if not typed:
        credit = codes.check_credit_code(value)
        lettered = any(c.isalpha() for c in value[:17])
        # Of 18 plain digits one in thirty-one passes as a credit code by chance: only letters make it one.
        if credit.ok and lettered:
            return NumberReading("organisation", credit.value, division=credit.division)
        if _PASSPORT.fullmatch(value):
            return NumberReading("person", value)
        if len(value) == 18 and lettered and credit.problem == "check":
            return NumberReading("organisation", "", "bad_credit_code", "check")
    return NumberReading("person", "", "bad_identity", found.problem or "")
