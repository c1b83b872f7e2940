"""Refusals, states and verbs of this room in plain Chinese."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "channel_unknown": ("请选择信访的方式。", ""),
    "day_not_come": ("收到的日期不能在今天以后。", "请改正日期。"),
    "day_not_so": ("送达日期应在这一步开始之后、今天或以前。", "请改正日期。"),
    "people_unknown": ("人数不对。", "请填写一共多少人，代表也算在内。"),
    "too_many_representatives": ("多人提出共同的信访事项，代表不得超过{most}人。", "请推选代表后再登记。"),
    "representatives_missing": ("超过{most}人的，要推选代表。", "请填写至少一名代表。"),
    "same_unknown": ("没有找到原来的信访事项。", "请核对编号。"),
    "unit_missing": ("请选择转送给哪个单位。", ""),
    "unit_is_accused": ("不得把检举、控告材料交给被检举、控告的单位。", "请转送它的上一级或其他有权处理的单位。"),
    "same_petition_running": ("同一事项正在办理，期限内不再受理。", "请书面告知不予受理，并告诉信访人原事项的进度。"),
    "petition_is_final": ("同一事实和理由已经复核终结，不再受理。", "请书面告知不予受理。"),
    "ground_unknown": ("请选择不予受理的理由。", ""),
    "ground_not_true": ("没有这样的同一事项。", "请先核对“同一事项”，或改选别的理由。"),
    "too_late_to_object": ("收到转送已超过期限，不能再提异议。", "请书面告知信访人是否受理。"),
    "too_many_days_more": ("延期最多{most}日。", "请改短后再提交。"),
    "extended_already": ("已经延期一次，不能再延。", "请按期作出处理意见。"),
    "both_must_agree": ("调解要双方都同意。", "有一方不同意的，请按期作出处理意见。"),
    "not_for_mediation": ("检举、控告事项不能调解。", "请按期作出处理意见。"),
    "opinion_unknown": ("请选择处理意见。", ""),
    "same_person": ("这一步要由另一个人办。", "请交给同单位的其他人或上一级。"),
    "too_late_to_ask": ("已过请求复查、复核的期限。", "有新的事实可以另行提出信访事项。"),
    "hearing_open": ("听证还没有结束。", "请先登记听证结论。"),
    "no_hearing": ("没有正在进行的听证。", ""),
    "too_late_to_hear": ("复核期限已过，不能再组织听证。", "请尽快作出复核意见。"),
    "fault_unknown": ("请选择督办的情形。", ""),
    "fault_not_so": ("现在没有这种情形。", "请核对期限，或改选别的情形。"),
    "supervised_already": ("正在督办，单位还没有反馈。", "请等反馈，或到期再督办。"),
    "not_supervised": ("没有正在进行的督办。", ""),
}
CONSTRAINTS: Mapping[str, str] = {"a_petition_is_not_with_the_accused": "unit_is_accused"}
STATES: Mapping[str, tuple[str, str]] = {  # look's status kind, word
    "received": ("new", "待登记转送"),
    "routed": ("new", "待告知是否受理"),
    "objected": ("wait", "单位有异议"),
    "accepted": ("doing", "办理中"),
    "answered": ("wait", "已答复，可请求复查"),
    "reviewing": ("doing", "复查中"),
    "reviewed": ("wait", "已复查，可请求复核"),
    "rechecking": ("doing", "复核中"),
    "final": ("done", "复核终结"),
    "refused": ("stop", "不予受理"),
    "split": ("stop", "依法分流"),
    "closed": ("done", "办结"),
    "withdrawn": ("stop", "已撤回"),
}
VERBS: Mapping[str, str] = {
    "register": "登记",
    "route": "转送",
    "accept": "受理",
    "refuse": "不予受理",
    "split_off": "依法分流",
    "object": "对转送提出异议",
    "decide_objection": "决定异议",
    "ask_extension": "申请延期",
    "decide_extension": "决定延期",
    "mediate": "调解",
    "answer": "处理意见",
    "ask_review": "请求复查",
    "answer_review": "复查意见",
    "ask_recheck": "请求复核",
    "open_hearing": "组织听证",
    "close_hearing": "听证结束",
    "answer_recheck": "复核意见",
    "withdraw": "撤回",
    "supervise": "督办",
    "answer_supervision": "反馈督办",
    "lapse": "期满办结",
    "warn": "超期提醒",
    "reckon_again": "放假安排公布，重算期限",
}
STEPS: Mapping[str, str] = {
    "register": "登记转送",
    "inform": "告知是否受理",
    "object": "提出异议",
    "settle": "决定异议",
    "decide": "处理意见",
    "ask_review": "请求复查",
    "review": "复查意见",
    "ask_recheck": "请求复核",
    "recheck": "复核意见",
    "supervise": "反馈督办",
}
RESULTS: Mapping[str, str] = {"met": "按时", "missed": "超期", "dropped": "停止"}
CHANNELS: Mapping[str, str] = {"letter": "来信", "visit": "走访", "network": "网上", "phone": "电话"}
KINDS: Mapping[str, str] = {"request": "申诉求决", "suggestion": "建议意见", "accusation": "检举控告"}
OPINIONS: Mapping[str, str] = {"supported": "请求予以支持", "partly": "部分支持", "not_supported": "不予支持"}
REVIEWS: Mapping[str, str] = {"upheld": "维持原意见", "changed": "变更原意见"}
OUTCOMES: Mapping[str, str] = {**OPINIONS, **REVIEWS, "mediated": "调解达成一致"}
GROUNDS: Mapping[str, str] = {
    "running": "同一事项正在办理期限内（条例第十九条）",
    "final": "同一事实和理由已复核终结（条例第三十六条）",
    "no_duty": "不属于本机关和下级机关的职权",
    "no_request": "没有具体的请求、事实和理由",
}
FAULTS: Mapping[str, str] = {
    "late_inform": "超期没有告知是否受理",
    "late_decide": "超期没有作出处理意见",
    "late_review": "超期没有作出复查、复核意见",
    "evasion": "推诿、敷衍、拖延",
    "false": "弄虚作假",
    "not_carried_out": "拒不执行处理意见",
}
PAPERS: Mapping[str, str] = {
    "route": "转送函",
    "accept": "受理告知书",
    "refuse": "不予受理告知书",
    "split_off": "分流告知书",
    "decide_extension": "延期告知书",
    "mediate": "调解协议书",
    "answer": "处理意见书",
    "answer_review": "复查意见书",
    "answer_recheck": "复核意见书",
    "supervise": "督办函",
    "answer_supervision": "督办反馈",
}
AFTER: Mapping[str, str] = {
    "answer": "对本意见不服的，可以自收到之日起30日内请求原办理机关的上一级机关复查。",
    "answer_review": "对本意见不服的，可以自收到之日起30日内向复查机关的上一级机关请求复核。",
    "answer_recheck": "本意见为信访终结意见。以同一事实和理由再提出的，不再受理。",
    "refuse": "如有新的事实和理由，可以另行提出。",
    "split_off": "请依法向有管辖权的人民法院、仲裁机构或行政复议机关提出。",
}
ROLES: Mapping[str, str] = {
    "subdistrict_officer": "街道", "district_officer": "区县", "city_officer": "市级", "department_officer": "部门",
    "petitioner": "信访人", "owner": "信访人", "tenant": "信访人", "": "平台",
}  # fmt: skip
