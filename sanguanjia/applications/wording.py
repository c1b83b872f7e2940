"""Service items in plain Chinese: refusals, states, levels, verbs."""

from __future__ import annotations

# fmt: off
SENTENCES: dict[str, tuple[str, str]] = {
    "application_item_unknown": ("当地没有这个服务事项。", "请在“服务事项”里选择。"),
    "application_other_door": ("这个事项有专门的办理页面。", "请从事项页面的入口办理。"),
    "application_asked_once": ("已经要求过一次补正，不能再次要求。", "请按现有材料受理，作出决定并说明理由。"),
    "application_nothing_named": ("请选出要补正的材料。", "缺什么、错什么要一次全部告知。"),
    "application_level_not_yours": ("您所在的单位不在这个事项的审核层级里。", ""),
    "application_level_done": ("本级已经签过意见。", "请刷新页面查看。"),
    "application_not_your_turn": ("前面的层级还没有签意见。", "请等前一级审核后再办。"),
    "application_own": ("不能审核自己经办、提交的申请。", "请由同单位的其他人办理。"),
    "application_accepted_it": ("受理的人不能再作决定。", "请由同单位的另一位工作人员决定。"),
    "application_conflict": ("您已经声明有利害关系并回避。", "请由同单位的其他人办理。"),
    "application_conflict_undeclared": ("请先声明与申请人、申请事项没有利害关系。", "有利害关系的，请点“回避”。"),
    "application_spoke_already": ("您已经签过意见，不能再代表另一级。", "请由其他人办理。"),
    "application_opinions_open": ("还有层级没有签意见。", "各级意见齐了再作决定。"),
    "application_opinion_against": ("有层级不同意，不能作出同意的决定。", "请作出不同意的决定并说明理由。"),
    "application_paused": ("公示还没有结束，计时暂停中。", "请等公示期满、异议处理完再办。"),
    "application_not_paused": ("没有在暂停计时。", "请刷新页面查看。"),
}
CONSTRAINTS: dict[str, str] = {
    "one_opinion_per_level": "application_level_done",
    "nobody_speaks_for_two_levels": "application_spoke_already",
    "nobody_decides_the_own_application": "application_own",
    "one_application_event_per_number": "stale",
}
STATES: dict[str, tuple[str, str]] = {
    "draft": ("draft", "草稿"), "submitted": ("wait", "等待受理"), "correcting": ("wait", "等待补正"),
    "reviewing": ("doing", "审核中"), "granted": ("done", "已同意"), "refused": ("stop", "未同意"),
    "withdrawn": ("stop", "已撤回"),
}
LEVELS: dict[str, str] = {
    "neighbourhood": "社区", "subdistrict": "街道（镇）", "district": "区物业服务中心",
    "fund_centre": "市维修资金管理中心", "city": "市住建局",
}
STEPS: dict[str, str] = {"accept": "受理", "review": "审核", "decide": "决定"}
RESULTS: dict[str, str] = {"met": "按期", "missed": "超期", "dropped": "停止", "passed": "晚于目标"}
VERBS: dict[str, str] = {
    "save": "填写申请", "submit": "提交申请", "ask_correction": "一次告知补正", "accept": "受理", "opine": "签意见",
    "recuse": "声明回避", "grant": "同意", "refuse": "不同意", "withdraw": "撤回申请", "pause": "开始公示，暂停计时",
    "resume": "公示结束，继续计时",
}
UNITS: dict[str, str] = {
    "day": "日", "workday": "个工作日", "month": "个月", "year": "年", "hour": "小时", "workhour": "个工作小时",
}
# fmt: on


def span_words(span: object) -> str:
    """How long a step may take, as people say it."""
    if getattr(span, "same_day", False):
        return "当日办结"
    words = f"{getattr(span, 'amount', 0)}{UNITS.get(getattr(span, 'unit', ''), '')}"
    return f"{words}（最快的目标，不是时限）" if getattr(span, "target", False) else words
