"""Refusals, states and verbs of this room in plain Chinese."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "unknown_duty": ("清单里没有这一项。", "请从列出的事项中选择。"),
    "unknown_whistle_kind": ("请选择是哪一种吹哨。", ""),
    "not_urgent": ("这一项不能按紧急吹哨。", "请按一般吹哨；有人身危险请先打110、119或120。"),
    "no_attempt": ("还没有记录自己先做了什么。", "请先劝阻、制止、调解或维修，把情况记下来再吹哨。"),
    "unknown_method": ("请选择做了什么。", ""),
    "whistled_already": ("这件事已经吹过哨，部门正在办。", "请看下面各部门的进度。"),
    "nobody_to_call": ("清单没有说这一项请哪个部门。", "请联系街道，或改选事项。"),
    "photo_missing": ("请附上现场照片。", "拍一张能看出地点的照片。"),
    "objected_once": ("本部门已经提过一次异议。", "上级已有裁定，请办理。"),
    "come_first": ("紧急吹哨要先到场。", "到场处置后仍可提出异议。"),
    "unknown_department": ("没有这个部门。", "请从列出的部门中选择。"),
    "no_more_pauses": ("最多暂停{most}次，已经用完。", "请继续办理，或在办理情况里说明。"),
    "mark_out_of_range": ("请选择1至5分。", ""),
    "somebody_came": ("已有部门到场，不能收回哨声。", "请等部门办完后验收。"),
    "no_such_desk": ("没有这个单位。", "请从列出的单位中选择。"),
}
CONSTRAINTS: Mapping[str, str] = {
    "one_open_whistle_per_matter": "whistled_already",
    "one_desk_per_department_in_a_district": "stale",
}
STATES: Mapping[str, tuple[str, str]] = {  # look's status kind, word
    "called": ("new", "等响应"),
    "responded": ("doing", "已响应"),
    "on_site": ("doing", "已到场"),
    "paused": ("wait", "暂停"),
    "objected": ("wait", "有异议，等裁定"),
    "finished": ("wait", "办完，等验收"),
    "arbitration": ("wait", "争议，等裁定"),
    "accepted": ("done", "已验收"),
    "released": ("stop", "不再办理"),
}
VERBS: Mapping[str, str] = {
    "call": "吹哨",
    "respond": "响应",
    "check_in": "到场签到",
    "finish": "办完",
    "object": "提出异议",
    "decide_objection": "裁定异议",
    "pause": "暂停",
    "resume": "继续办理",
    "accept": "验收",
    "give_back": "退回",
    "arbitrate": "裁定争议",
    "climb": "超时通报上一级",
    "reckon_again": "放假安排公布，重算期限",
    "release": "收回",
    "assign": "指定单位",
}
STEPS: Mapping[str, str] = {
    "respond": "响应",
    "check_in": "到场",
    "handle": "办理",
    "accept": "验收",
    "decide": "裁定",
    "pause": "暂停",
    "climb": "再通报",
}
RESULTS: Mapping[str, str] = {"met": "按时", "missed": "超时", "dropped": "停止"}
KINDS: Mapping[str, str] = {"grievance": "群众诉求", "enforcement": "联合执法", "emergency": "紧急"}
METHODS: Mapping[str, str] = {"persuaded": "劝阻", "stopped": "制止", "mediated": "调解", "repaired": "自行维修处置"}
LEVELS: Mapping[str, str] = {"department": "部门", "subdistrict": "街道", "district": "区县", "city": "市"}
ROLES: Mapping[str, str] = {
    "company_manager": "物业公司", "committee_member": "业委会（物管会）", "grid_worker": "网格员",
    "neighbourhood_officer": "社区", "subdistrict_officer": "街道", "department_officer": "部门",
    "district_officer": "区县", "city_officer": "市级", "": "平台",
}  # fmt: skip
MARKS: Mapping[int, str] = {5: "很好", 4: "好", 3: "一般", 2: "差", 1: "很差"}
WHISTLE_STATES: Mapping[str, str] = {"open": "办理中", "done": "各部门均已验收", "over": "不再办理"}
