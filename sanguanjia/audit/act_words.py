"""What each act is called on a page, one table per room. A test holds that every declared act has its words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_ACCESS = {
    "arrange_cover": "安排请假期间的代班人",
    "ask_new_phone": "申请更换丢失的手机号",
    "change_password": "修改密码",
    "change_phone": "更换手机号",
    "close_account": "注销账号",
    "close_staff_session": "结束值守",
    "confirm_claim": "核实通过房屋认领",
    "confirm_factor": "启用动态口令",
    "create_account": "开立账号",
    "decide_phone": "决定换号申请",
    "drop_factor": "停用动态口令",
    "end_cover": "结束代班",
    "end_mandate": "结束身份",
    "end_sessions": "结束登录",
    "follow_owners": "按产权变更业主身份",
    "grant_mandate": "授予身份",
    "hand_over": "移交未办结的事",
    "issue_machine_token": "为接入系统发放密钥",
    "issue_token": "发放接口密钥",
    "lock_account": "停用账号",
    "offer_factor": "开始绑定动态口令",
    "open_staff_session": "开始值守",
    "refuse_claim": "不予核实房屋认领",
    "rehash_password": "更新密码的保存方式",
    "renew_recovery_codes": "重发恢复码",
    "request_claim": "申请认领房屋",
    "reset_password": "重设密码",
    "revoke_machine_token": "停用接入系统的密钥",
    "revoke_token": "停用接口密钥",
}
_AUDIT = {"read_records": "审计员查阅记录", "take_up": "将出厂规则纳入记录"}
_CASES = {
    "accept": "受理",
    "add_note": "补充说明",
    "answer": "答复询问",
    "arrive": "转入",
    "ask_back": "退回询问",
    "ask_exclusion": "申请不计入三率",
    "ask_extension": "申请延期",
    "assign": "派给员工",
    "call_back": "回访",
    "climb": "超时上升一级",
    "close": "办结",
    "close_by_silence": "到期自动办结",
    "confirm": "确认办结",
    "decide_exclusion": "审批不计入三率",
    "decide_extension": "决定延期",
    "decide_holder": "指定承办单位",
    "dispatch": "派往部门",
    "escalate": "上报上级",
    "finish": "办理完成",
    "hand_on": "转交",
    "link": "关联",
    "merge": "并案",
    "parts_done": "各部门办完，办结",
    "rate": "评价",
    "reckon_again": "按新日历重算期限",
    "rehome": "改到正确的小区",
    "reopen": "重新办理",
    "report": "报事",
    "resume": "恢复办理",
    "see_contact": "查看联系方式",
    "start": "开始办理",
    "take_order": "接单",
    "take_rates": "统计三率",
    "urge": "催办",
    "whistle": "吹哨",
    "whistle_over": "部门不再办理，继续办理",
    "withdraw": "撤回",
}
_DEMO = {
    "fill_estate": "填入演示小区",
    "found_city_of_full_size": "建立全市演示数据",
    "open_accounts": "开立演示账号",
    "pour_estate": "填入全市演示小区",
}
_INTAKE = {
    "choose_needs": "改定工单的事项类别",
    "commit_sheets": "导入热线工单",
    "place_sheet": "为工单指定小区",
    "upload_sheets": "上传热线工单",
    "withdraw_sheets": "撤回热线工单",
}
_INTERFACES = {
    "disable_subscription": "暂停推送",
    "end_subscription": "结束订阅",
    "file_request": "通过接口报事",
    "issue_key": "为接入系统发放密钥",
    "register_system": "登记接入系统",
    "resume_subscription": "恢复推送",
    "revoke_key": "停用接入系统的密钥",
    "set_limit": "调整密钥的次数",
    "subscribe": "订阅推送",
}
_NOTICES = {
    "answer": "答复异议",
    "extend": "延长公示",
    "object": "提出异议",
    "post": "发布公示",
    "prove_posting": "上传张贴照片",
    "set_preferences": "设置消息方式",
    "correct": "更正公示",
    "send": "发出消息",
    "read": "读消息",
}
_POLICY = {"publish_version": "发布规则"}
_PRIVACY = {
    "erase_person": "删除个人信息",
    "export_roster": "导出完整名册",
    "give_consent": "同意",
    "retention_run": "按保存期限清理",
    "unmask": "查看完整个人信息",
    "withdraw_consent": "撤回同意",
}
_REGISTRY = {
    "add_building": "登记楼栋",
    "add_entrance": "登记单元",
    "add_guardian": "登记监护人",
    "add_lift": "登记电梯",
    "add_organisation": "登记单位",
    "add_unit": "登记房屋",
    "change_basis": "更正产权依据",
    "change_division": "调整区划",
    "change_phone": "更改业主电话",
    "commit_roster": "确认导入名册",
    "correct_organisation": "更正单位",
    "correct_roster": "改正名册",
    "correct_unit": "更正房屋",
    "deliver_unit": "交付房屋",
    "end_guardianship": "结束监护",
    "end_lift": "停用电梯",
    "end_tenure": "物业公司退出",
    "end_unmanaged_fact": "结束无物业状态",
    "found_city": "建立城市",
    "found_district": "建立区县",
    "found_estate": "建立小区",
    "found_grid": "建立网格",
    "found_neighbourhood": "建立社区",
    "found_subdistrict": "建立街道",
    "import_roster": "导入名册",
    "know_person": "认定业主账号",
    "leave_out_roster_units": "名册中略过房屋",
    "merge_units": "合并房屋",
    "move_estate": "小区划到别的社区",
    "nudge_roster": "重新排队读名册",
    "read_roster": "读名册",
    "record_unmanaged_fact": "登记无物业状态",
    "rename_place": "更名",
    "set_managing_company": "登记物业公司",
    "settle_roster_columns": "确认名册的列",
    "split_unit": "分割房屋",
    "stop_roster": "停止导入",
    "transfer_unit": "房屋过户",
    "upload_roster": "上传名册",
    "withdraw_roster": "撤回名册",
}
_ROOMS = {
    "access": _ACCESS, "audit": _AUDIT, "cases": _CASES, "demo": _DEMO,
    "intake": _INTAKE, "interfaces": _INTERFACES, "notices": _NOTICES, "policy": _POLICY, "privacy": _PRIVACY, "registry": _REGISTRY,
}  # fmt: skip
ACT_WORDS: Mapping[str, str] = MappingProxyType(
    {f"{room}.{verb}": words for room, verbs in _ROOMS.items() for verb, words in verbs.items()}
)


def words_of(act: str) -> str:
    """The words of an act; an act of a version to come is shown by its name."""
    return ACT_WORDS.get(act, act)
