"""Refusals, reasons and words of the surveys room in plain Chinese."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: dict[str, tuple[str, str]] = {
    "survey_twice": ("这个小区这一年的这一轮调查已经有了。", "请换一轮，或打开已有的调查。"),
    "survey_window": ("调查应开放{least}至{most}天，从今天或以后开始。", "请改正起止日期。"),
    "survey_year": ("年份不对。", "请填写四位年份。"),
    "survey_no_households": ("名册里没有住宅，不能开展调查。", "请先导入业主名册。"),
    "household_answered": ("这一户已经回答过了，每户只收一份。", "不用再答，截止后可以看结果。"),
    "staff_excluded": ("您在为本小区服务的物业公司任职，不参加满意度调查。", "同住的家人也算同一户，由街道另行了解。"),
    "not_your_household": ("只能替自己的一户回答。", "请先认领房屋。"),
    "survey_not_open": ("这轮调查现在不收回答。", "请看开放的日期。"),
    "survey_still_open": ("还没有到截止日期，不能提前结束。", "请在{day}以后结束。"),
    "score_unknown": ("有一项的选择不认识。", "请重新选择。"),
    "nothing_said": ("一项也没有选。", "请至少选一项。"),
    "way_of_answer": ("没有选是电话问的还是纸面收的。", "请选一项。"),
    "typist_of_company": ("您在为本小区服务的物业公司任职，不能代录回答。", "请由社区或网格员录入。"),
    "figures_unfit": ("数字对不上：满意的不多于作答的，作答的不多于回收的，回收的不多于总户数。", "请核对后再录入。"),
    "source_missing": ("请写明数据来源。", "例如文件名称、文号。"),
    "survey_sheet_long": ("一次最多录入{most}行。", "请分成几个文件上传。"),
    "survey_sheet_unfit": ("这个文件读不了，或者没有“房号”一列。", "请用下载的空表填写后再上传。"),
}
CONSTRAINTS: Mapping[str, str] = {
    "one_survey_per_year_and_wave": "survey_twice",
    "one_answer_per_household_of_a_survey": "household_answered",
}
LINES: Mapping[str, tuple[str, str]] = {
    "no_door": ("没有填房号", "补上房号"),
    "door_unknown": ("名册里没有这一户住宅", "写成“栋-单元-房号”，与名册一致"),
    "twice_in_sheet": ("表里已有这一户，以第一行为准", "每户只留一行"),
    "door_answered": ("这一户已经回答过", "不用再录"),
    "door_of_staff": ("这一户有人在物业公司任职，不参加", "不用录"),
    "unknown_choice": ("不认识的选项", "填很满意、满意、一般、不满意、很不满意，或5到1"),
    "nothing_ticked": ("一项也没有填", "至少填一项"),
}
"""Why a row of a sheet was not taken, and what to do."""
DOORS = ("no_door", "door_unknown", "door_answered", "door_of_staff")
SENTENCES |= {code: (f"{LINES[code][0]}。", f"{LINES[code][1]}。") for code in DOORS}
CHANNELS: Mapping[str, str] = {"web": "网上", "sheet": "表格导入", "phone": "电话", "paper": "纸面"}
