"""What the interfaces say."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "argument_missing": ("缺少参数 {name}。", "请补上后重新提交。"),
    "argument_wrong": ("参数 {name} 的值不对。", "请改正后重新提交。"),
    "argument_too_long": ("参数 {name} 太长，最多 {most} 个字。", "请写短一些后重新提交。"),
    "not_utf8": ("内容不是 UTF-8 编码。", "请改用 UTF-8 编码后重新提交。"),
    "not_a_moment": ("{name} 不是带时区的 W3C 时间。", "例如 2024-04-25T16:30:00+08:00 或 2024-04-25T08:30:00Z。"),
    "range_reversed": ("end_date 早于 start_date。", "请改正后再查。"),
    "range_too_long": ("start_date 和 end_date 相隔超过 {most} 天。", "请分几段查询。"),
    "api_key_missing": ("没有给出有效的 api_key。", "请核对密钥是否抄全、是否到期或已停用。"),
    "service_unknown": ("没有 service_code {name}。", "请从 services 列表里选。"),
    "jurisdiction_unknown": ("没有 jurisdiction_id {name}。", "可用的有：{known}。"),
    "place_out_of_reach": ("这把密钥不能在这个地点报事。", "请核对地址，或请当地主管单位为这个系统授予身份。"),
    "form_unreadable": ("提交的内容读不出来。", "请用 application/x-www-form-urlencoded 或 multipart/form-data。"),
    "limit_out_of_range": ("每分钟次数要在 1 到 {most} 之间。", ""),
    "not_a_system": ("这不是接入系统的账号。", "密钥只能发给在这里登记的接入系统。"),
    "system_name_taken": ("已经有同名的接入系统。", "请换一个名称。"),
    "unknown_event": ("没有这种事件：{name}。", "请从列表里选。"),
    "unsafe_address": ("这个地址不能接收推送。", "要用 https，并且是互联网上的公开地址。"),
    "too_many_hooks": ("一个系统最多订阅 {most} 个地址。", "请先结束不用的订阅。"),
}
CONSTRAINTS: Mapping[str, str] = {"one_connected_system_per_name": "system_name_taken"}
# How machines read a status, and what an update says. No names, no words of anybody.
STANDING: Mapping[str, str] = {
    "new": "已登记，等待接办",
    "taken": "已接办",
    "working": "正在办理",
    "finished": "已完工，等待办结",
    "waiting": "等报事人补充",
    "arbitration": "正在裁定由谁办理",
    "done": "已办结，等报事人确认",
    "closed": "已结束",
    "merged": "已并案",
    "moved": "已转到正确的小区",
}
HOOK_STATES: Mapping[str, tuple[str, str]] = {
    "on": ("doing", "推送中"),
    "disabled": ("late", "已暂停"),
    "ended": ("stop", "已结束"),
}
DELIVERY_STATES: Mapping[str, tuple[str, str]] = {
    "waiting": ("wait", "等待"),
    "claimed": ("doing", "正在推送"),
    "sent": ("done", "已送达"),
    "given_up": ("late", "没有送达"),
    "dropped": ("stop", "不再推送"),
}
FAULTS: Mapping[str, str] = {
    "": "",
    "timeout": "对方没有及时回答",
    "unreachable": "连接不上",
    "unsafe_address": "地址指向内部网络",
    "unresolved": "域名解析不了",
    "tls": "证书不对",
    "status": "对方拒收",
    "gone": "对方说地址已停用（410）",
    "no_longer_permitted": "订阅方已无权查看",
    "ended": "订阅已结束",
    "too_old": "等待超过三十天",
    "failing": "连续没有送达",
}
SECRECY: Mapping[str, str] = {"open": "公开给物业公司", "contact": "隐去联系方式", "matter": "不让物业公司看到"}
