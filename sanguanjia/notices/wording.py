"""Refusals of this room in plain Chinese, and the words for what went wrong with a delivery."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "unknown_notice_kind": ("没有这一类公示。", "请从列出的类别中选择。"),
    "period_too_short": ("公示期太短，这一类最早只能公示到{earliest}。", "请把最后一天改到这一天或更晚。"),
    "opens_in_the_past": ("公示不能从过去的日子开始。", "请选择今天或以后的日子。"),
    "superseded_already": ("这份公示已经更正过了。", "请打开更正后的那一份再更正。"),
    "not_longer": ("公示期只能延长，现在到{was}。", "请选择更晚的日子。"),
    "notice_is_over": ("这份公示已经期满或被更正，不能再改期。", "如需继续公示，请另发一份。"),
    "objection_too_early": ("公示还没有开始。", "请在公示期内提出。"),
    "objection_too_late": ("公示期已过，不能再提异议。", "可以通过报事向社区反映。"),
    "objected_already": ("您已经对这份公示提过异议。", "有补充的，请向发布单位说明。"),
    "answered_already": ("这条异议已经答复过了。", ""),
    "proved_already": ("这张照片已经传过了。", "请换一张。"),
    "bad_time": ("请填写时间，例如 21:30。", "开始和结束要同时填写。"),
    "email_needed": ("要用电子邮件，请先填写邮箱。", ""),
    "file_unreadable": ("附件只能是照片或 PDF 文件。", "请换成这两种格式再上传。"),
    "too_many_files": ("一次最多{most}个附件。", "请去掉几个。"),
    "file_too_large": ("附件太大，每个不超过{most}兆。", "请缩小后再上传。"),
}

CONSTRAINTS: Mapping[str, str] = {
    "a_public_notice_is_superseded_once": "superseded_already",
    "a_public_notice_stands_at_least_its_period": "period_too_short",
    "a_public_notice_opens_when_posted_or_later": "opens_in_the_past",
    "one_extension_from_each_end": "stale",
    "an_extension_only_lengthens": "not_longer",
    "one_objection_per_person_and_public_notice": "objected_already",
    "one_answer_per_objection": "answered_already",
    "one_proof_per_picture_of_a_public_notice": "proved_already",
}

FAULTS: Mapping[str, str] = {
    "no_address": "没有留联系方式",
    "no_account": "账号已停用",
    "address_refused": "对方地址不接收",
    "worker_died": "发送时中断，无法确认；不重复发送",
}
