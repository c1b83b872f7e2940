"""Refusals, states and verbs of this room in plain Chinese."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "no_such_office": ("这个单位不能就这件事召开会议。", "请选择小区所在的街道、区或市。"),
    "unknown_trigger": ("请选择属于哪一种情形。", ""),
    "proposed_already": ("这件事已经提请，正等召集单位决定。", "不用重复提请。"),
    "unknown_kind": ("请选择开哪一种会。", ""),
    "not_held_here": ("{kind}不在这一级召开。", "请换一个召集单位或会议种类。"),
    "ends_before_start": ("结束时间要晚于开始时间。", ""),
    "starts_in_the_past": ("开始时间已经过去。", "请选择以后的时间。"),
    "unknown_checklist": ("请选择检查表。", ""),
    "unknown_proposal": ("这条提请已经处理过。", "请刷新页面。"),
    "elsewhere": ("这件事不在本单位的范围里。", "请由上一级召集会议。"),
    "tabled_already": ("这件事已经在议程里。", ""),
    "no_such_matter": ("这个小区没有这个编号的事项。", "请核对事项编号。"),
    "unknown_item": ("议程里没有这一项。", "请刷新页面。"),
    "position_out_of_range": ("次序请填1到{most}。", ""),
    "nobody_named": ("还没有请任何单位或人。", "请至少选择一个。"),
    "unknown_member": ("没有这个参会单位或人。", "请从列出的里面选择。"),
    "no_desk_named": ("本区还没有指定由哪个单位承担{department}的工作。", "请区里先在“部门对应单位”指定。"),
    "no_such_account": ("没有这个用户名。", "没有账号的专家，用户名留空。"),
    "invited_already": ("这位专家已经请过。", ""),
    "no_agenda": ("议程还是空的。", "请先列入议题。"),
    "seats_missing": ("四方还没有请全。", "党支部、物业公司、业委会（物管会）、居民代表都要请到。"),
    "too_few_experts": ("会诊至少要请{least}位专家。", ""),
    "unknown_answer": ("请选择参加、派人参加或不参加。", ""),
    "only_the_chair": ("只有主持人能办这一步。", "主持人不能来的，由另一位先“接任主持”。"),
    "chairs_already": ("您已经是主持人。", ""),
    "unknown_direction": ("请选择到会或离会。", ""),
    "moment_outside": ("时间要在开会以后、上一次签到和决定以后，不晚于现在。", ""),
    "in_already": ("已经签到，还没有离会。", ""),
    "out_already": ("还没有签到，或已经离会。", ""),
    "decided_already": ("这一项已经作出决定。", "签发以后有错，用“更正”写明。"),
    "opinions_missing": ("没有利害关系的专家意见还不够：要{least}份，现在{given}份。", "请专家先写意见。"),
    "tasks_open": ("还有{left}项任务没有办结。", "等任务办结，或写明为什么现在结束。"),
    "not_a_visit": ("只有联合检查才填检查结果。", ""),
    "not_there": ("这个单位还没有签到。", "请先签到再填检查结果。"),
    "unknown_check": ("检查表里没有这一项。", "请从列出的里面选择。"),
    "unknown_result": ("请选择检查结果。", ""),
    "unknown_finding": ("没有这条检查结果。", "请刷新页面。"),
    "no_matter": ("没有可以写进去的事项，或事项已经办结。", "可以改为交办任务。"),
    "not_an_expert": ("这一步只由专家办。", ""),
    "unknown_conflict": ("请选择有没有利害关系。", ""),
    "declared_already": ("已经声明过，不能再改。", ""),
    "not_a_consultation": ("只有会诊才写专家意见。", ""),
    "undeclared": ("还没有声明有没有利害关系。", "请先声明，再写意见。"),
    "kept_out": ("有利害关系的专家不能提意见。", ""),
    "paper_missing": ("代专家录入的，要附签名原件的照片。", ""),
    "from_nothing": ("任务要从一项决定或一条检查结果来。", "请选择来自哪一项。"),
    "nothing_decided": ("这一项还没有作出决定。", "请先记下决定，再交办。"),
    "not_quorate": ("作决定时到会人数不够，不能交办任务。", "人数够了再决定一次。"),
    "experts_owe_nothing": ("不能向专家交办任务。", "请选择单位。"),
    "due_in_the_past": ("期限已经过去。", "请选择今天或以后的日期。"),
    "amount_out_of_range": ("天数请填1到{most}。", ""),
    "unknown_time_unit": ("请选择工作日或自然日。", ""),
}
CONSTRAINTS: Mapping[str, str] = {
    "one_waiting_proposal_per_matter_at_an_office": "proposed_already",
    "one_item_per_matter_in_a_meeting": "tabled_already",
    "one_move_of_a_seat_at_a_moment": "moment_outside",
}
KINDS: Mapping[str, str] = {
    "conference": "联席会议", "visit": "联合执法", "consultation": "会诊", "council": "四方会商",
}  # fmt: skip
STATES: Mapping[str, tuple[str, str]] = {  # look's status kind, word
    "draft": ("draft", "筹备中"),
    "called": ("new", "已通知"),
    "open": ("doing", "进行中"),
    "held": ("wait", "等签发纪要"),
    "signed": ("doing", "督办中"),
    "closed": ("done", "已结束"),
    "cancelled": ("stop", "已取消"),
}
TASK_STATES: Mapping[str, tuple[str, str]] = {
    "open": ("doing", "办理中"),
    "done": ("wait", "办完，等验收"),
    "accepted": ("done", "已验收"),
    "dropped": ("stop", "不再办理"),
}
PROPOSAL_STATES: Mapping[str, str] = {"waiting": "等召集单位决定", "tabled": "已列入议程", "declined": "不上会"}
ANSWERS: Mapping[str, str] = {"": "还没有答复", "comes": "参加", "deputy": "派人参加", "not": "不参加"}
CONFLICTS: Mapping[str, str] = {"": "还没有声明", "none": "没有利害关系", "has": "有利害关系，回避"}
RESULTS: Mapping[str, tuple[str, str]] = {
    "fine": ("done", "没有问题"), "fault": ("late", "有问题"), "unclear": ("wait", "待查"),
}  # fmt: skip
DIRECTIONS: Mapping[str, str] = {"in": "到会", "out": "离会"}
SEAT_KINDS: Mapping[str, str] = {
    "branch": "党支部", "company": "物业公司", "committee": "业委会（物管会）", "delegate": "居民代表",
}  # fmt: skip
ROLES: Mapping[str, str] = {
    "company_manager": "物业公司", "committee_member": "业委会（物管会）", "grid_worker": "网格员",
    "party_secretary": "党支部", "delegate": "居民代表", "neighbourhood_officer": "社区",
    "subdistrict_officer": "街道", "department_officer": "部门", "district_officer": "区县", "city_officer": "市级",
    "": "",
}  # fmt: skip
LEVELS: Mapping[str, str] = {"neighbourhood": "社区", "subdistrict": "街道", "district": "区县", "city": "市"}
VERBS: Mapping[str, str] = {
    "convene": "发起会议", "table_item": "列入议题", "amend_item": "调整议题", "strike_item": "撤下议题",
    "invite": "请单位参加", "invite_expert": "请专家", "uninvite": "不再请", "call": "发出会议通知",
    "reschedule": "改时间或地点", "cancel": "取消会议", "answer": "答复", "open": "开会", "attend": "签到",
    "declare": "声明利害关系", "opine": "写下会诊意见", "find": "填检查结果", "decide": "作出决定",
    "assign": "交办任务", "back_to_matter": "写进事项", "adjourn": "散会", "take_chair": "接任主持",
    "sign": "签发纪要", "correct": "更正", "close": "结束会议", "report_done": "报办结", "accept": "验收",
    "give_back": "退回", "drop": "不再办理", "climb": "超时通报上一级", "reckon_again": "放假安排公布，重算期限",
}  # fmt: skip
