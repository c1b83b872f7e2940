"""Findings and refusals in plain Chinese: what is wrong, and what the clerk can do about it."""

from __future__ import annotations

from typing import Final

from sanguanjia.registry.roster.types import Problem
from sanguanjia.registry.rules import codes

KINDS: Final = {
    "bad_area": "面积有误",
    "bad_identity": "证件号码有误",
    "identity_as_number": "证件号码存成了数字",
    "missing_owner": "缺业主",
    "duplicate_unit": "房屋重复",
    "shares_exceed_whole": "份额超过整体",
    "bad_share": "份额有误",
    "bad_date": "日期有误",
    "bad_phone": "电话有误",
    "bad_credit_code": "信用代码有误",
    "bad_unit": "看不出是哪一户",
    "odd_division": "少见的行政区划",
}

REFUSED: Final = {
    "zip_bomb": "这个文件解开后会膨胀到不合常理的大小，没有打开。请用 Excel 或 WPS 打开原表，另存为新的 .xlsx 再传。",
    "formula": "表里有公式。花名册只收数值和文字：请全选、复制，再“选择性粘贴—数值”，另存后上传。",
    "external_link": "表里有指向外部文件或网址的链接。请断开链接（数据—编辑链接—断开），删除网址超链接，另存后上传。",
    "wrong_type": "这不是能读的花名册文件。请用 Excel 工作簿（.xlsx，不带宏、不加密）或 .csv；.xls 请先另存为 .xlsx。",
    "too_large": "文件太大（上限 64 MB、40 万行）。请按楼栋分成几份上传。",
}

UNREADABLE: Final = {
    "no_header": "没有找到表头：至少要有“房号”（或“房屋坐落”）和“业主姓名”两列。请检查，或用对照表说明各列是什么。",
    "no_sheet": "这个工作簿里没有工作表。",
    "empty": "文件是空的。",
    "bad_map": "对照表里有认不出的列或字段。",
    "no_file": "读不到这个文件。",
}

_IDENTITY: Final = {
    "blank": ("没有填证件号码", "请补填；没有号码的业主不能计入人数"),
    "length": ("证件号码不是 18 位", "请对照证件核对，身份证号应为 18 位"),
    "alphabet": ("证件号码里有不该有的字符", "身份证号前 17 位是数字，末位是数字或 X"),
    "date": ("证件号码里的出生日期不存在", "请核对第 7 至 14 位"),
    "check": ("证件号码校验位不对", "多半是录错了一位或颠倒了相邻两位，请对照证件核对"),
    "other": ("证件号码不像该类证件的号码", "请对照证件核对号码和证件类型"),
}
_CREDIT: Final = {
    "blank": ("没有填统一社会信用代码", "请补填 18 位代码"),
    "length": ("统一社会信用代码不是 18 位", "请对照营业执照核对"),
    "alphabet": ("统一社会信用代码里有不该有的字符", "代码不用字母 I、O、S、V、Z，第 3 至 8 位是数字"),
    "check": ("统一社会信用代码校验位不对", "多半是录错了一位，请对照营业执照核对"),
}
_PLAIN: Final = {
    "identity_as_number": ("证件号码存成了数字，末几位已经丢失", "请把该列设为“文本”格式，对照证件重新输入"),
    "missing_owner": ("没有业主", "请补填业主姓名或单位名称；未售的填开发商"),
    "bad_phone": ("“{value}”不是电话号码", "请填 11 位手机号，或带区号的固定电话"),
    "bad_date": ("“{value}”不是能确定的日期", "请写成 2019-03-05 这样的年月日；没有就留空"),
    "bad_unit": ("这一行有业主，但看不出是哪一户", "请补填房号"),
}


def message_and_suggestion(problem: Problem) -> tuple[str, str]:
    """The sentence and the advice for one finding."""
    kind, detail, value = problem.kind, problem.detail, problem.value
    if kind == "bad_identity" and detail == "fifteen":
        became = codes.upgrade_identity(codes.clean(value))
        hint = f"升位后应为 {became}，请与本人核对后改用" if became else "请换成 18 位新号"
        return "15 位旧身份证号已停用，没有校验位", hint
    if kind == "bad_identity":
        return _IDENTITY.get(detail, _IDENTITY["check"])
    if kind == "bad_credit_code":
        return _CREDIT.get(detail, _CREDIT["check"])
    if kind == "bad_area":
        return _area(value)
    if kind == "bad_share":
        return _share(value, detail)
    if kind == "shares_exceed_whole":
        return f"各人份额相加超过整体（{value}）", "请核对各共有人的份额，合计不能超过 100%；共同共有的份额请都留空"
    if kind == "duplicate_unit":
        return f"与第 {detail} 行是同一户", "先出现的为准；请删去重复的一行，若是共有人请并到前一户下面"
    if kind == "odd_division":
        return f"有证件号码以从未有过的行政区划 {detail} 开头", "校验位是对的，请抽查这些号码"
    text, advice = _PLAIN[kind]
    return text.format(value=value), advice


def _area(value: str) -> tuple[str, str]:
    if not value:
        return "没有填建筑面积", "请按不动产权证书补填"
    return f"“{value}”不是面积", "请填大于 0 的平方米数，最多两位小数，例如 89.31"


def _share(value: str, detail: str) -> tuple[str, str]:
    if detail == "partly_blank":
        return "有的共有人填了份额，有的没有填", "按份共有请每人都填；共同共有请都留空"
    return f"“{value}”不是份额", "请写成 1/2、50% 或 0.5；若 Excel 把 1/2 变成了日期，请先把该列设为“文本”"


SKIPPED: Final = {
    "title": "标题",
    "header": "表头",
    "blank": "空行",
    "total": "小计或合计",
    "remark": "说明",
    "heading": "楼栋标题",
}
