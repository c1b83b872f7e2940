"""Refusals, states, steps and routes of this room in plain Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from sanguanjia.access.types import ROLE_LABELS

SENTENCES: Mapping[str, tuple[str, str]] = {
    "unknown_need": ("需求清单里没有这一项。", "请重新选择是什么事，不确定就选“其他”。"),
    "bad_list": ("这份清单读不了。", "请用导出的表格修改，保留表头，存成 Excel 或 CSV 再传。"),
    "unknown_matter": ("没有这一类事项。", "请从列出的事项类型中选择。"),
    "nobody_holds_it": ("这个地方还没有设置接办单位。", "请联系社区，或拨打12345。"),
    "unknown_place": ("没有找到这个地点。", "请重新选择小区、楼栋或房号。"),
    "too_long": ("“{label}”太长了，最多{most}个字。", "请写得短一些。"),
    "not_overdue": ("还没有到期限。", "到期后平台会自动办理。"),
    "nothing_to_reckon": ("期限没有变化。", "新的放假安排公布后，平台会自动重算。"),
    "extension_pending": ("已有一份延期申请等待审批。", "请等上一级审批后再看。"),
    "no_more_extensions": ("这件事最多延期{most}次，已经用完。", "如确实办不了，请上报并说明原因。"),
    "extension_too_long": ("每次延期为1至{most}个工作日。", "请改短后再提交。"),
    "extension_too_late": ("办理期限已到，不能再申请延期。", "请尽快办结，或上报说明原因。"),
    "extension_other_unit": ("这件事按小时计时，不能按工作日延期。", "请尽快办结，或上报说明原因。"),
    "no_extension_asked": ("没有等待审批的延期申请。", "请刷新页面查看最新进度。"),
    "settled_by_decision": ("上一级已经裁定由本单位办理，不能再转办。", "请办理；确有困难的，可以上报。"),
    "too_late_to_hand_on": ("超过退回时限，不能再转办。", "请办理；确有困难的，可以上报。"),
    "not_a_holder_here": ("不能转给这个单位。", "请从列出的单位中选择。"),
    "nobody_above": ("上面没有可以裁定的单位。", "请由本单位办理。"),
    "top_reached": ("已经在最高一级，不能再上报。", "请由本级办理。"),
    "proof_missing": ("办结为“已解决”需要附上照片。", "请拍一张修好后的照片。"),
    "unknown_outcome": ("请选择办理结果。", ""),
    "report_anew": ("这件事已撤回或并入另一件，不能重办。", "请重新报事。"),
    "too_late_to_reopen": ("超过了可以退回重办或评价的时间。", "请重新报事，可在说明里写上原来的编号。"),
    "satisfaction_out_of_range": ("请选择1至5分。", ""),
    "already_rated": ("您已经评价过了。", ""),
    "urged_already": ("刚刚催办过，办理单位已经收到。", "过一个工作日可以再催一次。"),
    "not_urged": ("没有等待答复的催办。", "请刷新页面查看最新进度。"),
    "case_supervised": ("这件事正在督办。", "请等办理单位报告，或先结束原来的督办。"),
    "case_not_supervised": ("没有正在进行的督办。", "请刷新页面查看最新进度。"),
    "report_not_yet": ("办理单位还没有报告。", "请等报告，或到期后由平台自动上升一级。"),
    "duty_not_of_the_place": ("值班的人要在这里有相应的身份。", "请从名单中选择，或先为他登记身份。"),
    "duty_unchanged": ("值班表没有变化。", ""),
    "duty_day_past": ("过去的日期不能改。", "请只改今天和以后的。"),
    "unknown_exclusion": ("请选择不计入的理由。", "理由只能从清单里选，清单在“规则”页可以查到。"),
    "excluded_already": ("这件事已申请不计入，或已不计入。", "请刷新页面查看最新进度。"),
    "no_exclusion_asked": ("没有等待审批的不计入申请。", "请刷新页面查看最新进度。"),
    "second_person_needed": ("申请不计入的人不能自己审批。", "请由上一级的另一个人审批。"),
    "unknown_call": ("请选择怎么联系的、对方怎么说。", ""),
    "said_already": ("报事人已经表过态，不用再回访。", ""),
    "not_a_worker": ("这个人不在本单位的人员名单里。", "请从名单中选择。"),
    "merge_into_itself": ("不能并入它自己。", "请填写另一件的编号。"),
    "merge_into_ended": ("要并入的那件已经结束。", "请选择还在办理的一件。"),
    "merge_differs_in_secrecy": ("两件事的保密要求不同，不能并案。", "可以改用“关联”。"),
    "link_to_itself": ("不能关联到它自己。", "请填写另一件的编号。"),
    "linked_already": ("这两件已经关联。", ""),
    "unknown_case": ("本小区没有这个编号的报事。", "请核对编号。"),
    "same_estate": ("这件事已经在这个小区。", "请选择另一个小区。"),
    "too_many_photos": ("一次最多{most}张照片。", "请去掉几张。"),
    "photo_too_large": ("照片太大，每张不超过{most}兆、四千万像素。", "请换一张，或用手机缩小后再传。"),
    "photo_unreadable": ("这个文件不是可以识别的照片。", "请上传 JPG、PNG 或 WebP 格式的照片。"),
    # dates_reversed is worded by the access room below
    "duplicates_found": ("附近有相同的报事正在办理。", "请看一下是不是同一件；不是就继续提交。"),
}

CONSTRAINTS: Mapping[str, str] = {
    "cases_case_building_same_estate": "unknown_place",
    "cases_case_unit_same_estate": "unknown_place",
    "two_cases_are_linked_once": "linked_already",
}

STATES: Mapping[str, str] = {
    "new": "待接办",
    "taken": "已接办",
    "working": "办理中",
    "finished": "已完工，待办结",
    "waiting": "等待补充",
    "arbitration": "等待裁定",
    "whistled": "已吹哨，部门办理中",
    "done": "已办结，待确认",
    "closed": "已结案",
    "merged": "已并案",
    "moved": "已转到别的小区",
}
STATE_KINDS: Mapping[str, str] = {  # look's status kinds
    "new": "new",
    "taken": "doing",
    "working": "doing",
    "finished": "doing",
    "waiting": "wait",
    "arbitration": "wait",
    "whistled": "doing",
    "done": "wait",
    "closed": "done",
    "merged": "stop",
    "moved": "stop",
}
LEVELS: Mapping[str, str] = {
    "building": "楼栋",
    "grid": "网格",
    "estate": "小区",
    "neighbourhood": "社区",
    "subdistrict": "街道（镇）",
    "district": "区县",
    "city": "市",
}
HOLDERS: Mapping[str, str] = {
    "building_head": "楼栋长",
    "grid_worker": "网格员",
    "company": "物业公司",
    "neighbourhood": "社区居委会",
    "subdistrict": "街道办事处（镇政府）",
    "district_centre": "区物业管理服务中心",
    "city": "市住建局",
}
STEPS: Mapping[str, str] = {
    "respond": "接办",
    "assign": "派工",
    "solve": "办理",
    "answer": "等待补充",
    "decide": "裁定",
    "extension": "审批延期",
    "confirm": "报事人确认",
    "urged": "答复催办",
    "supervised": "督办报告",
}
RESULTS: Mapping[str, str] = {"met": "按时", "missed": "超时", "dropped": "中止"}
OUTCOMES: Mapping[str, str] = {
    "solved": "已解决",
    "not_solved_explained": "未解决，已说明原因",
    "not_ours": "不属于受理范围，已告知途径",
    "no_action_needed": "核实后无需处理",
    "duplicate": "重复，已并案",
    "withdrawn": "报事人撤回",
}
KINDS: Mapping[str, str] = {"consult": "咨询", "help": "求助", "complaint": "投诉"}
CONFIDENTIALITY: Mapping[str, str] = {
    "open": "可以看到我的联系方式，方便上门",
    "contact": "只看到这件事，看不到我是谁",
    "matter": "完全看不到（反映物业公司问题时选这项）",
}
CHANNELS: Mapping[str, str] = {"web": "网上", "api": "接口", "staff": "工作人员代报", "hotline": "热线"}
SATISFACTION: Mapping[int, str] = {5: "非常满意", 4: "满意", 3: "一般", 2: "不满意", 1: "非常不满意"}
EMERGENCY: Mapping[str, tuple[str, str]] = {  # route -> (number to call, why)
    "110": ("110", "有人身危险或正在发生的违法行为，请先打110。"),
    "119": ("119", "着火、冒烟或需要救援，请先打119。"),
    "120": ("120", "有人受伤或失去意识，请先打120。"),
    "122": ("122", "车辆事故请先打122。"),
    "gas": ("", "闻到燃气味：开窗，关阀门，不开关任何电器，离开后到室外拨打燃气公司抢修电话或119。"),
    "96333": ("96333", "有人困在电梯里，请先打96333（电梯应急）或119，不要扒门。"),
}
VERBS: Mapping[str, str] = {
    "report": "报事",
    "arrive": "转入本小区",
    "accept": "受理",
    "take_order": "接单",
    "assign": "派工",
    "start": "开始办理",
    "finish": "完工",
    "ask_back": "请报事人补充",
    "answer": "补充说明",
    "resume": "继续办理",
    "reckon_again": "按新公布的放假安排重算期限",
    "ask_extension": "申请延期",
    "decide_extension": "审批延期",
    "hand_on": "转办",
    "dispatch": "派单",
    "decide_holder": "裁定承办单位",
    "escalate": "上报上一级",
    "climb": "超时自动升级",
    "close": "办结",
    "confirm": "确认办理结果",
    "reopen": "退回重办",
    "close_by_silence": "到期自动结案",
    "rate": "评价",
    "withdraw": "撤回",
    "urge": "催办",
    "answer_urge": "答复催办",
    "supervise": "督办",
    "answer_supervision": "督办报告",
    "end_supervision": "结束督办",
    "merge": "并案",
    "link": "关联",
    "rehome": "改到正确的小区",
    "call_back": "回访",
    "whistle": "吹哨",
    "parts_done": "各部门办完，办结",
    "whistle_over": "部门不再办理，继续办理",
    "ask_exclusion": "申请不计入三率",
    "decide_exclusion": "审批不计入三率",
    "add_note": "补充情况",
}
CALLED: Mapping[str, str] = {
    "solved": "已解决",
    "accepted": "没有解决，但接受说明",
    "redo": "没有解决，要求重办",
    "unreached": "没有联系上",
}
CALL_CHANNELS: Mapping[str, str] = {"phone": "电话", "sms": "短信"}
ROUTE: Mapping[str, str] = {
    "need": "这件事属于需求清单 {code}“{name}”。",
    "first_level": "清单规定先由{level}一级的{handler}办理。",
    "kept_from_company": "您要求不让物业公司看到，所以不会转给物业公司。",
    "past_neighbours_of_the_company": "楼栋和网格每天和物业公司一起工作，所以直接从{level}一级开始。",
    "company_left_out": "按您的要求跳过物业公司。",
    "nobody_there": "这里没有{handler}，由上一级接办。",
    "holder": "所以由{level}一级的{handler}接办。",
    "emergency": "这类事可能有危险，请同时拨打应急电话。",
    "after_hours": "报事时已经下班（工作时间：{hours}）。",
    "on_duty": "值班表上{level}一级有人值班，所以由{level}一级的{handler}值班人员接办，值到{until}。",
    "nobody_on_duty": "值班表上没有人值班，上班后由{level}一级的{handler}办理。",
}
ROLES: Mapping[str, str] = {role.value: words for role, words in ROLE_LABELS.items()} | {
    "reporter": "报事人",
    "owner": "业主",
    "tenant": "住户",
    "building_head": "楼栋长",
    "grid_worker": "网格员",
    "company_manager": "物业公司",
    "company_worker": "物业维修工",
    "neighbourhood_officer": "社区",
    "subdistrict_officer": "街道（镇）",
    "district_officer": "区物业管理服务中心",
    "city_officer": "市级",
    "hotline_operator": "热线坐席",
    "": "平台",
}


def route_sentence(step: Mapping[str, object]) -> str:
    """One line of a route's explanation, from what the first event keeps: {"step": code, …what it speaks of}."""
    return ROUTE[str(step["step"])].format_map(step)
